// Rules of one's own in place of ZooKeeper's, and what then goes wrong. A leader dies right after a commit that server 3 has not heard of.
import {columns, simulate, zookeeper} from "interregnum";

/** ZooKeeper's servers vote for the longest history; these vote for the largest id. */
const supersedes: typeof zookeeper.rules.supersedes = (a, b) => a.leader > b.leader;
/** A leader of ZooKeeper steps down before a follower that knows more; this one does not. */
const isMoreRecent: typeof zookeeper.rules.isMoreRecent = () => false;

report("ZooKeeper's own rules", {});
report("votes by id alone", {supersedes});
report("and nobody looks again", {supersedes, isMoreRecent});

function report(name: string, rules: object): void {
  const run = simulate(zookeeper.scenarios.leaderLoss({seed: 1}), {rules});
  const {leader, interregnumMs} = columns(run);
  console.log(`${name}: ${leader} believes to lead at the end; nobody could acknowledge a write for ${interregnumMs} ms`);
  for (const {invariant, at, detail} of run.violations) console.log(`  ${invariant} falls at ${at / 1000} ms: ${detail}`);
}
