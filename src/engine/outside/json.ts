import {said} from "../../words/en/outside.ts";
import {Refusal} from "../vocabulary.ts";

/** What people write nests some ten deep. Whoever walks a value that nests a hundred thousand deep runs out of stack. */
const DEEPEST = 100;

/**
 * What a JSON text holds. Refuses in one line what is no JSON, what nests deeper than 100, and a key that stands twice in one object:
 * JSON.parse drops the first without a word. A byte order mark at the beginning is passed over, as RFC 8259 (8.1) allows.
 */
export function parseJson(text: string, where: string): unknown {
  const bare = text.startsWith("\ufeff") ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch (error) {
    throw new Refusal(said("outside.no-json", {where, reason: (error as Error).message}));
  }
  refuseOdd(bare, where);
  return value;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/** The text is JSON: its strings end, its brackets match. */
function refuseOdd(text: string, where: string): void {
  // What is open at a token: the keys so far of an object, null for a list.
  const open: (Set<string> | null)[] = [];
  let keyNext = false;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : null);
      if (open.length > DEEPEST) throw new Refusal(said("outside.deep", {where, most: DEEPEST}));
      keyNext = token === "{";
    } else if (token === "}" || token === "]") open.pop();
    else if (token === ",") keyNext = open.at(-1) !== null;
    else if (token === ":") keyNext = false;
    else if (keyNext) {
      const [keys, key] = [open.at(-1), JSON.parse(token) as string];
      if (keys?.has(key)) throw new Refusal(said("outside.same-key", {where, key}));
      keys?.add(key);
    }
  }
}
