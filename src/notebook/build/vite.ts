import type {Plugin} from "vite";
import {readChapter} from "./chapters.ts";
import {compile, complain} from "./compile.ts";

const query = "?cells";
const prefix = "\0cells:";

/** Vite plugin: `chapter.mdx?cells` is the module of a chapter's compiled cells. */
export function compiledCells(): Plugin {
  return {
    name: "interregnum:cells",
    enforce: "pre",
    async resolveId(id, importer) {
      if (!id.endsWith(`.mdx${query}`)) return null;
      const found = await this.resolve(id.slice(0, -query.length), importer, {skipSelf: true});
      // The ending goes too: who transforms `.mdx` must not find it.
      return found === null ? null : prefix + found.id.replace(/\.mdx$/, "");
    },
    load(id) {
      if (!id.startsWith(prefix)) return null;
      const file = `${id.slice(prefix.length)}.mdx`;
      this.addWatchFile(file);
      const {code, complaints} = compile(readChapter(file));
      const [first] = complaints;
      if (first !== undefined) this.error(complain(first));
      return {code, map: null};
    },
  };
}
