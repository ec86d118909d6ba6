import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";
import type {Told} from "../../words/message.ts";
import {GUARD} from "../cells/cell-text.ts";
import {isTree, treeOf, walk} from "../cells/syntax.ts";

/** A function for edited code to call: it throws if the page has been blocked for too long. */
export type Guard = () => void;

const loops = new Set(["ForStatement", "WhileStatement", "DoWhileStatement", "ForInStatement", "ForOfStatement"]);
const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/**
 * JavaScript whose loops and functions call the guard each time round. Every line keeps its number. The trial in a worker stops code that
 * never ends before the page runs it, but it cannot know what a callback will do after a click.
 */
export function guarded(code: string): string {
  const inserts: {readonly at: number; readonly text: string}[] = [];
  walk(treeOf(code), (node) => {
    const {body} = node;
    if (!isTree(body) || !(loops.has(node.type) || functions.has(node.type))) return;
    if (body.type === "BlockStatement") inserts.push({at: body.start + 1, text: `${GUARD}();`});
    else if (functions.has(node.type)) inserts.push({at: body.start, text: `(${GUARD}(),`}, {at: body.end, text: ")"});
    else inserts.push({at: body.start, text: `{${GUARD}();`}, {at: body.end, text: "}"});
  });
  let text = "";
  let from = 0;
  // Of two insertions at one place the one found later is the inner one: openings go outer first, closings inner first.
  const ordered = inserts.map((insert, order) => ({...insert, order: insert.text.length === 1 ? -order : order}));
  for (const {at, text: more} of ordered.sort((a, b) => a.at - b.at || a.order - b.order)) {
    text += code.slice(from, at) + more;
    from = at;
  }
  return text + code.slice(from);
}

/** So short a time hardly blocks a page, however often it recurs. */
const SHORTEST_MS = 2;

interface GuardOptions {
  readonly limitMs: number;
  readonly clock: () => number;
  /** Calls back once the page has had its turn. */
  readonly later: (turned: () => void) => void;
  /** Called whenever it has stopped something: an error in a callback reaches nobody. */
  readonly told: (why: Told) => void;
}

/**
 * A guard that lets code run for so long before the page must get control again. Code that has blocked the page once gets a tenth of that
 * the next time: a recurring callback that never ends would block it for good.
 */
export function guardOf({limitMs, clock, later, told}: GuardOptions): Guard {
  let limit = limitMs;
  let last = 0;
  let since: number | null = null;
  let calls = 0;
  return () => {
    if (since === null) {
      since = clock();
      later(() => {
        since = null;
      });
    }
    // Reading a clock costs more than the loops it is to watch.
    if (++calls % 64 !== 0 || clock() - since < limit) return;
    since = null;
    const seconds = limit / 1000;
    const why = said("cells.guard", {seconds});
    limit = Math.max(limit / 10, SHORTEST_MS);
    if (seconds !== last) told(why);
    last = seconds;
    throw new Refusal(why);
  };
}
