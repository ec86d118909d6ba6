import {befallen, type FaultAct} from "../../engine/model/fault.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import {formOfFault} from "../../engine/outside/faults.ts";
import {mentionsIn} from "../../engine/outside/forms.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {faultWords} from "../../views/fault-looks.ts";
import {said} from "../../words/en/cells.ts";
import type {Told} from "../../words/message.ts";
import type {Words} from "../../words/words.ts";

/** One line of a run's history: a scenario, what was changed to make it, and of which other one. Plain data, for links and files. */
export interface Branch {
  /** Unique in its tree. */
  readonly name: string;
  /** The branch that it began at; null: it is the root. */
  readonly of: string | null;
  /** What was changed, in a few words; "" of the root. */
  readonly says: string;
  /** Null: it is the root. */
  readonly change: Change | null;
  /** Why the change cannot be made on the root as it is now; null: it can. The scenario is then the last that could be made. */
  readonly lacks: Told | null;
  readonly scenario: Scenario;
}

/** A small tree of scenarios, the root first, each after the one it began at. */
export type Branches = readonly Branch[];

/** What a branch changes: a fault at the playhead, another value of a setting from the beginning, or another scenario. */
export type Change =
  | {readonly kind: "fault"; readonly fault: FaultAct; readonly atMs: number}
  | {readonly kind: "setting"; readonly key: string; readonly value: number | string | boolean}
  | {readonly kind: "scenario"; readonly scenario: Scenario; readonly says: string};

/** A tree is for walking by hand: past this many it would be a list to search. */
const MOST = 24;

/** A tree of one. */
export const plant = (scenario: Scenario, name = "main"): Branches => [{name, of: null, says: "", change: null, lacks: null, scenario}];

/** The branch of that name. Refuses an unknown one. */
export function branchNamed(tree: Branches, name: string): Branch {
  const found = tree.find((b) => b.name === name);
  if (!found) throw new Refusal(said("cells.branch.unknown", {branch: name, known: tree.map((b) => b.name)}));
  return found;
}

/** A new branch, beside what there is, which stays as it was. It is named after the change; a second of the same name has a number. */
export function branch(tree: Branches, of: string, change: Change, words: Words): {readonly tree: Branches; readonly name: string} {
  const parent = branchNamed(tree, of);
  if (tree.length >= MOST) throw new Refusal(said("cells.branch.most", {branch: of, most: MOST}));
  if (parent.lacks !== null) throw new Refusal(said("cells.branch.out", {branch: of, why: parent.lacks}));
  const {says, scenario} = changed(parent.scenario, change, words);
  const name = free(tree, says);
  return {tree: ordered([...tree, {name, of, says, change, lacks: null, scenario}]), name};
}

/** What each change does to the scenario that it is made on, with a few words for it. */
function changed(scenario: Scenario, change: Change, words: Words): Pick<Branch, "says" | "scenario"> {
  if (change.kind === "scenario") return {says: change.says, scenario: change.scenario};
  if (change.kind === "setting") {
    const config = {...scenario.config, [change.key]: change.value};
    return {says: `${change.key}=${change.value}`, scenario: {...scenario, config}};
  }
  const {fault, atMs} = change;
  const says = words.say("notebook.branching.fault-name", {fault: faultSays(fault, words), ms: Math.round(atMs * 10) / 10});
  return {says, scenario: {...scenario, faults: [...scenario.faults, {...fault, at: atMs}]}};
}

/**
 * The same branches on another root: each change is made again on the branch it began at. One that makes no sense there stays in the tree with
 * the reason, and with it what began at it; it comes back when the root is again one that it fits. `settings`: the keys that there are.
 */
export function replant(tree: Branches, root: Scenario, settings: readonly string[], words: Words): Branches {
  const planted: Branch[] = [];
  for (const b of ordered(tree)) {
    const parent = planted.find(({name}) => name === b.of);
    if (parent === undefined || b.change === null) planted.push({...b, scenario: root});
    else {
      const lacks = parent.lacks === null ? misfit(b.change, parent.scenario, settings) : said("cells.branch.began", {branch: parent.name});
      planted.push({...b, lacks, scenario: lacks === null ? changed(parent.scenario, b.change, words).scenario : b.scenario});
    }
  }
  return planted;
}

/** Why a change cannot be made on a scenario; null: it can. */
function misfit(change: Change, {nodes, clients = [], faults, untilMs}: Scenario, settings: readonly string[]): Told | null {
  if (change.kind === "scenario") return null;
  if (change.kind === "setting") return settings.includes(change.key) ? null : said("cells.branch.no-setting", {setting: change.key});
  const {fault, atMs} = change;
  if (atMs > untilMs) return said("cells.branch.ended", {ms: untilMs});
  const known = new Set([...nodes, ...clients].map(({id}) => id).concat(faults.flatMap((f) => ("as" in f && f.as ? [f.as] : []))));
  const named = mentionsIn("node", formOfFault(fault.kind), fault, []).map(([name]) => name);
  const missing = named.find((id) => !id.startsWith("@") && !known.has(id));
  return missing === undefined ? null : said("cells.branch.no-node", {node: missing});
}

function faultSays(of: FaultAct, words: Words): string {
  const [nodes, fault] = [befallen(of), faultWords(of, words)];
  return nodes.length === 0 ? fault : words.say("notebook.branching.fault-of", {fault, nodes});
}

function free(tree: Branches, wish: string): string {
  const taken = new Set(tree.map((b) => b.name));
  let name = wish;
  for (let n = 2; taken.has(name); n++) name = `${wish} (${n})`;
  return name;
}

/** Each after its parent, in the order in which they were made. */
function ordered(tree: Branches): Branches {
  const below = (of: string | null): Branch[] => tree.filter((b) => b.of === of).flatMap((b) => [b, ...below(b.name)]);
  return below(null);
}

/** A branch by another name; what began at it goes along. */
export function renameBranch(tree: Branches, from: string, to: string): Branches {
  branchNamed(tree, from);
  const name = to.trim();
  if (name === "") throw new Refusal(said("cells.branch.no-name", {branch: from}));
  if (name !== from && tree.some((b) => b.name === name)) throw new Refusal(said("cells.branch.name-taken", {branch: from, name}));
  return tree.map((b) => ({...b, name: b.name === from ? name : b.name, of: b.of === from ? name : b.of}));
}

/** The branch itself where its change can be made, else the nearest one below it where that can. */
export function standing(tree: Branches, name: string): Branch {
  const found = branchNamed(tree, name);
  return found.lacks === null || found.of === null ? found : standing(tree, found.of);
}

/** Without a branch and all that began at it. The root stays. */
export function deleteBranch(tree: Branches, name: string): Branches {
  if (branchNamed(tree, name).of === null) throw new Refusal(said("cells.branch.root", {branch: name}));
  const gone = new Set([name]);
  for (const b of ordered(tree)) if (b.of !== null && gone.has(b.of)) gone.add(b.name);
  return tree.filter((b) => !gone.has(b.name));
}
