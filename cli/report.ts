import {columns, MEASURES, type Measure, measureNames} from "../src/engine/analysis/columns.ts";
import {type Measures, measures} from "../src/engine/analysis/measures.ts";
import type {Row} from "../src/engine/analysis/sweep.ts";
import type {Run} from "../src/engine/model/run.ts";
import type {System} from "../src/engine/model/system.ts";
import {toMs} from "../src/engine/vocabulary.ts";

/** What `sim --json` prints: the contract of design §3. Times in ms of virtual time. */
export interface Report extends Measures {
  readonly system: string;
  readonly scenario: string;
  readonly seed: number;
  readonly config: {readonly [key: string]: number | string | boolean};
  readonly durationMs: number;
  readonly events: number;
  readonly traceHash: string;
  readonly violations: readonly {readonly invariant: string; readonly atMs: number; readonly detail: string}[];
}

export function report(system: System, run: Run): Report {
  const {scenario} = run;
  const config = Object.fromEntries(system.config.map((k) => [k.key, scenario.config[k.key] ?? k.default]));
  return {
    system: system.name,
    scenario: scenario.name,
    seed: scenario.seed,
    config,
    ...facts(run),
    ...measures(run),
    violations: run.violations.map((v) => ({invariant: v.invariant, atMs: toMs(v.at), detail: v.detail})),
  };
}

const facts = (run: Run) => ({durationMs: toMs(run.end), events: run.events, traceHash: run.hash});

/** The same as a row of a sweep: flat, under the contract's names; of its lists how many there are, of the interregna the longest. */
export const flat = (run: Run): Row => ({...facts(run), ...columns(run)});

const ms = (value: number | null): string => (value === null ? "open" : `${value.toLocaleString("en", {maximumFractionDigits: 1})} ms`);

/** Measures as the command line tells them, each with its name. */
function told(run: Run, when: "always" | "with clients"): string {
  const all = columns(run);
  const value = (name: Measure) => {
    const of = all[name];
    if (typeof of !== "number") return of ?? "unknown";
    return MEASURES[name].unit === "ms" ? ms(of) : of.toLocaleString("en");
  };
  const names = measureNames.filter((name) => MEASURES[name].told === when);
  return names.map((name) => `${MEASURES[name].says} ${value(name)}`).join(", ");
}

/** A report for people: one line a fact. */
export function inWords(r: Report, run: Run): string {
  const lines = [
    `${r.system} ${r.scenario}, seed ${r.seed}: ${r.events.toLocaleString("en")} events in ${ms(r.durationMs)}, trace ${r.traceHash}`,
  ];
  for (const x of r.reigns) {
    const effect = x.effective.map((e) => `${ms(e.fromMs)} – ${ms(e.toMs)}`).join(", ") || "never";
    lines.push(`  reign       ${x.id}, term ${x.term}, ${ms(x.fromMs)} – ${ms(x.toMs)}, with effect ${effect}`);
  }
  for (const x of r.interregna) {
    const stages = Object.entries(x.stages).flatMap(([name, value]) => (value === null ? [] : [`${name} ${ms(value)}`]));
    lines.push(`  interregnum ${ms(x.fromMs)} – ${ms(x.toMs)}${stages.length > 0 ? `: ${stages.join(", ")}` : ""}`);
  }
  lines.push(`  ${told(run, "always")}`);
  if (r.clients.length > 0) {
    lines.push(`  clients     ${told(run, "with clients")}`);
    for (const c of r.clients) lines.push(`  client      ${c.id}${c.side ? ` (${c.side})` : ""}: longest outage ${ms(c.longestOutageMs)}`);
  }
  const roles = Object.entries(r.final.roles).map(([id, role]) => `${id} ${role}`);
  lines.push(`  at the end  ${[r.final.leader ?? "no leader", ...(roles.length > 0 ? [roles.join(", ")] : [])].join("; ")}`);
  for (const v of r.violations) lines.push(`  VIOLATED    ${v.invariant} at ${ms(v.atMs)}: ${v.detail}`);
  return lines.join("\n");
}
