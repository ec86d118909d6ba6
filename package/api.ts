/** The reference of the engine as pages of the site: made before each build, and before `npm run dev`. */
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {loadSystem, systemNames} from "../cli/systems.ts";
import {root} from "./compiler.ts";
import {readReference} from "./public-names.ts";
import {referenceOf} from "./reference.ts";
import {tablesOf} from "./systems.ts";

const {groups} = await readReference();
const systems = await Promise.all(systemNames().map(loadSystem));
mkdirSync(join(root, "src/content/docs/api"), {recursive: true});
write("api.md", "index.md", referenceOf(groups));
write("systems.md", "systems.md", `${systems.map(tablesOf).join("\n\n")}\n`);

/** A page whose beginning is written by hand; the rest is generated. */
function write(begins: string, file: string, text: string): void {
  writeFileSync(join(root, "src/content/docs/api", file), readFileSync(join(import.meta.dirname, "pages", begins), "utf8") + text);
}
