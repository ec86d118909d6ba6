import type {Fault} from "../../engine/model/fault.ts";
import type {Json} from "../../engine/vocabulary.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {faultProblem} from "./link-faults.ts";
import {deflated, inflated} from "./link-text.ts";

/** All that a page holds and its chapter does not: what a link carries. */
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
export async function linkOf(state: LinkState): Promise<string> {
  const readable = write(state);
  const fragment = readable.length <= READABLE ? readable : `~${VERSION}~${await deflated(readable)}`;
  if (fragment.length > LONGEST)
    throw new Refusal(`this link would have ${fragment.length} characters: at most ${LONGEST}; take the page away as a file instead`);
  const anything = Object.fromEntries(Object.keys(state.inputs).map((name) => [name, () => null]));
  const {state: back, refused} = await readLink(fragment, {
    inputs: anything,
    cells: [...Object.keys(state.code), ...(state.cell === null ? [] : [state.cell])],
  });
  const [first] = refused;
  if (first !== undefined) throw new Refusal(`${first.part} cannot be put into a link: ${first.why}`);
  if (canonical(back) !== canonical(state))
    throw new Refusal("this state cannot be put into a link: a value in it is no number, text, list or plain object");
  return fragment;
}

/** Reads a fragment, with or without its `#`. Whatever it holds, nothing is thrown and nothing is run. */
export async function readLink(fragment: string, known: Known): Promise<ReadLink> {
  const text = fragment.replace(/^#/, "");
  const none = (why: string): ReadLink => ({state: plainLink, refused: [{part: "link", why}]});
  if (text.length > LONGEST) return none(`has ${text.length} characters: at most ${LONGEST}`);
  // A page's own anchors are no links of ours.
  if (text === "" || isAnchor(text)) return {state: plainLink, refused: []};
  if (!text.startsWith("~")) return parts(text, known);
  const [, version, packed] = /^~(\d{1,9})~([\w-]*)$/.exec(text) ?? [];
  if (version === undefined || packed === undefined) return none("begins like a deflated link (~1~…) and goes on otherwise: was it cut?");
  if (Number(version) !== VERSION) return none(`is of version ${version}: this page reads version ${VERSION}`);
  const readable = await inflated(packed);
  return readable === null ? none("cannot be unpacked: was it cut?") : parts(readable, known);
}

/** What is to be said where the run of a link is not the run it was made of; null: it is. */
export function mismatch(link: LinkState, now: {readonly engine: string; readonly trace: string}): string | null {
  if (link.trace === null || link.trace === now.trace) return null;
  const versions = link.engine === null || link.engine === now.engine ? "" : ` (made with engine ${link.engine}, this is ${now.engine})`;
  return `This is not the run the link was made of: its trace had hash ${link.trace}, this one has ${now.trace}${versions}.`;
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

/** As little as may be: a fragment may hold most signs as they are. */
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
  const refused: RefusedPart[] = [];
  const seen = new Set<string>();
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const key = unescaped(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? null : unescaped(part.slice(equals + 1));
    const refuse = (why: string) => refused.push({part: key ?? part, why});
    if (key === null || (equals >= 0 && value === null)) refuse("is not written as a link is: a % without its two digits");
    else if (value === null) refuse("has no value: must be name=value");
    else if (seen.has(key)) refuse("stands twice: the first was taken");
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
  const json = parsed(value);
  if (key.startsWith("code.")) {
    const cell = key.slice("code.".length);
    if (!known.cells.includes(cell)) return wrong("this page has no such cell");
    if (typeof json !== "string") return wrong("must be the source of a cell, as text");
    state.code = {...state.code, [cell]: json};
    return [];
  }
  switch (key) {
    case "seed":
      if (!isWhole(json, 0xffffffff)) return wrong(`${value}: must be a whole number from 0 to 4294967295`);
      state.seed = json;
      return [];
    case "run.cell":
      if (!known.cells.includes(value)) return wrong(`${value}: this page has no such cell`);
      state.cell = value;
      return [];
    case "run.playhead":
      if (!isWhole(json, Number.MAX_SAFE_INTEGER)) return wrong(`${value}: must be the number of an event, 0 or more`);
      state.playhead = json;
      return [];
    case "run.trace":
      // Sixteen digits may all be decimal, and then JSON takes them for a number.
      if (!/^[0-9a-f]{16}$/.test(unquoted(value))) return wrong(`${value}: must be 16 hexadecimal digits`);
      state.trace = unquoted(value);
      return [];
    case "run.engine":
      if (!/^[\w.+-]{1,40}$/.test(unquoted(value))) return wrong(`${value}: must be a version, as in 0.1.0`);
      state.engine = unquoted(value);
      return [];
    case "run.faults":
      return takeFaults(state, json);
    default:
      return takeInput(state, key, json, known);
  }
}

const unquoted = (text: string): string => (/^".*"$/.test(text) ? String(parsed(text)) : text);

const isWhole = (value: Json, most: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;

function takeFaults(state: Draft, json: Json): RefusedPart[] {
  if (!Array.isArray(json)) return [{part: "run.faults", why: 'must be a list of faults, as in [{"kind":"crash","node":"z1","at":5000}]'}];
  const wrong: RefusedPart[] = [];
  const good = json.flatMap((fault: Json, i) => {
    const why = faultProblem(fault);
    if (why !== null) wrong.push({part: `run.faults, number ${i + 1}`, why});
    return why === null ? [fault as unknown as Fault] : [];
  });
  state.faults = good;
  return wrong;
}

function takeInput(state: Draft, key: string, json: Json, known: Known): RefusedPart[] {
  const wrong = (why: string): RefusedPart[] => [{part: key, why}];
  if (!IDENTIFIER.test(key))
    return wrong("is no name of an input, nor one of seed, run.faults, run.cell, run.playhead, run.trace, run.engine, code.cell-…");
  const test = Object.hasOwn(known.inputs, key) ? known.inputs[key] : undefined;
  if (test === undefined) return wrong("this page has no such input");
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
