import type {Plugin} from "vite";
import {type Chapter, readChapter} from "./chapters.ts";
import {colourModule} from "./colours.ts";
import {compile, complain} from "./compile.ts";

/** What is made from a chapter, by the query of the import. */
const made: {readonly [query: string]: (chapter: Chapter) => string | Promise<string>} = {
  cells: (chapter) => {
    const {code, complaints} = compile(chapter);
    const [first] = complaints;
    if (first !== undefined) throw new Error(complain(first));
    return code;
  },
  colours: colourModule,
};

/** Its modules by query: the page's bundle and those of its workers ask for the same ones. */
const modules = new WeakMap<Chapter, Map<string, string | Promise<string>>>();

function moduleOf(chapter: Chapter, query: string): string | Promise<string> {
  const of = modules.get(chapter) ?? new Map<string, string | Promise<string>>();
  modules.set(chapter, of);
  const code = of.get(query) ?? made[query]?.(chapter) ?? "";
  of.set(query, code);
  return code;
}

/** Vite plugin: `chapter.mdx?cells` is the module of a chapter's compiled cells, `chapter.mdx?colours` that of their sources in colour. */
export function compiledCells(): Plugin {
  return {
    name: "interregnum:cells",
    enforce: "pre",
    async resolveId(id, importer) {
      const [, file = "", query = ""] = /^(.*\.mdx)\?(\w+)$/.exec(id) ?? [];
      if (!(query in made)) return null;
      const found = await this.resolve(file, importer, {skipSelf: true});
      // The file ending is removed, too: what transforms `.mdx` must not find it.
      return found === null ? null : `\0${query}:${found.id.replace(/\.mdx$/, "")}`;
    },
    async load(id) {
      const [, query = "", stem = ""] = /^\0(\w+):(.*)$/s.exec(id) ?? [];
      if (!(query in made)) return null;
      const file = `${stem}.mdx`;
      this.addWatchFile(file);
      try {
        return {code: await moduleOf(readChapter(file), query), map: null};
      } catch (error) {
        this.error((error as Error).message);
      }
    },
  };
}
