import {describe, expect, test} from "vitest";
import {seeds} from "../story.ts";
import {story} from "./story.ts";

const within = (value: number | null, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

const statuses = (s: ReturnType<typeof story>, id: string) =>
  ["s1", "s2"].map((server) => s.server(server).registry.get(id)?.info.status ?? null);

describe("going-back-in-time", () => {
  test("C10, S12: the reader sees the dead one go at one server, and come back when it goes over to the other", () => {
    for (const seed of seeds(20)) {
      const s = story("going-back-in-time", {}, {seed});
      within(s.seen("vanished", "mortal"), 480_000, 700_000);
      const again = s.notes("appeared").filter((n) => n.by === "reader" && n.ids?.includes("mortal"));
      expect(again).toHaveLength(2);
      // Earlier, if its session with the first server ends before that dies (C13).
      within(again[1]?.ms ?? null, 600_000, 790_000);
    }
  });
});

describe("clock-stepped-back", () => {
  test("S4, S5: the report is answered 204 and changes nothing; once the clock has passed the old time the next one counts", () => {
    for (const seed of seeds(20)) {
      const s = story("clock-stepped-back", {}, {seed});
      const told = s.notes("registered", "s1").filter(({id}) => id === "i1");
      expect(told.map(({ignored}) => ignored)).toEqual([false, true, false]);
      expect(statuses(s, "i1")).toEqual(["DOWN", "DOWN"]);
      const early = story("clock-stepped-back", {againAfterMs: 0}, {seed});
      expect(statuses(early, "i1")).toEqual(["UP", "UP"]);
    }
  });
});

describe("same-id-restarted-on-the-other-side", () => {
  test("S5, P8: the first side keeps the old record until the heal, then takes the newer one; each server has one of it", () => {
    for (const seed of seeds(20)) {
      const s = story("same-id-restarted-on-the-other-side", {}, {seed});
      expect(s.notes("evicting").flatMap(({taken}) => taken ?? [])).toEqual([]);
      const taken = s.notes("registered", "s1").filter(({id}) => id === "mover");
      within(taken[0]?.ms ?? null, 900_000, 931_000);
      const dirty = ["s1", "s2"].map((server) => s.server(server).registry.get("mover")?.info.dirty);
      expect(dirty[0]).toBe(dirty[1]);
      expect(dirty[0]).toBeGreaterThan(0);
    }
  });
});

describe("new-id-on-restart", () => {
  test("S9: the first server shows both for a while, the old one until it may evict again", () => {
    for (const seed of seeds(20)) {
      const s = story("new-id-on-restart", {}, {seed});
      const known = s.notes("registered", "s1").find(({id}) => id === "mover-2");
      within(known?.ms ?? null, 900_000, 931_000);
      within(s.evicted("mover", "s1"), 900_000, 1_080_000);
      expect(s.evicted("mover", "s1")).toBeGreaterThan(known?.ms ?? 0);
    }
  });
});

describe("resurrection", () => {
  test("P8, S9: the heartbeat that was held up makes the first server register the instance again at the second, which alone has it", () => {
    for (const seed of seeds(20)) {
      const s = story("resurrection", {}, {seed});
      within(s.notes("cancelled", "s2")[0]?.ms ?? null, 130_000, 130_100);
      const back = s.notes("registered", "s2").find(({id}) => id === "i1");
      within(back?.ms ?? null, 140_000, 152_000);
      expect(s.server("s1").registry.has("i1")).toBe(false);
      within(s.evicted("i1", "s2"), 230_000, 360_100);
    }
  });

  test("without the cut nothing comes back", () => {
    const s = story("resurrection", {cutForMs: 0});
    expect(s.notes("registered", "s2").filter(({id}) => id === "i1")).toEqual([]);
  });
});

describe("lost-override", () => {
  test("S5, P3: the task expires, and heartbeats of equal times do not heal it: the other server goes on showing the instance as it was", () => {
    for (const seed of seeds(20)) {
      const s = story("lost-override", {}, {seed});
      expect(statuses(s, "i1")).toEqual(["OUT_OF_SERVICE", "UP"]);
    }
  });

  test("the mirror image: one that is taken back in the cut stays at the other server", () => {
    const s = story("lost-override", {does: "takes back"});
    expect(statuses(s, "i1")).toEqual(["UP", "OUT_OF_SERVICE"]);
  });

  test("without a cut both servers follow, and an override taken back makes the instance register again", () => {
    expect(statuses(story("lost-override", {healAfterMs: 0}), "i1")).toEqual(["OUT_OF_SERVICE", "OUT_OF_SERVICE"]);
    expect(statuses(story("lost-override", {does: "takes back", healAfterMs: 0}), "i1")).toEqual(["UP", "UP"]);
  });
});
