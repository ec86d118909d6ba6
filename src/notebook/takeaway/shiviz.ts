import type {TraceEvent} from "../../engine/kernel/sinks.ts";
import type {Run} from "../../engine/run.ts";
import {type NodeId, Refusal, toMs} from "../../engine/vocabulary.ts";

/**
 * How ShiViz is to read a line: the time in ms of virtual time (a field of its own), the host, its vector clock, and what happened.
 * A clock is flat JSON, so it ends at the first brace; what happened may hold braces of its own.
 */
export const PARSER = "(?<ms>\\S+) (?<host>\\S+) (?<clock>{[^}]*}) (?<event>.*)";

/**
 * A recorded run as a log that ShiViz opens (its "Log format basics"; js/model/parser.js and modelGraph.js of DistributedClocks/shiviz hold
 * it to that): the parser's line, an empty line for there is one execution, then a line an event. Each host counts its own events from 1 on,
 * and a message brings the clock of its sender along. What settling did is left out.
 */
export function shiviz(run: Run): string {
  if (run.trace === null) throw new Refusal("shiviz: this run kept no trace: run it with {record: true}");
  const clocks = new Map<NodeId, Map<NodeId, number>>();
  const sent = new Map<number, ReadonlyMap<NodeId, number>>();
  const lines = run.trace.flatMap((event): string[] => {
    const says = event.at > run.end ? null : words(event);
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

/** What a host did, in one line; null: ShiViz has no use for it. */
function words(event: TraceEvent): string | null {
  switch (event.kind) {
    case "send":
      return `sends ${event.message.kind} to ${event.to}${fields(event.message)}`;
    case "receive":
      return `has ${event.message.kind} from ${event.from}${fields(event.message)}`;
    case "note":
      return `${event.note.kind}${fields(event.note)}`;
    case "status":
      return `is ${event.status}`;
    case "fault":
      return `fault: ${event.fault.kind}`;
    case "invoke":
      return `asks ${event.operation.f} ${event.operation.key}`;
    case "complete":
      return `${event.operation.f} ${event.operation.key} ends: ${event.operation.type}`;
    default:
      return null;
  }
}

const LONGEST = 160;

/** `: leader=2 zxid={"epoch":0,"counter":0}`, cut off where it would fill the screen: a snapshot holds a whole tree. */
function fields(told: object): string {
  const own = Object.entries(told).filter(([name]) => !["kind", "node", "at"].includes(name));
  if (own.length === 0) return "";
  const text = own.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(" ");
  return `: ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}`;
}
