import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {expect, test} from "vitest";
import {type FlowOptions, flow} from "../../src/engine/checking/flow.ts";
import type {System} from "../../src/engine/model/system.ts";
import {run, scenarioOf, settingsOf} from "../../src/engine/run.ts";
import {system as kernel} from "../engine/kernel/scenes.ts";

// A .flow file: the claim behind `#`, the command that reproduces it, `show` and the kinds, `----`, and a line an event.

const folder = import.meta.dirname;
const SYSTEMS = join(folder, "../../src/engine/systems");
const files = readdirSync(folder, {recursive: true, encoding: "utf8"})
  .filter((file) => file.endsWith(".flow"))
  .sort();

interface Flow {
  readonly claim: string;
  readonly head: string;
  readonly command: readonly string[];
  readonly options: FlowOptions;
}

function parse(text: string): Flow {
  const [head = ""] = text.split(/^----\n/m);
  const lines = head.split("\n").filter((line) => line !== "");
  const claim = lines.filter((line) => line.startsWith("#")).map((line) => line.slice(1).trim());
  const command = lines.find((line) => line.startsWith("sim ")) ?? "";
  return {
    claim: claim.join(" "),
    head,
    command: command.split(/\s+/).slice(1),
    options: optionsOf(lines.filter((line) => line.startsWith("show"))),
  };
}

function optionsOf(shows: readonly string[]): FlowOptions {
  const words = shows.flatMap((line) => line.split(/\s+/).slice(1));
  const end = words.findIndex((word) => word === "from" || word === "to");
  const kinds = end < 0 ? words : words.slice(0, end);
  const bound = (name: string) => {
    const place = words.indexOf(name);
    return place < 0 ? null : Number(words[place + 1]);
  };
  const [fromMs, toMs] = [bound("from"), bound("to")];
  return {...(kinds.length > 0 ? {show: kinds} : {}), ...(fromMs === null ? {} : {fromMs}), ...(toMs === null ? {} : {toMs})};
}

async function systemOf(name: string): Promise<System> {
  if (name === "kernel") return kernel;
  const index = join(SYSTEMS, name, "index.ts");
  if (!existsSync(index)) throw new Error(`sim ${name}: there is no system of that name`);
  return ((await import(index)) as {system: System}).system;
}

async function drawn({command, options}: Flow): Promise<string> {
  const {values, positionals} = parseArgs({
    args: [...command],
    allowPositionals: true,
    options: {seed: {type: "string"}, set: {type: "string", multiple: true}, ablate: {type: "string", multiple: true}},
  });
  const [name = "", scenario = ""] = positionals;
  const system = await systemOf(name);
  const made = scenarioOf(system, scenario, settingsOf(system, scenario, values.set ?? []), Number(values.seed ?? 1));
  const result = run(system, {...made, ...(values.ablate ? {ablate: values.ablate} : {})}, {record: true});
  return flow(system, result, {toMs: result.end / 1000, ...options})
    .map((line) => `${line}\n`)
    .join("");
}

const flows = files.map((file) => ({file, ...parse(readFileSync(join(folder, file), "utf8"))}));

test.each(flows)("$claim ($file)", async ({file, ...asked}) => {
  const found = await drawn(asked);
  expect(asked.claim, "a flow begins with its claim").not.toBe("");
  expect(found, "a flow shows something").not.toBe("");
  expect(found.split("\n").length, "a flow has at most 40 lines").toBeLessThanOrEqual(41);
  // `npm test -- -u` rewrites what stands below the line. Say in the commit why each changed line is right.
  await expect(`${asked.head}----\n${found}`).toMatchFileSnapshot(join(folder, file));
});
