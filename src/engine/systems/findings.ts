// How every reader of a configuration file says what it found: each entry's outcome, and what the file as a whole means.

import type {Said} from "../../words/message.ts";
import {inEnglish} from "../../words/said.ts";
import type {FileEntry, FileReading, FileSettings, Meaning} from "../model/config-file.ts";

/** What is found about an entry. */
export interface Finding {
  readonly kind: Meaning["kind"];
  readonly said: Said;
}

export const taken = (said: Said): Finding => ({kind: "taken", said});
export const idle = (said: Said): Finding => ({kind: "idle", said});
export const lacking = (said: Said): Finding => ({kind: "lacking", said});
export const unknown = (said: Said): Finding => ({kind: "unknown", said});
export const beyond = (said: Said): Finding => ({kind: "beyond", said});
export const refused = (said: Said): Finding => ({kind: "refused", said});

/** What is found about the file as a whole: advice, or why the real program would not start. */
export interface Remark {
  readonly kind: "advice" | "refused";
  readonly said: Said;
}

/** An entry under the name that a reader would look for, and its finding. */
export interface Found {
  readonly entry: FileEntry;
  readonly finding: Finding;
}

/** The reading of a file: if anything is refused, no server would start, and there is nothing to judge. */
export function readingOf(
  {config, nodes}: Pick<FileSettings, "config" | "nodes">,
  found: readonly Found[],
  remarks: readonly Remark[],
): FileReading {
  const isRefused = found.some(({finding}) => finding.kind === "refused") || remarks.some(({kind}) => kind === "refused");
  // What stops the server goes before all advice.
  const told = remarks.flatMap(({kind, said}) => (isRefused && kind === "advice" ? [] : [said]));
  const aside = found.filter(({finding: {kind}}) => kind === "lacking" || kind === "unknown" || kind === "beyond");
  return {
    config,
    nodes: isRefused ? [] : nodes,
    without: [...new Set(aside.map(({entry}) => entry.key))],
    meanings: found.map(({entry, finding}) => meaningOf(entry, finding)),
    missing: told.map(inEnglish),
    told,
  };
}

function meaningOf(entry: FileEntry, {kind, said}: Finding): Meaning {
  const english = inEnglish(said);
  return kind === "taken" ? {...entry, kind, as: english, told: said} : {...entry, kind, why: english, told: said};
}
