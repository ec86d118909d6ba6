import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {describe, expect, test} from "vitest";
import {type FlowOptions, flow} from "../../src/engine/checking/flow.ts";
import type {Scenario} from "../../src/engine/model/scenario.ts";
import type {System} from "../../src/engine/model/system.ts";
import {run, scenarioOf, settingsOf} from "../../src/engine/run.ts";
import {system as kernel} from "../engine/kernel/scenes.ts";
import {workers} from "../engine/systems/workers/system.ts";

// A .flow file: the claim behind `#`, the command that reproduces it (a scenario by its name, or a file beside the flow), `show` and the kinds, perhaps
// `of` and the processes, `from` and `to` in ms; then `----`, and a line an event.

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
  /** Below the line. */
  readonly lines: readonly string[];
}

function parse(text: string): Flow {
  const [head = "", body = ""] = text.split(/^----\n/m);
  const lines = head.split("\n").filter((line) => line !== "");
  const claim = lines.filter((line) => line.startsWith("#")).map((line) => line.slice(1).trim());
  const command = lines.find((line) => line.startsWith("sim ")) ?? "";
  return {
    claim: claim.join(" "),
    head,
    command: words(command).slice(1),
    options: optionsOf(lines.filter((line) => line.startsWith("show"))),
    lines: body.split("\n").filter((line) => line !== ""),
  };
}

/** As a shell would take them: what stands in quotation marks is one. */
const words = (line: string): string[] => (line.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((word) => word.replaceAll('"', ""));

/** `show KIND… of NODE… from MS to MS`: each part may be left out. */
function optionsOf(shows: readonly string[]): FlowOptions {
  const parts: {[word: string]: string[]} = {show: [], of: [], from: [], to: []};
  let part: string[] = [];
  for (const word of shows.join(" ").split(/\s+/)) {
    if (word in parts) part = parts[word] as string[];
    else part.push(word);
  }
  const {show = [], of = [], from = [], to = []} = parts;
  return {
    ...(show.length > 0 ? {show} : {}),
    ...(of.length > 0 ? {of} : {}),
    ...(from[0] === undefined ? {} : {fromMs: Number(from[0])}),
    ...(to[0] === undefined ? {} : {toMs: Number(to[0])}),
  };
}

async function systemOf(name: string): Promise<System> {
  if (name === "kernel") return kernel;
  if (name === "workers") return workers.system as unknown as System;
  const index = join(SYSTEMS, name, "index.ts");
  if (!existsSync(index)) throw new Error(`sim ${name}: there is no system of that name`);
  return ((await import(index)) as {system: System}).system;
}

async function drawn({command, options}: Flow): Promise<string> {
  const {system, scenario} = await commanded(command);
  const result = run(system, scenario, {record: true});
  return flow(system, result, {toMs: result.end / 1000, ...options})
    .map((line) => `${line}\n`)
    .join("");
}

/** What the command line would run: a scenario by its name, or out of a file. */
async function commanded(args: readonly string[]): Promise<{system: System; scenario: Scenario}> {
  const {values, positionals} = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {seed: {type: "string"}, set: {type: "string", multiple: true}, ablate: {type: "string", multiple: true}},
  });
  const [name = "", entry = ""] = positionals;
  if (name.endsWith(".json")) {
    const scenario = JSON.parse(readFileSync(join(folder, "../..", name), "utf8")) as Scenario;
    return {system: await systemOf(scenario.system), scenario};
  }
  const system = await systemOf(name);
  const made = scenarioOf(system, entry, settingsOf(system, entry, values.set ?? []), Number(values.seed ?? 1));
  return {system, scenario: {...made, ...(values.ablate ? {ablate: values.ablate} : {})}};
}

const flows = files.map((file) => ({file, ...parse(readFileSync(join(folder, file), "utf8"))}));

test.each(flows)("$claim ($file)", async ({file, ...asked}) => {
  const found = await drawn(asked);
  expect(asked.claim, "a flow begins with its claim").not.toBe("");
  expect(found, "a flow shows something").not.toBe("");
  // `npm test -- -u` rewrites what stands below the line. Say in the commit why each changed line is right.
  await expect(`${asked.head}----\n${found}`).toMatchFileSnapshot(join(folder, file));
});

describe.each(readdirSync(SYSTEMS, {withFileTypes: true}).filter((entry) => entry.isDirectory()))("the flows of $name", ({name}) => {
  const mine = flows.filter(({file}) => file.startsWith(`${name}/`));

  test("show every kind of message", async () => {
    const kinds = new Set(mine.flatMap(({lines}) => lines.flatMap((line) => / → \S+ +(\S+)/.exec(line)?.[1] ?? [])));
    const {messages, standsOn} = await systemOf(name);
    // Those of a system that it stands on are shown by that system's flows.
    const lower = new Set(standsOn.flatMap((one) => Object.keys(one.messages)));
    expect(Object.keys(messages).filter((kind) => !lower.has(kind) && !kinds.has(kind))).toEqual([]);
  });

  test("tell every scenario", async () => {
    const told = new Set(mine.map(({command}) => command[1]));
    expect((await systemOf(name)).scenarios.filter((scenario) => !told.has(scenario.name))).toEqual([]);
  });

  test("are 40 lines long at most, with their claims", () => {
    expect(
      mine.filter(({file}) => readFileSync(join(folder, file), "utf8").trimEnd().split("\n").length > 40).map(({file}) => file),
    ).toEqual([]);
  });
});
