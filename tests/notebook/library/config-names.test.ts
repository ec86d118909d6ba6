import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import type {Row} from "../../../src/engine/analysis/sweep.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {system as redis} from "../../../src/engine/systems/redis/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import type {Cell} from "../../../src/notebook/cells/cell.ts";
import {cellFromText} from "../../../src/notebook/cells/cell-text.ts";
import {dryRun} from "../../../src/notebook/edit/dry-run.ts";
import {editedCell} from "../../../src/notebook/edit/edited-cell.ts";
import {configNames, configViews} from "../../../src/notebook/library/config-names.ts";
import {libraryNames} from "../../../src/notebook/library/library.ts";
import {inEnglish} from "../../../src/words/said.ts";
import {english} from "../../english.ts";

const systems = [system as unknown as System, redis as unknown as System];
const {document} = new JSDOM("").window;
const given = {document, words: english, systems};

test("a pasted file is plain data, of which every trial and variant makes a scenario", async () => {
  const {value} = (await configViews.configInput(given))(
    {name: "zookeeper"},
    {value: "tickTime=500\ninitLimit=10\nsyncLimit=5\ndataDir=/d\nserver.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2"},
  );
  const file = JSON.parse(JSON.stringify(value));
  expect((await configNames.variants(given))(file)).toEqual(["usual", "tickTime", "file"]);
  const trial = await configNames.trial(given);
  for (const name of await configNames.trials(given))
    expect(trial(file, {trial: name, variant: "file", seed: 7})).toMatchObject({seed: 7, config: {tickTime: 500}});
});

test("a file is asked for by its name; one that there is not is refused with those there are", async () => {
  const configInput = await configViews.configInput(given);
  expect(configInput({name: "redis"}, {file: "redis.conf"}).value.file).toBe("redis.conf");
  expect(configInput({name: "redis"}).value.file).toBe("sentinel.conf");
  expect(() => configInput({name: "redis"}, {file: "zoo.cfg"})).toThrow(/^redis has no file zoo.cfg: it has sentinel.conf, redis.conf$/);
});

test("two files of one cluster are tried together, and each of their changes alone", async () => {
  const configInput = await configViews.configInput(given);
  const together = await configNames.together(given);
  const files = together(
    configInput({name: "redis"}, {value: "sentinel monitor m 192.0.2.1 6379 2\nsentinel down-after-milliseconds m 5000"}).value,
    configInput({name: "redis"}, {file: "redis.conf", value: "min-replicas-to-write 1"}).value,
  );
  expect((await configNames.variants(given))(files)).toEqual(["usual", "down-after-milliseconds", "min-replicas-to-write", "file"]);
  expect((await configNames.trial(given))(files, {trial: "leader-cut", variant: "file", seed: 1})).toMatchObject({
    name: "sentinel.conf and redis.conf leader-cut",
    config: {quorum: 2, "down-after-milliseconds": 5000, "min-replicas-to-write": 1},
  });
});

test("a file with which no server would start is not tried, alone or with another", async () => {
  const configInput = await configViews.configInput(given);
  const watch = configInput({name: "redis"}, {value: "sentinel monitor m 192.0.2.1 6379 2"}).value;
  const wrong = configInput({name: "redis"}, {file: "redis.conf", value: "appendonly true\ninclude /a"}).value;
  const files = (await configNames.together(given))(watch, wrong);
  expect([files.nodes, files.without]).toEqual([[], ["include"]]);
  expect((await configNames.variants(given))(files)).toEqual(["usual"]);
  const trial = await configNames.trial(given);
  expect(() => trial(files, {trial: "leader-crash", variant: "file", seed: 1})).toThrow(
    /^sentinel.conf and redis.conf: makes no cluster that could be tried$/,
  );
  expect((await configViews.verdict(given))([], files).textContent).toMatch(/^No verdict: sentinel.conf and redis.conf makes no cluster/);
});

test("the file goes back as it came, but for what was changed", async () => {
  const {value} = (await configViews.configInput(given))({name: "zookeeper"});
  const link = (await configViews.configLink(given))(value, {...value.config, tickTime: 500});
  expect(link.download).toBe("zoo.cfg");
  expect(decodeURIComponent(link.href.split(",")[1] ?? "")).toBe(value.text.replace("tickTime=2000", "tickTime=500"));
});

test("the cells of a verdict can be written, edited and tried out", async () => {
  const known = [...libraryNames, "zookeeper"];
  const cells: Cell[] = [];
  for (const source of [
    "const file = view(configInput(zookeeper))",
    "const rows = sweep((p) => trial(file, p), {trial: trials, variant: variants(file)}, {runs: 20})",
    "display(verdict(rows, file))\ndisplay(configLink(file))",
  ]) {
    const cell = editedCell(`cell-${cells.length + 1}`, source, {cells, names: known});
    if ("says" in cell) throw new Error(inEnglish(cell.says));
    cells.push(cellFromText(cell, () => {}));
  }
  const recorded = () => Promise.reject(new Error("none here"));
  expect(await dryRun({cells, systems, recorded, cell: "cell-1", inputs: {}})).toBe(null);
});

test("a verdict is drawn of what a sweep found", async () => {
  const rows: Row[] = ["usual", "file"].map((variant) => ({trial: "leader-crash", variant, seed: 1, interregnumMs: 300}));
  const {value} = (await configViews.configInput(given))({name: "zookeeper"});
  expect((await configViews.verdict(given))(rows, value).querySelectorAll("tbody tr").length).toBe(2);
});
