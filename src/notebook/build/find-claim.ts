import {existsSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
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
