import {speaker} from "../said.ts";

/** What the engine says, whatever the system. */
const engine = {
  "engine.run.option": 'run: "{odd}" is no option: one of {known, list}',
  "engine.run.option-of-scenario":
    "run: \"{odd}\" is no option: one of {known, list}; {odd} belongs to the scenario: '{...scenario, '{odd}: …'}'",
  "engine.run.ablation": 'unknown ablation "{name}" of {system}: one of {known, list}',
  "engine.run.rule": 'unknown rule "{name}" of {system}: one of {known, list}',
  "engine.run.rule-is": 'rule "{name}" of {system}: must be a function, is {got}',
  "engine.run.not-here": "{call}: this run was not made here; run its scenario first",
  "engine.run.pair": "{pair}: must be key=value",
  "engine.run.twice": "{key} is set twice: leave one",
  "engine.run.budget": "run: budget is {budget}, must be a number of events, 1 or more",
  "engine.stopped.events": "stopped: {budget, number} events at {nowMs} ms of {untilMs} ms; scenario {scenario} does not come to rest",
  "engine.stopped.waiting-at":
    "stopped: more than {most, number} wait for {node} at {nowMs} ms; scenario {scenario} brings more than it can handle",
  "engine.stopped.waiting-answer":
    "stopped: more than {most, number} wait for {node} to answer at {nowMs} ms; scenario {scenario} brings more than it can handle",
  "engine.stopped.waiting-time":
    "stopped: more than {most, number} wait for their time at {nowMs} ms; scenario {scenario} brings more than it can handle",

  "engine.fault.target":
    'fault on "{name}": must be a node\'s id, @leader, @follower, @followers, @minority, @majority, or a name given by "as" in an earlier fault',
  "engine.fault.no-node": 'fault on "{id}": no such node (there are {known, list})',
  "engine.introduce.other": 'introduce: there is another system "{system}": choose a name of its own',
  "engine.unknown-system": '{asked}: unknown system "{system}": this program holds {known, list}; import it, or introduce one of your own',
  "engine.unknown-system-of-none": '{asked}: unknown system "{system}": this program holds none; import it, or introduce one of your own',
  "engine.define.name": 'defineSystem: name "{name}": must be lower-case words with dashes, as in two-leaders',
  "engine.define.no-process": "defineSystem: {name} has no process: must have one or more, as in '{processes: {server}}'",
  "engine.define.stands-untold": "defineSystem: {name} stands on {lower}: must say which notes and files it has itself",
  "engine.define.stands-on-third": "defineSystem: {name} stands on {lower}, which stands on another: one floor is all there is",
  "engine.define.stands-twice": "defineSystem: {name} stands on {lower} twice, or on itself",
  "engine.define.no-rule": "defineSystem: {name}, ablation {ablation}: there is no rule {rule}: one of {known, list}",
  "engine.define.no-invariant": "defineSystem: {name}, ablation {ablation}: there is no invariant {invariant}: one of {known, list}",
} as const;

export const said = speaker(engine);
