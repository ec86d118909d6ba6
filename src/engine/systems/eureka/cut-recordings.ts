// Recordings of a partition: e3 and the clients on its host are cut off; what is done on one side meanwhile, and what the other makes of it.

import type {Figure, Figures, Recording, RecordingKind} from "../../model/recorded.ts";
import type {ClientSpec} from "../../model/scenario.ts";
import {type Ticks, toMs} from "../../vocabulary.ts";
import {
  allOpen,
  asked,
  between,
  keyboard,
  type Lab,
  labOf,
  notesOf,
  openServers,
  type Prepare,
  plain,
  SERVERS,
  sceneOf,
  type Told,
} from "./lab.ts";
import type {EurekaNote} from "./notes.ts";

/** What is done to an instance while the sides are parted. */
type Does = "cancel" | "conflict" | "moved" | "override" | "register" | "rerecord";

/** So many runs of the file in one run of the model: as many as one cut of the recorder's had. */
const AT_ONCE = 8;

/** One instance of the file; times of the scenario. */
interface Subject {
  readonly id: string;
  readonly lab: Lab;
  readonly at: number;
  /** Servers of the side where it lives after the operation, and of the other. */
  readonly own: readonly string[];
  readonly other: readonly string[];
}

interface Cut {
  readonly t0: number;
  readonly heal: number;
  readonly end: number;
  readonly open: number;
}

const LEFT = ["e1", "e2"] as const;
const RIGHT = ["e3"] as const;

/** Its processes: where it was before, and where the operation takes it. */
function specsOf({id, lab, at, own}: Subject, does: Does, {open}: Cut): ClientSpec[] {
  const phase = open + lab.uniform(0, lab.renewalMs);
  const on = (servers: readonly string[], spec: ClientSpec): ClientSpec => (servers === RIGHT ? {...spec, host: "e3"} : spec);
  const before = (args: Parameters<typeof plain>[2], servers = own): ClientSpec =>
    on(servers, plain(lab, id, {servers, enrolled: true, ...args}, phase));
  const after = (servers: readonly string[]): ClientSpec => on(servers, plain(lab, `${id}-again`, {instance: id, servers}, at));
  switch (does) {
    case "register":
      return [on(own, plain(lab, id, {servers: own}, at))];
    case "cancel":
      return [before({stopMs: at - phase})];
    case "rerecord":
      return [before({changes: [{atMs: at - phase, status: "UP"}]})];
    case "override": {
      const [server = "e1"] = own;
      return [before({}), on(own, keyboard(`${id}-operator`, server, [{atMs: 0, does: "override", id, status: "OUT_OF_SERVICE"}], at))];
    }
    // It was on the other side; there it falls silent early, or goes on.
    case "moved":
    case "conflict":
      return [before({}, LEFT), after(RIGHT)];
  }
}

const prepareFor =
  (does: Does): Prepare =>
  (recording) =>
  (index, chance) => {
    const labs = Array.from({length: AT_ONCE}, (_, i) => labOf(recording, index * AT_ONCE + i, chance));
    const [lab] = labs as [Lab];
    const {uniform, renewalMs, evictMs} = lab;
    const open = allOpen(lab);
    const t0 = open + 3 * renewalMs + Math.max(evictMs, 60_000) + uniform(0, evictMs);
    const planned = recording.plan.faults.find(({kind}) => kind === "heal")?.atMs;
    const lasts = typeof planned === "number" ? planned : 1000 * Number(recording.config.cut_s);
    // The recorder's instant is that at which its command had returned; the port was open up to 0.4 s earlier.
    const told = Number(lab.fields.heal_ms ?? lasts);
    const cut: Cut = {
      t0,
      open,
      heal: t0 + uniform(Math.min(lasts, told), told),
      end: t0 + (Number(recording.plan.observe.untilMs) || 2 * lasts),
    };
    const moves = does === "moved" || does === "conflict";
    const subjects = labs.map((one, i): Subject => {
      const right = moves || one.real.side === "one server" || (one.real.side === undefined && i % 2 === 1);
      const at = t0 + one.input("operation_ms", uniform(0.1 * lasts, 0.5 * lasts));
      return {id: `s${i + 1}`, lab: one, at, own: right ? RIGHT : LEFT, other: right ? LEFT : RIGHT};
    });
    const crowd = (id: string, servers: readonly string[]) =>
      plain(lab, id, {count: lab.planned(id) || 6, servers, enrolled: true, spreadMs: renewalMs, tellsRenewals: false}, open);
    const scenario = sceneOf(lab, {
      nodes: openServers(lab).map((node) => ({...node, host: node.id})),
      clients: [crowd("left", LEFT), {...crowd("right", RIGHT), host: "e3"}, ...subjects.flatMap((one) => specsOf(one, does, cut))],
      faults: [
        {kind: "cut", nodes: ["e3"], at: t0},
        ...(does === "moved" ? subjects.map(({id}) => ({kind: "crash" as const, node: id, at: t0 + 0.1 * lasts})) : []),
        {kind: "heal", at: cut.heal},
      ],
      untilMs: cut.end,
    });
    return {scenario, figures: (replayed) => subjects.map((one) => figures(recording, replayed, one, does, {...cut, heal: t0 + told}))};
  };

/** The time of an instance's record at each server, from beginning to end; enrolled ones have 0. */
function history(told: Told, id: string, enrolled: boolean) {
  const at = new Map<string, {ms: number; dirty: Ticks | null}[]>(
    SERVERS.map((server) => [server, enrolled ? [{ms: 0, dirty: 0 as Ticks}] : []]),
  );
  const add = (node: string, ms: number, dirty: Ticks | null) => at.get(node)?.push({ms, dirty});
  for (const n of told.notes) {
    if (n.kind === "registered" && n.id === id) add(n.node, toMs(n.at), n.dirty);
    if (n.kind === "cancelled" && n.id === id) add(n.node, toMs(n.at), null);
    if (n.kind === "evicting" && n.taken.includes(id)) add(n.node, toMs(n.at), null);
  }
  return at;
}

const renewalsOf = ({history}: Told, process: string, after: number) =>
  history.filter((o) => o.process === process && o.f === "renew" && o.type === "ok" && toMs(o.invokedAt) > after);

function figures(recording: Recording, told: Told, subject: Subject, does: Does, {heal, end}: Cut): Figures {
  const {id} = subject;
  if (does === "cancel") return asked(recording, cancelled(told, subject, heal));
  if (does === "override") return asked(recording, overridden(told, subject, heal));
  const records = history(told, id, does !== "register");
  const newest = Math.max(...[...records.values()].flatMap((all) => all.map(({dirty}) => dirty ?? 0)));
  const known = (server: string) => records.get(server)?.find(({dirty, ms}) => dirty === newest && ms <= end)?.ms ?? null;
  const others = subject.other.map(known);
  const last = others.some((ms) => ms === null) ? null : Math.max(...(others as number[]));
  const again = does === "moved" || does === "conflict" ? `${id}-again` : id;
  const unknown = (process: string) => renewalsOf(told, process, heal).filter(({result}) => result === false).length;
  const final = SERVERS.map((server) => records.get(server)?.at(-1)?.dirty ?? null);
  return asked(recording, {
    known_on_other_side_ms: between(heal, last),
    seen_on_other_side_before_heal: others.some((ms) => ms !== null && ms < heal - 500),
    renewals_answered_404_after_heal: unknown(again),
    all_equal_at_end: final[0] !== null && final.every((dirty) => dirty === final[0]),
    older_twin_renewals_404_after_heal: unknown(id),
    older_twin_registered_again: told.history.some((o) => o.process === id && o.f === "register" && toMs(o.invokedAt) > heal),
  });
}

function cancelled(told: Told, {id, at, own, other}: Subject, heal: number): Figures {
  const gone = other.map((server) => ({
    cancel: notesOf(told, "cancelled").find((n) => n.id === id && n.node === server)?.ms ?? null,
    expiry: notesOf(told, "evicting").find((n) => n.node === server && n.taken.includes(id))?.ms ?? null,
  }));
  const times = gone.map(({cancel, expiry}) => cancel ?? expiry);
  const last = times.some((ms) => ms === null) ? null : Math.max(...(times as number[]));
  const by: Figure = last === null ? null : gone.some(({cancel}) => cancel === last) ? "cancel" : "expiry";
  const records = history(told, id, true);
  return {
    gone_on_other_side_ms: between(heal, last),
    gone_on_other_side_after_cancel_ms: between(at, last),
    gone_by: by,
    still_listed_at_end: SERVERS.some((server) => (records.get(server)?.at(-1)?.dirty ?? null) !== null),
    came_back_on_own_side: notesOf(told, "registered").some((n) => n.id === id && own.includes(n.node) && n.ms > at + 1),
  };
}

function overridden(told: Told, {id, own, other}: Subject, heal: number): Figures {
  const all = notesOf(told, "overridden").filter((n) => n.id === id);
  const first = other.map((server) => firstOf(all.filter(({node}) => node === server)));
  const last = first.some((ms) => ms === null) ? null : Math.max(...(first as number[]));
  const status = (servers: readonly string[]) =>
    [...new Set(servers.map((server) => all.filter(({node}) => node === server).at(-1)?.status ?? "UP"))].sort().join("/");
  return {
    known_on_other_side_ms: between(heal, last),
    status_on_own_side_at_end: status(own),
    status_on_other_side_at_end: status(other),
    sides_agree_at_end: status(own) === status(other),
    renewals_after_heal: renewalsOf(told, id, heal).length,
  };
}

const firstOf = (all: readonly {readonly ms: number}[]): number | null => all[0]?.ms ?? null;

const NOTES = ["registered", "cancelled", "evicting", "overridden"] as const;

const kind = (does: Does, says: string): RecordingKind<EurekaNote> => ({
  name: `e6-partition-${does}`,
  says,
  notes: NOTES,
  prepare: prepareFor(does),
});

export const cuts: readonly RecordingKind<EurekaNote>[] = [
  kind("register", "An instance registers behind a cut"),
  kind("rerecord", "An instance registers again behind a cut"),
  kind("cancel", "An instance cancels behind a cut"),
  kind("override", "An operator overrides a status behind a cut"),
  kind("moved", "An instance starts again on the other side of a cut"),
  kind("conflict", "Two of one name renew on both sides of a cut"),
];
