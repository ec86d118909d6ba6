import type {Fault} from "../engine/model/fault.ts";
import type {Run} from "../engine/model/run.ts";
import type {Status} from "../engine/model/world.ts";
import type {NodeId, Ticks} from "../engine/vocabulary.ts";
import type {Past, Since} from "./past.ts";
import {toldUntil} from "./story.ts";
import {type Upheaval, upheavalsOf} from "./upheavals.ts";

/** What a trace itself says of a run's past: who was there, and which links were cut. Nothing is run again for it. */
export function pastOfTrace(run: Run): Past {
  const upheavals = upheavalsOf(run).map(({event}) => event);
  const status = Object.fromEntries(
    run.ids.map((id) => {
      const own = upheavals.flatMap((e): Since<Status>[] =>
        e.kind === "status" && e.node === id ? [{index: e.index, value: e.status}] : [],
      );
      return [id, own];
    }),
  );
  const last = run.trace?.[toldUntil(run, run.end) - 1]?.index ?? 0;
  return {status, tells: {}, timers: {}, cuts: cutsOf(run, upheavals), last};
}

/** Pairs between which nothing passes in at least one direction, after each fault of a link. */
function cutsOf(run: Run, upheavals: readonly Upheaval["event"][]): Since<readonly string[]>[] {
  const {ids, scenario} = run;
  const hosts = new Map(scenario.nodes.map(({id, host}) => [id, host ?? id]));
  const host = (id: NodeId) => hosts.get(id) ?? id;
  const ways = ids.flatMap((from) => ids.filter((to) => host(to) !== host(from)).map((to) => [from, to] as const));
  const cut = new Set<string>();
  return upheavals.flatMap((e): Since<readonly string[]>[] => {
    if (e.kind !== "fault" || (e.fault.kind !== "cut" && e.fault.kind !== "heal")) return [];
    const left = e.fault.nodes === undefined ? null : new Set(e.nodes.map(host));
    // From everybody else, unless said: those that are cut off together still hear each other.
    const others = left && new Set(ids.map(host).filter((one) => !left.has(one)));
    const right = e.fault.from === undefined ? others : new Set(e.fault.from.flatMap((id) => named(id, run, e.at)).map(host));
    for (const [from, to] of ways) {
      if (!covers(e.fault, {left, right, from: host(from), to: host(to)})) continue;
      if (e.fault.kind === "cut") cut.add(`${from} ${to}`);
      else cut.delete(`${from} ${to}`);
    }
    const pairs = ids.flatMap((a, i) =>
      ids
        .slice(i + 1)
        .filter((b) => cut.has(`${a} ${b}`) || cut.has(`${b} ${a}`))
        .map((b) => `${a} ${b}`),
    );
    return [{index: e.index, value: pairs}];
  });
}

interface Way {
  /** Null: all hosts. */
  readonly left: ReadonlySet<string> | null;
  readonly right: ReadonlySet<string> | null;
  readonly from: string;
  readonly to: string;
}

function covers(fault: Extract<Fault, {kind: "cut" | "heal"}>, {left, right, from, to}: Way): boolean {
  const has = (side: ReadonlySet<string> | null, one: string) => side === null || side.has(one);
  const both = !("oneWay" in fault && fault.oneWay);
  return (has(left, from) && has(right, to)) || (both && has(left, to) && has(right, from));
}

/** Who is meant by a name that stands for a role at that time. */
function named(id: NodeId, {beliefs, ids}: Run, at: Ticks): readonly NodeId[] {
  if (!id.startsWith("@")) return [id];
  const leads = beliefs.filter((b) => b.leads && b.from <= at && (b.to === null || b.to > at)).map(({node}) => node);
  return id.startsWith("@leader") ? leads : ids.filter((one) => !leads.includes(one));
}
