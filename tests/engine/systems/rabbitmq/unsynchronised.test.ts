import {describe, expect, test} from "vitest";
import {seeds} from "../story.ts";
import {type Story, story} from "./story.ts";

const within = (value: number | null, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

const promoted = (s: Story): readonly string[] => s.notes("promoting-mirror").map(({node}) => node);
const received = (s: Story) => s.notes("received", "consumer");
/** What stands in the queue's master as the scenario ends, and how much of it bears the flag. */
const standing = (s: Story, node: string): readonly [number, number] => {
  const ready = s.broker(node).replicas.get("q")?.store.ready ?? [];
  return [ready.length, ready.filter((e) => e.delivered).length];
};
const tell = (s: Story, kind: string, node?: string) => s.notes(kind, node).map(({ms}) => ms);

describe("unsynchronised-kill", () => {
  test("E4, M3: always: the mirror that has only the tail is promoted; the head is lost, and the tail is flagged", () => {
    const s = story("unsynchronised-kill");
    expect([promoted(s), standing(s, "n2"), s.lost()]).toEqual([["n2"], [50, 50], 300]);
  });

  test("E4: when-synced: nobody is promoted; the old mirror throws away what it has, and the master's node comes back to all", () => {
    const s = story("unsynchronised-kill", {"ha-promote-on-failure": "when-synced"});
    expect([promoted(s), tell(s, "not-promoted").length, standing(s, "n1"), s.lost()]).toEqual([[], 1, [350, 0], 0]);
  });

  test("measures count the same, whatever the seed", () => {
    for (const seed of seeds(20)) expect(story("unsynchronised-kill", {}, {seed, bare: true}).measures.lostWrites).toBe(300);
  });
});

test("one-synced-one-not · E4: some mirror is synchronised, so the oldest is promoted, which is not: everything is lost", () => {
  const s = story("one-synced-one-not");
  expect([promoted(s), s.lost(), s.run.violations]).toEqual([["n2"], 100, []]);
});

describe("graceful-stop-unsynced", () => {
  test("E8: the master ends its mirrors and nobody is promoted; back again it has everything, nothing of it flagged", () => {
    const s = story("graceful-stop-unsynced");
    expect([promoted(s), s.lost(), tell(s, "consume-ok").length]).toEqual([[], 0, 1]);
    expect([received(s).length, received(s).filter((n) => n.redelivered).length]).toEqual([350, 0]);
    within(s.first("consume-ok"), 7000, 7040);
  });

  test("C2: who asks for the queue meanwhile waits a minute, and is told 404", () => {
    const s = story("graceful-stop-unsynced", {restartAfterMs: 65_000});
    expect(s.sent("CLOSE").map(({message}) => "code" in message && message.code)).toEqual([404]);
    within(s.sent("CLOSE")[0]?.ms ?? 0, 60_500, 60_510);
  });

  test("E8: always: a mirror is promoted 100 ms after the queue's end, before the node is seen down for as long; the head is lost", () => {
    const s = story("graceful-stop-unsynced", {"ha-promote-on-shutdown": "always"});
    expect([promoted(s), s.lost()]).toEqual([["n2"], 300]);
    within(s.first("promoting-mirror"), 107, 120);
    expect(s.first("promoting-mirror")).toBeLessThan((s.first("node-down") ?? 0) + 100);
  });

  test("E4: always at a stop, when-synced at a failure: nobody is promoted either", () => {
    const s = story("graceful-stop-unsynced", {"ha-promote-on-shutdown": "always", "ha-promote-on-failure": "when-synced"});
    expect([promoted(s), tell(s, "not-promoted").length, s.lost()]).toEqual([[], 1, 0]);
  });

  test("E8: with a synchronised mirror the stop is like a kill: nothing is lost, and somebody is promoted", () => {
    const s = story("graceful-stop-unsynced", {headMessages: 0});
    expect([promoted(s), s.lost(), tell(s, "stops-mirrors")]).toEqual([["n2"], 0, []]);
  });
});

describe("drain-to-sync", () => {
  test("M4: the mirror is synchronised when the last message is acknowledged that was there before it, not when the queue is empty", () => {
    const s = story("drain-to-sync", {killAfterMs: 8000});
    within(s.first("synchronised"), 4800, 5200);
    expect(s.lost()).toBe(0);
  });

  test("M3: killed half-way, the master takes half of the old messages with it", () => {
    within(story("drain-to-sync").lost(), 450, 510);
  });
});

describe("eager-sync-blocks", () => {
  test("M7: confirms and deliveries stop for as long as messages and throughput say", () => {
    const s = story("eager-sync-blocks");
    const [begun = 0, over = 0] = [s.first("syncing") ?? 0, s.first("sync-over") ?? 0];
    within(over - begun, 2400, 2600);
    const amid = (ms: number) => ms > begun + 10 && ms < over;
    expect(s.sent("CONFIRM").filter(({ms}) => amid(ms)).length).toBe(0);
    expect(s.sent("PUSH").filter(({ms}) => amid(ms)).length).toBe(0);
    expect([s.first("synchronised") !== null, s.lost()]).toEqual([true, 0]);
  });

  test("M8: if the master dies on the way the mirror throws away what it got, and is promoted with the copies of the outage alone", () => {
    const s = story("eager-sync-blocks", {killMidway: true});
    const [was] = s.notes("promoting-mirror");
    expect([tell(s, "sync-failed").length, promoted(s), s.notes("master").at(-1)?.messages]).toEqual([1, ["n2"], was?.copies]);
    expect(s.lost()).toBeGreaterThan(4500);
  });

  test("M6: by hand nothing is sent, and nothing stops", () => {
    const s = story("eager-sync-blocks", {"ha-sync-mode": "manual"});
    expect([tell(s, "syncing"), s.first("synchronised")]).toEqual([[], null]);
  });

  test("M7: a mirror that lacks nothing declines, and is left as it is", () => {
    const s = story("mirrored-kill-master", {"ha-sync-mode": "automatic"});
    expect(s.sent("SYNCREADY").map(({message}) => "denied" in message && message.denied)).toEqual([true]);
    expect(s.sent("SYNCMSGS")).toEqual([]);
  });
});

describe("power-loss-all", () => {
  test("P7, S2: what was confirmed is on the old master's disk, which leads again when all are back", () => {
    for (const seed of seeds(20)) {
      const s = story("power-loss-all", {}, {seed});
      expect([seed, s.lost(), s.notes("master").at(-1)?.node]).toEqual([seed, 0, "n1"]);
    }
  });

  test("P7: the index of version 2 confirms what is on no disk", () => {
    const lost = seeds(20).map((seed) => story("power-loss-all", {"queue-version": 2}, {seed, bare: true}).lost());
    expect(Math.max(...lost)).toBeGreaterThan(0);
  });

  test("S1: nobody begins before all are there that ran to the end", () => {
    const s = story("power-loss-all");
    const [begins] = s.notes("running").filter(({ms}) => ms > -900);
    const met = s.notes("node-up", begins?.node).filter(({ms}) => ms > -900 && ms <= (begins?.ms ?? 0));
    expect(met.map(({of}) => of).sort()).toEqual(["n1", "n2", "n3"].filter((node) => node !== begins?.node));
  });
});

describe("queue-process-crash", () => {
  const s = story("queue-process-crash");

  test("P6c: what was awaited of the dead process is refused at once", () => {
    const refused = s.sent("NACK").map(({ms}) => ms);
    within(refused.length, 1, 5);
    within(Math.max(...refused), 0, 5);
  });

  test("E11: a mirror is promoted after 0.1 s, and the old master joins it as the youngest", () => {
    within(s.first("promoting-mirror"), 105, 120);
    expect(
      s
        .broker("n2")
        .records.get("q")
        ?.slaves.map((pid) => pid.slice(0, 2)),
    ).toEqual(["n3", "n1"]);
  });

  test("P6c, K2: some of what was refused is in the queue all the same: published again it is there twice", () => {
    const doubled = (republish: boolean) =>
      seeds(30).map((seed) => story("queue-process-crash", {republish}, {seed, bare: true}).doubled());
    const sum = (of: number[]) => of.reduce((a, b) => a + b, 0);
    expect(sum(doubled(true))).toBeGreaterThan(sum(doubled(false)));
  });
});

describe("cancel-vs-resubscribe", () => {
  test("C6: who asked is told as its node sees the death, subscribes itself, and is back at 137 to 150 ms", () => {
    const s = story("cancel-vs-resubscribe");
    within(s.first("cancel-heard"), 15, 23);
    within(s.first("consume-ok"), 137, 150);
    expect(s.notes("resubscribed")).toEqual([]);
  });

  test("C6: who did not ask is subscribed again and told nothing", () => {
    const s = story("cancel-vs-resubscribe", {xCancel: false});
    expect([s.notes("cancel-heard"), s.sent("CANCEL")]).toEqual([[], []]);
    within(s.first("resubscribed"), 135, 150);
  });

  test("C6: who asked with a client that does not know the notice is told nothing, and gets nothing more", () => {
    const s = story("cancel-vs-resubscribe", {capability: false});
    expect([s.sent("CANCEL"), received(s).filter(({ms}) => ms > 30)]).toEqual([[], []]);
  });
});

test("slow-replica · P6, P7: each confirm waits for the slowest disk, and the publisher's window for the confirms", () => {
  const s = story("slow-replica");
  const after = s.sent("CONFIRM").filter(({ms}) => ms > 1000).length;
  within(after / 4, 25, 55);
  expect([s.lost(), s.measures.longestOutageMs > 190]).toEqual([0, true]);
});
