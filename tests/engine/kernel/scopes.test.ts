import {expect, test} from "vitest";
import {defineSystem} from "../../../src/engine/define.ts";
import {advance, checkpoint, createKernel} from "../../../src/engine/kernel/kernel.ts";
import {run} from "../../../src/engine/run.ts";
import {type Belief, ms} from "../../../src/engine/vocabulary.ts";

interface Server {
  beliefs: readonly Belief[];
}

const belief = (scope: string, term: number): Belief => ({scope, role: "leader", term, leads: true});

/** One server that leads a, b and c; at 10 ms it notes something of b, at 20 ms its term in c rises, at 30 ms it gives a up, at 40 ms it notes something of all. */
function watched() {
  const asked: string[] = [];
  const {system} = defineSystem<Server>({
    name: "scopes",
    messages: {},
    processes: {
      server: {
        init: (): Server => ({beliefs: ["a", "b", "c"].map((scope) => belief(scope, 1))}),
        start(_: Server, ctx) {
          for (const at of [10, 20, 30, 40]) ctx.setTimer(`at ${at}`, ms(at));
        },
        timer(s: Server, name, _, ctx) {
          asked.push(name);
          if (name === "at 10") ctx.note({kind: "turned", scope: "b"});
          if (name === "at 20") s.beliefs = [belief("a", 1), belief("b", 1), belief("c", 2)];
          if (name === "at 30") s.beliefs = s.beliefs.filter((b) => b.scope !== "a");
          if (name === "at 40") ctx.note({kind: "turned"});
        },
      },
    },
    invariants: [
      {
        name: "counts",
        says: "It counts.",
        init: () => ({turned: 0}),
        on: {
          turned: (memory) => {
            (memory as {turned: number}).turned++;
            return null;
          },
        },
      },
    ],
    mainScope: () => "a",
    turning: new Set(["turned"]),
    believe: (s) => s.beliefs,
    effective(world, scope) {
      asked.push(scope);
      return world.ids.filter((id) => world.state(id)?.beliefs.some((b) => b.scope === scope));
    },
  });
  return {asked, system};
}

const scenario = {
  system: "scopes",
  name: "scopes",
  config: {},
  nodes: [{id: "s1"}],
  network: {latency: "same-rack"},
  faults: [],
  untilMs: 50,
  settle: false,
  seed: 1,
};

test("who is effective is asked again only of the scopes that changed, and of all where a note names none", () => {
  const {asked, system} = watched();
  const {beliefs, effective} = run(system, scenario);
  const since = asked.slice(asked.indexOf("at 10"));
  expect(since).toEqual(["at 10", "b", "at 20", "c", "at 30", "a", "at 40", "a", "b", "c"]);
  expect(effective.filter((e) => e.scope === "a").map((e) => [e.nodes.length, e.from])).toEqual([
    [1, 0],
    [0, ms(30)],
  ]);
  expect(beliefs.map((b) => [b.scope, b.term, b.from, b.to])).toEqual([
    ["a", 1, 0, ms(30)],
    ["b", 1, 0, null],
    ["c", 1, 0, ms(20)],
    ["c", 2, ms(20), null],
  ]);
});

test("a checkpoint carries what the invariants remember", () => {
  const {k} = createKernel(watched().system, scenario);
  advance(k, ms(15));
  const then = checkpoint(k);
  advance(k, ms(50));
  expect([then, k.s].map((s) => s.monitors[0]?.memory)).toEqual([{turned: 1}, {turned: 2}]);
});
