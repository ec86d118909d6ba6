import {describe, expect, test} from "vitest";
import {leastStaleness} from "../../../../src/engine/checking/consistency/bounded-staleness.ts";
import type {HistoryOperation} from "../../../../src/engine/checking/consistency/history.ts";
import {models} from "../../../../src/engine/checking/consistency/models.ts";
import {system} from "../../../../src/engine/systems/eureka/index.ts";
import {seeds} from "../story.ts";
import {story} from "./story.ts";

const within = (value: number | null, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

const CRASH = 300_200;
const NAMES = system.scenarios.map(({name}) => name);

test.each(NAMES)("%s breaks no invariant, whatever the seed", (name) => {
  for (const seed of seeds(20)) expect([seed, story(name, {}, {seed}).run.violations]).toEqual([seed, []]);
});

describe("cold-start", () => {
  test("what registers at 100 ms is seen at 40 s: the read-only cache is copied at 30 s, the reader asks ten seconds later", () => {
    within(story("cold-start").seen("appeared", "i1"), 40_000, 40_050);
  });

  test("at any phase it is seen 60 s later at the latest", () => {
    for (let i = 0; i < 30; i++) {
      const [registerMs, readerMs] = [45_000 + 1000 * i, ((7 * i) % 30) * 1000];
      within(story("cold-start", {registerMs, readerMs}).seen("appeared", "i1"), registerMs, registerMs + 60_050);
    }
  });

  test("S20: without the read-only cache one fetch is enough", () => {
    const s = story("cold-start", {readerMs: 10_000, registerMs: 32_000}, {ablate: ["no-read-only-cache"]});
    within(s.seen("appeared", "i1"), 40_000, 40_050);
    within(story("cold-start", {readerMs: 10_000, registerMs: 32_000}).seen("appeared", "i1"), 70_000, 70_050);
  });
});

describe("graceful-exit", () => {
  test.each(seeds(30))("seed %d: a reader of the other server sees it go within 60.5 s, and nobody is evicted", (seed) => {
    const s = story("graceful-exit", {}, {seed});
    within(s.notes("cancelled", "s2")[0]?.ms ?? null, 100_000, 100_600);
    within(s.seen("vanished", "i1"), 100_000, 160_600);
    expect(s.notes("evicting")).toEqual([]);
  });
});

describe("single-crash-in-a-crowd", () => {
  const s = story("single-crash-in-a-crowd");

  test("it is evicted at the first tick after 480 s, with 38 heartbeats against a threshold of 34", () => {
    within(s.evicted("mortal"), 540_000, 540_002);
    expect(s.notes("evicting")).toMatchObject([{lastMinute: 38, threshold: 34, taken: ["mortal"]}]);
    within(s.seen("vanished", "mortal"), 540_000, 600_100);
  });

  test("I7: from its last sign of life to the last reader's sight it takes from 180 to 300 s, a minute more if the tick came first", () => {
    for (const seed of seeds(100)) {
      const crashMs = 300_200 + ((seed * 7919) % 60_000);
      const told = story("single-crash-in-a-crowd", {crashMs}, {seed});
      within(told.seen("vanished", "mortal"), crashMs + 150_000, crashMs + 360_100);
    }
  });

  test("S2: with the repair it is gone 90 s earlier, or a tick more", () => {
    const repaired = story("single-crash-in-a-crowd", {}, {ablate: ["lease-bug-fixed"]});
    within((s.evicted("mortal") ?? 0) - (repaired.evicted("mortal") ?? 0), 60_000, 120_100);
  });

  test("the checker's model of a registry says how stale the reader's answers were", () => {
    const evicted = s.evicted("mortal") as number;
    const died: HistoryOperation = {
      process: "registry",
      f: "expire",
      key: "mortal",
      value: null,
      result: null,
      type: "ok",
      invokedAt: CRASH,
      completedAt: CRASH,
    };
    const enrolled: HistoryOperation = {...died, f: "register", value: "UP", invokedAt: 0, completedAt: 0};
    const lookups = s.run.history.flatMap((o) =>
      o.f !== "lookup" || o.completedAt === null
        ? []
        : [{...o, invokedAt: Math.round(o.invokedAt / 1000), completedAt: Math.round(o.completedAt / 1000)}],
    );
    const {verdict, least} = leastStaleness(models.registry(), [enrolled, died, ...lookups]);
    expect(verdict).toBe("ok");
    within(least, evicted - CRASH, 300_000);
    within(least, (s.seen("vanished", "mortal") as number) - CRASH - 1001, (s.seen("vanished", "mortal") as number) - CRASH);
  });
});

describe("crash-before-first-heartbeat", () => {
  test("S1: its lease ends 90 s after its registration, not 180 s", () => {
    const s = story("crash-before-first-heartbeat");
    within(s.evicted("mortal"), 150_000, 210_002);
    within(s.seen("vanished", "mortal"), 150_000, 270_100);
  });
});

describe("small-mass-death", () => {
  test("S12: of twenty three die, 34 heartbeats are not more than 34, and nobody is evicted", () => {
    const s = story("small-mass-death");
    expect(s.notes("evicting").filter((n) => n.ms < CRASH + 600_000)).toEqual([]);
    expect(s.seen("vanished", "mortal-2") ?? Number.POSITIVE_INFINITY).toBeGreaterThan(CRASH + 600_000);
  });

  test("one that comes back frees the others within two ticks and a lease's look", () => {
    const s = story("small-mass-death");
    within(s.evicted("mortal-2"), CRASH + 600_000, CRASH + 600_000 + 180_000);
    within(s.evicted("mortal-3"), CRASH + 600_000, CRASH + 600_000 + 180_000);
  });

  test("two of twenty are gone at 540 s", () => {
    const s = story("small-mass-death", {dying: 2, crowd: 18});
    within(s.evicted("mortal-1"), 540_000, 540_002);
    within(s.evicted("mortal-2"), 540_000, 540_002);
  });

  test("S12 is needed: without self-preservation all three go", () => {
    const s = story("small-mass-death", {}, {ablate: ["no-self-preservation"]});
    for (const id of ["mortal-1", "mortal-2", "mortal-3"]) within(s.evicted(id), 540_000, 540_002);
  });
});

describe("slow-bleed", () => {
  test("S13: one death every five minutes is cleaned up each time, and the threshold sinks with the registry", () => {
    const s = story("slow-bleed");
    for (const [i, id] of ["mortal-1", "mortal-2", "mortal-3"].entries())
      within(s.evicted(id), CRASH + i * 300_000 + 150_000, CRASH + i * 300_000 + 300_000);
    expect(s.notes("evicting").map(({threshold}) => threshold)).toEqual([34, 32, 30]);
  });
});

describe("server-crash-and-fail-over", () => {
  test.each(seeds(20))("seed %d: no instance is lost, and none has to register again", (seed) => {
    const s = story("server-crash-and-fail-over", {}, {seed});
    expect(s.notes("registered").filter(({replicated}) => !replicated)).toEqual([]);
    expect(s.notes("vanished").filter(({by}) => by === "reader")).toEqual([]);
    expect(s.notes("gave-up").filter(({by}) => by?.startsWith("crowd"))).toEqual([]);
    for (const id of ["s1", "s2", "s3"]) expect(s.server(id).registry.size).toBe(30);
  });

  test("S17: the server that comes back copies all thirty from a peer and evicts nobody", () => {
    const s = story("server-crash-and-fail-over");
    const back = s.notes("opened", "s1")[1];
    within(back?.ms ?? null, 220_000, 221_000);
    expect(back).toMatchObject({found: 30, expected: 30});
    expect(s.notes("evicting")).toEqual([]);
  });

  test("C13: clients stay where they fled to until their sessions end", () => {
    const s = story("server-crash-and-fail-over");
    expect(s.sent("RENEW", "crowd", "s1").filter(({ms}) => ms > 221_000).length).toBe(0);
  });
});
