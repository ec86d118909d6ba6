import {createHash} from "node:crypto";
import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {ENGINE} from "../../src/engine/version.ts";

const FOLDER = join(import.meta.dirname, "../../src/engine");

/** Which engine makes a row: its version and a digest of its sources, so that rows of two engines never mix unseen. */
export function engineVersion(): string {
  const hash = createHash("sha256");
  const files = readdirSync(FOLDER, {recursive: true, encoding: "utf8"}).filter((file) => file.endsWith(".ts"));
  for (const file of files.map((name) => name.replaceAll("\\", "/")).sort())
    hash.update(`${file}\0${readFileSync(join(FOLDER, file), "utf8")}\0`);
  return `${ENGINE}+${hash.digest("hex").slice(0, 8)}`;
}
