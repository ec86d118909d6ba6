// A Redis master is cut off together with one of its clients, and another is promoted. When it comes back, what it acknowledged meanwhile is lost.
import {median, redis, sweep, wilson} from "interregnum";

const least = [0, 1];
const rows = sweep(
  ({minReplicas, seed}) => redis.scenarios.splitBrain({"min-replicas-to-write": minReplicas, "min-replicas-max-lag": 2, seed}),
  {minReplicas: least},
  {runs: 20},
);

for (const minReplicas of least) {
  const own = rows.filter((row) => row.minReplicas === minReplicas);
  // Null: nothing was read back, because the healed cluster did not come to rest.
  const lost = own.flatMap(({lostWrites}) => (lostWrites === null ? [] : [lostWrites]));
  const {share, low, high} = wilson(own.filter((row) => row.dualWriteMs > 0).length, own.length);
  console.log(
    `min-replicas-to-write ${minReplicas}: ${Math.round(median(lost))} acknowledged writes are lost (median), ${Math.max(...lost)} at most`,
  );
  console.log(`  two masters accept writes in ${percent(share)} of the runs (95 %: ${percent(low)} to ${percent(high)})`);
}

function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}
