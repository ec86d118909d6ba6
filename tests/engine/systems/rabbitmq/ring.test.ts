import {describe, expect, test} from "vitest";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {QueueRecord} from "../../../../src/engine/systems/rabbitmq/messages.ts";
import {nodes, standing, tables} from "../../../../src/engine/systems/rabbitmq/scene.ts";
import {seeds} from "../story.ts";
import {type Story, tell} from "./story.ts";

interface Wish {
  readonly count?: number;
  readonly record?: Partial<QueueRecord>;
  readonly when?: "always" | "when-synced";
  readonly ablate?: readonly string[];
  readonly seed?: number;
}

/** A ring in the order of its nodes' names, the master first; publishers at the master and at the last node but one, a consumer at the last. */
function ring(faults: readonly Fault[], {count = 4, record = {}, when = "always", ablate = [], seed}: Wish = {}): Story {
  const all = nodes(count);
  const [master = "", ...mirrors] = all.map(({id}) => id);
  const scenario: Scenario = {
    system: "rabbitmq",
    name: "ring",
    config: {net_ticktime: 2, "ha-promote-on-failure": when},
    nodes: all,
    initial: tables(all, [{...standing("q", master, mirrors), ...record}]),
    network: {latency: seed === undefined ? {constant: 3} : {uniform: [0.2, 6]}},
    machine: "plain",
    clients: [
      ...["n1", `n${count - 1}`].map((node) => ({
        id: `publisher at ${node}`,
        args: {servers: [node], startMs: 300, intervalMs: 2, stopMs: 2000},
      })),
      {id: "consumer", process: "consumer", args: {servers: [`n${count}`], workMs: 5}},
    ],
    faults,
    untilMs: 8000,
    seed: seed ?? 1,
    ablate,
  };
  return tell(scenario, 1000);
}

const fallen = ({run}: Story) => run.violations.map((v) => v.invariant);
const crash = (node: string, at = 1000): Fault => ({kind: "crash", node, at});

/** Which of n1's messages a node was told of, as (number, time). */
const told = (s: Story, node: string) => s.notes("ring-delivered", node).flatMap(({of, n = 0, ms}) => (of === "n1#0" ? [{n, ms}] : []));

test("E1: a mirror hears that the master is dead after all that any mirror has had of it, and takes nothing twice", () => {
  for (const seed of seeds(60)) {
    const s = ring([crash("n1")], {seed});
    expect([seed, fallen(s), s.notes("promoting-mirror").map(({node}) => node), s.lost()]).toEqual([seed, [], ["n2"], 0]);
    for (const node of ["n2", "n3", "n4"]) {
      expect(told(s, node).at(-1)?.n).toBe(told(s, "n2").at(-1)?.n);
      expect(told(s, node).at(-1)?.ms).toBeLessThanOrEqual(s.first("saw-deaths", node) ?? 0);
    }
  }
});

test("G5: both neighbours record a death; the one at its right strikes it out", () => {
  const s = ring([crash("n3")]);
  const operations = s.sent("TRANSACTION").flatMap(({message}) => (message.kind === "TRANSACTION" ? [message.operation] : []));
  const by = (what: string) => operations.filter((o) => o.do === what).map((o) => o.by);
  // n1 carries transactions out: its own are not sent.
  expect([by("mark-dead").sort(), by("erase")]).toEqual([["n2#0", "n4#0"], ["n4#0"]]);
});

test("G5 is needed: with no-gm-catchup the mirror behind the dead one misses what was on its way", () => {
  expect([fallen(ring([crash("n3")])), fallen(ring([crash("n3")], {ablate: ["no-gm-catchup"]}))]).toEqual([[], ["gm-agreement"]]);
});

test("G4: what only the dead master had need not reach anybody", () => {
  const s = ring([{kind: "cut", nodes: ["n1"], from: ["n2"], at: 1000} as Fault, crash("n1", 1400)]);
  expect([fallen(s), told(s, "n1").at(-1)?.n === told(s, "n2").at(-1)?.n]).toEqual([[], false]);
});

test("N4: while it pauses for a death the ring's member neither hears nor says anything", () => {
  const s = ring([crash("n4")]);
  const down = s.first("node-down", "n1") ?? 0;
  const silence = s.sent("ACTIVITY", "n1").filter(({ms}) => ms > down && ms < down + 100);
  expect([down > 0, silence]).toEqual([true, []]);
});

test("M4: what a newcomer asks is answered behind all that the master has said: it is never further behind than it was", () => {
  // n3 asks while n1 pauses for the death of n2.
  const faults: Fault[] = [crash("n3", 400), {kind: "restart", node: "n3", at: 450}, crash("n2", 1400)];
  for (const seed of seeds(100)) expect([seed, fallen(ring(faults, {seed}))]).toEqual([seed, []]);
});

test("S1: a node that dies at once knows that others ran: alone it does not begin again", () => {
  const s = ring([crash("n1", 1), {kind: "cut", nodes: ["n1"], at: 500}, {kind: "restart", node: "n1", at: 600}]);
  expect([s.notes("running", "n1").length, s.notes("promoting-mirror").length]).toEqual([1, 1]);
});

describe("E4: under when-synced", () => {
  const listed = (s: Story) => s.broker("n3").records.get("q");

  test("a mirror that may not be promoted writes nothing: the list stays as the dead master left it", () => {
    const s = ring([crash("n1")], {count: 3, record: {synced: []}, when: "when-synced"});
    expect([s.notes("promoting-mirror"), listed(s)?.master, listed(s)?.slaves]).toEqual([[], "n1#0", ["n2#0", "n3#0"]]);
  });

  test("a synchronised mirror that dies with the master still counts: one that is not is promoted", () => {
    const s = ring([crash("n1"), crash("n2")], {count: 3, record: {synced: ["n2#0"]}, when: "when-synced"});
    expect(s.notes("promoting-mirror").map(({node}) => node)).toEqual(["n3"]);
  });

  test("the master's node comes back to its queue", () => {
    const s = ring([crash("n1"), {kind: "restart", node: "n1", at: 3000}], {count: 3, record: {synced: []}, when: "when-synced"});
    expect([listed(s)?.master, [...(listed(s)?.slaves ?? [])].sort().map((pid) => pid.slice(0, 4))]).toEqual(["n1#1.1", ["n2#0", "n3#0"]]);
  });
});
