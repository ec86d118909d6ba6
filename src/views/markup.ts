/** What an attribute may hold; null and false leave it out. */
export type Attributes = {readonly [name: string]: string | number | boolean | null};
export type Child = Node | string | null;

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
export function markup(document: Document) {
  return {
    html: <K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] =>
      fill(document.createElement(name), attributes, children),
    svg: <K extends keyof SVGElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] =>
      fill(document.createElementNS(SVG, name) as SVGElementTagNameMap[K], attributes, children),
  };
}

export type Markup = ReturnType<typeof markup>;
