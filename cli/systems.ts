import {existsSync, readdirSync} from "node:fs";
import {join} from "node:path";
import type {Patient} from "../src/engine/analysis/card.ts";
import type {System} from "../src/engine/model/system.ts";
import {Refusal} from "../src/engine/vocabulary.ts";

export const FOLDER = join(import.meta.dirname, "../src/engine/systems");

/** Systems are found, not registered: each folder that has an index. */
export const systemNames = (): string[] => readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, "index.ts")));

/** Loads one system by name. Refuses an unknown name, naming those there are. */
export async function loadSystem(name: string): Promise<System> {
  const names = systemNames();
  if (!names.includes(name)) throw new Refusal(`unknown system "${name}": one of ${names.join(", ")}`);
  return (await import(join(FOLDER, name, "index.ts"))).system as System;
}

/** Loads a system with the clusters that random schedules break: where they lie in a file of their own, no page needs them. */
export async function loadBreakable(name: string): Promise<System> {
  const system = await loadSystem(name);
  const path = join(FOLDER, name, "shapes.ts");
  return existsSync(path) ? {...system, fuzz: {...system.fuzz, shapes: (await import(path)).shapes}} : system;
}

/** Loads a system with the setups that the card compares: none where it has no such file. */
export async function loadCompared(name: string): Promise<Patient> {
  const system = await loadSystem(name);
  const path = join(FOLDER, name, "setups.ts");
  if (!existsSync(path)) return {system, setups: [], patience: () => ({})};
  const {setups, patience} = await import(path);
  return {system, setups, patience};
}
