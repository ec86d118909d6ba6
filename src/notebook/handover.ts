import type {CellElement} from "./element.ts";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | HTMLButtonElement;

const controlsOf = (root: Element): Control[] => [...root.querySelectorAll<Control>("input, select, textarea, button")];

/**
 * Puts a cell's new output where its old one is, so that the reader's hand feels nothing:
 * what was typed or moved in a saved output goes to the live one, a control that is being held stays until it is let go,
 * and focus, caret, scroll and what was folded pass on.
 */
export function hand(cell: CellElement, next: HTMLElement): void {
  const old = cell.output;
  if (old === null) return;
  const first = old.dataset.live === undefined;
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const grip = holds(cell, active) ? active : null;
  const twin = grip === null ? null : twinOf(grip, old, next);
  if (first) replay(cell, old, next);
  keepView(old, next);
  if (grip === null || twin === null || !isControl(grip) || !isControl(twin)) return swap(old, next, active);
  graft(cell, {old, next, grip, twin});
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

/** Does in the live output what was done in the saved one before this came. */
function replay(cell: CellElement, old: Element, next: Element): void {
  const twins = controlsOf(next);
  controlsOf(old).forEach((control, i) => {
    const twin = twins[i];
    if (twin === undefined) return;
    if (changed(control)) tell(control, twin);
    for (const click of cell.clicks) if (click === control) twin.click();
  });
  cell.clicks = [];
}

function changed(control: Control): boolean {
  if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio"))
    return control.checked !== control.defaultChecked;
  if (control instanceof HTMLSelectElement) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return !(control instanceof HTMLButtonElement) && control.value !== control.defaultValue;
}

/** Gives a control's value to its twin, as if it had been set there. */
function tell(from: Control, to: Control): void {
  if (from instanceof HTMLInputElement && to instanceof HTMLInputElement) to.checked = from.checked;
  if (from instanceof HTMLButtonElement) return;
  to.value = from.value;
  to.dispatchEvent(new Event("input", {bubbles: true}));
}

function swap(old: HTMLElement, next: HTMLElement, active: Element | null): void {
  const twin = active === null ? null : twinOf(active, old, next);
  const caret = caretOf(active);
  old.replaceWith(next);
  if (active === null) return;
  if (!(twin instanceof HTMLElement || twin instanceof SVGElement)) return keepFocus(next);
  twin.focus({preventScroll: true});
  if (document.activeElement !== twin) return keepFocus(next);
  if (caret !== null && twin instanceof HTMLInputElement && caretOf(twin) !== null) twin.setSelectionRange(...caret);
}

/** What had the focus is gone: it stays in the cell, where the next Tab finds what comes after. */
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
 * Everything becomes live but the control in the reader's hand and what it stands in: an element that is moved loses its pointer.
 * What it is told it tells its twin. When it is let go, the twin takes its place.
 */
function graft(cell: CellElement, {old, next, grip, twin}: Held): void {
  const ways = levels(old, grip).map((level, i) => ({...level, twin: levels(next, twin)[i]}));
  if (ways.some((way) => way.twin === undefined)) return swap(old, next, grip);
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
  const press = () => twin.click();
  const finish = () => {
    if (holds(cell, document.activeElement === grip ? grip : null)) return;
    grip.removeEventListener("input", forward);
    grip.removeEventListener("click", press);
    grip.removeEventListener("blur", finish);
    cell.removeEventListener("release", finish);
    const focused = document.activeElement === grip;
    for (const {parent, child, twin: other} of ways) {
      if (other === undefined) continue;
      const siblings = [...parent.childNodes];
      const place = siblings.indexOf(child);
      other.child.before(...siblings.slice(0, place));
      other.child.after(...siblings.slice(place + 1));
    }
    old.replaceWith(next);
    if (focused) twin.focus({preventScroll: true});
  };
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

/** What the reader had scrolled to, folded or stepped to stays so. */
function keepView(old: Element, next: Element): void {
  const head = old.querySelector<HTMLInputElement>("input[data-key=playhead]");
  const twin = next.querySelector<HTMLInputElement>("input[data-key=playhead]");
  // At the end it stays at the end, wherever that is now.
  if (head !== null && twin !== null && head.value !== head.max) tell(head, twin);
  const pairs = [".picture", ".rows", "details"].flatMap((selector) => {
    const olds = [...old.querySelectorAll(selector)];
    return [...next.querySelectorAll(selector)].map((element, i) => [olds[i], element] as const);
  });
  for (const [from, to] of pairs) {
    if (from === undefined) continue;
    if (from instanceof HTMLDetailsElement && to instanceof HTMLDetailsElement) to.open = from.open;
    const {scrollLeft, scrollTop} = from;
    if (scrollLeft || scrollTop) queueMicrotask(() => Object.assign(to, {scrollLeft, scrollTop}));
  }
}
