// A client's own copy of the registry, which answers all lookups (C5 to C8).

import type {Client, Request, Seat} from "./client-state.ts";
import type {Ctx} from "./http.ts";
import type {Answer, InstanceInfo} from "./messages.ts";

/** What was fetched becomes the copy. False: after a delta the counts differ from the server's, so that all must be fetched. */
export function fetched(c: Client, r: Request, answer: Extract<Answer, {hash: string}>, ctx: Ctx): boolean {
  const seat = c.seats[r.seat] as Seat;
  const full = answer.kind === "REGISTRY";
  const before = seat.copy ?? new Map<string, InstanceInfo>();
  const copy = new Map(full || c.args.onlyDeltas ? [] : before);
  for (const info of answer.records) {
    if (info.action === "DELETED" && !c.args.onlyDeltas) copy.delete(info.id);
    else copy.set(info.id, info);
  }
  seat.copy = copy;
  const mine = ctx.rules.reconcileHash(copy.values());
  ctx.note({kind: "fetched", by: seat.id, from: r.server, full, theirs: answer.hash, mine, count: copy.size});
  tellDifference(seat.id, before, copy, ctx);
  return ctx.rules.agrees(answer.hash, mine);
}

type Copy = ReadonlyMap<string, InstanceInfo>;

function tellDifference(by: string, before: Copy, after: Copy, ctx: Ctx): void {
  const missing = (from: Copy, to: Copy) => [...from.keys()].filter((id) => !to.has(id));
  const appeared = missing(after, before);
  const vanished = missing(before, after);
  if (appeared.length > 0) ctx.note({kind: "appeared", by, ids: appeared});
  if (vanished.length > 0) ctx.note({kind: "vanished", by, ids: vanished});
}

/** A lookup never leaves the process; instances that are not UP are left out. Before the first fetch there is nothing to look at. */
export function lookUp(c: Client, ctx: Ctx): void {
  for (const {copy} of c.seats) {
    for (const id of c.args.watches) {
      const lookup = ctx.invoke("lookup", id, null);
      const status = copy?.get(id)?.status;
      if (copy === null) ctx.complete(lookup, "fail");
      else ctx.complete(lookup, "ok", status === "UP" ? status : null);
    }
  }
}
