import fc from "fast-check";
import {expect, test} from "vitest";
import type {Fault} from "../../../src/engine/model/fault.ts";
import type {Json} from "../../../src/engine/vocabulary.ts";
import {type Known, type LinkState, linkOf, mismatch, plainLink, readLink} from "../../../src/notebook/page/link.ts";
import {faultProblem} from "../../../src/notebook/page/link-faults.ts";
import {deflated} from "../../../src/notebook/page/link-text.ts";
import {english} from "../../english.ts";

const any = () => null;
const known: Known = {
  inputs: {servers: (value) => (typeof value === "number" && value >= 3 && value <= 9 ? null : `${value}: must be from 3 to 9`), name: any},
  cells: ["cell-1", "cell-2"],
  words: english,
};
const crash: Fault = {kind: "crash", node: "@leader", at: 5000};

test("a short link can be read by a person", async () => {
  expect(await linkOf({...plainLink, inputs: {servers: 5}, seed: 7}, english)).toBe("servers=5&seed=7");
  expect(await linkOf({...plainLink, inputs: {name: "a leader, lost"}}, english)).toBe("name=a+leader,+lost");
});

test("a text that looks like a number comes back as text", async () => {
  for (const name of ["7", "true", "null", '"x"', "[1]", "", "+", "50%", "a&b=c#d", "\ud800", "ü 漢"]) {
    const {state, refused} = await readLink(await linkOf({...plainLink, inputs: {name}}, english), known);
    expect([state.inputs.name, refused]).toEqual([name, []]);
  }
});

test("a long link is deflated, says its version, and comes back whole", async () => {
  const state: LinkState = {...plainLink, code: {"cell-2": "const a = 1 // why\n".repeat(40)}, faults: [crash], trace: "1234567812345678"};
  const link = await linkOf(state, english);
  expect(link).toMatch(/^~1~[\w-]+$/);
  expect(link.length).toBeLessThan(300);
  expect(await readLink(`#${link}`, known)).toEqual({state, refused: []});
});

const json = fc.jsonValue() as fc.Arbitrary<Json>;
const name = fc.oneof(fc.constantFrom("servers", "$x", "ärger", "constructor", "__proto__"), fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/));
const fault = fc.constantFrom<Fault>(
  crash,
  {kind: "cut", nodes: ["z1"], from: ["z2"], oneWay: true, when: {event: "send ACK", nth: 2, side: "before", plusMs: 3}},
  {kind: "slow-disk", node: "z1", factor: null, at: 0},
  {kind: "heal", at: 9},
);
const states: fc.Arbitrary<LinkState> = fc.record({
  inputs: fc.dictionary(
    name.filter((one) => one !== "seed"),
    json,
  ),
  seed: fc.option(fc.integer({min: 0, max: 0xffffffff})),
  faults: fc.option(fc.array(fault)),
  cell: fc.option(fc.constantFrom("cell-1", "cell-7")),
  playhead: fc.option(fc.nat()),
  code: fc.dictionary(fc.constantFrom("cell-1", "cell-2", "cell-31"), fc.string({unit: "binary", maxLength: 400})),
  engine: fc.option(fc.constantFrom("0.1.0", "1.0.0-rc.1")),
  trace: fc.option(fc.stringMatching(/^[0-9a-f]{16}$/)),
});

test("whatever a page may hold comes back from its link as it was", async () => {
  await fc.assert(
    fc.asyncProperty(states, async (state) => {
      const inputs = Object.fromEntries(Object.keys(state.inputs).map((one) => [one, any]));
      const {state: back, refused} = await readLink(await linkOf(state, english), {
        inputs,
        cells: [...Object.keys(state.code), state.cell ?? ""],
        words: english,
      });
      expect(refused).toEqual([]);
      // JSON has one zero.
      expect(JSON.parse(JSON.stringify(back))).toEqual(JSON.parse(JSON.stringify(state)));
    }),
    {numRuns: 300, seed: 1},
  );
});

test("what a link cannot carry is refused before it is handed out", async () => {
  await expect(linkOf({...plainLink, inputs: {servers: Number.NaN}}, english)).rejects.toThrow(/cannot be put into a link/);
  await expect(linkOf({...plainLink, inputs: {"a-b": 1}}, english)).rejects.toThrow(
    /^a-b cannot be put into a link: is no name of an input/,
  );
  await expect(linkOf({...plainLink, seed: -1}, english)).rejects.toThrow(/^seed cannot be put into a link: -1: must be a whole number/);
});

test.each<[part: string, fragment: string, why: RegExp]>([
  ["servers", "servers=50&seed=7", /^50: must be from 3 to 9$/],
  ["seed", "servers=5&seed=x", /^x: must be a whole number/],
  ["serves", "serves=5&seed=7", /^this page has no such input$/],
  ["code.cell-9", "code.cell-9=1&seed=7", /^this page has no such cell$/],
  ["run.trace", "run.trace=12&seed=7", /^12: must be 16 hexadecimal digits$/],
  ["run.faults", "run.faults=1&seed=7", /^must be a list of faults/],
  [
    "run.faults, number 2",
    `run.faults=${encodeURIComponent(JSON.stringify([crash, {kind: "melt"}]))}`,
    /^kind is "melt": must be one of crash,/,
  ],
  ["seed", "seed=7&seed=8", /^stands twice/],
  ["servers", "servers&seed=7", /^has no value/],
  ["seed=%", "seed=%&servers=5", /^is not written as a link is/],
  ["link", "~2~abcd", /^is of version 2: this page reads version 1$/],
  ["link", "~1~!", /was it cut\?$/],
  ["link", "~1~AAAA", /^cannot be unpacked: was it cut\?$/],
])("a refused part is named with its reason: %s", async (part, fragment, why) => {
  const {refused} = await readLink(fragment, known);
  expect(refused).toEqual([{part: part === "seed=%" ? "seed" : part, why: expect.stringMatching(why)}]);
});

test("the parts beside a refused one are taken", async () => {
  const {state} = await readLink("servers=50&seed=7&name=x", known);
  expect([state.seed, state.inputs]).toEqual([7, {name: "x"}]);
});

test("a place in the page is no link", async () => {
  for (const anchor of ["", "#", "#cell-3", "#a-leader-has-just-died"])
    expect(await readLink(anchor, known)).toEqual({state: plainLink, refused: []});
});

const garbage = fc.oneof(
  fc.string({unit: "binary", maxLength: 200}),
  fc.string({maxLength: 200}).map((text) => `~1~${text}`),
  fc.base64String({maxLength: 200}).map((text) => `~1~${text.replace(/[+/=]/g, "_")}`),
  fc
    .array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom("seed", "servers", "run.faults", "run.trace", "run.playhead", "code.cell-1", "code.x", "__proto__"),
          fc.string(),
        ),
        fc.oneof(fc.string(), fc.json(), fc.constant("globalThis.linkRan = true"), fc.constant("[{}]")),
      ),
    )
    .map((parts) => parts.map(([key, value]) => `${key}=${value}`).join("&")),
);

test("5,000 garbage fragments neither throw nor run anything, and each part is taken or refused by its name", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(garbage, fc.boolean(), async (text, packed) => {
      const {state, refused} = await readLink(packed ? `~1~${await deflated(text)}` : text, known);
      for (const {part, why} of refused) expect([typeof part, why.length > 0]).toEqual(["string", true]);
      const inside = packed || !text.startsWith("~");
      const named = new Set(refused.map(({part}) => part.replace(/, number \d+$/, "")));
      if (!inside || named.has("link") || (!packed && /^[^=&]*$/.test(text.replace(/^#/, "")))) return;
      const taken = new Set([...Object.keys(state.inputs), ...Object.keys(state.code).map((cell) => `code.${cell}`)]);
      if (state.seed !== null) taken.add("seed");
      if (state.playhead !== null) taken.add("run.playhead");
      if (state.trace !== null) taken.add("run.trace");
      if (state.engine !== null) taken.add("run.engine");
      if (state.faults !== null) taken.add("run.faults");
      for (const part of (packed ? text : text.replace(/^#/, "")).split("&").filter((one) => one !== "")) {
        const raw = part.includes("=") ? part.slice(0, part.indexOf("=")) : part;
        expect(taken.has(plain(raw)) || named.has(plain(raw)) || named.has(part)).toBe(true);
      }
    }),
    {numRuns: 5000, seed: 1},
  );
  expect("linkRan" in globalThis).toBe(false);
});

function plain(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll("+", "%20"));
  } catch {
    return raw;
  }
}

test("a run that is not the link's is said to be another, with both hashes and versions", () => {
  const link = {...plainLink, trace: "00000000000000aa", engine: "0.1.0"};
  expect(mismatch(link, {engine: "0.1.0", trace: "00000000000000aa"}, english)).toBe(null);
  expect(mismatch(plainLink, {engine: "0.1.0", trace: "00000000000000aa"}, english)).toBe(null);
  expect(mismatch(link, {engine: "0.2.0", trace: "00000000000000bb"}, english)).toMatch(
    /00000000000000aa.*00000000000000bb.*engine 0\.1\.0, this is 0\.2\.0/,
  );
});

test.each<[claim: string, fault: Json, why: RegExp]>([
  ["no object", 3, /^it is 3: must be one of crash/],
  ["an unknown kind", {kind: "__proto__", at: 1}, /^kind is "__proto__": must be one of crash/],
  ["no time", {kind: "crash", node: "z1"}, /^it must have either at/],
  ["a time before the beginning", {kind: "crash", node: "z1", at: -1}, /^at is -1/],
  ["a field too few", {kind: "cut", at: 1}, /^nodes is missing/],
  ["a field too many", {kind: "crash", node: "z1", at: 1, how: "hard"}, /^how is no field there: one of node, as/],
  ["an event without its name", {kind: "heal", when: {nth: 1}}, /^when\.event is missing/],
])("a fault that is none is refused: %s", (_, fault, why) => {
  expect(faultProblem(fault, english)).toMatch(why);
});
