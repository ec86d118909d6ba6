import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {JSDOM} from "jsdom";
import type {System} from "../../engine/model/system.ts";
import type {Cell} from "../cells/cell.ts";
import {type Chapter, root} from "./chapters.ts";
import type {Compiled} from "./compile.ts";

/** Globals that packages expect in a page. */
const pageGlobals = [
  "document",
  "window",
  "Node",
  "Element",
  "HTMLElement",
  "SVGElement",
  "DocumentFragment",
  "Text",
  "Event",
  "CustomEvent",
  "NodeList",
  "HTMLCollection",
];

/** A chapter's compiled cells, loaded, and a document for them to draw in. */
export interface LoadedCells {
  readonly document: Document;
  readonly cells: readonly Cell[];
  readonly systems: readonly System[];
  /** The module of the cells, whose lines are the chapter's. */
  readonly file: string;
  readonly close: () => void;
}

export async function loadCells(chapter: Chapter, {code}: Compiled): Promise<LoadedCells> {
  const {window} = new JSDOM("<!doctype html><html lang=en><body></body></html>", {pretendToBeVisual: true});
  const scope = window as unknown as {[name: string]: unknown};
  for (const name of pageGlobals) Object.assign(globalThis, {[name]: scope[name]});
  const file = writeModule(chapter, code);
  const {cells, systems} = (await import(/* @vite-ignore */ `${pathToFileURL(file).href}?${Date.now()}`)) as {
    cells: Cell[];
    systems: System[];
  };
  return {document: window.document, cells, systems, file, close: () => window.close()};
}

function writeModule({name}: Chapter, code: string): string {
  const folder = join(root, ".cache", "notebook");
  mkdirSync(folder, {recursive: true});
  const file = join(folder, `${name.replaceAll("/", "+")}.mjs`);
  writeFileSync(file, code);
  return file;
}
