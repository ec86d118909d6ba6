import type {TraceEvent} from "../engine/model/run.ts";
import {unreachable} from "../engine/vocabulary.ts";
import {faultWords} from "./story.ts";

/** What an event of a trace was, in a few words that follow the name of who did it: `sends PING to z2`. */
export function eventWords(event: TraceEvent): string {
  switch (event.kind) {
    case "send":
      return `sends ${event.message.kind} to ${event.to === event.node ? "itself" : event.to}`;
    case "receive":
      return `has ${event.message.kind} from ${event.from === event.node ? "itself" : event.from}`;
    case "lost":
      return "loses a message";
    case "note":
      return event.note.kind;
    case "timer":
      return `is called by its timer ${event.name}`;
    case "status":
      return `is ${event.status}`;
    case "fault":
      return `suffers: ${faultWords(event.fault)}`;
    case "connected":
    case "accepted":
      return `is connected to ${event.peer}`;
    case "disconnected":
      return `is disconnected from ${event.peer} (${event.why})`;
    case "sync":
      return `syncs ${event.files.join(", ")}`;
    case "invoke":
      return `asks ${event.operation.f} ${event.operation.key}`;
    case "complete":
      return `has ${event.operation.f} ${event.operation.key} answered: ${event.operation.type}`;
    default:
      return unreachable(event);
  }
}

/** The same with who it was; a fault names all that it befell. */
export function eventSays(event: TraceEvent): string {
  const who = event.kind === "fault" ? event.nodes.join(" and ") : event.node;
  return `${who === "" ? "the network" : who} ${eventWords(event)}`;
}
