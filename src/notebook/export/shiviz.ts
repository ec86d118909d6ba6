import type {Run, TraceEvent} from "../../engine/model/run.ts";
import {type NodeId, Refusal, toMs} from "../../engine/vocabulary.ts";
import {eventWords} from "../../views/event-words.ts";
import {said} from "../../words/en/cells.ts";
import type {Words} from "../../words/words.ts";

/**
 * How ShiViz is to read a line: the time in ms of virtual time (a field of its own), the host, its vector clock, and what happened.
 * A clock is flat JSON, so it ends at the first brace; what happened may hold braces of its own.
 */
const PARSER = "(?<ms>\\S+) (?<host>\\S+) (?<clock>{[^}]*}) (?<event>.*)";

/**
 * A recorded run as a log that ShiViz opens (its "Log format basics"; js/model/parser.js and modelGraph.js of DistributedClocks/shiviz hold
 * it to that): the parser's line, an empty line for there is one execution, then a line an event. Each host counts its own events from 1 on,
 * and a message brings the clock of its sender along. What settling did is left out.
 */
export function shiviz(run: Run, words: Words): string {
  if (run.trace === null) throw new Refusal(said("cells.shiviz"));
  const clocks = new Map<NodeId, Map<NodeId, number>>();
  const sent = new Map<number, ReadonlyMap<NodeId, number>>();
  const lines = run.trace.flatMap((event): string[] => {
    const says = event.at > run.end ? null : eventLine(event, words);
    if (says === null) return [];
    return hosts(event).map((host) => {
      const clock = clocks.get(host) ?? new Map<NodeId, number>();
      clocks.set(host, clock);
      if (event.kind === "receive") merge(clock, sent.get(event.id), host);
      clock.set(host, (clock.get(host) ?? 0) + 1);
      if (event.kind === "send") sent.set(event.id, new Map(clock));
      return `${toMs(event.at)} ${host} ${JSON.stringify(Object.fromEntries(clock))} ${says}`;
    });
  });
  return `${[PARSER, "", ...lines].join("\n")}\n`;
}

function merge(clock: Map<NodeId, number>, other: ReadonlyMap<NodeId, number> | undefined, self: NodeId): void {
  for (const [host, count] of other ?? []) if (host !== self && count > (clock.get(host) ?? 0)) clock.set(host, count);
}

/** A fault befalls each node that it names; one on the network alone has no host to stand at. */
const hosts = (event: TraceEvent): readonly NodeId[] => (event.kind === "fault" ? event.nodes : [event.node]);

/** Causes and effects; timers, connections and fsyncs would bury them. */
const SHOWN: ReadonlySet<TraceEvent["kind"]> = new Set(["send", "receive", "note", "status", "fault", "invoke", "complete"]);

/** What a host did, in one line; null: it is not shown. */
function eventLine(event: TraceEvent, words: Words): string | null {
  if (!SHOWN.has(event.kind)) return null;
  const told = event.kind === "note" ? event.note : "message" in event ? event.message : {};
  return eventWords(event, words) + fields(told);
}

const LONGEST = 160;

/** `: leader=2 zxid={"epoch":0,"counter":0}`, cut off where it would fill the screen: a snapshot holds a whole tree. */
function fields(told: object): string {
  const own = Object.entries(told).filter(([name]) => !["kind", "node", "at"].includes(name));
  if (own.length === 0) return "";
  const text = own.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(" ");
  return `: ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}`;
}
