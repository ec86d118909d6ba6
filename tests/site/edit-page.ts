import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import type {Browser, Page} from "playwright-core";
import {build} from "vite";
import {serve} from "../../scripts/serve.mjs";
import {readChapter} from "../../src/notebook/build/chapters.ts";
import {leanCompilers} from "../../src/notebook/build/lean-compilers.ts";
import {compiledCells} from "../../src/notebook/build/vite.ts";
import {openBrowser} from "./chromium.ts";

const root = join(import.meta.dirname, "../..");
const chapter = join(root, "src/content/docs/zookeeper.mdx");

const source = (file: string): string => JSON.stringify(join(root, "src/notebook", file));

/** What the page of the test does: it has what a first touch brings, and fetches the editing, with its limit, when it is asked to. */
const entry = `
const [{cells, systems}, {wordsIn}] = await Promise.all([
  import(${JSON.stringify(`${chapter}?cells`)}), import(${source("../words/languages.ts")}), import(${source("page/live-page.ts")}),
]);
const words = await wordsIn(document.documentElement.lang);
window.replaced = [];
window.fetchEditing = async (limitMs) => {
  const {editing} = await import(${source("edit/editing.ts")});
  window.editing = editing({
    document, chapter: "zookeeper", module: {cells, systems}, words,
    inputs: () => ({}),
    replace: (cell) => window.replaced.push(cell.id),
    runs: () => {},
    typed: () => {},
    told: (edited) => { window.edited = edited; },
  }, limitMs);
};
window.touched = true;
`;

/** One visit: a page of its own. */
export interface EditVisit {
  readonly page: Page;
  readonly errors: readonly string[];
  /** Bytes of script, gzipped, that the page and its workers have fetched. */
  readonly bytes: () => number;
}

export interface EditSite {
  visit<T>(look: (visit: EditVisit) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A page with the cells of the ZooKeeper chapter and their sources, without the rest of the site, in Chromium. */
export async function openEditSite(): Promise<EditSite> {
  const folder = mkdtempSync(join(tmpdir(), "interregnum-edit-"));
  await build({
    configFile: false,
    root,
    logLevel: "error",
    base: "./",
    build: {
      outDir: folder,
      emptyOutDir: true,
      modulePreload: false,
      rolldownOptions: {input: "virtual:edit", output: {entryFileNames: "edit.js"}},
    },
    worker: {format: "es", plugins: () => [compiledCells(), leanCompilers()]},
    plugins: [
      compiledCells(),
      leanCompilers(),
      {
        name: "edit",
        resolveId: (id) => (id.endsWith("virtual:edit") ? "\0edit.js" : null),
        load: (id) => (id === "\0edit.js" ? entry : null),
      },
    ],
  });
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const cells = readChapter(chapter).cells.map(
    ({id, source}) =>
      `<section id="${id}"><details class="cell-source"><summary>Source</summary><pre tabindex="0"><code>${escaped(source)}</code></pre></details></section>`,
  );
  writeFileSync(
    join(folder, "index.html"),
    `<!doctype html><title>Edit</title>${cells.join("")}<script type="module" src="./edit.js"></script>`,
  );
  const server = await serve(folder, {base: "/", port: 0});
  const browser = await openBrowser();
  return {
    visit: (look) => visit(browser, server.url, folder, look),
    close: async () => {
      await server.close();
      rmSync(folder, {recursive: true});
    },
  };
}

async function visit<T>(browser: Browser, url: string, folder: string, look: (visit: EditVisit) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    const fetched = new Set<string>();
    context.on("response", (response) => {
      const {pathname} = new URL(response.url());
      if (pathname.endsWith(".js")) fetched.add(pathname);
    });
    await page.goto(url);
    await page.waitForFunction(() => "touched" in window);
    const bytes = () => [...fetched].reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length, 0);
    return await look({page, errors, bytes});
  } finally {
    await context.close();
  }
}
