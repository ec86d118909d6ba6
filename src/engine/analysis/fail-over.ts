import type {Run} from "../model/run.ts";
import type {Scenario} from "../model/scenario.ts";
import {earlier, minus, ms, plus, type Ticks, toMs} from "../vocabulary.ts";
import {type Compared, cardRow, cardScenario, type Patient, waits} from "./card.ts";
import {columns} from "./columns.ts";
import {silences} from "./measures.ts";
import {median} from "./quantile.ts";
import {until} from "./spans.ts";
import {FALLS, PATIENCES, STRIP_MS, type Strip} from "./strip.ts";
import {plan, type Row, type Sweep} from "./sweep.ts";

const usual = ({setups}: Compared): string => setups[0]?.name ?? "";

/** Fail-overs of a system with its usual settings. */
export const failOverSweep = (compared: Compared, {runs, seed}: {readonly runs: number; readonly seed: number}): Sweep => ({
  make: ({fault, seed: own}) => cardScenario(compared, {setup: usual(compared), fault: String(fault), seed: own}),
  plan: plan({fault: FALLS}, {runs, seed}),
  row: (run) => failOverRow(compared, run),
});

/** The stages of its fail-over, ms; null: it has no such stage. */
export const STAGE_COLUMNS = ["interregnumMs", "detectMs", "agreeMs", "electMs", "syncMs", "publishMs", "noticeMs"] as const;

function failOverRow(compared: Compared, run: Run): Row {
  const all = columns(run);
  const {elsewhereMs} = cardRow(compared, run);
  const stages = Object.fromEntries(STAGE_COLUMNS.map((name) => [name, all[name]]));
  return {system: compared.system.name, elsewhereMs, ...stages};
}

/** One run of a system that is so patient, with its usual settings in all else. */
export function stripScenario(
  compared: Patient,
  {patience, fault, seed}: {readonly patience: number; readonly fault: string; readonly seed: number},
): Scenario {
  const scenario = cardScenario(compared, {setup: usual(compared), fault, seed});
  const [struck] = scenario.faults;
  const at = struck !== undefined && "at" in struck ? struck.at : 0;
  return {...scenario, config: {...scenario.config, ...compared.patience(patience)}, untilMs: at + STRIP_MS.after, settle: false};
}

/** Every patience, and both ways to go, in one run each. */
export const stripSweep = (compared: Patient): Sweep => ({
  make: (point) => stripScenario(compared, point as unknown as Parameters<typeof stripScenario>[1]),
  plan: plan({patience: PATIENCES, fault: FALLS}, {runs: 1}),
});

/** Shorter than this is no wait to be seen. */
const SEEN_MS = 100;

/** What is drawn of such a run. */
export function stripOf(compared: Patient, run: Run, point: Pick<Strip, "patience" | "fault" | "seed">): Strip {
  const at = run.faults[0]?.at ?? ms(0);
  const [first, last] = [minus(at, earlier(at, ms(STRIP_MS.before))), plus(at, ms(STRIP_MS.after))];
  const shown = ({from, to}: {readonly from: Ticks; readonly to: Ticks}) =>
    to <= first || from >= last ? [] : [{from: fromFault(from < first ? first : from), to: fromFault(earlier(to, last))}];
  const fromFault = (time: Ticks): number => Math.round(toMs(time) - toMs(at));
  const scope = run.effective[0]?.scope;
  const writers = run.effective
    .filter((span) => span.scope === scope && span.nodes.length > 0)
    .flatMap((span) => shown({from: span.from, to: until(span, run.end)}).map((part) => ({ids: span.nodes, ...part})));
  return {
    system: compared.system.name,
    ...point,
    settings: compared.patience(point.patience),
    writers: scope === undefined ? null : writers,
    waits: joined(waitsElsewhere(run).flatMap(shown)).filter(({from, to}) => to - from >= SEEN_MS),
  };
}

/** When a writer that is on no member's host had no answer: to a call, or to its search for somebody to call. */
function waitsElsewhere(run: Run): {readonly from: Ticks; readonly to: Ticks}[] {
  return (run.scenario.clients ?? []).flatMap(({id, host}) => {
    const own = run.history.filter(({process}) => process === id);
    const writes = own.filter(({f}) => f === "write" || f === "register");
    if (host !== undefined || writes.length === 0) return [];
    const rests = run.rests.filter(({node}) => node === id);
    return [...waits(writes, run.end), ...longer(silences(own, rests, run.end), run.faults[0]?.at ?? run.end)];
  });
}

/** Between two calls of one that asks now and then it is silent, too. What is much longer than before the fault is a wait, from when the next call was due. */
function longer(silent: ReturnType<typeof silences>, at: Ticks): ReturnType<typeof silences> {
  const before = silent.filter(({to}) => to < at).map(({from, to}) => toMs(minus(to, from)));
  const usual = ms(before.length === 0 ? 0 : median(before));
  return silent.filter(({from, to}) => minus(to, from) > plus(usual, usual)).map(({from, to}) => ({from: plus(from, usual), to}));
}

/** Spans that overlap or border on each other as one. */
function joined(spans: Strip["waits"]): Strip["waits"] {
  const found: {from: number; to: number}[] = [];
  for (const {from, to} of [...spans].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else found.push({from, to});
  }
  return found;
}
