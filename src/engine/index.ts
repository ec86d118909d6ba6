// biome-ignore-all assist/source/organizeImports: an essay has an order of its own.
// The engine's public names, in the order in which one meets them. The site's API page is made of this list and of their docstrings.

// Run: a scenario goes in, and all that a run leaves behind comes out.
export {simulate, introduce} from "./simulate.ts";
export {at, run, walk, type RunOptions} from "./run.ts";
export type {Run} from "./model/run.ts";
export type {TraceEvent, BeliefSpan, EffectiveSpan, Rest, StageMark} from "./model/run.ts";
export {STAGES, type Stage} from "./model/note.ts";
export type {Violation} from "./model/monitor.ts";
export type {World} from "./model/world.ts";
export type {Status} from "./model/world.ts";
export type {Filling, Said, Told} from "../words/message.ts";
export {Refusal, type Belief} from "./vocabulary.ts";
export type {FinalRead, Operation} from "./model/operation.ts";
export type {Note, Noted, NoteOf, NoteTable, Stamp} from "./model/note.ts";

// Scenarios: a run to be, as plain data that goes into files, workers and addresses.
export {subjectOf, type Parameters, type Scenarios, type Subject} from "./subject.ts";
export {scenarioOf} from "./run.ts";
export type {Scenario, NodeSpec, ClientSpec, LatencySpec, Machine} from "./model/scenario.ts";
export type {Fault, FaultAct, Trigger} from "./model/fault.ts";
export {ms, toMs, ticks, plus, minus, times, later, earlier, NO_TIME} from "./vocabulary.ts";
export type {Ticks, NodeId, Scope, Json} from "./vocabulary.ts";

// Measures: what a run comes to, in numbers.
export {measures, type ClientMeasures, type Interregnum, type Measures, type Reign} from "./analysis/measures.ts";
export {columns, type Columns} from "./analysis/columns.ts";
export {differences, type Difference} from "./analysis/differences.ts";
export {divergence, type Divergence} from "./analysis/divergence.ts";

// Many runs: sweeps as rows, and numbers with their spread.
export {sweep} from "./simulate.ts";
export type {Grid, Point, Row, SweepOptions, Value} from "./analysis/sweep.ts";
export {median, quantile} from "./analysis/quantile.ts";
export {ecdf, type Step} from "./analysis/ecdf.ts";
export {wilson, type Proportion} from "./analysis/wilson.ts";
export {bootstrap, type BootstrapOptions, type Interval} from "./analysis/bootstrap.ts";

// Judging: what one wants of a run, and whether it came about. What must never happen in any run is an invariant of its system.
export {always, never, eventually, leaderWithin, lightsOf, neverTwoWriters, noLostWrite, oneWriterATerm} from "./analysis/aims.ts";
export type {Aim, AimVerdict, Instant, Light} from "./analysis/aims.ts";

// Histories: is what clients saw right? Of a run, or of a real system, out of a file.
export {linearizable, type BrokenOrder, type BrokenRule, type CheckOptions, type Explanation} from "./checking/consistency/linearizable.ts";
export type {HistoryVerdict} from "./checking/consistency/linearizable.ts";
export type {HistoryOperation} from "./checking/consistency/history.ts";
export {models} from "./checking/consistency/models.ts";
export type {Znode} from "./checking/consistency/models/znode.ts";
export type {Foresight, Model} from "./checking/consistency/model.ts";
export {checkLog, checkQueue} from "./checking/consistency/verdicts.ts";
export {checkFile, FILE_MODELS} from "./checking/histories/check-file.ts";
export type {CheckedFile, FileCheckOptions, FileModel} from "./checking/histories/check-file.ts";
export type {ReadOperation} from "./checking/histories/asked.ts";
export {leastStaleness, type BoundedStaleness} from "./checking/consistency/bounded-staleness.ts";
export {leaseExpiries} from "./checking/consistency/models/registry.ts";
export {logFindings, staleTails} from "./checking/consistency/rules/log.ts";
export {lostDeliveries} from "./checking/consistency/rules/deliveries.ts";
export {acknowledgedSet, type SetOutcome} from "./checking/consistency/rules/acknowledged-set.ts";
export {elementTimelines, type ElementTimeline} from "./checking/consistency/rules/element-timelines.ts";
export {staleness, type Staleness, type VersionOf} from "./checking/consistency/rules/staleness.ts";
export {sessionGuarantees, SESSION_GUARANTEES} from "./checking/consistency/rules/sessions.ts";
export type {SessionGuarantee, SessionReport} from "./checking/consistency/rules/sessions.ts";
export type {Finding} from "./checking/consistency/rules/finding.ts";
export {availability, type Availability, type AvailabilityOptions} from "./checking/consistency/availability.ts";
export type {AskedOperation, Served, Share, Window} from "./checking/consistency/availability.ts";

// Systems: what a model is made of. Those of the package are made so, and so is one's own.
export {defineSystem, type Definition, type NeededPart, type Handlers, type OptionalPart} from "./define.ts";
export type {CamelCase, Defined, ScenariosOf, Settings} from "./define.ts";
export type {EventName, System, Writer} from "./model/system.ts";
export type {Process, Context, Ending, Form, Library, LibraryContext, Reader} from "./model/process.ts";
export {LOOKS, type Look, type Roles} from "./model/look.ts";
export type {Parameter, ScenarioEntry, Shape} from "./model/scenario.ts";
export type {Invariant} from "./model/monitor.ts";
export type {Ablation} from "./model/system.ts";
export type {KernelOptions} from "./model/system.ts";
export type {Log} from "./model/log.ts";
export type {
  ConfigFile,
  ConfigFiles,
  EntryOutcome,
  FileEntry,
  FileFormat,
  FileReading,
  FileSettings,
  Meaning,
  Nouns,
  OwnTrial,
  PlacedEntry,
} from "./model/config-file.ts";
export type {ConnId, Message} from "./vocabulary.ts";
