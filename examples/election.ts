// Who wins an election, and when. A leader is lost under load; every seed is another run of the same scenario.
import {measures, median, quantile, simulate, sweep, zookeeper} from "interregnum";

const run = simulate(zookeeper.scenarios.leaderCrashSessions({servers: 5, seed: 7}));
for (const {id, term, fromMs, toMs} of measures(run).reigns) {
  console.log(`${id} leads epoch ${term} from ${fromMs} ms to ${toMs === null ? "the end" : `${toMs} ms`}`);
}

const sizes = [3, 5, 7];
const rows = sweep(
  ({servers, seed}) => zookeeper.scenarios.leaderCrashSessions({servers, seed, jitter: 0.5}),
  {servers: sizes},
  {runs: 50},
);
for (const servers of sizes) {
  const outages = rows.filter((row) => row.servers === servers).map((row) => row.interregnumMs);
  const [middle, long] = [median(outages), quantile(outages, 0.95)].map(Math.round);
  console.log(`${servers} servers: nobody can acknowledge a write for ${middle} ms (median), in one run of twenty for ${long} ms or more`);
}
