export {type Measures, measures} from "./analysis/measures.ts";
export type {TraceEvent} from "./kernel/sinks.ts";
export type {System, World} from "./kernel/system.ts";
export {at, type Run, type RunOptions, run, scenarioOf, walk} from "./run.ts";
export {Refusal, type Scenario} from "./vocabulary.ts";
