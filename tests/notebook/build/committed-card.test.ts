import {readFileSync} from "node:fs";
import {beforeAll, expect, test} from "vitest";
import {type CardCell, type CardRow, cardOf, cardSweep} from "../../../src/engine/analysis/card.ts";
import {stripOf} from "../../../src/engine/analysis/fail-over.ts";
import type {Strip} from "../../../src/engine/analysis/strip.ts";
import {type Row, rowAt, scenarioAt} from "../../../src/engine/analysis/sweep.ts";
import {between, stream} from "../../../src/engine/kernel/streams.ts";
import {run} from "../../../src/engine/run.ts";
import {
  CARD_PATH,
  cardSet,
  committedCardRows,
  comparedSystems,
  failOverSet,
  fileOf,
  type MeasuredSet,
  stripSet,
} from "../../../src/notebook/build/committed-card.ts";
import {type CardFile, cardRows, type MeasuredFile, measuredRows, type StripsOfAll} from "../../../src/notebook/cells/card-file.ts";
import {command} from "../../cli/commands.ts";
import {DEPTH} from "../../depth.ts";

/** Of each file of rows, this share is computed again. */
const SHARE = 0.02 * DEPTH;

const sets: MeasuredSet[] = [];

beforeAll(async () => {
  sets.push(...(await comparedSystems()).map(cardSet));
});

const rowsOf = (set: MeasuredSet) => cardRows(fileOf(set) as MeasuredFile);

test("the rows of the card agree where they are computed again", () => {
  const differing = sets.flatMap((set) => {
    const rows = rowsOf(set);
    const drawn = stream(20, set.path);
    return Array.from({length: Math.ceil(rows.length * SHARE)}, () => between(drawn, 0, rows.length - 1)).flatMap((i) => {
      const again = rowAt(set.compared.system, set.sweep, i);
      return JSON.stringify(again) === JSON.stringify(rows[i]) ? [] : [`${set.path}: run ${i} is ${JSON.stringify(again)}`];
    });
  });
  expect(differing).toEqual([]);
}, 600_000);

test("the strips and the fail-overs come out as they are committed", () => {
  for (const {compared} of sets) {
    const strips = fileOf<StripsOfAll[string]>(stripSet(compared));
    const [first] = typeof strips === "string" ? [] : strips.strips;
    const {sweep} = stripSet(compared);
    const [point] = sweep.plan.points;
    const again = stripOf(compared, run(compared.system, scenarioAt(sweep, 0)), {...(point as unknown as Strip), seed: 1});
    expect(again).toEqual(first);
    const set = failOverSet(compared);
    const rows = measuredRows(fileOf(set) as MeasuredFile);
    expect(rowAt(compared.system, set.sweep, 3)).toEqual(rows[3]);
  }
});

test("what a page has of a cell is what its rows come to, and what --run computes", () => {
  const {cells} = JSON.parse(readFileSync(CARD_PATH, "utf8")) as CardFile;
  for (const set of sets) {
    const {compared, sweep} = set;
    const [first] = sweep.plan.points;
    const {runs} = sweep.plan;
    const one = cardSweep({...compared, setups: compared.setups.slice(0, 1)}, {runs: Math.min(runs, 10), seed: 1});
    const every = one.plan.points.length;
    const again = Array.from({length: one.plan.runs}, (_, i) => rowAt(compared.system, one, i * every) as Row & CardRow);
    const rows = rowsOf(set).filter(({setup, fault}) => setup === first?.setup && fault === first?.fault);
    expect(again).toEqual(rows.slice(0, again.length));
    const [cell] = cardOf(rows);
    const {system, configuration, fault} = cell as CardCell;
    const shown = cells.find((other) => other.system === system && other.configuration === configuration && other.fault === fault);
    expect(shown).toMatchObject({...cell});
  }
});

test("a row that comes out otherwise is refused in a line that names it", () => {
  const [set] = sets as [MeasuredSet];
  const other = {...set, sweep: {...set.sweep, row: () => ({...cardRows(fileOf(set) as MeasuredFile)[0], stale: 99})}};
  expect(() => committedCardRows(other, [0])).toThrow(
    /^data\/card\/\w+\.json is stale, [\w-]+ under [\w-]+ at seed 1 comes to something else: run npm run sweeps$/,
  );
});

test("rows of other setups, columns or seeds are stale, each by its name", () => {
  const [set] = sets as [MeasuredSet];
  const {compared} = set;
  const renamed = {...compared, setups: compared.setups.map((setup) => ({...setup, name: `${setup.name}-2`}))};
  expect(fileOf({...set, sweep: cardSweep(renamed, set.sweep.plan)})).toMatch(
    /is stale, \w+ has other setups or faults and other scenarios:/,
  );
  expect(fileOf({...set, kept: "lost"})).toMatch(/is stale, \w+ has other columns: run npm run sweeps$/);
  expect(fileOf({...set, path: "data/card/nowhere.json"})).toBe("data/card/nowhere.json is missing: run npm run sweeps");
});

test("the command prints the committed card in the shape of the contract, without computing it", () => {
  const {out, status} = command("cap", ["eureka", "--json"]);
  expect(status).toBe(0);
  const set = sets.find(({compared}) => compared.system.name === "eureka") as MeasuredSet;
  expect(JSON.parse(out)).toEqual(cardOf(rowsOf(set)));
});
