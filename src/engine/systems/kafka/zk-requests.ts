// KafkaZkClient and ZooKeeperClient: requests in batches, at most so many on their way, repeated when a connection is lost. Rules C4, C9.

import type {Request} from "../zookeeper/messages.ts";
import * as session from "../zookeeper/session.ts";
import type {Broker, Ctx, Step, ZkBatch, ZkLink} from "./state.ts";

export const closedLink = (servers: readonly string[], sessionMs: number): ZkLink => ({
  // Kafka 3.9 has the client of ZooKeeper 3.8.4, which does not give a session up by itself (fact sheet §8).
  session: session.closed({...session.usual(servers, sessionMs), expiresItself: false, cleanupMs: 100}),
  waiting: [],
  inFlight: [],
  batches: new Map(),
  next: 1,
  over: false,
});

/** Asks for all of them; `after` comes with their answers. `stands`: for how many requests of a real controller they are made. */
export function request(b: Broker, requests: readonly Request[], after: Step, ctx: Ctx, stands = requests.length): number {
  const {zk} = b;
  const batch = zk.next++;
  zk.batches.set(batch, {answers: requests.map(() => null), left: requests.length, after, startedAt: ctx.monotonic(), stands});
  for (const [index, asked] of requests.entries()) zk.waiting.push({request: asked, batch, index});
  pumpZk(b, ctx);
  return batch;
}

export function pumpZk({zk}: Broker, ctx: Ctx): void {
  while (zk.session.phase === "ready" && zk.waiting.length > 0 && zk.inFlight.length < ctx.config.maxInFlight) {
    const next = zk.waiting.shift();
    if (!next) return;
    zk.inFlight.push(next);
    session.call(zk.session, next.request, session.zookeeperOf(ctx));
  }
}

/** An answer, in the order of the calls. Returns the batch that it completes, else null. */
export function zkAnswered(b: Broker, answer: session.Answer, ctx: Ctx): {readonly id: number; readonly batch: ZkBatch} | null {
  const {zk} = b;
  const asked = zk.inFlight.shift();
  if (!asked) return null;
  // The session is over, or elsewhere: it connects anew, and if it has expired, all have failed.
  if (answer.error === "SessionExpired" || answer.error === "SessionMoved") {
    zk.waiting.unshift(asked);
    return null;
  }
  const batch = zk.batches.get(asked.batch);
  pumpZk(b, ctx);
  if (!batch) return null;
  batch.answers[asked.index] = answer;
  batch.left--;
  if (batch.left > 0) return null;
  zk.batches.delete(asked.batch);
  return {id: asked.batch, batch};
}

/** ConnectionLoss: nobody knows what became of these; all are asked again (retryRequestsUntilConnected). */
export function zkDisconnected({zk}: Broker): void {
  zk.waiting = [...zk.inFlight, ...zk.waiting];
  zk.inFlight = [];
}

/** SessionExpired: all of them have failed. */
export function zkExpired({zk}: Broker): void {
  zk.waiting = [];
  zk.inFlight = [];
  zk.batches.clear();
}
