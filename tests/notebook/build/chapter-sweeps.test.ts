import {beforeAll, describe, expect, test} from "vitest";
import {loadSystem} from "../../../cli/systems.ts";
import {rowAt, scenarioAt} from "../../../src/engine/analysis/sweep.ts";
import {between, stream} from "../../../src/engine/kernel/streams.ts";
import {behaviourOf} from "../../../src/notebook/build/behaviour.ts";
import {type FoundSweep, sweepsOf} from "../../../src/notebook/build/chapter-sweeps.ts";
import {chapters} from "../../../src/notebook/build/chapters.ts";
import {cardComplaints} from "../../../src/notebook/build/committed-card.ts";
import {readArtefact} from "../../../src/notebook/build/committed-rows.ts";
import {compile} from "../../../src/notebook/build/compile.ts";
import {systemNamed} from "../../../src/notebook/cells/chapter-systems.ts";
import {decode} from "../../../src/notebook/cells/rows.ts";
import {DEPTH} from "../../depth.ts";

/** Of each file of rows, this share is computed again, and one row at the least. */
const SHARE = 0.02 * DEPTH;

/** How many scenarios of a system behave otherwise where a rule is another: some to be named, and more to be counted. */
const SOME = 5;

const all: FoundSweep[] = [];

beforeAll(async () => {
  for (const chapter of chapters()) {
    for (const one of await sweepsOf(chapter, compile(chapter))) {
      if ("says" in one) throw new Error(`${one.path}:${one.line}: ${one.says}`);
      all.push(one);
    }
  }
}, 240_000);

describe("the committed rows of every sweep", () => {
  test("are there, and of what the chapters and systems are now", () => {
    expect(all.length).toBeGreaterThan(0);
    expect(all.flatMap((found) => (typeof readArtefact(found) === "string" ? [readArtefact(found)] : []))).toEqual([]);
  });

  // Here, where what each system does has been seen already.
  test("and those of the card, too", async () => {
    expect(await cardComplaints()).toEqual([]);
  }, 240_000);

  test("agree where they are computed again", () => {
    const differing = all.flatMap((found) => {
      const artefact = readArtefact(found);
      if (typeof artefact === "string") return [artefact];
      const {sweep, path, systems} = found;
      const rows = decode(artefact, sweep.plan);
      const drawn = stream(20, path);
      return Array.from({length: Math.ceil(rows.length * SHARE)}, () => between(drawn, 0, rows.length - 1)).flatMap((i) => {
        const again = rowAt(systemNamed(systems, scenarioAt(sweep, i).system), sweep, i);
        return JSON.stringify(again) === JSON.stringify(rows[i])
          ? []
          : [`${path}: run ${i} is ${JSON.stringify(again)}, committed ${JSON.stringify(rows[i])}`];
      });
    });
    expect(differing).toEqual([]);
  }, 600_000);

  test("are stale once a rule is another, each by its name", async () => {
    const other: {readonly [system: string]: object} = {zookeeper: {finalizeWaitMs: () => 100}, redis: {tick: () => 100_000}};
    const altered = Object.fromEntries(
      await Promise.all(
        Object.entries(other).map(async ([name, rules]) => {
          const system = await loadSystem(name);
          // A few of its scenarios are enough to be another system.
          const some = behaviourOf({...system, rules: {...system.rules, ...rules}, scenarios: system.scenarios.slice(0, SOME)});
          return [name, {...behaviourOf(system), ...some}] as const;
        }),
      ),
    );
    // A system that cells define changes with its cells alone.
    const own = all.filter(({key}) => Object.keys(key.behaviour).every((name) => name in other));
    const changed = own.map((found) => {
      const names = Object.keys(found.key.behaviour);
      return readArtefact({...found, key: {...found.key, behaviour: Object.fromEntries(names.map((name) => [name, altered[name] ?? {}]))}});
    });
    expect(changed).toEqual(
      own.map(({path, key}) => {
        const [system] = Object.keys(key.behaviour);
        return expect.stringMatching(
          `^${path} is stale, ${system} behaves in another way in [-a-z, ]+ and ${SOME - 3} more: run npm run sweeps$`,
        );
      }),
    );
    expect(own.length).toBeGreaterThan(0);
  }, 240_000);
});
