import {describe, expect, test} from "vitest";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import {story} from "./story.ts";

describe("a client that loses power together with its server", () => {
  const beside =
    (does: string) =>
    (made: Scenario): Partial<Scenario> => {
      const members = ["n1", "n2", "n3", "beside"];
      const loss = members.map((node): Fault => ({kind: "power-loss", node, at: 16_000}));
      const back = members.map((node): Fault => ({kind: "restart", node, at: 17_000}));
      return {
        nodes: made.nodes,
        clients: [{id: "beside", host: "n1", args: {does, key: "k", policy: "pinned", servers: ["n1"], startMs: 1000, intervalMs: 100}}],
        faults: [...loss, ...back],
      };
    };

  test.each(["append", "set"])("does not write again what it has written (%s): all that was acknowledged before is lost", (does) => {
    const s = story("master-crash", {"down-after-milliseconds": 5000}, {but: beside(does)});
    const acknowledged = s.run.history.filter((o) => o.f === "write" && o.type === "ok");
    const before = acknowledged.filter((o) => (o.completedAt ?? 0) < 16_000_000);
    expect(before.length).toBeGreaterThan(100);
    expect(acknowledged.length).toBeGreaterThan(before.length);
    expect(new Set(acknowledged.map((o) => `${o.key}=${o.value}`)).size).toBe(acknowledged.length);
    expect([s.lost(), s.run.violations]).toEqual([before.length, []]);
  });
});
