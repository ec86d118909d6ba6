import type {CellElement} from "./cell-element.ts";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | HTMLButtonElement;

const controlsOf = (root: Element): Control[] => [...root.querySelectorAll<Control>("input, select, textarea, button")];

/** The output that is to replace one in which a picture or a list is being held. */
const waiting = new WeakMap<CellElement, HTMLElement>();

/**
 * Replaces a cell's output without disturbing the reader: what was typed, moved, clicked or pressed in the saved output is applied to the
 * live one, a control that is being held stays until it is released, and focus, caret, scroll position and folds carry over.
 */
export function swapOutput(cell: CellElement, next: HTMLElement): void {
  const old = cell.output;
  if (old === null) return;
  const first = old.dataset.live === undefined;
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const held = cell.held && old.contains(cell.grip) ? cell.grip : active;
  const grip = holds(cell, held) ? held : null;
  if (cell.held && grip !== null && !isControl(grip)) return wait(cell, next);
  const twin = grip === null ? null : twinOf(grip, old, next);
  const again = first ? replay(cell, old, next) : [];
  keepView(old, next, first);
  next.addEventListener("scroll", ({target}) => void (target && scrolled.add(target)), {capture: true, passive: true});
  if (grip === null || twin === null || !isControl(grip) || !isControl(twin)) replace(old, next, active);
  else graft(cell, {old, next, grip, twin});
  // The place of a click in a picture is known only once the picture is in the page and scrolled as before.
  queueMicrotask(() => {
    for (const act of again) act();
  });
}

/** Lets a click end where it began: of several replacements meanwhile only the last is used. */
function wait(cell: CellElement, next: HTMLElement): void {
  const known = waiting.has(cell);
  waiting.set(cell, next);
  if (known) return;
  const release = () => {
    const last = waiting.get(cell);
    waiting.delete(cell);
    if (last !== undefined) swapOutput(cell, last);
  };
  cell.addEventListener("release", release, {once: true});
}

const isControl = (element: Element): element is Control => element.matches("input, select, textarea, button");

/** Held: a pointer or key is down on it, or its text is being typed. */
function holds(cell: CellElement, active: Element | null): boolean {
  if (active === null) return false;
  const typing = active.matches("textarea, input:not([type=range], [type=checkbox], [type=radio], [type=button])");
  return cell.held || typing;
}

/** The same place in the new output: by its key, else by the way down the tree. */
function twinOf(element: Element, old: Element, next: Element): Element | null {
  const key = element.getAttribute("data-key");
  if (key !== null) return next.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return next.querySelectorAll("*")[[...old.querySelectorAll("*")].indexOf(element)] ?? null;
}

/** Replays in the live output what was done in the saved one before. Returns what can be done only once it is in the page. */
function replay(cell: CellElement, old: Element, next: Element): (() => void)[] {
  const twins = controlsOf(next);
  controlsOf(old).forEach((control, i) => {
    const twin = twins[i];
    if (twin !== undefined && changed(control)) tell(control, twin);
  });
  const again = cell.done.flatMap((event) => repeated(event, old, next) ?? []);
  cell.done = [];
  return again;
}

/** What a browser answers by itself, in a saved output too. */
const native = "input, select, textarea, summary, a, label";

/** Keys that a picture or a list answers; the others are the page's. */
const moves = /^(Arrow.*|Home|End|Enter|Delete| )$/;

/**
 * How an event is replayed at the element that corresponds to its target; null: the browser has handled it, or there is no such element.
 */
function repeated(event: Event, old: Element, next: Element): (() => void) | null {
  const target = event.target as Element;
  const button = target.closest("button");
  if (button !== null) {
    const twin = twinOf(button, old, next);
    // A key that presses a button makes a click.
    return event.type === "click" && twin instanceof HTMLElement ? () => twin.click() : null;
  }
  const place = target.closest("[tabindex]");
  if (target.closest(native) !== null || place === null || !old.contains(place)) return null;
  const twin = twinOf(target, old, next) ?? twinOf(place, old, next);
  if (event instanceof KeyboardEvent) {
    const {key} = event;
    const press = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
    // The key before may have moved the focus on.
    const focused = () => (document.activeElement !== null && next.contains(document.activeElement) ? document.activeElement : twin);
    return moves.test(key) ? () => void focused()?.dispatchEvent(press) : null;
  }
  const {pageX, pageY} = event as MouseEvent;
  return () => {
    const at = {clientX: pageX - scrollX, clientY: pageY - scrollY};
    twin?.dispatchEvent(new MouseEvent("click", {...at, bubbles: true, cancelable: true}));
  };
}

function changed(control: Control): boolean {
  if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio"))
    return control.checked !== control.defaultChecked;
  if (control instanceof HTMLSelectElement) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return !(control instanceof HTMLButtonElement) && control.value !== control.defaultValue;
}

const isFile = (control: Control): control is HTMLInputElement => control instanceof HTMLInputElement && control.type === "file";

/** Gives a control's value to its twin, as if it had been set there. */
function tell(from: Control, to: Control): void {
  if (from instanceof HTMLInputElement && to instanceof HTMLInputElement) to.checked = from.checked;
  if (from instanceof HTMLButtonElement) return;
  if (isFile(from) && isFile(to)) {
    // The name of a file cannot be set, only what was chosen; and who asks for a file waits for its choice.
    to.files = from.files;
    to.dispatchEvent(new Event("change", {bubbles: true}));
    return;
  }
  to.value = from.value;
  to.dispatchEvent(new Event("input", {bubbles: true}));
}

function replace(old: HTMLElement, next: HTMLElement, active: Element | null): void {
  const twin = active === null ? null : twinOf(active, old, next);
  const caret = caretOf(active);
  old.replaceWith(next);
  if (active === null) return;
  if (!(twin instanceof HTMLElement || twin instanceof SVGElement)) return keepFocus(next);
  twin.focus({preventScroll: true});
  if (document.activeElement !== twin) return keepFocus(next);
  if (caret !== null && twin instanceof HTMLInputElement && caretOf(twin) !== null) twin.setSelectionRange(...caret);
}

/** The focused element is gone: the focus stays in the cell, so that the next Tab goes to what follows. */
function keepFocus(output: HTMLElement): void {
  output.tabIndex = -1;
  output.focus({preventScroll: true});
}

/** Only fields of text have a caret that can be read. */
function caretOf(element: Element | null): [number, number] | null {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return null;
  return element.selectionStart === null || element.selectionEnd === null ? null : [element.selectionStart, element.selectionEnd];
}

interface Held {
  readonly old: HTMLElement;
  readonly next: HTMLElement;
  readonly grip: Control;
  readonly twin: Control;
}

/**
 * Everything becomes live except the control in the reader's hand and its ancestors: an element that is moved loses its pointer. Its values
 * are passed to its live counterpart, which replaces it when it is released.
 */
function graft(cell: CellElement, {old, next, grip, twin}: Held): void {
  const ways = levels(old, grip).map((level, i) => ({...level, twin: levels(next, twin)[i]}));
  if (ways.some((way) => way.twin === undefined)) return replace(old, next, grip);
  for (const {parent, child, twin: other} of ways) {
    if (other === undefined) continue;
    for (const node of [...parent.childNodes]) if (node !== child) node.remove();
    const siblings = [...other.parent.childNodes];
    const place = siblings.indexOf(other.child);
    child.before(...siblings.slice(0, place));
    child.after(...siblings.slice(place + 1));
  }
  old.dataset.live = "";
  const forward = () => tell(grip, twin);
  // Two inputs would ask for a file twice.
  const press = () => isFile(grip) || twin.click();
  // The neighbours of the held control are live, but their ancestors are not: their events must be handled here.
  const pass = ({type, target}: Event) => {
    if (!(target instanceof Element) || target === grip) return;
    const way = ways.findLast(({parent}) => parent.contains(target));
    way?.twin?.parent.dispatchEvent(new Event(type, {bubbles: true}));
  };
  const finish = () => {
    // A control that is pressed next must not be moved away under the pointer.
    if (cell.held || holds(cell, document.activeElement === grip ? grip : null)) return;
    grip.removeEventListener("input", forward);
    grip.removeEventListener("click", press);
    grip.removeEventListener("blur", finish);
    cell.removeEventListener("release", finish);
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    for (const {parent, child, twin: other} of ways) {
      if (other === undefined) continue;
      const siblings = [...parent.childNodes];
      const place = siblings.indexOf(child);
      other.child.before(...siblings.slice(0, place));
      other.child.after(...siblings.slice(place + 1));
    }
    old.replaceWith(next);
    // What is moved loses its focus.
    const focused = active === grip ? twin : active;
    if (focused instanceof HTMLElement || focused instanceof SVGElement) focused.focus({preventScroll: true});
  };
  for (const type of ["input", "change"]) old.addEventListener(type, pass);
  grip.addEventListener("input", forward);
  grip.addEventListener("click", press);
  grip.addEventListener("blur", finish);
  cell.addEventListener("release", finish);
}

interface Level {
  readonly parent: Element;
  readonly child: Element;
}

/** Each step from the output down to an element. */
function levels(root: Element, element: Element): Level[] {
  const found: Level[] = [];
  for (let child = element; child !== root; child = child.parentElement as Element) {
    found.unshift({parent: child.parentElement as Element, child});
  }
  return found;
}

/** What the reader has built in an input, or where a playhead stands, is carried over to its replacement, if that knows how. */
interface Keeper extends Element {
  readonly keep?: (from: Element) => void;
}

/** Boxes of live outputs that have been scrolled. Where none was, nobody asks: it would cost a layout of the whole page at each step of a slider. */
const scrolled = new WeakSet<EventTarget>();

/** What the reader had scrolled to, folded, stepped to or grown stays so. */
function keepView(old: Element, next: Element, saved: boolean): void {
  for (const kind of [".branching", ".playhead"]) {
    const before = old.querySelectorAll(kind);
    next.querySelectorAll<Keeper>(kind).forEach((element, i) => void (before[i] && element.keep?.(before[i])));
  }
  const pairs = [".picture", ".rows", "details"].flatMap((selector) => {
    const olds = [...old.querySelectorAll(selector)];
    return [...next.querySelectorAll(selector)].map((element, i) => [olds[i], element] as const);
  });
  for (const [from, to] of pairs) {
    if (from === undefined) continue;
    if (from instanceof HTMLDetailsElement && to instanceof HTMLDetailsElement) to.open = from.open;
    if (!saved && !scrolled.has(from)) continue;
    const {scrollLeft, scrollTop} = from;
    if (!scrollLeft && !scrollTop) continue;
    scrolled.add(to);
    queueMicrotask(() => Object.assign(to, {scrollLeft, scrollTop}));
  }
}
