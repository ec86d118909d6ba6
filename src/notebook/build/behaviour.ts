import {createHash} from "node:crypto";
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import process from "node:process";
import {threadId} from "node:worker_threads";
import type {System} from "../../engine/model/system.ts";
import {scenarioOf, traceHash} from "../../engine/run.ts";
import {isOfCells} from "../cells/provenance.ts";
import type {Behaviour} from "../cells/rows.ts";
import {root} from "./chapters.ts";

/** The seeds at which the traces of each scenario identify a system's behaviour. */
const GOLDEN_SEEDS = [1, 2, 3];

const behaviours = new WeakMap<System, Behaviour>();

/** What a system does in each of its scenarios, at a few seeds. */
export function behaviourOf(system: System): Behaviour {
  const known = behaviours.get(system);
  if (known !== undefined) return known;
  const found = isOfCells(system) ? observed(system) : observedOnce(system);
  behaviours.set(system, found);
  return found;
}

function observed(system: System): Behaviour {
  const traces = (name: string) => GOLDEN_SEEDS.map((seed) => traceHash(system, scenarioOf(system, name, {}, seed))).join();
  // There are many scenarios and changes are few: eight digits are enough to tell them apart.
  return Object.fromEntries(system.scenarios.map(({name}) => [name, digestOf(traces(name)).slice(0, 8)]));
}

/**
 * What was observed is kept for the build, the sweeps and the tests after it, each a process of its own: together they ask ten times what took
 * a quarter of a minute to see. What a system does hangs on its own text and the engine's, and on nothing else.
 */
function observedOnce(system: System): Behaviour {
  const file = join(root, ".cache", "behaviour", `${system.name}-${digestOf(`${engine()}${textOf(system)}`)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Behaviour;
  const found = observed(system);
  mkdirSync(join(root, ".cache", "behaviour"), {recursive: true});
  // Another process may read it meanwhile: it is there whole, or not at all.
  const unnamed = `${file}.${process.pid}.${threadId}`;
  writeFileSync(unnamed, JSON.stringify(found));
  renameSync(unnamed, file);
  return found;
}

const textOf = (system: System): string =>
  JSON.stringify(system, (_, value: unknown) => (typeof value === "function" ? `${value}` : value));

let engineText: string | null = null;

function engine(): string {
  if (engineText !== null) return engineText;
  const folder = join(root, "src", "engine");
  const hash = createHash("sha256");
  for (const file of readdirSync(folder, {recursive: true, encoding: "utf8"}).sort())
    if (file.endsWith(".ts")) hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  engineText = hash.digest("hex");
  return engineText;
}

/** As many of a SHA-256 are kept. */
export const DIGITS = 16;
export const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, DIGITS);

/** Most scenarios to name; whoever has changed what all of them do knows it. */
const NAMED = 3;

/**
 * The scenarios in which a system behaves differently from when this was written, in words; null: none. One that no longer exists counts.
 */
export function behavesOtherwise(system: string, was: Behaviour, now: Behaviour): string | null {
  const others = Object.keys(was).filter((name) => was[name] !== now[name]);
  if (others.length === 0) return null;
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : "";
  return `${system} behaves in another way in ${others.slice(0, NAMED).join(", ")}${more}`;
}
