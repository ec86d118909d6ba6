// ControllerChannelManager: what a controller tells brokers, a queue and a thread for each. Rules C3, C4, §5.1.

import {LOOPBACK} from "../../../model/process.ts";
import {type ConnId, ms, type NodeId} from "../../../vocabulary.ts";
import type {ControlReply, ControlRequest, Partition, PartitionState} from "../messages.ts";
import {connectTo, tell} from "../serving.ts";
import type {Broker, Channel, Ctx, Outbox} from "../state.ts";

/** Between two tries to reach a broker. */
const RETRY = ms(100);

export const emptyOutbox = (): Outbox => ({leaderAndIsr: new Map(), metadata: new Map(), stop: new Map(), deleted: new Set()});

function into(map: Map<NodeId, Set<Partition>>, brokers: readonly NodeId[], partitions: readonly Partition[]): void {
  for (const id of brokers) {
    const known = map.get(id) ?? new Set();
    for (const p of partitions) known.add(p);
    map.set(id, known);
  }
}

export const allLive = (b: Broker): readonly NodeId[] => [...b.controller.live.keys()];

/** These brokers shall take the partition's state; all live ones hear of it. */
export function tellState(b: Broker, recipients: readonly NodeId[], p: Partition): void {
  const {outbox} = b.controller;
  into(outbox.leaderAndIsr, recipients, [p]);
  into(outbox.metadata, allLive(b), [p]);
}

export const tellMetadata = (b: Broker, recipients: readonly NodeId[], partitions: readonly Partition[]): void =>
  into(b.controller.outbox.metadata, recipients, partitions);

export const tellStop = (b: Broker, recipient: NodeId, p: Partition): void => into(b.controller.outbox.stop, [recipient], [p]);

/** A replica that is no longer one: its log goes, too. */
export function tellDelete(b: Broker, recipient: NodeId, p: Partition): void {
  tellStop(b, recipient, p);
  b.controller.outbox.deleted.add(p);
}

/** Sends what was put together: to each broker LeaderAndIsr, UpdateMetadata, StopReplica, in this order. */
export function sendOutbox(b: Broker, ctx: Ctx): void {
  const {controller: c} = b;
  const {leaderAndIsr, metadata, stop, deleted} = c.outbox;
  c.outbox = emptyOutbox();
  for (const [id, partitions] of leaderAndIsr)
    enqueue(b, id, (head) => ({...head, kind: "LEADER_AND_ISR", partitions: statesOf(b, partitions)}), ctx);
  const live = allLive(b);
  for (const [id, partitions] of metadata)
    enqueue(b, id, (head) => ({...head, kind: "UPDATE_METADATA", partitions: statesOf(b, partitions), live}), ctx);
  for (const [id, partitions] of stop)
    enqueue(
      b,
      id,
      (head) => ({...head, kind: "STOP_REPLICA", partitions: statesOf(b, partitions).map(({p, e}) => ({p, e, deleted: deleted.has(p)}))}),
      ctx,
    );
}

const statesOf = (b: Broker, partitions: ReadonlySet<Partition>): readonly PartitionState[] =>
  [...partitions].flatMap((p) => {
    const led = b.controller.partitions.get(p);
    return led?.state ? [{p, ...led.state, replicas: led.replicas}] : [];
  });

type Head = Pick<ControlRequest, "id" | "controller" | "ce" | "be">;

function enqueue(b: Broker, to: NodeId, make: (head: Head) => ControlRequest, ctx: Ctx): void {
  const {controller: c} = b;
  const be = c.live.get(to);
  if (be === undefined) return;
  const channel: Channel = c.channels.get(to) ?? {to, conn: 0, phase: "idle", queue: []};
  c.channels.set(to, channel);
  channel.queue.push(make({id: c.nextRequest++, controller: b.id, ce: c.ce, be}));
  pumpChannel(channel, ctx);
}

/** One request at a time, for ever: until it is answered, or the broker is no longer live. */
function pumpChannel(channel: Channel, ctx: Ctx): void {
  const [next] = channel.queue;
  if (!next || channel.phase === "dialling" || channel.phase === "waiting" || channel.phase === "resting") return;
  if (channel.phase === "idle") {
    channel.conn = connectTo(channel.to, ctx);
    if (channel.conn !== LOOPBACK) {
      channel.phase = "dialling";
      return;
    }
  }
  channel.phase = "waiting";
  tell(channel.conn, next, ctx);
  ctx.setTimer(`channel ${channel.to}`, ctx.config.controllerTimeout, channel.to);
}

export function channelConnected(channel: Channel, ctx: Ctx): void {
  channel.phase = "ready";
  pumpChannel(channel, ctx);
}

export function channelFailed(channel: Channel, ctx: Ctx): void {
  Object.assign(channel, {conn: 0, phase: "resting"});
  ctx.setTimer(`channel ${channel.to}`, RETRY, channel.to);
}

/** The pause is over, or the answer is too late. */
export function channelWakes(channel: Channel, ctx: Ctx): void {
  if (channel.phase === "waiting") {
    if (channel.conn !== LOOPBACK) ctx.close(channel.conn);
    return channelFailed(channel, ctx);
  }
  channel.phase = "idle";
  pumpChannel(channel, ctx);
}

export function channelAnswered(channel: Channel, m: ControlReply, ctx: Ctx): void {
  if (channel.queue[0]?.id !== m.id) return;
  channel.queue.shift();
  channel.phase = channel.conn === LOOPBACK ? "idle" : "ready";
  ctx.cancelTimer(`channel ${channel.to}`);
  pumpChannel(channel, ctx);
}

/** The broker is gone: what waited for it is dropped. */
export function closeChannel(b: Broker, id: NodeId, ctx: Ctx): void {
  const channel = b.controller.channels.get(id);
  if (!channel) return;
  if (channel.conn !== LOOPBACK && channel.conn !== 0) ctx.close(channel.conn);
  ctx.cancelTimer(`channel ${id}`);
  b.controller.channels.delete(id);
}

export function channelAt(b: Broker, conn: ConnId): Channel | null {
  for (const channel of b.controller.channels.values()) if (channel.conn === conn) return channel;
  return null;
}
