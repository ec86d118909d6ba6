import type {Words} from "../words/words.ts";

/** What an attribute may hold; null and false leave it out. */
export type Attributes = {readonly [name: string]: string | number | boolean | null};
export type Child = Node | string | null;

/** Where to draw, and in which language. */
export interface Surface {
  readonly document: Document;
  readonly words: Words;
}

const SVG = "http://www.w3.org/2000/svg";

/** A tenth of a pixel: finer digits only make a saved figure longer. */
const written = (value: string | number | boolean): string =>
  typeof value === "number" ? String(Math.round(value * 10) / 10) : value === true ? "" : String(value);

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, written(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Makes elements of one document, which is handed in: the same view draws in a page, under jsdom and in the build. */
export function markup({document, words}: Surface) {
  return {
    words,
    html: <K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] =>
      fill(document.createElement(name), attributes, children),
    svg: <K extends keyof SVGElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] =>
      fill(document.createElementNS(SVG, name) as SVGElementTagNameMap[K], attributes, children),
  };
}

export type Markup = ReturnType<typeof markup>;

/** A placeholder in a message for an element: the character that Unicode has for that. */
export const HOLE = "\ufffc";

/** A message with elements where its holes are, in their order. */
export const around = (text: string, ...elements: readonly Node[]): Child[] =>
  text.split(HOLE).flatMap((part, i) => [part === "" ? null : part, elements[i] ?? null]);

/** Writes an attribute only if it is another: most of a picture stays as it is from one event to the next. */
export function set(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Writes the words of an element only if they are others, into the text that is there: nothing comes or goes. */
export function say(element: Element, text: string): void {
  const {firstChild} = element;
  if (element.textContent === text) return;
  if (firstChild !== null && firstChild === element.lastChild && firstChild.nodeType === 3) firstChild.nodeValue = text;
  else element.textContent = text;
}
