import {diffArrays} from "diff";
import {Refusal} from "../../engine/vocabulary.ts";
import type {Chapter} from "./chapters.ts";
import type {Fence} from "./markdown.ts";

/** Lines that follow each other, counted from 0. */
export interface LineSpan {
  readonly from: number;
  readonly lines: number;
}

/** Which lines of a cell are new beside the earlier cell that it names. Refuses, with path and line, a name that none declares. */
export function newLines({path, cells}: Pick<Chapter, "path" | "cells">, {source, line, unlike}: Fence): LineSpan[] {
  if (unlike === undefined) return [];
  const declares = new RegExp(`^(?:const|function|type|let)\\s+${unlike}\\b`, "m");
  const earlier = cells.findLast((cell) => cell.line < line && declares.test(cell.source));
  if (earlier === undefined) throw new Refusal(`${path}:${line - 1}: unlike=${unlike}: no earlier cell declares that name`);
  return spansOf(earlier.source, source);
}

/** Those of a cell's new lines that are worth a mark: where most of it is new, marks would cover what they should point at. */
export function worthMarks(spans: readonly LineSpan[], lines: number): readonly LineSpan[] {
  return 2 * spans.reduce((sum, span) => sum + span.lines, 0) > lines ? [] : spans;
}

/** How deep a line is indented is no difference, nor is a line that holds nothing but brackets. */
function spansOf(was: string, now: string): LineSpan[] {
  const lines = (text: string) => text.split("\n").map((line) => line.trim());
  const spans: LineSpan[] = [];
  let at = 0;
  for (const {removed, added, value} of diffArrays(lines(was), lines(now))) {
    if (removed) continue;
    if (added) spans.push(...trimmed(value, at));
    at += value.length;
  }
  return spans;
}

const SAYS = /[\w"'`]/;

function trimmed(lines: readonly string[], at: number): LineSpan[] {
  const [first, last] = [lines.findIndex((line) => SAYS.test(line)), lines.findLastIndex((line) => SAYS.test(line))];
  return first < 0 ? [] : [{from: at + first, lines: last - first + 1}];
}
