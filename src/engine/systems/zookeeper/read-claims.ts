// Whether reads are up to date, as the chapter that sets the five systems side by side says.

import type {Claim} from "../../model/claim.ts";
import type {Run} from "../../model/run.ts";
import type {Scenario} from "../../model/scenario.ts";
import {STANDARD_FAULTS, type StandardFault} from "../../model/standard-faults.ts";
import {setups} from "./setups.ts";

/** The setup of the score card that calls sync before each read, under one of the faults in turn, at any phase of a tick. */
const syncedReads = (faults: readonly StandardFault[], seed: number): Scenario => onCard("sync-reads", faults, seed);

function onCard(name: string, faults: readonly StandardFault[], seed: number): Scenario {
  const setup = setups.find((one) => one.name === name);
  if (setup === undefined) throw new Error("the card has setups");
  const {shape, formedMs} = setup;
  const fault = STANDARD_FAULTS[faults[seed % faults.length] ?? "leader-crash"];
  // Any moment of some ticks, far apart from seed to seed, as on the card.
  const at = formedMs + ((seed * 377) % 5000);
  const members = shape.nodes.map(({id}) => id);
  return {...shape, system: "zookeeper", seed, faults: [...fault({at, members, guests: []})], untilMs: at + 40_000, settle: false};
}

/** Who read something older than it had read before. */
function backwards(run: Run): boolean {
  const versions = new Map(
    run.history.flatMap(({f, type, value, result}) => (f === "write" && type === "ok" ? [[value, Number(result)] as const] : [])),
  );
  const last = new Map<string, number>();
  return run.history.some(({f, type, process, result}) => {
    const seen = f === "read" && type === "ok" ? versions.get(result) : undefined;
    if (seen === undefined) return false;
    const before = last.get(process) ?? 0;
    last.set(process, seen);
    return seen < before;
  });
}

/** Who read less than had been acknowledged before the read began. The versions of a node number its writes. */
function staleReaders(run: Run): Set<string> {
  const written = run.history.filter(({f, type}) => f === "write" && type === "ok");
  const versions = new Map(written.map(({value, result}) => [value, Number(result)] as const));
  const found = new Set<string>();
  for (const {f, type, process, result, invokedAt} of run.history) {
    const seen = f === "read" && type === "ok" ? versions.get(result) : undefined;
    if (seen === undefined) continue;
    if (written.some((o) => (o.completedAt ?? run.end) < invokedAt && Number(o.result) > seen)) found.add(process);
  }
  return found;
}

export const reads: readonly Claim[] = [
  {
    id: "zookeeper/no-reader-goes-back",
    says: "Plain reads of a client are never older than its earlier ones, while the leader is killed, a minority is cut off, or all restart one by one.",
    seeds: 90,
    scenario: (seed) => onCard("defaults", ["leader-crash", "minority-cut", "rolling-restart"], seed),
    holds: (run) => !backwards(run),
  },
  {
    id: "zookeeper/sync-then-read-is-fresh",
    says: "While the leader is killed, a majority with it is cut off from two others, or all restart one by one, no read right behind its sync misses a write that was acknowledged before the sync began.",
    seeds: 60,
    scenario: (seed) => syncedReads(["leader-crash", "majority-cut", "rolling-restart"], seed),
    holds: (run) => staleReaders(run).size === 0,
  },
  {
    id: "zookeeper/cut-off-leader-answers-sync",
    says: "A leader that is cut off from all others answers the syncs of the client beside it, and a read behind one misses an acknowledged write, in more than six tenths of the runs.",
    seeds: 100,
    scenario: (seed) => syncedReads(["leader-cut"], seed),
    holds: (run) => staleReaders(run).has("reader-z5"),
    share: [0.6, 1],
  },
  {
    id: "zookeeper/only-its-own-clients-are-stale",
    says: "Nobody else reads anything stale meanwhile.",
    seeds: 60,
    scenario: (seed) => syncedReads(["leader-cut"], seed),
    holds: (run) => [...staleReaders(run)].every((process) => process === "reader-z5"),
  },
];
