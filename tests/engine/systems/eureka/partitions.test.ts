import {describe, expect, test} from "vitest";
import {seeds} from "../story.ts";
import {story} from "./story.ts";

const within = (value: number | null, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

describe("even-zone-partition", () => {
  test.each(seeds(20))(
    "seed %d: both sides keep all twenty; a newcomer is known to the other side within a heartbeat of the heal",
    (seed) => {
      const s = story("even-zone-partition", {}, {seed});
      expect(s.notes("evicting")).toEqual([]);
      const known = s.notes("registered", "s2").find(({id}) => id === "newcomer");
      within(known?.ms ?? null, 900_000, 931_000);
    },
  );
});

describe("lopsided-partition", () => {
  test("S12: the larger side evicts the two, the smaller one keeps all twenty; after the heal a heartbeat brings the two back", () => {
    for (const seed of seeds(20)) {
      const s = story("lopsided-partition", {}, {seed});
      expect(s.notes("evicting").map(({node}) => node)).not.toContain("s2");
      for (const id of ["right-1", "right-2"]) {
        within(s.evicted(id, "s1"), 450_000, 600_100);
        const back = s.notes("registered", "s1").find((n) => n.id === id && n.ms > 900_000);
        within(back?.ms ?? null, 900_000, 932_000);
      }
    }
  });
});

describe("partition-protection-off", () => {
  test("S13: the ten others, which live, go 3, 3, 3 and 1 at four ticks; within 32 s of the heal all are back", () => {
    for (const seed of seeds(20)) {
      const s = story("partition-protection-off", {}, {seed});
      const ticks = s.notes("evicting", "s1");
      expect(ticks.map(({taken}) => taken?.length)).toEqual([3, 3, 3, 1]);
      within(ticks[0]?.ms ?? null, 450_000, 540_100);
      const back = s.notes("registered", "s1").filter((n) => n.ms > 900_000 && n.id?.startsWith("right-"));
      expect(new Set(back.map(({id}) => id)).size).toBe(10);
      within(back.at(-1)?.ms ?? null, 900_000, 932_000);
    }
  });
});

describe("lost-cancel", () => {
  test("P3: a cancellation waits 30 s for a peer, and is then forgotten: the instance stays listed over there for minutes", () => {
    for (const seed of seeds(20)) {
      const s = story("lost-cancel", {}, {seed});
      within(s.evicted("leaver", "s2"), 900_000, 1_080_100);
      expect((s.evicted("leaver", "s2") ?? 0) - 500_000).toBeGreaterThan(400_000);
      expect(s.notes("cancelled", "s2")).toEqual([]);
    }
  });
});

describe("everything-restarts", () => {
  test("S17, S19: Netflix's servers wait two minutes and refuse reads for five more; no client loses an address", () => {
    const s = story("everything-restarts");
    for (const server of ["s1", "s2"]) within(s.notes("opened", server)[1]?.ms ?? null, 280_000, 281_000);
    expect(s.notes("vanished").filter(({by}) => by === "reader")).toEqual([]);
    expect(s.server("s1").registry.size).toBe(20);
    expect(s.server("s1").foundNone).toBe(true);
  });

  test("Spring's answer reads at once, and the reader loses who has not registered again", () => {
    for (const seed of seeds(20)) {
      const s = story("everything-restarts", {}, {seed, but: () => ({version: "spring-5.0.3"})});
      const lost = s.notes("vanished").filter(({by}) => by === "reader");
      expect(lost.length).toBeGreaterThan(0);
      within(lost[0]?.ms ?? null, 160_000, 260_000);
    }
  });
});

describe("hash-blind-spot", () => {
  test("S24, C7: both count ten, so the reader keeps who has left and never hears of who came", () => {
    const s = story("hash-blind-spot");
    expect(s.seen("vanished", "leaver")).toBe(null);
    expect(s.seen("appeared", "joiner")).toBe(null);
  });

  test("S23: the cached delta outlives the purged queue, so that five minutes away are not enough for it", () => {
    const s = story("hash-blind-spot", {awayMs: 300_000});
    within(s.seen("vanished", "leaver"), 600_000, 640_000);
  });
});

describe("chain-of-peers", () => {
  test("P2: the third server hears of the instance when that has fled to the second, and not before", () => {
    for (const seed of seeds(20)) {
      const s = story("chain-of-peers", {}, {seed});
      expect(s.notes("registered", "s2")[0]?.ms).toBeLessThan(11_000);
      within(s.notes("registered", "s3")[0]?.ms ?? null, 200_000, 233_000);
    }
  });
});

describe("server-pause", () => {
  test("S14: after five minutes at a stand nobody is evicted, though every lease had run out", () => {
    for (const seed of seeds(20)) {
      const s = story("server-pause", {}, {seed});
      expect(s.notes("evicting")).toEqual([]);
      expect(s.server("s1").registry.size).toBe(20);
    }
  });

  test("S14 is needed: without compensation live instances go", () => {
    const s = story("server-pause", {}, {ablate: ["no-compensation"]});
    expect(s.notes("evicting").length).toBeGreaterThan(0);
  });
});

describe("starving-on-a-dead-prefix", () => {
  test("C9, C10, C11: nothing is registered until the list is shuffled anew after five minutes", () => {
    const first = seeds(40).map((seed) => story("starving-on-a-dead-prefix", {}, {seed}).notes("registered", "s4")[0]?.ms ?? 900_000);
    for (const at of first) expect(at).toBeGreaterThan(300_000);
    expect(Math.min(...first)).toBeLessThan(331_000);
  });
});
