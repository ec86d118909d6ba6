import {type Columns, columns} from "../engine/analysis/sweep.ts";
import type {Run} from "../engine/model/run.ts";
import type {Markup} from "./markup.ts";

/** A column of a sweep. */
export type Measure = keyof Columns;

/** What each measure is called; a new one is missed here by the type checker. Those of time end in `Ms`. */
const names: {readonly [measure in Measure]: string} = {
  leader: "leader at the end",
  term: "its term",
  reigns: "reigns",
  interregnumMs: "longest interregnum",
  detectMs: "of it, to detect",
  agreeMs: "of it, to agree",
  electMs: "of it, to elect",
  syncMs: "of it, to sync",
  publishMs: "of it, to publish",
  noticeMs: "until clients notice",
  dualReignMs: "dual reign",
  dualWriteMs: "dual write",
  ok: "operations acknowledged",
  fail: "operations failed",
  info: "operations in doubt",
  lostWrites: "lost writes",
  duplicates: "duplicate writes",
  staleReads: "stale reads",
  longestOutageMs: "longest outage of a client",
  violations: "violations",
  events: "events",
};

/** A measure of two runs, ready to be read. */
export interface Delta {
  readonly measure: Measure;
  readonly name: string;
  readonly unit: "ms" | "";
  readonly was: string;
  readonly now: string;
  /** `+120 (+41 %)`; "" where nothing can be subtracted, `=` where nothing changed. */
  readonly difference: string;
  readonly same: boolean;
}

/** Every measure of two runs, in the order of the columns of a sweep. */
export function deltas(was: Run, now: Run): Delta[] {
  const [before, after] = [columns(was), columns(now)];
  return (Object.keys(names) as Measure[]).map((measure) => {
    const [a, b] = [before[measure], after[measure]];
    const unit = measure.endsWith("Ms") ? "ms" : "";
    return {measure, name: names[measure], unit, was: written(a), now: written(b), difference: differenceOf(a, b), same: a === b};
  });
}

function written(value: number | string | null): string {
  if (value === null) return "none";
  return typeof value === "number" ? value.toLocaleString("en", {maximumFractionDigits: 1}) : value;
}

function differenceOf(was: number | string | null, now: number | string | null): string {
  if (was === now) return "=";
  if (typeof was !== "number" || typeof now !== "number") return "";
  const sign = now > was ? "+" : "−";
  const share = was === 0 ? "" : ` (${sign}${Math.abs(((now - was) / was) * 100).toLocaleString("en", {maximumFractionDigits: 0})}\u00a0%)`;
  return `${sign}${Math.abs(now - was).toLocaleString("en", {maximumFractionDigits: 1})}${share}`;
}

/** What changed as a table, what did not folded away below it. */
export function measureTable(all: readonly Delta[], {html}: Markup): HTMLElement {
  const table = (rows: readonly Delta[], label: string) =>
    html(
      "div",
      {class: "measures", role: "group", "aria-label": label, tabindex: 0, "data-key": label},
      html(
        "table",
        {},
        html("thead", {}, html("tr", {}, ...["measure", "was", "now", "difference"].map((name) => html("th", {scope: "col"}, name)))),
        html("tbody", {}, ...rows.map((d) => rowOf(d))),
      ),
    );
  const rowOf = ({name, unit, was, now, difference}: Delta) =>
    html(
      "tr",
      {},
      html("th", {scope: "row"}, unit === "" ? name : `${name}, ${unit}`),
      ...[was, now, difference].map((text) => html("td", {}, text)),
    );
  const [same, changed] = [all.filter((d) => d.same), all.filter((d) => !d.same)];
  const first = changed.length === 0 ? html("p", {}, "No measure differs.") : table(changed, "Measures that differ");
  const words = `${same.length} ${same.length === 1 ? "measure is" : "measures are"} the same`;
  const rest = html("details", {}, html("summary", {"data-key": "same"}, words), table(same, "Measures that are the same"));
  return html("div", {}, first, same.length === 0 ? null : rest);
}
