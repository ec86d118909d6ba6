import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {rowAt, scenarioAt} from "../../../src/engine/analysis/sweep.ts";
import {randomFaults} from "../../../src/engine/checking/search.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run, scenarioOf} from "../../../src/engine/run.ts";
import {type FoundSweep, sweepsOf} from "../../../src/notebook/build/chapter-sweeps.ts";
import {chapterOf, root} from "../../../src/notebook/build/chapters.ts";
import {compile} from "../../../src/notebook/build/compile.ts";
import {systemNamed} from "../../../src/notebook/cells/chapter-systems.ts";
import {DEPTH} from "../../depth.ts";

const path = "src/content/docs/from-nothing.mdx";
const text = readFileSync(join(root, path), "utf8");

type Change = readonly [was: string, is: string];

/** The sweeps of the chapter, whose text is changed so. */
async function sweepsWith(changes: readonly Change[]): Promise<readonly FoundSweep[]> {
  let changed = text;
  for (const [was, is] of changes) {
    if (!changed.includes(was)) throw new Error(`${path} has no ${was}`);
    changed = changed.replace(was, is);
  }
  const chapter = chapterOf(path, changed);
  return (await sweepsOf(chapter, compile(chapter))).map((one) => {
    if ("says" in one) throw new Error(`${path}:${one.line}: ${one.says}`);
    return one;
  });
}

const asItStands = await sweepsWith([]);

function sweepNamed(name: string, sweeps: readonly FoundSweep[] = asItStands): FoundSweep {
  const found = sweeps.find((one) => one.path.endsWith(`/${name}.json`));
  if (found === undefined) throw new Error(`${path}: no sweep ${name}`);
  return found;
}

const {systems} = sweepNamed("findings");

/** Names of the invariants that are broken in the runs of these seeds, under random faults; no further than until all of `wanted` are. */
function broken(system: System, seeds: number, wanted: readonly string[] = ["none has this name"]): Set<string> {
  const trials = randomFaults(system, {cluster: scenarioOf(system, "calm")});
  const found = new Set<string>();
  for (let seed = 1; seed <= seeds && !wanted.every((name) => found.has(name)); seed++) {
    // As in the chapter's sweep, where the seed of a row is that of its run.
    const {violations} = run(system, {...trials(seed).scenario, seed});
    for (const {invariant} of violations) found.add(invariant);
  }
  return found;
}

test.each([
  ["lone-timeout", ["one-leader"]],
  ["bully", ["steady"]],
  ["majority", ["a-leader-in-the-end"]],
  ["random-waits", ["no-way-back"]],
  ["unfenced", ["no-way-back"]],
  ["fenced", ["fresh-reads"]],
  ["lease", ["no-way-back"]],
])("within 200 seeds the checker finds what the chapter says is wrong with %s", (name, wrong) => {
  expect([...broken(systemNamed(systems, name), 200, wrong)]).toEqual(expect.arrayContaining(wrong));
});

test("what a design mends stays mended: no read is stale under a lease, nothing is overwritten behind a fence", () => {
  expect(broken(systemNamed(systems, "lease"), 200)).not.toContain("fresh-reads");
  expect(broken(systemNamed(systems, "fenced"), 200)).not.toContain("no-way-back");
});

test("for 5,000 seeds the last design breaks nothing but what cannot be had: that nobody else believes to lead, or takes over", () => {
  const last = systemNamed(systems, "last");
  const kept = ["no-way-back", "fresh-reads", "a-leader-in-the-end", "one-a-term"];
  expect(last.invariants.map(({name}) => name)).toEqual(expect.arrayContaining(kept));
  const found = broken(last, Math.ceil(5000 * DEPTH));
  for (const name of kept) expect(found).not.toContain(name);
});

test("without a lease nobody is effective: a leader whose followers have died acknowledges nothing, and is not said to", () => {
  const last = systemNamed(systems, "last");
  const dying = ["n1", "n2", "n3"].map((node) => ({kind: "crash", node: "@follower", as: node, at: 2000}) as const).slice(0, 2);
  const result = run(last, {...scenarioOf(last, "calm"), faults: dying, settle: false});
  const [end] = result.effective.slice(-1);
  expect(end?.nodes).toEqual([]);
  expect((end?.from ?? 0) / 1000).toBeLessThan(2000 + 210);
});

/** Of so many rows each tenth is made unless it is a deep run. */
const STEP = DEPTH < 1 ? 10 : 1;

/** Whether every row of a sweep holds. */
function holds(found: FoundSweep, step: number): boolean {
  const {count} = found.sweep.plan;
  for (let i = 0; i < count; i += step)
    if (!rowAt(systemNamed(found.systems, scenarioAt(found.sweep, i).system), found.sweep, i).holds) return false;
  return count > 0;
}

const exercises: readonly (readonly [id: string, sweep: string, solution: readonly Change[]])[] = [
  ["patience", "daring", [["value: 250,", "value: 600,"]]],
  ["gentle", "gently", [["contests: (own: string, leader: string) => own > leader,", "contests: () => false,"]]],
  ["four-servers", "halves", [["votes >= servers / 2", "votes > servers / 2"]]],
  [
    "remember",
    "remembered",
    [["init: (spec, disk, ...more) => ({\n    ...(voting.init(spec, disk, ...more) as Voter),\n  }),", "init: termed.init,"]],
  ],
  ["margin", "apart", [["value: 4000}", "value: 3250}"]]],
];

/** With the solutions of all exercises: none hangs on another's cells. */
const solved = await sweepsWith(exercises.flatMap(([, , solution]) => solution));

test.each(exercises)("exercise %s is not solved as it stands, and is by what its solution says", (_id, sweep) => {
  expect(holds(sweepNamed(sweep), 1)).toBe(false);
  expect(holds(sweepNamed(sweep, solved), STEP)).toBe(true);
});
