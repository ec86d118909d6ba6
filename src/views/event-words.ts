import type {TraceEvent} from "../engine/model/run.ts";
import {unreachable} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {faultWords} from "./fault-looks.ts";

/** What an event of a trace was, in a few words that follow the name of who did it: `sends PING to z2`. */
export function eventWords(event: TraceEvent, words: Words): string {
  const other = (id: string) => (id === event.node ? words.say("views.itself") : id);
  switch (event.kind) {
    case "send":
      return words.say("views.event.send", {message: event.message.kind, to: other(event.to)});
    case "receive":
      return words.say("views.event.receive", {message: event.message.kind, from: other(event.from)});
    case "lost":
      return words.say("views.event.lost");
    case "note":
      return event.note.kind;
    case "timer":
      return words.say("views.event.timer", {timer: event.name});
    case "status":
      return words.say("views.event.status", {status: words.say(`views.status.${event.status}`)});
    case "fault":
      return words.say("views.event.fault", {fault: faultWords(event.fault, words)});
    case "connected":
    case "accepted":
      return words.say("views.event.connected", {peer: event.peer});
    case "disconnected":
      return words.say("views.event.disconnected", {peer: event.peer, why: event.why});
    case "sync":
      return words.say("views.event.sync", {files: event.files});
    case "invoke":
      return words.say("views.event.invoke", {operation: event.operation.f, key: event.operation.key});
    case "complete":
      return words.say("views.event.complete", {operation: event.operation.f, key: event.operation.key, outcome: event.operation.type});
    default:
      return unreachable(event);
  }
}

/** The same with who it was; a fault names all that it befell. */
export function eventSays(event: TraceEvent, words: Words): string {
  const who = event.kind === "fault" ? words.list(event.nodes, "and") : event.node;
  return words.say("views.event.says", {who: who === "" ? words.say("views.network") : who, does: eventWords(event, words)});
}
