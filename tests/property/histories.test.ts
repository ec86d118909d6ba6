import {expect, test} from "vitest";
import {checkFile, FILE_MODELS} from "../../src/engine/checking/histories/check-file.ts";
import {Refusal} from "../../src/engine/vocabulary.ts";
import {DEPTH} from "../depth.ts";
import {dice} from "../engine/checking/consistency/random-history.ts";
import {histories} from "../engine/checking/histories/samples.ts";

type Roll = (bound: number) => number;

/** What may happen to a file: bytes fall out, come twice, change places or become others; it ends early; another one follows. */
const mutations: readonly ((text: string, roll: Roll) => string)[] = [
  (text, roll) => text.slice(0, roll(text.length)),
  (text, roll) => cut(text, roll(text.length), roll(12)),
  (text, roll) => insert(text, roll(text.length), pieces[roll(pieces.length)] as string),
  (text, roll) => insert(text, roll(text.length), String.fromCharCode(roll(0x3000))),
  (text, roll) => insert(cut(text, roll(text.length), 1), roll(text.length), String.fromCharCode(32 + roll(96))),
  (text, roll) => lines(text, (rows) => rows.splice(roll(rows.length), 1)),
  (text, roll) => lines(text, (rows) => rows.splice(roll(rows.length), 0, rows[roll(rows.length)] as string)),
  (text, roll) => lines(text, (rows) => rows.splice(roll(rows.length), 0, ...rows.splice(roll(rows.length), 1))),
  (text, roll) => `${text}\n${histories[roll(histories.length)]?.text}`,
];
const pieces = [
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  '"',
  "\\",
  "#",
  "#_",
  "^",
  ";",
  ":",
  "nil",
  "-1",
  "1e400",
  "\n",
  "\u0000",
  "{:process 0}",
  ":ok",
  "__proto__",
];
const cut = (text: string, at: number, length: number) => text.slice(0, at) + text.slice(at + length);
const insert = (text: string, at: number, piece: string) => text.slice(0, at) + piece + text.slice(at);

function lines(text: string, change: (rows: string[]) => unknown): string {
  const rows = text.split("\n");
  change(rows);
  return rows.join("\n");
}

test.each(histories)("$name, with something wrong: a verdict, or one line that names the line at fault", ({text, model}) => {
  const outcomes = {verdict: 0, refused: 0};
  for (let seed = 1; seed <= 3000 * DEPTH; seed++) {
    const roll = dice(seed);
    let changed = text;
    for (let i = roll(3); i >= 0; i--) changed = (mutations[roll(mutations.length)] as (typeof mutations)[number])(changed, roll);
    const asked = roll(4) === 0 ? (FILE_MODELS[roll(FILE_MODELS.length)] as typeof model) : model;
    try {
      checkFile(changed, {file: "h", model: asked, budget: 20_000});
      outcomes.verdict++;
    } catch (error) {
      if (!(error instanceof Refusal)) throw new Error(`seed ${seed}: ${JSON.stringify(changed)}`, {cause: error});
      const [, line] = /^h line (\d+)(?: is no JSON)?: [^\n]{1,300}$/.exec(error.message) ?? [];
      const last = changed.split("\n").length;
      if (!(Number(line) >= 1 && Number(line) <= last)) expect.fail(`seed ${seed}: ${JSON.stringify(error.message)}`);
      outcomes.refused++;
    }
  }
  expect(Math.min(outcomes.verdict, outcomes.refused)).toBeGreaterThan(20 * DEPTH);
});
