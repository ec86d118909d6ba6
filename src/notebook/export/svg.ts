import {Refusal} from "../../engine/vocabulary.ts";
import {linesOf, wordWidth} from "../../views/text-width.ts";
import {said} from "../../words/en/cells.ts";

const SVG = "http://www.w3.org/2000/svg";

/** Properties that a stylesheet may set on a drawing; each is written on the element itself if it differs from the initial value. */
const INHERITED = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "stroke-opacity",
  "stroke-width",
  "paint-order",
  "font-family",
  "font-size",
  "font-style",
  "font-weight",
  "font-variant-numeric",
  "letter-spacing",
  "text-anchor",
  "dominant-baseline",
  "visibility",
];
const OWN: {readonly [property: string]: string} = {opacity: "1"};

const MARGIN = 12;
const LINE = 18;
const SIZE = {title: 17, words: 13};

/** Width of the words of the figure's face, about, with room for capitals; a picture that stands alone has nothing to measure by. */
const room = (text: string, size: number): number => wordWidth(text, size) + 0.3 * (text.match(/[A-Z]/g)?.length ?? 0) * size * 0.55;

/**
 * A figure as an SVG that stands alone: its title, what it compares, its legend, its picture and its caption, with the colours it has in the page just now.
 * Takes a figure of this site or a plot; refuses what holds no picture.
 */
export function svgOf(figure: Element): string {
  const {document, window} = homeOf(figure);
  const {layers, width, height} = pictureOf(figure);
  const ink = {colour: window.getComputedStyle(figure).color || "black", face: window.getComputedStyle(figure).fontFamily || "sans-serif"};
  const whole = Math.max(width, 320);
  const make = drawer(document, ink);
  const title = titleOf(figure);
  const parts: Element[] = [];
  let y = MARGIN;
  const write = (lines: readonly string[], size: number, weight: string) => {
    for (const line of lines) {
      y += size === SIZE.title ? 22 : LINE;
      parts.push(make("text", {x: MARGIN, y: y - 5, "font-size": size, "font-weight": weight}, line));
    }
  };
  write(wrapped(title, whole, SIZE.title), SIZE.title, "650");
  for (const change of figure.querySelectorAll(".changes > li")) write(wrapped(wordsOf(change), whole, SIZE.words), SIZE.words, "400");
  const legend = legendOf(figure, whole, make, window);
  if (legend) {
    parts.push(place(legend.element, MARGIN, y, make));
    y += legend.height;
  }
  for (const {svg, x, y: below} of layers) {
    const drawing = standing(svg, window);
    const box = {x: MARGIN + x, y: y + 4 + below, ...sizeOf(svg)};
    for (const [name, value] of Object.entries(box)) drawing.setAttribute(name, String(value));
    if (drawing.querySelector("rect, line, path, circle, text, image") !== null) parts.push(drawing);
  }
  y += height + 8;
  const caption = wordsOf(figure.querySelector("figcaption"));
  write(wrapped(caption, whole, SIZE.words), SIZE.words, "400");
  const size = {width: whole + 2 * MARGIN, height: Math.ceil(y + MARGIN)};
  const root = make(
    "svg",
    {...size, viewBox: `0 0 ${size.width} ${size.height}`, role: "img"},
    make("title", {}, title),
    ...(caption === "" ? [] : [make("desc", {}, caption)]),
    make("rect", {width: "100%", height: "100%", fill: groundOf(figure, window)}),
    ...parts,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new window.XMLSerializer().serializeToString(root)}\n`;
}

/** The same as pixels, so many for each of the picture's own. In a page only: it takes a canvas. */
export async function pngOf(figure: Element, {scale = 2}: {readonly scale?: number} = {}): Promise<Blob> {
  const {document, window} = homeOf(figure);
  const image = new window.Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(figure))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Refusal(said("cells.svg.png-too-large", {width: canvas.width, height: canvas.height}));
  return blob;
}

type Home = {readonly document: Document; readonly window: Window & typeof globalThis};

function homeOf(figure: Element): Home {
  const document = figure.ownerDocument;
  const window = document.defaultView;
  if (window === null) throw new Refusal(said("cells.svg.no-page"));
  return {document, window};
}

/** A drawing, and where it stands in the picture. */
interface Layer {
  readonly svg: SVGSVGElement;
  readonly x: number;
  readonly y: number;
}

/** What is seen of a figure: its largest drawing with what is laid over it, or its panels, two in a row. */
function pictureOf(figure: Element): {layers: Layer[]; width: number; height: number} {
  const panels = [...figure.querySelectorAll<SVGSVGElement>(".panels > svg")];
  const [first] = panels;
  if (first === undefined) {
    const largest = largestOf(figure);
    return {layers: layersOf(largest).map((svg) => ({svg, x: 0, y: 0})), ...sizeOf(largest)};
  }
  const {width, height} = sizeOf(first);
  const layers = panels.map((svg, i) => ({svg, x: (i % 2) * width, y: Math.floor(i / 2) * height}));
  return {layers, width: Math.min(2, panels.length) * width, height: Math.ceil(panels.length / 2) * height};
}

/** What is laid over a drawing is hidden from screen readers. */
function largestOf(figure: Element): SVGSVGElement {
  const all = figure.matches("svg") ? [figure as SVGSVGElement] : [...figure.querySelectorAll<SVGSVGElement>("svg")];
  const area = (svg: SVGSVGElement) => sizeOf(svg).width * sizeOf(svg).height;
  const drawings = all.filter((svg) => !svg.parentElement?.closest("svg") && svg.getAttribute("aria-hidden") !== "true");
  const largest = drawings.sort((a, b) => area(b) - area(a))[0];
  if (largest === undefined) throw new Refusal(said("cells.svg.no-picture"));
  return largest;
}

/** The picture, and what is laid over the whole of it: a playhead, if it is not at the end. */
function layersOf(picture: SVGSVGElement): SVGSVGElement[] {
  const own = picture.getAttribute("viewBox");
  const beside = [...(picture.parentElement?.children ?? [])].filter((element) => element.tagName.toLowerCase() === "svg");
  return [picture, ...(beside as SVGSVGElement[]).filter((svg) => svg !== picture && svg.getAttribute("viewBox") === own)];
}

function sizeOf(svg: SVGSVGElement): {width: number; height: number} {
  const [, , width = Number.NaN, height = Number.NaN] = (svg.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
  if (width > 0 && height > 0) return {width, height};
  return {
    width: Number.parseFloat(svg.getAttribute("width") ?? "") || 640,
    height: Number.parseFloat(svg.getAttribute("height") ?? "") || 400,
  };
}

const wordsOf = (element: Element | null): string => (element?.textContent ?? "").replace(/\s+/g, " ").trim();

function titleOf(figure: Element): string {
  return wordsOf(figure.querySelector(".figure-title, h2")) || (figure.getAttribute("aria-label") ?? "Figure");
}

/** The first background under the figure that is not transparent. */
function groundOf(figure: Element, window: Home["window"]): string {
  for (let at: Element | null = figure; at; at = at.parentElement) {
    const colour = window.getComputedStyle(at).backgroundColor;
    if (colour !== "" && !/transparent|rgba\(.*, 0\)/.test(colour)) return colour;
  }
  return "white";
}

type Drawer = (name: string, attributes: {readonly [name: string]: string | number}, ...children: (Element | string)[]) => Element;

function drawer(document: Document, {colour, face}: {readonly colour: string; readonly face: string}): Drawer {
  return (name, attributes, ...children) => {
    const element = document.createElementNS(SVG, name);
    if (name === "text") for (const [key, value] of Object.entries({fill: colour, "font-family": face})) element.setAttribute(key, value);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.append(...children);
    return element;
  };
}

const place = (element: Element, x: number, y: number, make: Drawer): Element => make("g", {transform: `translate(${x},${y})`}, element);

/** Lines of words no wider than the picture. */
const wrapped = (text: string, width: number, size: number): string[] => linesOf(text, (line) => room(line, size) <= width);

/** Swatches with their letters and words, from left to right and then on. Null: the figure has none. */
function legendOf(figure: Element, width: number, make: Drawer, window: Home["window"]): {element: Element; height: number} | null {
  const items = [...figure.querySelectorAll(".legend > li, [class*=-swatch]:has(> svg)")];
  if (items.length === 0) return null;
  let [x, y] = [0, 4];
  const drawn = items.flatMap((item) => {
    const [swatch = null] = item.children;
    const letter = swatch?.tagName.toLowerCase() === "svg" ? "" : wordsOf(swatch);
    const words = wordsOf(item).slice(letter.length).trim();
    const wide = 24 + room(words, SIZE.words);
    if (x > 0 && x + wide > width) [x, y] = [0, y + LINE + 4];
    const parts = [
      ...(swatch ? chip(swatch, letter, x, y, make, window) : []),
      make("text", {x: x + 24, y: y + 13, "font-size": SIZE.words}, words),
    ];
    x += wide + 14;
    return parts;
  });
  return {element: make("g", {}, ...drawn), height: y + LINE + 4};
}

/** A box in the colour of a swatch, with its rim if it has one, and its letter. */
function chip(swatch: Element, letter: string, x: number, y: number, make: Drawer, window: Home["window"]): Element[] {
  const {backgroundColor, boxShadow, color, fill} = window.getComputedStyle(swatch.querySelector("rect, circle") ?? swatch);
  const rim = /rgba?\([^)]*\)|#\w+/.exec(boxShadow ?? "")?.[0];
  const colour = letter === "" && fill ? fill : backgroundColor;
  const box = {x: x + 1, y: y + 1, width: 18, height: 16, rx: 2, fill: colour || "none", ...(rim ? {stroke: rim, "stroke-width": 2} : {})};
  const text = {x: x + 10, y: y + 13, "font-size": 12, "font-weight": "650", "text-anchor": "middle", fill: color};
  return [make("rect", box), ...(letter === "" ? [] : [make("text", text, letter)])];
}

/** A copy of a drawing that needs no stylesheet, and holds nothing that a reader could only use in the page. */
function standing(picture: SVGSVGElement, window: Home["window"]): SVGSVGElement {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const pairs = [picture, ...picture.querySelectorAll("*")].map((from, i) => [from, [copy, ...copy.querySelectorAll("*")][i]] as const);
  const styles = new Map<Element, CSSStyleDeclaration>();
  const styleOf = (element: Element): CSSStyleDeclaration => {
    const style = styles.get(element) ?? window.getComputedStyle(element);
    styles.set(element, style);
    return style;
  };
  for (const [from, to] of pairs) {
    if (to === undefined) continue;
    if (isHidden(from, styleOf(from)) || from.classList.contains("grip")) {
      to.remove();
      continue;
    }
    dress(from, to, from === picture ? null : from.parentElement, styleOf);
  }
  return copy;
}

const isHidden = (element: Element, style: CSSStyleDeclaration): boolean =>
  style.display === "none" || element.getAttribute("visibility") === "hidden" || element.tagName === "style";

function dress(from: Element, to: Element, parent: Element | null, styleOf: (element: Element) => CSSStyleDeclaration): void {
  const [own, above] = [styleOf(from), parent && styleOf(parent)];
  for (const property of INHERITED) {
    const value = own.getPropertyValue(property);
    const differs = value !== above?.getPropertyValue(property) || to.hasAttribute(property);
    if (value !== "" && differs) to.setAttribute(property, value);
  }
  for (const [property, initial] of Object.entries(OWN)) {
    const value = own.getPropertyValue(property);
    if (value !== "" && value !== initial) to.setAttribute(property, value);
  }
  for (const {name} of [...to.attributes]) {
    if (/^(class|style|tabindex|role|aria-|data-)/.test(name) && name !== "aria-label") to.removeAttribute(name);
  }
}
