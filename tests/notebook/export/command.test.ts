import {execFileSync} from "node:child_process";
import {expect, test} from "vitest";
import {run, type Scenario, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {rules} from "../../../src/engine/systems/zookeeper/rules.ts";
import {commandOf, commandOfRun} from "../../../src/notebook/export/command.ts";
import {inEnglish} from "../../../src/words/said.ts";

const zookeeper = system as unknown as System;
const crash = scenarioOf(zookeeper, "leader-crash-sessions", {}, 7);

test.each<[claim: string, scenario: Scenario, parameters: {[key: string]: number | string}, words: string]>([
  ["a scenario of the catalogue goes by its name and seed", crash, {}, "leader-crash-sessions --seed 7"],
  [
    "parameters are set",
    scenarioOf(zookeeper, "leader-crash-sessions", {how: "cut", servers: 3}, 1),
    {how: "cut", servers: 3},
    "leader-crash-sessions --seed 1 --set how=cut --set servers=3",
  ],
  [
    "a setting under its real key need not be told",
    scenarioOf(zookeeper, "leader-crash-sessions", {tickTime: 500}, 1),
    {},
    "leader-crash-sessions --seed 1 --set tickTime=500",
  ],
  ["ablations go by name", {...crash, ablate: ["no-d5"]}, {}, "leader-crash-sessions --seed 7 --ablate no-d5"],
])("%s", (_, scenario, parameters, words) => {
  expect(commandOf(zookeeper, scenario, parameters).command).toBe(`npm run -s sim -- zookeeper ${words}`);
});

test.each<[claim: string, scenario: Scenario, parameters: {[key: string]: number}]>([
  ["with another fault", {...crash, faults: [{kind: "crash", node: "z1", at: 3000}]}, {}],
  ["of a name that the catalogue does not have", {...crash, name: "mine's"}, {}],
  ["with a parameter that nobody told", scenarioOf(zookeeper, "leader-crash-sessions", {servers: 3}, 1), {}],
])("a scenario %s goes to standard input, whole", (_, scenario, parameters) => {
  const {command} = commandOf(zookeeper, scenario, parameters);
  const [first = "", data = "", last] = command.split("\n");
  expect([first, last]).toEqual(["npm run -s sim -- - <<'SCENARIO'", "SCENARIO"]);
  expect(JSON.parse(data)).toEqual(scenario);
});

test.each<[claim: string, scenario: Scenario]>([
  ["by name", {...scenarioOf(zookeeper, "cold-start", {tickTime: 500}, 3), ablate: ["no-finalize-wait"]}],
  ["as data", {...scenarioOf(zookeeper, "cold-start", {}, 3), faults: [{kind: "crash", node: "z1", at: 500}]}],
])("in a shell the command makes the same run again, %s", (_, scenario) => {
  const {command} = commandOf(zookeeper, scenario);
  const json = command.replace("npm run -s sim --", "node cli/sim.ts --json");
  const printed = JSON.parse(execFileSync("sh", ["-c", json], {encoding: "utf8"}));
  expect(printed.traceHash).toBe(run(zookeeper, scenario).hash);
});

test("a run with a rule of the reader's own has no command, and says why; an ablation's rule is not one", () => {
  const {supersedes} = rules;
  const own = run(zookeeper, crash, {rules: {supersedes: (...votes: Parameters<typeof supersedes>) => supersedes(...votes)}});
  const refused = {why: "", ...commandOfRun(zookeeper, own)};
  expect(refused.command).toBe(null);
  expect(inEnglish(refused.why)).toContain("The rule supersedes is code");
  const ablated = run(zookeeper, {...crash, ablate: ["no-zxid-compare"]});
  expect(commandOfRun(zookeeper, ablated).command).toContain("--ablate no-zxid-compare");
});

test("of a system that cells define there is no command, and why is said", () => {
  const {command, why} = {why: "", ...commandOfRun(zookeeper, run(zookeeper, scenarioOf(zookeeper, "cold-start")), {ofCells: true})};
  expect(command).toBe(null);
  expect(inEnglish(why)).toBe(
    "The system zookeeper is code of this page's own, which no command line takes: share the page by its link instead.",
  );
});
