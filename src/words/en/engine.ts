import {speaker} from "../said.ts";

/** What the engine says, whatever the system. */
const engine = {
  "engine.run.option": 'run: "{odd}" is no option: one of {known, list}',
  "engine.run.option-of-scenario":
    "run: \"{odd}\" is no option: one of {known, list}; {odd} belongs to the scenario: '{...scenario, '{odd}: …'}'",
  "engine.run.budget": "run: budget is {budget}, must be a number of events, 1 or more",
  "engine.stopped.events": "stopped: {budget, number} events at {nowMs} ms of {untilMs} ms; scenario {scenario} does not come to rest",
  "engine.stopped.waiting-at":
    "stopped: more than {most, number} wait for {node} at {nowMs} ms; scenario {scenario} brings more than it can handle",
  "engine.stopped.waiting-answer":
    "stopped: more than {most, number} wait for {node} to answer at {nowMs} ms; scenario {scenario} brings more than it can handle",
  "engine.stopped.waiting-time":
    "stopped: more than {most, number} wait for their time at {nowMs} ms; scenario {scenario} brings more than it can handle",
} as const;

export const said = speaker(engine);
