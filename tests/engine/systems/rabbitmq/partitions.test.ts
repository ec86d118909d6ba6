import {describe, expect, test} from "vitest";
import {rules} from "../../../../src/engine/systems/rabbitmq/rules.ts";
import {toMs} from "../../../../src/engine/vocabulary.ts";
import {seeds} from "../story.ts";
import {type Story, story} from "./story.ts";

const within = (value: number | null, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

const split = (strategy: string, more: {readonly [key: string]: number | string | boolean} = {}, seed = 1): Story =>
  story("partition-strategies", {cluster_partition_handling: strategy, operator: strategy === "ignore", ...more}, {seed});

const HEALED = 120_000;
/** Values that were confirmed to a publisher between two times after the cut. */
const confirmed = ({run}: Story, process: string, from: number, to: number): readonly string[] =>
  run.history.flatMap((o) => {
    const at = toMs(o.completedAt ?? o.invokedAt) - 3000;
    return o.process === process && o.type === "ok" && at > from && at < to ? [o.value as string] : [];
  });
const masters = (s: Story): readonly string[] => ["n1", "n2", "n3"].filter((id) => s.broker(id).replicas.get("q")?.role === "master");
const lost = (s: Story, process: string): number =>
  s.run.history.filter((o) => o.process === process && o.type === "ok" && (s.run.read?.count(o.key, o.value) ?? 0) === 0).length;

describe("partition-strategies", () => {
  test("H1, N1: ignore: both sides stall for 45 to 75 s, then both confirm; the restarted side loses what it confirmed alone", () => {
    const s = split("ignore");
    within(s.first("node-down"), 45_000, 75_000);
    expect([confirmed(s, "minority", 1000, 45_000), confirmed(s, "majority", 1000, 45_000)]).toEqual([[], []]);
    expect(confirmed(s, "minority", 80_000, HEALED).length).toBeGreaterThan(300);
    expect(confirmed(s, "majority", 80_000, HEALED).length).toBeGreaterThan(300);
    expect([s.notes("partitioned").length, masters(s)]).toEqual([4, ["n2"]]);
    expect([lost(s, "minority") > 300, lost(s, "majority")]).toEqual([true, 0]);
  });

  test("H1: ignore: without an operator both stay master", () => {
    expect(masters(split("ignore", {operator: false}))).toEqual(["n1", "n2"]);
  });

  test("H3, P9: pause_minority: the minority pauses as it notices, confirms nothing from then on, and nothing confirmed is lost", () => {
    for (const seed of seeds(6)) {
      const s = split("pause_minority", {}, seed);
      const paused = s.first("pausing", "n1") ?? 0;
      within(paused, 45_000, 75_000);
      expect([seed, s.notes("pausing").length, confirmed(s, "minority", 100, HEALED), s.lost()]).toEqual([seed, 1, [], 0]);
      expect(confirmed(s, "majority", 80_000, HEALED).length).toBeGreaterThan(300);
      within(s.notes("running", "n1").at(-1)?.ms ?? 0, HEALED, HEALED + 6000);
    }
  });

  test("H4: pause_if_all_down: who reaches none of the listed pauses, be they the more", () => {
    const s = split("pause_if_all_down");
    expect([
      s
        .notes("pausing")
        .map(({node}) => node)
        .sort(),
      s.lost(),
      masters(s),
    ]).toEqual([["n2", "n3"], 0, ["n1"]]);
    expect(confirmed(s, "majority", 100, HEALED)).toEqual([]);
  });

  test("H5, H6: autoheal: as ignore until the healing; then the side with more connections, or more nodes, wins, and the other restarts", () => {
    const s = split("autoheal");
    expect(s.notes("autoheal-winner").map(({node}) => node)).toEqual(["n2"]);
    expect(s.notes("autoheal-loser").map(({node}) => node)).toEqual(["n1"]);
    within(s.first("autoheal-winner"), HEALED, HEALED + 6000);
    expect([masters(s), lost(s, "minority") > 300, lost(s, "majority")]).toEqual([["n2"], true, 0]);
  });

  test("N1: net_ticktime sets how long both wait", () => {
    within(split("pause_minority", {net_ticktime: 12, healAfterMs: 30_000}).first("pausing"), 9000, 15_000);
  });

  test("P9 is needed: with no-confirm-guard a node that is about to pause confirms what is then lost", () => {
    const fallen = (ablate: readonly string[]) =>
      story(
        "partition-strategies",
        {cluster_partition_handling: "pause_minority", healAfterMs: 90_000},
        {ablate, bare: true},
      ).run.violations.map((v) => v.invariant);
    expect([fallen([]), fallen(["no-confirm-guard"])]).toEqual([[], ["paused-node-silent", "no-loss-under-surviving-channel"]]);
  });
});

describe("partial-partition", () => {
  const partly = (strategy: string, seed = 1) => story("partial-partition", {cluster_partition_handling: strategy}, {seed});

  test("H2: ignore: it is made a whole one: the first that notices disconnects from the one between, too", () => {
    for (const seed of seeds(6)) {
      const s = partly("ignore", seed);
      const [first] = s.notes("partial-partition");
      expect([seed, first?.of !== undefined]).toEqual([seed, true]);
      expect(s.notes("node-down", first?.node).map(({of}) => of)).toContain("n3");
    }
  });

  test("H2: pause_minority: it pauses until all are back; nothing confirmed is lost", () => {
    for (const seed of seeds(6)) {
      const s = partly("pause_minority", seed);
      const paused = s.notes("pausing").map(({node}) => node);
      expect([seed, paused.length > 0, paused.includes("n3"), s.lost()]).toEqual([seed, true, false, 0]);
    }
  });
});

describe("vanished-mirror-backpressure", () => {
  const confirms = (s: Story, from: number, to: number) => s.sent("CONFIRM").filter(({ms}) => ms > from && ms < to).length;

  test("P6, P8: confirms stop at once; the channel is blocked after 200 messages, its reader stops 400 later; all goes on after 45 to 75 s", () => {
    const s = story("vanished-mirror-backpressure");
    within(s.first("flow-blocked"), 1900, 2100);
    within(s.first("reader-stopped"), 4000, 6100);
    const noticed = s.first("node-down", "n2") ?? 0;
    within(noticed, 45_000, 75_000);
    expect([confirms(s, 10, noticed), s.lost()]).toEqual([0, 0]);
    const published = s.sent("COPY", "n2", "n1").filter(({ms}) => ms > 0 && ms < noticed).length;
    within(published, 400, 600);
    expect(confirms(s, noticed, noticed + 1000)).toBeGreaterThan(1000);
  });

  test("P8: a publisher's own window stops it sooner", () => {
    const s = story("vanished-mirror-backpressure", {outstanding: 100});
    expect([s.first("reader-stopped"), s.sent("PUBLISH").filter(({ms}) => ms > 1100 && ms < 45_000)]).toEqual([null, []]);
  });
});

describe("rules", () => {
  test("P8: 400, then 200 for each 200; a mirror costs two", () => {
    expect([rules.initialCredit(), rules.moreCreditAfter(), rules.creditFor(false), rules.creditFor(true)]).toEqual([400, 200, 1, 2]);
  });

  test("H3: no more than half pauses", () => {
    expect([rules.pausesAsMinority(1, 2), rules.pausesAsMinority(2, 3), rules.pausesAsMinority(2, 4)]).toEqual([true, false, true]);
  });

  test("H4: nobody pauses for names that are not in the cluster", () => {
    const all = ["n1", "n2", "n3"];
    expect(rules.pausesWithoutPreferred(["n1"], all, ["n2", "n3"])).toBe(true);
    expect(rules.pausesWithoutPreferred(["n1"], all, ["n1"])).toBe(false);
    expect(rules.pausesWithoutPreferred(["other"], all, ["n2"])).toBe(false);
  });

  test("P9: it tells nothing", () => {
    expect(rules.confirmsWhileAlone()).toBe(false);
  });

  test("H5: most connections, then most nodes, then the greater list", () => {
    const decide = (connections: readonly number[], apart: readonly (readonly string[])[]) => {
      const nodes = apart.map((_, i) => `n${i + 1}`);
      return rules.autohealDecision(
        nodes,
        new Map(nodes.map((node, i) => [node, {apart: apart[i] ?? [], connections: connections[i] ?? 0}])),
      );
    };
    const oneOfThree = [["n2", "n3"], ["n1"], ["n1"]];
    expect(decide([5, 1, 1], oneOfThree)).toEqual({winner: "n1", losers: ["n2", "n3"]});
    expect(decide([2, 1, 1], oneOfThree)).toEqual({winner: "n2", losers: ["n1"]});
    expect(decide([1, 1], [["n2"], ["n1"]])).toEqual({winner: "n2", losers: ["n1"]});
  });
});
