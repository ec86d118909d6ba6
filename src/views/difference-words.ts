import type {Difference} from "../engine/analysis/differences.ts";
import type {Fault} from "../engine/model/fault.ts";
import type {Json} from "../engine/vocabulary.ts";
import {faultWords} from "./story.ts";

const LONGEST = 60;

/** `syncLimit was 5, is 10`: one difference between two scenarios, in a line. */
export function differenceWords({of, key, was, now}: Difference): string {
  if (of === "faults") return faultDifference(was as Fault | undefined, now as Fault | undefined);
  if (of === "rules") return `rule ${key}: ${now === undefined ? "no longer" : was === undefined ? "now" : "otherwise"} overridden`;
  const name = of === "config" ? key : key === "" ? of : `${of} ${key}`;
  const absent = of === "config" ? "its default" : "not given";
  return `${name} was ${brief(was, absent)}, is ${brief(now, absent)}`;
}

function faultDifference(was: Fault | undefined, now: Fault | undefined): string {
  if (was === undefined) return `added: ${now ? faultSays(now) : ""}`;
  return now === undefined ? `left out: ${faultSays(was)}` : `${faultSays(was)} became ${faultSays(now)}`;
}

/** `crash z1 at 3,000 ms`, `cut z1, z2 when send PROPOSAL` */
export function faultSays(fault: Fault): string {
  const nodes = "nodes" in fault ? (fault.nodes ?? []) : "node" in fault ? [fault.node] : [];
  const when = "when" in fault ? `when ${fault.when.event}` : `at ${fault.at.toLocaleString("en")} ms`;
  return [faultWords(fault), nodes.join(", "), when].filter((word) => word !== "").join(" ");
}

function brief(value: Json | undefined, absent: string): string {
  if (value === undefined) return absent;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
