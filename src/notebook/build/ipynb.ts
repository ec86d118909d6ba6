import {JSDOM} from "jsdom";
import type {Words} from "../../words/words.ts";
import {printed} from "../page/printed-value.ts";
import type {Chapter} from "./chapters.ts";
import type {Tag} from "./markdown.ts";
import {placeOf, quote} from "./quote.ts";
import type {Saved} from "./saved.ts";

/** As much of nbformat 4.5 as a chapter takes; its document is https://nbformat.readthedocs.io/en/latest/format_description.html. */
export interface JupyterNotebook {
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
  readonly metadata: {
    readonly title: string;
    readonly language_info: {readonly name: string; readonly file_extension: string; readonly mimetype: string};
  };
  readonly cells: readonly JupyterCell[];
}

export type JupyterCell =
  | {readonly cell_type: "markdown"; readonly id: string; readonly metadata: object; readonly source: string}
  | {
      readonly cell_type: "code";
      readonly id: string;
      readonly metadata: object;
      readonly source: string;
      readonly execution_count: null;
      readonly outputs: readonly JupyterOutput[];
    };

export interface JupyterOutput {
  readonly output_type: "display_data";
  readonly metadata: object;
  /** By media type. */
  readonly data: {readonly [type: string]: string};
}

export interface NotebookOptions {
  readonly css: string;
  readonly words: Words;
}

/**
 * A chapter as a Jupyter notebook: its prose as Markdown, its cells as TypeScript, each with the output that the build saved. It is for
 * reading: no kernel has the names that the cells use, as its first cell says.
 */
export function ipynb(chapter: Chapter, saved: Saved, {css, words}: NotebookOptions): JupyterNotebook {
  const [, title = chapter.name] = /^title: (.*)$/m.exec(chapter.text) ?? [];
  const note = `*${words.say("notebook.file.note")}*`;
  const cells: JupyterCell[] = [markdown("title", `# ${title}\n\n${note}`)];
  const {text} = chapter;
  const lines = text.split("\n");
  const starts = lines.map((_, i) => lines.slice(0, i).join("\n").length + (i === 0 ? 0 : 1));
  const placeOf = (line: number) => starts[line - 1] ?? text.length;
  let from = placeOf(/^---$/.test(lines[0] ?? "") ? lines.indexOf("---", 1) + 2 : 1);
  const prose = (to: number, id: string) => {
    const text = plain(chapter, {from, to}, {saved, words});
    if (text !== "") cells.push(markdown(id, text));
  };
  for (const {id, source, line} of chapter.cells) {
    prose(placeOf(line - 1), `before-${id}`);
    const html = saved.cells.find((one) => one.id === id)?.html ?? "";
    cells.push({cell_type: "code", id, metadata: {}, source, execution_count: null, outputs: outputsOf(html, css)});
    from = placeOf(line + source.split("\n").length + 1);
  }
  prose(text.length, "after");
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {title, language_info: {name: "typescript", file_extension: ".ts", mimetype: "text/typescript"}},
    cells,
  };
}

const markdown = (id: string, source: string): JupyterCell => ({cell_type: "markdown", id, metadata: {}, source});

/** Prose without the tags of the course: values and quoted source replace their tags, other tags are replaced by their content. */
function plain({text, tags}: Chapter, {from, to}: {readonly from: number; readonly to: number}, told: Told): string {
  const within = tags.flatMap((tag) => [
    {...tag.open, instead: insteadOf(tag, told)},
    ...(tag.close.from < tag.open.to ? [] : [{...tag.close, instead: BRACKETS[tag.name]?.[1] ?? ""}]),
  ]);
  let plain = "";
  let done = from;
  for (const one of within.sort((a, b) => a.from - b.from)) {
    if (one.from < done || one.to > to) continue;
    plain += text.slice(done, one.from) + one.instead;
    done = one.to;
  }
  return (plain + text.slice(done, to)).replace(/\n{3,}/g, "\n\n").trim();
}

interface Told {
  readonly saved: Saved;
  readonly words: Words;
}

/** What stands around the content of these where there is no style sheet. */
const BRACKETS: {readonly [tag: string]: readonly [open: string, close: string]} = {Note: ["“", "”"], Aside: ["(", ")"]};

/** What replaces a tag, or comes before its content. */
function insteadOf({name, attributes}: Tag, {saved: {values}, words}: Told): string {
  const given = (key: string) => attributes.get(key);
  if (name === "Out") return printed(values[given("of") ?? ""], {format: given("format"), unit: given("unit")}, words);
  const [open] = BRACKETS[name] ?? [];
  if (open !== undefined) return open;
  if (name === "Exercise") return `**${words.say("components.exercise.title", {title: given("title") ?? ""})}**`;
  if (name !== "Source") return "";
  const found = quote({of: given("of"), name: given("name"), file: given("file")});
  return typeof found === "string" ? "" : `\`\`\`${found.lang}\n${found.code}\n\`\`\`\n\n*${placeOf(found, words)}*`;
}

/** Figures as pictures with their titles and captions, and other output as HTML; inputs would do nothing there and are left out. */
function outputsOf(html: string, css: string): JupyterOutput[] {
  if (html === "") return [];
  const {document, XMLSerializer} = new JSDOM(`<!doctype html><body>${html}</body>`).window;
  return [...document.body.children].flatMap((element): JupyterOutput[] => {
    const text = textOf(element);
    const picture = element.matches("svg") ? element : element.querySelector("svg:not([aria-hidden=true])");
    if (picture !== null) return [shown(pictured(picture, element, css, new XMLSerializer()))];
    if (element.matches("form, .branching, .playhead") || text === "") return [];
    return [shown({"text/html": element.outerHTML, "text/plain": text})];
  });
}

const shown = (data: JupyterOutput["data"]): JupyterOutput => ({output_type: "display_data", metadata: {}, data});

/**
 * JupyterLab shows an SVG only of a notebook that its reader has declared to be trusted, and of a figure's other words nothing. A picture within
 * HTML it shows to everybody.
 */
function pictured(picture: Element, figure: Element, css: string, serializer: XMLSerializer): JupyterOutput["data"] {
  const title = textOf(figure.querySelector(".figure-title"));
  const caption = textOf(figure.querySelector("figcaption"));
  const plain = [title, caption].filter((one) => one !== "").join("\n") || textOf(figure);
  const page = new JSDOM("").window.document;
  const add = (to: Element, tag: string, text: string): Element => {
    const made = to.appendChild(page.createElement(tag));
    made.textContent = text;
    return made;
  };
  const whole = page.createElement("figure");
  if (title !== "") add(add(whole, "p", ""), "strong", title);
  const image = add(whole, "img", "");
  const svg = alone(picture, figure, css, serializer);
  image.setAttribute("src", `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
  image.setAttribute("alt", title || plain);
  if (caption !== "") add(whole, "figcaption", caption);
  return {"text/html": whole.outerHTML, "text/plain": plain};
}

/** A line for each thing that stands on a line of its own. */
function textOf(element: Element | null): string {
  const copy = element?.cloneNode(true) as Element | undefined;
  for (const one of copy?.querySelectorAll("p, li, tr, caption, figcaption, summary") ?? []) one.append("\n");
  for (const one of copy?.querySelectorAll("td, th, strong, em, span, button") ?? []) one.append(" ");
  const lines = (copy?.textContent ?? "").split("\n").map((line) => line.replace(/\s+/g, " ").trim());
  return lines.filter((line) => line !== "").join("\n");
}

/** A drawing inside another one that has the figure's classes and brings the figures' stylesheet: so its rules find what they style. */
function alone(picture: Element, figure: Element, css: string, serializer: XMLSerializer): string {
  const size = ["viewBox", "width", "height"].flatMap((name) => {
    const value = picture.getAttribute(name);
    return value === null ? [] : [`${name}="${value}"`];
  });
  const kind = figure.getAttribute("class") ?? "";
  const style = `<style><![CDATA[svg{background:#fdfcf9;font-family:sans-serif}${css}]]></style>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="${kind}" ${size.join(" ")}>${style}${serializer.serializeToString(picture)}</svg>`;
}
