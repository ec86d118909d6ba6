import type {Fault, FaultAct, FaultName} from "../engine/model/fault.ts";
import type {NodeId} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";

/** The sign of what breaks or mends. */
export interface FaultSign {
  readonly name: "break" | "mend";
  readonly sign: string;
  /** The same as a path around a place. */
  readonly path: (x: number, y: number) => string;
}

const short = (x: number): string => String(Math.round(x * 10) / 10);
const breaks: FaultSign = {name: "break", sign: "✕", path: (x, y) => `M${short(x - 4)},${y - 4}l8,8m0,-8l-8,8`};
const mends: FaultSign = {name: "mend", sign: "✓", path: (x, y) => `M${short(x - 4)},${y}l3,3l5,-6`};

/** A button that adds such a fault: on a node, or on the link between it and a peer. */
export interface FaultButton {
  readonly says: `views.faults.${"crash" | "pause" | "restart" | "cut" | "heal"}`;
  /** It can befall a link, too. */
  readonly links: boolean;
  readonly on: (node: NodeId, peer: NodeId | undefined) => FaultAct;
}

interface FaultLook {
  readonly sign: FaultSign;
  /** Where it is marked. What befalls one message is seen on its arrow; a mark on the sender would say that the sender is broken. */
  readonly marks: "process" | "message";
  /** Null: it is not offered. */
  readonly button: FaultButton | null;
}

/** A pause that is added lasts as long as many a garbage collector's worst. */
const PAUSE_MS = 2000;

/** The link between two, or all links of one. */
const linkOf = (node: NodeId, peer: NodeId | undefined) => (peer === undefined ? {nodes: [node]} : {nodes: [node], from: [peer]});

const broken: FaultLook = {sign: breaks, marks: "process", button: null};
const mended: FaultLook = {sign: mends, marks: "process", button: null};
const ofMessage: FaultLook = {sign: breaks, marks: "message", button: null};

/** How each kind of fault is shown; the buttons stand in this order. */
export const FAULT_LOOKS: {readonly [K in FaultName]: FaultLook} = {
  crash: {...broken, button: {says: "views.faults.crash", links: false, on: (node) => ({kind: "crash", node})}},
  "power-loss": broken,
  pause: {...broken, button: {says: "views.faults.pause", links: false, on: (node) => ({kind: "pause", node, forMs: PAUSE_MS})}},
  resume: mended,
  restart: {...mended, button: {says: "views.faults.restart", links: false, on: (node) => ({kind: "restart", node})}},
  cut: {...broken, button: {says: "views.faults.cut", links: true, on: (node, peer) => ({kind: "cut", ...linkOf(node, peer)})}},
  heal: {...mended, button: {says: "views.faults.heal", links: true, on: (node, peer) => ({kind: "heal", ...linkOf(node, peer)})}},
  "slow-link": broken,
  "slow-disk": broken,
  "heal-disk": mended,
  "clock-jump": broken,
  "clock-drift": broken,
  "reset-connection": broken,
  drop: ofMessage,
  delay: ofMessage,
  duplicate: ofMessage,
};

/** A kind of fault in a word or two: `power loss`. */
export const faultName = (kind: string, words: Words): string => words.of(`fault.${kind}`, kind.replaceAll("-", " "));

/** The same with its message: `drop PING`. */
export function faultWords(fault: FaultAct | Fault, words: Words): string {
  const name = faultName(fault.kind, words);
  return "message" in fault ? words.say("views.fault.of-message", {fault: name, message: fault.message}) : name;
}

/** The same with those that a process is cut off from, for a mark that stands at that process alone. */
export function faultAtLength(
  fault: FaultAct | Fault,
  {node, nodes}: {readonly node: NodeId; readonly nodes: readonly NodeId[]},
  words: Words,
): string {
  const name = faultWords(fault, words);
  if (fault.kind !== "cut") return name;
  const kept = nodes.filter((one) => one !== node);
  if (fault.from !== undefined) {
    const others = fault.from.map((id) => id.replace("@", ""));
    return words.say(fault.oneWay ? "views.fault.towards" : "views.fault.from", {fault: name, nodes: others});
  }
  return kept.length === 0
    ? words.say("views.fault.from-all", {fault: name})
    : words.say("views.fault.from-all-but", {fault: name, nodes: kept});
}
