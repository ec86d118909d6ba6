import {describe, expect, test} from "vitest";
import {seeds} from "../../story.ts";
import {FAULT, type Story, story} from "../story.ts";

/** Who came to lead after the fault, in which term, and when. */
const elected = (s: Story) => s.notes("ra-leader").filter(({ms}) => ms > 0);
const received = (s: Story) => s.notes("received").filter(({node}) => node === "consumer");
const twice = (s: Story): number => received(s).length - new Set(received(s).map(({value}) => value)).size;
const fallen = ({run}: Story) => run.violations.map(({invariant}) => invariant);
const outage = (s: Story, client: string): number => s.measures.clients.find(({id}) => id === client)?.longestOutageMs ?? 0;

/** Nothing fell, was lost, came twice, or bore the flag. */
function isClean(s: Story): void {
  expect([fallen(s), s.lost(), s.doubled(), twice(s), received(s).filter((n) => n.redelivered).length]).toEqual([[], 0, 0, 0, 0]);
}

describe("quorum-kill-leader", () => {
  test("Q3, Q5: another leads 0.1 to 0.6 s after the leader's node was seen to be gone; nothing is lost, doubled or flagged", () => {
    for (const seed of seeds(40)) {
      const s = story("quorum-kill-leader", {}, {seed});
      const down = s.first("node-down") as number;
      const [leader, ...more] = elected(s);
      expect([seed, leader?.term, more]).toEqual([seed, 2, []]);
      expect(leader?.ms).toBeGreaterThan(down + 100);
      expect(leader?.ms).toBeLessThan(down + 630);
      isClean(s);
    }
  });

  test("Q10: what was not applied is sent again to the new leader, and no more than the outage's publishes", () => {
    const s = story("quorum-kill-leader");
    const [leader] = elected(s);
    const from = leader?.ms ?? 0;
    const again = s.sent("command", "n3").filter(({ms}) => ms > from && ms < from + 5);
    expect(again.length).toBeGreaterThan(10);
    expect(again.length).toBeLessThanOrEqual(Math.ceil(from / 10) + 2);
  });

  test("Q14: what the consumer held stays with it", () => {
    const s = story(
      "quorum-kill-leader",
      {},
      {but: ({clients = []}) => ({clients: clients.map((c) => (c.id === "consumer" ? {...c, args: {...c.args, workMs: 60}} : c))})},
    );
    const held = s.notes("received", "consumer").filter(({ms}) => ms < 0).length;
    expect(held).toBeGreaterThan(20);
    expect([fallen(s), twice(s), received(s).filter((n) => n.redelivered).length]).toEqual([[], 0, 0]);
  });

  test.each(["n2", "n3"])("a follower on %s that dies is not missed by clients that are elsewhere", (killNode) => {
    const s = story("quorum-kill-leader", {killNode, publisherNode: "n1", consumerNode: "n1"});
    isClean(s);
    expect([elected(s), outage(s, "publisher") < 30]).toEqual([[], true]);
  });

  test("K2: a publisher whose own node dies does not know of its last messages", () => {
    const s = story("quorum-kill-leader", {publisherNode: "n1"});
    expect([fallen(s), s.lost()]).toEqual([[], 0]);
    expect(s.run.history.filter((o) => o.f === "write" && o.type === "info").length).toBeGreaterThan(0);
  });
});

describe("quorum-leader-cut", () => {
  test("Q2, Q3, Q10: aten and a long timer: another leads after 5 to 11 s; what the old leader was told is sent again after the heal, and nothing is lost or doubled", () => {
    for (const seed of seeds(20)) {
      const s = story("quorum-leader-cut", {}, {seed});
      const [leader] = elected(s);
      expect(leader?.ms).toBeGreaterThan(5000);
      expect(leader?.ms).toBeLessThan(11_300);
      expect([seed, elected(s).length]).toEqual([seed, 1]);
      isClean(s);
    }
  });

  test("Q15: the old leader leads on, and confirms nothing, until it hears of the new term", () => {
    const s = story("quorum-leader-cut");
    const stepped = s.notes("ra-state", "n1").find(({ms, state}) => ms > 0 && state === "follower");
    expect(stepped?.ms).toBeGreaterThan(90_000);
    const inside = s.run.history.filter((o) => o.process === "inside" && o.type === "ok" && o.completedAt !== null);
    const late = inside.map((o) => (o.completedAt as number) / 1000 - FAULT).filter((ms) => ms > 10);
    expect([late.length > 100, Math.min(...late) > 90_000]).toEqual([true, true]);
    expect(s.measures.dualReignMs).toBeGreaterThan(75_000);
    expect(s.measures.dualWriteMs).toBe(0);
  });

  test("Q10: a channel that filled its window with the old leader, and has nothing new to send, is never told of the new one", () => {
    const s = story("quorum-leader-cut", {insideMs: 100});
    expect(s.run.converged).toBe(false);
    expect(s.run.history.filter((o) => o.process === "inside" && o.type === "ok").length).toBeLessThan(25);
  });
});

test.each(["n1", "n3"])("quorum-flap, Q2, Q3: %s is back before a long timer has run out: nobody stands, and the term stays", (cutNode) => {
  for (const seed of seeds(20)) {
    const s = story("quorum-flap", {cutNode}, {seed});
    expect([seed, s.notes("ra-state").filter(({ms}) => ms > 0)]).toEqual([seed, []]);
    isClean(s);
  }
});

test("quorum-minority, Q9, Q16: a leader without followers confirms nothing; a new channel's publish is refused after 65 s; one follower more is enough, in the same term", () => {
  const s = story("quorum-minority");
  const refused = s.notes("settled").filter(({as}) => as === "nack");
  expect(refused.map(({ms}) => Math.round(ms / 100))).toEqual([670]);
  // A second of start, up to a second until all others were called, and a short timer.
  const confirmed = s.notes("settled").filter(({as, ms}) => as === "ack" && ms > 20);
  expect(confirmed[0]?.ms).toBeGreaterThan(80_000);
  expect(confirmed[0]?.ms).toBeLessThan(83_000);
  expect([elected(s), s.measures.final.leader, s.measures.final.term]).toEqual([[], "n1", 1]);
  isClean(s);
});

describe("poison-message", () => {
  const poison = (s: Story): number => received(s).filter(({value}) => value === "publisher:10").length;
  const others = (s: Story): number => new Set(received(s).map(({value}) => value)).size;

  test.each(["4.0", "4.3"])(
    "Q13: in %s a message that its consumer crashes on is handed out 21 times under a limit of 20, and dropped",
    (version) => {
      const s = story("poison-message", {version});
      expect([fallen(s), poison(s), others(s), s.notes("fifo-dropped").map(({value, count}) => [value, count])]).toEqual([
        [],
        21,
        30,
        [["publisher:10", 21]],
      ]);
    },
  );

  test("Q13: the same for one that is given back in 4.0; in 4.3 it goes round for ever", () => {
    expect(poison(story("poison-message", {version: "4.0", onPoison: "nack"}))).toBe(21);
    const endless = story("poison-message", {version: "4.3", onPoison: "nack"});
    expect([fallen(endless), endless.notes("fifo-dropped"), poison(endless) > 300]).toEqual([[], [], true]);
  });

  test("Q13: without a limit nothing is dropped, and what is given back goes to the end: the others pass it by", () => {
    const s = story("poison-message", {version: "3.10.8", deliveryLimit: -1, onPoison: "nack"});
    expect([fallen(s), s.notes("fifo-dropped"), others(s), poison(s) > 100]).toEqual([[], [], 30, true]);
  });

  test("Q13: messages that are held beside it come back with it, and count as often", () => {
    const s = story("poison-message", {prefetch: 20});
    expect([fallen(s), s.notes("fifo-dropped").length > 1]).toEqual([[], true]);
  });
});

describe("whole-node-suspected", () => {
  test("Q14: what two consumers of the node held goes to a third, flagged; they work on it all the same", () => {
    const s = story("whole-node-suspected");
    const third = s.notes("received", "other").filter(({redelivered}) => redelivered);
    expect([fallen(s), third.length, s.doubled(), s.lost()]).toEqual([[], 10, 10, 0]);
    expect(elected(s)).toEqual([]);
  });

  test("Q14: from 4.3 on each keeps what it holds, and nothing comes twice", () => {
    const s = story("whole-node-suspected", {version: "4.3"});
    const all = s.notes("received").map(({value}) => value);
    expect([fallen(s), s.notes("received").filter(({redelivered}) => redelivered), all.length - new Set(all).size]).toEqual([[], [], 0]);
  });

  test("Q14: for a minute: what is held longer goes to another", () => {
    const s = story("whole-node-suspected", {version: "4.3", cutMs: 200_000, intervalMs: 1000});
    const back = s.notes("fifo-returned").map(({ms}) => ms);
    const gone = s.first("node-down", "n1") as number;
    expect([fallen(s), back.length > 5]).toEqual([[], true]);
    expect(Math.min(...back)).toBeGreaterThan(gone + 60_000 - 1);
  });
});

test("power-loss-all, Q7: what a quorum queue has confirmed is there when the power is back; another leads 0.1 to 0.6 s after the nodes have begun", () => {
  for (const seed of seeds(20)) {
    const s = story("power-loss-all", {"x-queue-type": "quorum"}, {seed});
    const running = Math.max(
      ...s
        .notes("running")
        .filter(({ms}) => ms > -1900)
        .map(({ms}) => ms),
    );
    const [leader] = s.notes("ra-leader").filter(({term}) => (term ?? 0) > 1);
    expect([seed, fallen(s), s.lost(), s.doubled()]).toEqual([seed, [], 0, 0]);
    expect((leader?.ms ?? 0) - running).toBeGreaterThan(100);
    expect((leader?.ms ?? 0) - running).toBeLessThan(1500);
  }
});

test("slow-replica, Q7: one slow disk of three is not waited for", () => {
  const s = story("slow-replica", {"x-queue-type": "quorum"});
  isClean(s);
  expect(outage(s, "publisher")).toBeLessThan(30);
  expect(outage(story("slow-replica"), "publisher")).toBeGreaterThan(150);
});
