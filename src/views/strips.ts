import {FALLS, type Fall, STRIP_MS, type Strip} from "../engine/analysis/strip.ts";
import {FAULT_TITLES} from "../engine/analysis/verdict.ts";
import type {Words} from "../words/words.ts";
import {around, HOLE, type Markup, markup, type Surface} from "./markup.ts";
import {inputEvent} from "./playhead.ts";
import {wordWidth} from "./text-width.ts";

export interface StripsOptions extends Surface {
  /** What to see; computed of the runs that are shown unless said. */
  readonly title?: string;
  readonly caption?: string;
  /** What is shown first; the same crash in the middle of what there is unless said. */
  readonly patience?: number;
  readonly fault?: Fall;
}

/** What of the runs is shown: an input's value. */
export interface StripsValue {
  readonly patience: number;
  readonly fault: string;
}

/** The run that a reader asks for, as `detail` of an event `strip-run`. */
export type StripPlace = Pick<Strip, "system" | "patience" | "fault" | "seed">;

export type Strips = HTMLElement & {value: StripsValue};

/**
 * The same fall of whoever leads in every system, one strip each on one axis of time: who would take a write, and when somebody who may ask
 * whomever he likes waits for an answer. A slider goes through the runs that there are; it is an input with what it shows as its value. A strip
 * that is to be opened is asked for by the event `strip-run`.
 */
export function strips(all: readonly Strip[], options: StripsOptions): Strips {
  const make = markup(options);
  const {html, words} = make;
  const patiences = [...new Set(all.map(({patience}) => patience))].sort((a, b) => a - b);
  let now: StripsValue = {
    patience: options.patience ?? patiences[Math.floor(patiences.length / 2)] ?? 0,
    fault: options.fault ?? FALLS[0],
  };
  const shown = () => all.filter(({patience, fault}) => patience === now.patience && fault === now.fault);
  const title = html("p", {class: "figure-title"});
  const about = {class: "picture", role: "group", tabindex: 0, "aria-label": words.say("views.strips.label"), "data-key": "picture"};
  const picture = html("div", about);
  const open = html("p", {class: "open"});
  const rows = html("tbody");
  const slider = html("input", {type: "range", min: 0, max: Math.max(0, patiences.length - 1), step: 1, "data-key": "patience"});
  const output = html("output");
  const fault = html(
    "select",
    {"data-key": "fault"},
    ...FALLS.map((name) => html("option", {value: name, selected: name === now.fault}, fallOf(name, words))),
  );
  const show = () => {
    const length = words.say("views.s", {value: words.number(now.patience)});
    slider.value = String(patiences.indexOf(now.patience));
    slider.setAttribute("value", slider.value);
    slider.setAttribute("aria-valuetext", length);
    output.textContent = length;
    fault.value = now.fault;
    title.textContent = options.title ?? titleOf(shown(), words);
    figure.setAttribute("aria-label", title.textContent);
    picture.replaceChildren(draw(shown(), `${title.textContent}`, make));
    rows.replaceChildren(...shown().map((strip) => rowOf(strip, make)));
    open.replaceChildren(words.say("views.strips.open"), ...shown().map((strip) => buttonOf(strip, make)));
  };
  const moved = () => {
    now = {patience: patiences[Number(slider.value)] ?? now.patience, fault: fault.value};
    show();
  };
  slider.addEventListener("input", moved);
  fault.addEventListener("input", moved);
  const controls = html(
    "div",
    {class: "controls"},
    html("label", {}, ...around(words.say("views.strips.fault", {fault: HOLE}), fault)),
    html("label", {}, ...around(words.say("views.strips.patience", {slider: HOLE, value: HOLE}), slider, output)),
  );
  const figure = html("figure", {class: "figure strips"}, title, controls, picture, open, tableOf(rows, make));
  figure.append(html("figcaption", {}, options.caption ?? words.say("views.strips.caption")));
  show();
  return Object.defineProperty(figure, "value", {
    get: () => now,
    set: (to: StripsValue) => {
      now = {...now, ...to};
      show();
      figure.dispatchEvent(inputEvent(options.document));
    },
  }) as unknown as Strips;
}

const fallOf = (fault: Fall, words: Words): string => words.tell(FAULT_TITLES[fault]({leads: "leader", follows: "follower"}));

/** How long somebody elsewhere waited, all in all, ms. */
const waited = ({waits}: Strip): number => waits.reduce((sum, {from, to}) => sum + to - from, 0);

const seconds = (ms: number, words: Words): string => words.say("views.s", {value: words.number(ms / 1000, {digits: ms < 9950 ? 1 : 0})});

function titleOf(shown: readonly Strip[], words: Words): string {
  const ordered = [...shown].sort((a, b) => waited(a) - waited(b));
  const [least, most] = [ordered[0], ordered.at(-1)];
  if (least === undefined || most === undefined) return words.say("views.strips.none");
  const times = {least: seconds(waited(least), words), most: seconds(waited(most), words), quick: least.system, slow: most.system};
  return words.say("views.strips.title", {patience: words.number(least.patience), ...times});
}

const settingsOf = ({settings}: Strip, words: Words): string =>
  words.list(
    Object.entries(settings).map(([key, value]) => `${key} ${typeof value === "number" ? words.number(value) : value}`),
    "each",
  );

const WIDTH = 640;
const PAD = 6;
/** Room above the first strip, for what happens. */
const HEAD = 22;
const STRIP = 66;

const x = (ms: number): number => PAD + ((ms + STRIP_MS.before) / (STRIP_MS.before + STRIP_MS.after)) * (WIDTH - 2 * PAD);

function draw(shown: readonly Strip[], title: string, make: Markup): SVGSVGElement {
  const {svg, words} = make;
  const height = HEAD + Math.max(1, shown.length) * STRIP + 32;
  const name = [title, ...shown.map((strip) => sentence(strip, words))].join(words.say("views.between-sentences"));
  const about = {viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: "img", "aria-label": name};
  const lanes = shown.map((strip, i) => svg("g", {transform: `translate(0,${HEAD + i * STRIP})`}, ...lane(strip, make)));
  return svg("svg", about, axis(shown, height, make), ...lanes);
}

function axis(shown: readonly Strip[], height: number, {svg, words}: Markup): SVGElement {
  const ticks = Array.from({length: STRIP_MS.after / 10_000 + 1}, (_, i) => i * 10_000);
  const [first] = shown;
  const what = first === undefined ? "" : fallOf(first.fault, words);
  return svg(
    "g",
    {class: "ground"},
    ...ticks.flatMap((at) => [
      svg("line", {class: at === 0 ? "zero" : null, x1: x(at), x2: x(at), y1: HEAD - 4, y2: height - 30}),
      svg("text", {x: x(at), y: height - 16, "text-anchor": at === STRIP_MS.after ? "end" : "middle"}, words.number(at / 1000)),
    ]),
    svg("text", {x: PAD, y: height - 3}, words.say("views.strips.axis")),
    svg("text", {class: "fall", x: x(0) + 4, y: 13}, what),
  );
}

/** Name and settings, who takes writes, and how somebody elsewhere fares. */
function lane(strip: Strip, make: Markup): SVGElement[] {
  const {svg, words} = make;
  const {system, writers, waits} = strip;
  const name = svg("text", {class: "name", x: PAD, y: 13}, system);
  const set = svg("text", {class: "settings", x: PAD + wordWidth(system, 15) + 8, y: 13}, settingsOf(strip, words));
  const leads =
    writers === null
      ? [svg("text", {class: "settings", x: PAD, y: 33}, words.say("views.strips.leaderless"))]
      : [
          ...gapsOf(writers).map((gap) => bar({...gap, kind: "vacant", y: 20, says: ""}, make)),
          ...writers.map(({ids, from, to}) => bar({from, to, kind: "writer", y: 20, says: words.list(ids, "each")}, make)),
        ];
  const vacant = vacantMs(strip);
  const nobody = vacant === null ? null : words.say("views.strips.nobody", {time: seconds(vacant, words)});
  const total = nobody === null ? [] : [svg("text", {class: "total", x: WIDTH - PAD, y: 13, "text-anchor": "end"}, nobody)];
  const answered = svg("rect", {
    class: "answered",
    x: x(-STRIP_MS.before),
    y: 44,
    width: x(STRIP_MS.after) - x(-STRIP_MS.before),
    height: 3,
  });
  const silent = waits.map(({from, to}) =>
    bar({from, to, kind: "waits", y: 41, says: words.say("views.strips.waits", {time: seconds(to - from, words)})}, make),
  );
  return [name, set, ...total, svg("g", {class: "lead"}, ...leads), svg("g", {class: "client"}, answered, ...silent)];
}

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly kind: "vacant" | "writer" | "waits";
  readonly y: number;
  readonly says: string;
}

/** A bar with its word in it; that of a wait stands behind it where it is too short, others are left out. */
function bar({from, to, kind, y, says}: Bar, {svg}: Markup): SVGElement {
  const [x0, x1] = [x(from), x(to)];
  const height = kind === "waits" ? 13 : 17;
  const room = wordWidth(says, 11.5);
  const inside = room <= x1 - x0 - 6;
  const at = inside ? x0 + 4 : Math.min(x1 + 4, WIDTH - PAD - room);
  const text =
    says !== "" && (inside || kind === "waits") ? svg("text", {class: inside ? "inside" : "beside", x: at, y: y + height - 4}, says) : null;
  return svg("g", {class: kind}, svg("rect", {x: x0, y, width: Math.max(1.5, x1 - x0), height}), text);
}

/** When nobody would have taken a write. */
function gapsOf(writers: NonNullable<Strip["writers"]>): {readonly from: number; readonly to: number}[] {
  const found: {from: number; to: number}[] = [];
  let from: number = -STRIP_MS.before;
  for (const writer of [...writers].sort((a, b) => a.from - b.from)) {
    if (writer.from > from) found.push({from, to: writer.from});
    from = Math.max(from, writer.to);
  }
  return from < STRIP_MS.after ? [...found, {from, to: STRIP_MS.after}] : found;
}

const vacantMs = ({writers}: Strip): number | null =>
  writers === null ? null : gapsOf(writers).reduce((sum, {from, to}) => sum + to - from, 0);

function sentence(strip: Strip, words: Words): string {
  const vacant = vacantMs(strip);
  const {system} = strip;
  const waits = seconds(waited(strip), words);
  if (vacant === null) return words.say("views.strips.sentence-leaderless", {system, waits});
  return words.say("views.strips.sentence", {system, vacant: seconds(vacant, words), waits});
}

function tableOf(body: HTMLElement, {html, words}: Markup): HTMLElement {
  const columns = (["system", "settings", "vacant", "waits"] as const).map((name) =>
    html("th", {scope: "col"}, words.say(`views.strips.${name}-head`)),
  );
  const about = {class: "measures", role: "group", tabindex: 0, "aria-label": words.say("views.strips.table"), "data-key": "table"};
  const table = html("table", {}, html("thead", {}, html("tr", {}, ...columns)), body);
  return html("details", {}, html("summary", {"data-key": "numbers"}, words.say("views.strips.table")), html("div", about, table));
}

function rowOf(strip: Strip, {html, words}: Markup): HTMLElement {
  const vacant = vacantMs(strip);
  const values = [settingsOf(strip, words), vacant === null ? "–" : seconds(vacant, words), seconds(waited(strip), words)];
  return html("tr", {}, html("th", {scope: "row"}, strip.system), ...values.map((value) => html("td", {}, value)));
}

function buttonOf({system, patience, fault, seed}: Strip, {html}: Markup): HTMLElement {
  const button = html("button", {type: "button", "data-key": `open-${system}`}, system);
  button.addEventListener("click", () => {
    const detail: StripPlace = {system, patience, fault, seed};
    const {CustomEvent: Made} = button.ownerDocument.defaultView ?? globalThis;
    button.dispatchEvent(new Made("strip-run", {bubbles: true, detail}));
  });
  return button;
}
