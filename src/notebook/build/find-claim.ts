import {existsSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {wilson} from "../../engine/analysis/wilson.ts";
import type {Claim} from "../../engine/model/claim.ts";
import {root} from "./chapters.ts";

/** The claim of that id, `zookeeper/no-committed-write-lost`; else what is wrong, as one line. */
export async function claim(id: string): Promise<Claim | string> {
  const tag = `<Claim id="${id}">`;
  const [system = ""] = id.split("/");
  const path = `src/engine/systems/${system}/claims.ts`;
  if (!/^[a-z][a-z0-9]*\/[a-z0-9-]+$/.test(id)) return `${tag}: an id is a system and a name, as in zookeeper/one-leader`;
  if (!existsSync(join(root, path))) return `${tag}: there is no ${path}, where its check would be`;
  const {claims} = (await import(/* @vite-ignore */ pathToFileURL(join(root, path)).href)) as {claims: readonly Claim[]};
  const found = claims.find((entry) => entry.id === id);
  return found ?? `${tag}: ${path} has no such claim; it has ${claims.map((entry) => entry.id).join(", ")}`;
}

/** Of a claim that must hold in each of its runs: how many those are, and the share of exceptions that they still allow with 95 %. */
export interface Bound {
  readonly seeds: number;
  readonly most: number;
}

/** What so many runs without an exception are worth; else what is wrong, as one line. */
export async function boundOf(id: string): Promise<Bound | string> {
  const found = await claim(id);
  if (typeof found === "string") return found.replace("<Claim id=", "<Bound of=");
  if ("share" in found || "median" in found) return `<Bound of="${id}" />: its check allows exceptions, and says how many`;
  return {seeds: found.seeds, most: wilson(0, found.seeds).high};
}
