import {existsSync, readdirSync} from "node:fs";
import {join} from "node:path";
import type {System} from "../src/engine/model/system.ts";
import {Refusal} from "../src/engine/vocabulary.ts";

export const FOLDER = join(import.meta.dirname, "../src/engine/systems");

/** Systems are found, not registered: each folder that has an index. */
export const systemNames = (): string[] => readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, "index.ts")));

/** The same system with the setups that the card compares, which no page needs to simulate: none where it has no such file. */
export async function withSetups(system: System): Promise<System> {
  const path = join(FOLDER, system.name, "setups.ts");
  return existsSync(path) ? {...system, setups: (await import(path)).setups} : system;
}

/** Loads one system by name. Refuses an unknown name, naming those there are. */
export async function loadSystem(name: string): Promise<System> {
  const names = systemNames();
  if (!names.includes(name)) throw new Refusal(`unknown system "${name}": one of ${names.join(", ")}`);
  return (await import(join(FOLDER, name, "index.ts"))).system as System;
}
