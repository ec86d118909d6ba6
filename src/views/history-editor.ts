import type {HistoryOperation} from "../engine/checking/consistency/history.ts";
import {linearizable} from "../engine/checking/consistency/linearizable.ts";
import type {Model} from "../engine/checking/consistency/model.ts";
import {type DrawnOperation, type Timeline, timelineOf} from "../engine/checking/consistency/timeline.ts";
import type {Words} from "../words/words.ts";
import {BAR, captionOf, type HistoryLayout, type HistoryOptions, historyPicture, operationTable, saysOf, titleOf} from "./history.ts";
import {type Markup, markup} from "./markup.ts";
import {inputEvent} from "./playhead.ts";

export interface HistoryEditorOptions extends HistoryOptions {
  /** What the history is held against while it is dragged. */
  readonly model: Model;
  /** The last time to which an operation can be dragged; a tenth past the last one unless said. */
  readonly until?: number;
}

/** A history that can be dragged: `value` is its operations, and `input` is fired when they are others. */
export type HistoryEditor = HTMLElement & {value: readonly HistoryOperation[]};

const WIDTH = 640;
const GUTTER = 64;
const LANE = 48;
/** So near to an end, in pixels, it is the end that is dragged. */
const GRIP = 9;

/** A few operations over time that a reader may drag until no order fits them, or one does again. Times are whole. */
export function historyEditor(operations: readonly HistoryOperation[], options: HistoryEditorOptions): HistoryEditor {
  const make = markup(options);
  const {html} = make;
  const last = Math.max(...operations.flatMap(({invokedAt, completedAt}) => [invokedAt, completedAt ?? invokedAt]), 1);
  const until = options.until ?? Math.ceil(last * 1.1);
  let now = operations;
  const title = html("p", {class: "figure-title", role: "status"});
  const picture = html("div", {class: "picture", "data-key": "picture"});
  const table = html("div");
  const caption = html("figcaption");
  const help = html("p", {class: "help"}, options.words.say("views.history.help"));
  const figure = Object.assign(html("figure", {class: "figure history editor"}, title, help, picture, table, caption), {value: now});

  const draw = () => {
    const timeline = timelineOf(now, linearizable(options.model, now), {model: options.model, ownLanes: true});
    const said = options.title ?? titleOf(timeline, options.words);
    title.textContent = said;
    figure.className = `figure history editor ${timeline.verdict}`;
    figure.setAttribute("aria-label", options.words.say("views.history.editor"));
    const focused = options.document.activeElement?.getAttribute("data-key") ?? null;
    picture.replaceChildren(drawn(timeline, {now, until, said}, make, options.words));
    if (focused !== null) picture.querySelector<SVGElement>(`[data-key="${focused}"]`)?.focus();
    const isOpen = table.querySelector("details")?.open ?? false;
    const fresh = operationTable(timeline, make, options);
    fresh.toggleAttribute("open", isOpen);
    table.replaceChildren(fresh);
    caption.textContent = [...captionOf(timeline, options.words), options.caption ?? ""].join(" ").trim();
  };
  const change = (index: number, to: Partial<HistoryOperation>) => {
    const changed = fitted({...(now[index] as HistoryOperation), ...to}, now, index, until);
    if (changed.invokedAt === now[index]?.invokedAt && changed.completedAt === now[index]?.completedAt) return;
    now = now.map((o, i) => (i === index ? changed : o));
    draw();
    figure.dispatchEvent(inputEvent(options.document));
  };
  Object.defineProperty(figure, "value", {
    get: () => now,
    set: (to: readonly HistoryOperation[]) => {
      now = to;
      draw();
    },
  });
  listen(picture, {operations: () => now, until, change});
  draw();
  return figure;
}

interface Shown {
  readonly now: readonly HistoryOperation[];
  readonly until: number;
  readonly said: string;
}

function drawn(timeline: Timeline, {now, until, said}: Shown, make: Markup, words: Words): SVGSVGElement {
  const x = (time: number) => GUTTER + (time / until) * (WIDTH - GUTTER - 16);
  const at: HistoryLayout = {
    width: WIDTH,
    height: timeline.lanes * LANE + 40,
    ends: ({operation: o}) => ({from: x(o.invokedAt), to: x(o.type === "ok" && o.completedAt !== null ? o.completedAt : until)}),
    top: (lane) => 20 + lane * LANE,
  };
  const grips = timeline.operations.map((one) => grip(one, {index: now.indexOf(one.operation), until, at}, make, words));
  return historyPicture(timeline, at, said, make, axis(until, x, at.height, make), ...grips);
}

interface Gripped {
  readonly index: number;
  readonly until: number;
  readonly at: HistoryLayout;
}

/** What is taken hold of: the whole operation, with a mark at each end that can be moved for itself. */
function grip(one: DrawnOperation, {index, until, at}: Gripped, {svg}: Markup, {say}: Words): SVGElement {
  const {operation: o, lane, end} = one;
  const {from, to} = at.ends(one);
  const y = at.top(lane);
  const bounds = {from: String(o.invokedAt), to: end === null ? say("views.history.never") : String(o.completedAt)};
  const value = {
    "aria-valuemin": 0,
    "aria-valuemax": until,
    "aria-valuenow": o.invokedAt,
    "aria-valuetext": say("views.history.bounds", bounds),
  };
  const name = say("views.history.bar", {operation: saysOf(o), process: o.process});
  return svg(
    "g",
    {class: "draggable", tabindex: 0, role: "slider", "aria-label": name, ...value, "data-key": `operation-${index}`, "data-index": index},
    svg("rect", {class: "hold", x: from - 4, y: y - 6, width: to - from + 8, height: BAR + 12, rx: 4}),
    svg("path", {d: `M${from + 3},${y + 6}v${BAR - 12}`}),
    end === null ? null : svg("path", {d: `M${to - 3},${y + 6}v${BAR - 12}`}),
  );
}

function axis(until: number, x: (time: number) => number, height: number, {svg}: Markup): SVGElement {
  const step = [1, 2, 5, 10, 20, 50, 100].find((one) => until / one <= 12) ?? until;
  const times = Array.from({length: Math.floor(until / step) + 1}, (_, i) => i * step);
  return svg("g", {class: "axis"}, ...times.map((time) => svg("text", {x: x(time), y: height - 6, "text-anchor": "middle"}, String(time))));
}

/** An operation moved or stretched no further than there is room: from 0 to the end, and clear of its own process's others. */
function fitted(o: HistoryOperation, all: readonly HistoryOperation[], index: number, until: number): HistoryOperation {
  const others = all.filter((other, i) => i !== index && other.process === o.process);
  const was = all[index] as HistoryOperation;
  const low = Math.max(
    0,
    ...others.filter((other) => other.invokedAt < was.invokedAt).map((other) => (other.completedAt ?? other.invokedAt) + 1),
  );
  const high = Math.min(until, ...others.filter((other) => other.invokedAt > was.invokedAt).map((other) => other.invokedAt - 1));
  const length = o.completedAt === null ? 0 : o.completedAt - o.invokedAt;
  const isMoved = was.completedAt !== null && o.completedAt !== null && length === was.completedAt - was.invokedAt;
  if (isMoved) {
    const invokedAt = Math.max(low, Math.min(high - length, o.invokedAt));
    return {...o, invokedAt, completedAt: invokedAt + length};
  }
  const invokedAt = Math.max(low, Math.min(high - 1, o.invokedAt, (o.completedAt ?? high) - 1));
  return {...o, invokedAt, completedAt: o.completedAt === null ? null : Math.max(invokedAt + 1, Math.min(high, o.completedAt))};
}

interface Listening {
  readonly operations: () => readonly HistoryOperation[];
  readonly until: number;
  readonly change: (index: number, to: Partial<HistoryOperation>) => void;
}

function listen(picture: HTMLElement, {operations, until, change}: Listening): void {
  const indexOf = (event: Event): number => {
    const found = (event.target as Element).closest("[data-index]");
    return found === null ? -1 : Number(found.getAttribute("data-index"));
  };
  let held: {readonly index: number; readonly end: "from" | "to" | "both"; readonly x: number; readonly was: HistoryOperation} | null =
    null;
  picture.addEventListener("pointerdown", (event) => {
    const index = indexOf(event);
    const was = operations()[index];
    if (was === undefined) return;
    const box = (event.target as Element).closest("[data-index]")?.getBoundingClientRect();
    const [left, right] = [event.clientX - (box?.left ?? 0), (box?.right ?? 0) - event.clientX];
    const end = right < GRIP && was.completedAt !== null ? "to" : left < GRIP ? "from" : "both";
    held = {index, end, x: event.clientX, was};
    // The picture is drawn anew as it is dragged; what holds the pointer must stay.
    picture.setPointerCapture(event.pointerId);
    picture.querySelector<SVGElement>(`[data-index="${index}"]`)?.focus();
    event.preventDefault();
  });
  picture.addEventListener("pointermove", (event) => {
    if (held === null) return;
    const {index, end, x, was} = held;
    const width = picture.querySelector("svg")?.getBoundingClientRect().width ?? WIDTH;
    const moved = Math.round(((event.clientX - x) / width) * WIDTH * (until / (WIDTH - GUTTER - 16)));
    change(index, shifted(was, end, moved));
  });
  const release = () => {
    held = null;
  };
  picture.addEventListener("pointerup", release);
  picture.addEventListener("pointercancel", release);
  picture.addEventListener("keydown", (event) => {
    const index = indexOf(event);
    const was = operations()[index];
    if (was === undefined) return;
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (step !== undefined) change(index, shifted(was, event.shiftKey ? "to" : "both", step));
    else if (event.key === "Delete" || event.key === "Backspace") change(index, forgotten(was, until));
    else return;
    event.preventDefault();
  });
}

function shifted(was: HistoryOperation, end: "from" | "to" | "both", by: number): Partial<HistoryOperation> {
  const completedAt = was.completedAt === null || end === "from" ? was.completedAt : was.completedAt + by;
  return {invokedAt: end === "to" ? was.invokedAt : was.invokedAt + by, completedAt};
}

/** A write whose outcome nobody knows, or one whose outcome is known again. Of a read nothing would be left. */
function forgotten(was: HistoryOperation, until: number): Partial<HistoryOperation> {
  if (was.f === "read") return {};
  return was.type === "ok"
    ? {type: "info", completedAt: null}
    : {type: "ok", completedAt: Math.min(until, was.invokedAt + Math.ceil(until / 10))};
}
