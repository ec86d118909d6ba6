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

  "engine.trial.leader-crash": "The {leads}'s process dies",
  "engine.trial.leader-cut": "The {leads}'s host is cut off for 30 s",
  "engine.trial.leader-pause": "The {leads} stops for 15 s and goes on",
  "engine.trial.follower-crash": "A {follows}'s process dies",
  "engine.trial.power-loss": "All lose power for a second",
  "engine.trial.unknown": 'unknown trial "{trial}": one of {known, list}',
  "engine.trial.variant": 'unknown variant "{variant}" of this file: one of {known, list}',
  "engine.trial.no-file": "{system} has no file of configuration that could be tried",
} as const;

export const said = speaker(engine);
