// Quorum queues seen from outside all of their members.

import type {World} from "../../../model/world.ts";
import type {NodeId} from "../../../vocabulary.ts";
import type {Rules} from "../rules.ts";
import type {Broker} from "../state.ts";
import {lastIndex} from "./log.ts";
import {valueIn} from "./replication.ts";
import type {Member} from "./state.ts";

type W = World<Broker>;

export const memberAt = (world: W, id: NodeId, queue: string): Member | null => world.state(id)?.quorum.members.get(queue) ?? null;

/** Whether what is handed to this leader would be committed: a majority hears it, follows nobody of a later term, and has a disk that works. */
export function commitsNow(world: W, id: NodeId, queue: string, rules: Rules): boolean {
  const m = memberAt(world, id, queue);
  if (m?.state !== "leader" || world.status(id) !== "up") return false;
  const counted = m.members.filter((other) => {
    const o = memberAt(world, other, queue);
    return (
      o !== null && world.status(other) === "up" && o.term <= m.term && !world.diskStuck(other) && (other === id || world.linked(id, other))
    );
  });
  return counted.length >= rules.majorityOf(m.members.length);
}

/** Every member has all that its leader has, on disk and applied, and no channel waits for anything. */
export function quorumAtRest(world: W): boolean {
  const queues = new Set(world.ids.flatMap((id) => [...(world.state(id)?.quorum.records.keys() ?? [])]));
  return [...queues].every((queue) => {
    const all = world.ids.flatMap((id) => memberAt(world, id, queue) ?? []);
    const leaders = all.filter(({state}) => state === "leader");
    const [leader] = leaders;
    if (leader === undefined || leaders.length > 1) return false;
    return all.every((m) => m.term === leader.term && m.applied === lastIndex(leader) && m.written === m.applied && m.saving === 0);
  });
}

/** Messages that stand in the queues' leaders, with a consumer or without. */
export function standing(world: W, add: (queue: string, value: string, n: number) => void): void {
  for (const id of world.ids) {
    for (const m of world.state(id)?.quorum.members.values() ?? []) {
      if (m.state !== "leader") continue;
      const {messages, returns, consumers} = m.fifo;
      const held = [...consumers.values()].flatMap((c) => [...c.held.values()]);
      for (const one of [...messages, ...returns, ...held]) if (lastIndex(m) >= one.index) add(m.queue, valueIn(m, one), 1);
    }
  }
}

/** How many messages a member has, with a consumer or without. */
export const depthsOf = ({fifo}: Member): string =>
  `${fifo.messages.length + fifo.returns.length}+${[...fifo.consumers.values()].reduce((sum, c) => sum + c.held.size, 0)}`;
