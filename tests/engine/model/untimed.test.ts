import {expect, test} from "vitest";
import type {Process} from "../../../src/engine/model/process.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import {scenarioOf} from "../../../src/engine/run.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import type {Server} from "../../../src/engine/systems/zookeeper/state.ts";
import {ms} from "../../../src/engine/vocabulary.ts";
import {type Move, type State, type Untimed, untimed} from "./untimed.ts";

/** A small sequence of whole numbers, the same for a seed everywhere. */
function dice(seed: number): (bound: number) => number {
  let x = seed;
  return (bound) => {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    return (x >>> 8) % bound;
  };
}

/** Takes so many moves as the dice fall; a timer fires only now and then, or nothing would come of what is under way. */
function wander(u: Untimed, roll: (bound: number) => number, steps: number, until = () => false): string[] {
  const passed: string[] = [];
  for (let i = 0; i < steps && !until(); i++) {
    const all = u.moves();
    const quick = all.filter(({kind}) => kind !== "timer");
    const some = quick.length > 0 && roll(20) > 0 ? quick : all;
    u.take(some[roll(some.length)] as Move);
    passed.push(u.hash());
  }
  return passed;
}

function ensemble(): Untimed {
  const scenario = scenarioOf(system as never, "cold-start", {servers: 3});
  const config = system.configure(scenario.config, scenario);
  const process = system.processes.server as Process;
  return untimed({members: scenario.nodes.map(({id}) => ({id, process})), scenario, config, rules: system.rules});
}

const servers = (u: Untimed): Server[] => u.now.nodes.map(({state}) => state as Server);
const roles = (u: Untimed): string[] => servers(u).map(({role}) => role);

test("ZooKeeper's servers elect one leader without time, whatever the schedule", () => {
  const elected = new Set<string>();
  for (let seed = 1; seed <= 30; seed++) {
    const u = ensemble();
    wander(u, dice(seed), 2000, () => roles(u).includes("LEADING") && roles(u).includes("FOLLOWING"));
    expect(roles(u).filter((role) => role === "LEADING").length).toBe(1);
    elected.add(String(roles(u).indexOf("LEADING") + 1));
  }
  // Not always the largest id: a quorum may have agreed before it was heard of.
  expect([...elected].sort()).toEqual(["2", "3"]);
});

test("a state is returned to: it has the same hash, and goes on in the same way", () => {
  const u = ensemble();
  wander(u, dice(7), 40);
  const [kept, hash] = [u.keep(), u.hash()];
  const first = wander(u, dice(1), 60);
  expect(wander(u, dice(2), 60)).not.toEqual(first);
  u.restore(kept);
  expect(u.hash()).toBe(hash);
  expect(wander(u, dice(1), 60)).toEqual(first);
});

test("two servers that act by themselves come to one state in either order", () => {
  const u = ensemble();
  const start = u.keep();
  const [a, b] = u.moves().filter(({kind}) => kind === "step") as [Move, Move];
  u.take(a);
  u.take(b);
  const there = u.hash();
  u.restore(start);
  u.take(b);
  u.take(a);
  expect(u.hash()).toBe(there);
});

interface Claimant {
  leads: boolean;
  gaveUp: boolean;
}

/** Whoever's time is over first claims to lead, and gives up where it has heard another's claim before its own. */
const claimant: Process<Claimant, {kind: "CLAIM"}> = {
  threads: ["main"],
  ports: {},
  resume: "timers-first",
  member: true,
  init: () => ({leads: false, gaveUp: false}),
  start: (_s, ctx) => ctx.setTimer("patience", ms(100)),
  timer(s, _name, _arg, ctx) {
    s.leads = true;
    for (const id of ["a", "b", "c"]) if (id !== ctx.self) ctx.sendDatagram(id, {kind: "CLAIM"});
  },
  datagram(s, _from, _message, ctx) {
    if (s.leads) return;
    s.gaveUp = true;
    ctx.cancelTimer("patience");
  },
};

/** Every state that some schedule leads to, by its hash. */
function explore(u: Untimed): State[] {
  const found = new Map([[u.hash(), u.keep()]]);
  for (const state of found.values()) {
    u.restore(state);
    for (const move of u.moves()) {
      u.restore(state);
      u.take(move);
      if (!found.has(u.hash())) found.set(u.hash(), u.keep());
    }
  }
  return [...found.values()];
}

test("every schedule of a toy is walked: none ends without a leader, and some end with three", () => {
  const members = ["a", "b", "c"].map((id) => ({id, process: claimant as unknown as Process}));
  const u = untimed({members, scenario: {} as Scenario, config: {}, rules: {}});
  const states = explore(u);
  const leaders = ({nodes}: State) => nodes.filter(({state}) => (state as Claimant).leads).length;
  const ended = states.filter((state) => {
    u.restore(state);
    return u.moves().length === 0;
  });
  expect(states.length).toBe(182);
  expect([...new Set(ended.map(leaders))].sort()).toEqual([1, 2, 3]);
});
