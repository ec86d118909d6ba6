import type {Fault} from "../../engine/model/fault.ts";
import type {Json} from "../../engine/vocabulary.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import type {Words} from "../../words/words.ts";
import {faultProblem} from "./link-faults.ts";
import {deflated, inflated} from "./link-text.ts";

/** The state of a page beyond its chapter: what a link carries. */
export interface LinkState {
  /** Values of inputs that are not at their defaults, by the name that the cell gives them. */
  readonly inputs: {readonly [name: string]: Json};
  readonly seed: number | null;
  /** Faults that the reader put into the run, beside those of the scenario; null: none were. */
  readonly faults: readonly Fault[] | null;
  /** The cell whose run was looked at. */
  readonly cell: string | null;
  /** Number of the event at which its playhead stands. */
  readonly playhead: number | null;
  /** Source of each edited cell, by its id. It is data until the reader says that it may run. */
  readonly code: {readonly [cell: string]: string};
  /** Version of the engine that made the link. */
  readonly engine: string | null;
  /** Hash of the trace that was looked at. */
  readonly trace: string | null;
}

export const plainLink: LinkState = {inputs: {}, seed: null, faults: null, cell: null, playhead: null, code: {}, engine: null, trace: null};

/** What of a link could not be used: which part, and why. */
export interface RefusedPart {
  readonly part: string;
  readonly why: string;
}

export interface ReadLink {
  /** What can be set at once. Its code never runs unasked: show it, and run it when the reader says so. */
  readonly state: LinkState;
  readonly refused: readonly RefusedPart[];
}

/** What the page that reads a link knows: the names of its inputs, each with its test (null: takes any value), and its cells. */
export interface Known {
  /** Says what is wrong with a value, or null. */
  readonly inputs: {readonly [name: string]: (value: Json) => string | null};
  readonly cells: readonly string[];
  readonly words: Words;
}

/** Readable links have no version of their own: they are of the first. */
const VERSION = 1;
/** A link that would be longer is deflated. */
const READABLE = 240;
/** A longer one is no link of ours: most browsers and mail programs would cut it. */
const LONGEST = 100_000;

/**
 * The fragment of a link, without its `#`: readable (`servers=5&seed=7`) while it is short, else deflated.
 * It is read back before it is handed out, and refused if that gives anything else.
 */
export async function linkOf(state: LinkState, words: Words): Promise<string> {
  const readable = write(state);
  const fragment = readable.length <= READABLE ? readable : `~${VERSION}~${await deflated(readable)}`;
  if (fragment.length > LONGEST) throw new Refusal(words.say("notebook.link.too-long", {length: fragment.length, most: LONGEST}));
  const anything = Object.fromEntries(Object.keys(state.inputs).map((name) => [name, () => null]));
  const cells = [...Object.keys(state.code), ...(state.cell === null ? [] : [state.cell])];
  const {state: back, refused} = await readLink(fragment, {inputs: anything, cells, words});
  const [first] = refused;
  if (first !== undefined) throw new Refusal(words.say("notebook.link.cannot", first));
  if (canonical(back) !== canonical(state)) throw new Refusal(words.say("notebook.link.no-plain-data"));
  return fragment;
}

/** Reads a fragment, with or without its `#`. Whatever it holds, nothing is thrown and nothing is run. */
export async function readLink(fragment: string, known: Known): Promise<ReadLink> {
  const text = fragment.replace(/^#/, "");
  const {words} = known;
  const none = (why: string): ReadLink => ({state: plainLink, refused: [{part: "link", why}]});
  if (text.length > LONGEST) return none(words.say("notebook.link.long", {length: text.length, most: LONGEST}));
  // A page's own anchors are no links of ours.
  if (text === "" || isAnchor(text)) return {state: plainLink, refused: []};
  if (!text.startsWith("~")) return parts(text, known);
  const [, version, packed] = /^~(\d{1,9})~([\w-]*)$/.exec(text) ?? [];
  if (version === undefined || packed === undefined) return none(words.say("notebook.link.cut"));
  if (Number(version) !== VERSION) return none(words.say("notebook.link.version", {version, own: VERSION}));
  const readable = await inflated(packed);
  return readable === null ? none(words.say("notebook.link.packed")) : parts(readable, known);
}

/** What is to be said where the run of a link is not the run it was made of; null: it is. */
export function mismatch(link: LinkState, now: {readonly engine: string; readonly trace: string}, words: Words): string | null {
  if (link.trace === null || link.trace === now.trace) return null;
  const runs = {was: link.trace, now: now.trace};
  const {engine} = link;
  if (engine === null || engine === now.engine) return words.say("notebook.link.other-run", runs);
  return words.say("notebook.link.other-engine", {...runs, engine, own: now.engine});
}

/** `#cell-3` and `#a-leader-has-just-died` are places of the page. */
const isAnchor = (text: string): boolean => /^[^=&]*$/.test(text) && !text.startsWith("~");

/** Names of inputs are JavaScript's; names with a dot are the link's own. */
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function write({inputs, seed, faults, cell, playhead, code, engine, trace}: LinkState): string {
  const own: [string, Json | null][] = [
    ["seed", seed],
    ["run.faults", faults as Json | null],
    ["run.cell", cell],
    ["run.playhead", playhead],
    ["run.trace", trace],
    ["run.engine", engine],
  ];
  const entries = [
    ...Object.entries(inputs),
    ...own.filter(([, value]) => value !== null),
    ...Object.entries(code).map(([id, source]) => [`code.${id}`, source] as const),
  ];
  return entries.map(([key, value]) => `${escaped(key)}=${escaped(printed(value as Json))}`).join("&");
}

/** A text is written as it is unless it could be read as something else. */
function printed(value: Json): string {
  const text = JSON.stringify(value) ?? "";
  return typeof value === "string" && JSON.stringify(parsed(value)) === text && isWellFormed(value) ? value : text;
}

const isWellFormed = (text: string): boolean => !/[\uD800-\uDFFF]/.test(text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, ""));

/** What is no JSON is a text. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Escapes as little as possible: a fragment may hold most characters as they are. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/%(3A|2C|2F|40|24|5B|5D|20)/g, (code, hex: string) =>
    hex === "20" ? "+" : hex === "5B" || hex === "5D" ? code : decodeURIComponent(code),
  );

function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return null;
  }
}

/** The state while it is read. */
type Draft = {-readonly [K in keyof LinkState]: LinkState[K]};

function parts(text: string, known: Known): ReadLink {
  const state: Draft = {...plainLink};
  const {words} = known;
  const refused: RefusedPart[] = [];
  const seen = new Set<string>();
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const key = unescaped(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? null : unescaped(part.slice(equals + 1));
    const refuse = (why: string) => refused.push({part: key ?? part, why});
    if (key === null || (equals >= 0 && value === null)) refuse(words.say("notebook.link.percent"));
    else if (value === null) refuse(words.say("notebook.link.no-value"));
    else if (seen.has(key)) refuse(words.say("notebook.link.twice"));
    else {
      seen.add(key);
      for (const wrong of take(state, key, value, known)) refused.push(wrong);
    }
  }
  return {state, refused};
}

/** Puts one part into the state; else says what is wrong with it. */
function take(state: Draft, key: string, value: string, known: Known): RefusedPart[] {
  const wrong = (why: string): RefusedPart[] => [{part: key, why}];
  const {words} = known;
  const json = parsed(value);
  if (key.startsWith("code.")) {
    const cell = key.slice("code.".length);
    if (!known.cells.includes(cell)) return wrong(words.say("notebook.link.no-cell"));
    if (typeof json !== "string") return wrong(words.say("notebook.link.no-source"));
    state.code = {...state.code, [cell]: json};
    return [];
  }
  switch (key) {
    case "seed":
      if (!isWhole(json, 0xffffffff)) return wrong(words.say("notebook.link.seed", {value}));
      state.seed = json;
      return [];
    case "run.cell":
      if (!known.cells.includes(value)) return wrong(words.say("notebook.link.no-such-cell", {value}));
      state.cell = value;
      return [];
    case "run.playhead":
      if (!isWhole(json, Number.MAX_SAFE_INTEGER)) return wrong(words.say("notebook.link.playhead", {value}));
      state.playhead = json;
      return [];
    case "run.trace":
      // Sixteen digits may all be decimal, and then JSON takes them for a number.
      if (!/^[0-9a-f]{16}$/.test(unquoted(value))) return wrong(words.say("notebook.link.trace", {value}));
      state.trace = unquoted(value);
      return [];
    case "run.engine":
      if (!/^[\w.+-]{1,40}$/.test(unquoted(value))) return wrong(words.say("notebook.link.engine", {value}));
      state.engine = unquoted(value);
      return [];
    case "run.faults":
      return takeFaults(state, json, words);
    default:
      return takeInput(state, key, json, known);
  }
}

const unquoted = (text: string): string => (/^".*"$/.test(text) ? String(parsed(text)) : text);

const isWhole = (value: Json, most: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;

function takeFaults(state: Draft, json: Json, words: Words): RefusedPart[] {
  if (!Array.isArray(json))
    return [{part: "run.faults", why: words.say("notebook.link.faults", {example: '[{"kind":"crash","node":"z1","at":5000}]'})}];
  const wrong: RefusedPart[] = [];
  const good = json.flatMap((fault: Json, i) => {
    const why = faultProblem(fault, words);
    if (why !== null) wrong.push({part: words.say("notebook.link.fault", {number: i + 1}), why});
    return why === null ? [fault as unknown as Fault] : [];
  });
  state.faults = good;
  return wrong;
}

function takeInput(state: Draft, key: string, json: Json, known: Known): RefusedPart[] {
  const wrong = (why: string): RefusedPart[] => [{part: key, why}];
  const {words} = known;
  if (!IDENTIFIER.test(key)) return wrong(words.say("notebook.link.no-name"));
  const test = Object.hasOwn(known.inputs, key) ? known.inputs[key] : undefined;
  if (test === undefined) return wrong(words.say("notebook.link.no-input"));
  const why = test(json);
  if (why !== null) return wrong(why);
  // A literal would take __proto__ for what it is.
  state.inputs = Object.fromEntries([...Object.entries(state.inputs), [key, json]]);
  return [];
}

/** The same text for the same state, in whatever order its names were given. */
function canonical(value: unknown): string {
  const sorted = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(sorted);
    if (typeof one !== "object" || one === null) return one === undefined ? "undefined" : one;
    return Object.entries(one)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]);
  };
  return JSON.stringify(sorted(value), (_key, one) => (typeof one === "number" && !Number.isFinite(one) ? String(one) : one));
}
