import {grouped, type HistoryOperation, isDone} from "../history.ts";
import type {Finding} from "./finding.ts";
import type {VersionOf} from "./staleness.ts";

/** What one client may expect of its own operations, whatever others see. */
export const SESSION_GUARANTEES = ["monotonic-reads", "read-your-writes", "monotonic-writes", "writes-follow-reads"] as const;
/** One of them. */
export type SessionGuarantee = (typeof SESSION_GUARANTEES)[number];

/** How often each guarantee was broken, for how many clients, and where. */
export type SessionReport = {readonly [guarantee in SessionGuarantee]: {readonly clients: number; readonly findings: readonly Finding[]}};

/**
 * Checks each client's reads and acknowledged writes of each key against its own earlier ones. A client that continues under a new name
 * after an unknown outcome counts as another one, unless `clientOf` maps its name. O(n log n).
 */
export function sessionGuarantees(
  history: readonly HistoryOperation[],
  versionOf: VersionOf,
  clientOf: (operation: HistoryOperation) => string = ({process}) => process,
): SessionReport {
  const own = history.filter((o) => isDone(o) && (o.f === "read" || o.f === "write"));
  const sessions = grouped(own, (o) => JSON.stringify([clientOf(o), o.key]));
  const found = [...sessions.values()].flatMap((session) => brokenIn(session, versionOf));
  const report = SESSION_GUARANTEES.map((guarantee) => {
    const findings = found.filter(({rule}) => rule === guarantee);
    return [guarantee, {clients: new Set(findings.map(({breaks}) => clientOf(breaks))).size, findings}];
  });
  return Object.fromEntries(report) as SessionReport;
}

/** The highest version so far, and the operation it comes from. */
interface Highest {
  readonly version: number;
  readonly by: HistoryOperation;
}

function brokenIn(session: readonly HistoryOperation[], versionOf: VersionOf): Finding[] {
  const found: Finding[] = [];
  let read: Highest | null = null;
  let written: Highest | null = null;
  const hold = (rule: SessionGuarantee, against: Highest | null, version: number, o: HistoryOperation, isEqualAllowed: boolean) => {
    if (against === null || version > against.version || (isEqualAllowed && version === against.version)) return;
    found.push({rule, part: o.key, breaks: o, because: [against.by]});
  };
  for (const o of [...session].sort((a, b) => (a.completedAt as number) - (b.completedAt as number))) {
    const version = versionOf(o);
    if (version === null) continue;
    if (o.f === "read") {
      hold("monotonic-reads", read, version, o, true);
      hold("read-your-writes", written, version, o, true);
      if (read === null || version > read.version) read = {version, by: o};
    } else {
      hold("monotonic-writes", written, version, o, false);
      hold("writes-follow-reads", read, version, o, false);
      if (written === null || version > written.version) written = {version, by: o};
    }
  }
  return found;
}
