import type {Difference} from "../engine/analysis/differences.ts";
import {befallen, type Fault} from "../engine/model/fault.ts";
import type {Json} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {faultWords} from "./fault-looks.ts";

const LONGEST = 60;

/** `syncLimit was 5, is 10`: one difference between two scenarios, in a line. */
export function differenceWords({of, key, was, now}: Difference, words: Words): string {
  if (of === "faults") return faultDifference(was as Fault | undefined, now as Fault | undefined, words);
  if (of === "rules") {
    const how = now === undefined ? "restored" : was === undefined ? "overridden" : "changed";
    return words.say(`views.difference.rule-${how}`, {rule: key});
  }
  const name = of === "config" ? key : key === "" ? of : `${of} ${key}`;
  const absent = words.say(of === "config" ? "views.difference.default" : "views.difference.absent");
  return words.say("views.difference.value", {name, was: brief(was, absent), now: brief(now, absent)});
}

function faultDifference(was: Fault | undefined, now: Fault | undefined, words: Words): string {
  const [before, after] = [was, now].map((fault) => (fault === undefined ? null : faultSays(fault, words)));
  if (before == null) return words.say("views.difference.fault-added", {fault: after ?? ""});
  if (after == null) return words.say("views.difference.fault-gone", {fault: before});
  return words.say("views.difference.fault-changed", {was: before, now: after});
}

/** `crash z1 at 3,000 ms`, `cut z1, z2 when send PROPOSAL` */
export function faultSays(of: Fault, words: Words): string {
  const nodes = befallen(of);
  const fault = faultWords(of, words);
  if ("when" in of) {
    const {event} = of.when;
    return nodes.length === 0 ? words.say("views.fault.when", {fault, event}) : words.say("views.fault.nodes-when", {fault, nodes, event});
  }
  return nodes.length === 0
    ? words.say("views.fault.at", {fault, ms: of.at})
    : words.say("views.fault.nodes-at", {fault, nodes, ms: of.at});
}

function brief(value: Json | undefined, absent: string): string {
  if (value === undefined) return absent;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
