import {existsSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {build, type Rolldown} from "vite";

const root = join(import.meta.dirname, "..");
const SYSTEMS = join(root, "src/engine/systems");

/** Systems by name, each with the module that exports it as `system`. */
export type Modules = Readonly<Record<string, string>>;

/** Systems are found, not registered; and with them the one that only tests know, of processes that talk. */
export function findSystems(): Modules {
  const names = readdirSync(SYSTEMS).filter((name) => existsSync(join(SYSTEMS, name, "index.ts")));
  const found = names.map((name) => [name, join(SYSTEMS, name, "index.ts")] as const);
  return Object.fromEntries([["kernel", join(root, "tests/engine/kernel/scenes.ts")], ...found]);
}

/**
 * The engine with these systems as one plain script, for JavaScript engines that know neither modules nor TypeScript. It sets the global
 * `traceHash(system, scenario, seed, events)`, which runs a scenario of that name, or so many first events of it, and answers with its hash.
 */
export async function bundle(modules: Modules = findSystems()): Promise<string> {
  const entry = "virtual:engine";
  const built = await build({
    configFile: false,
    root,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: {entry, formats: ["iife"], name: "engine"},
    },
    plugins: [
      {
        name: "engine",
        // Vite makes a path of the entry.
        resolveId: (id) => (id.endsWith(entry) ? `\0${entry}` : null),
        load: (id) => (id === `\0${entry}` ? entryOf(modules) : null),
      },
    ],
  });
  const [output] = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  const chunk = output?.output[0];
  if (chunk?.type !== "chunk") throw new Error("the bundle of the engine has no chunk");
  return chunk.code;
}

function entryOf(modules: Modules): string {
  const names = Object.keys(modules);
  const imports = names.map((name, i) => `import {system as system${i}} from ${JSON.stringify(modules[name])};`);
  const table = names.map((name, i) => `${JSON.stringify(name)}: system${i}`).join(", ");
  return `import {openingHash, wholeHash} from ${JSON.stringify(join(root, "tests/engine/determinism/trace-hash.ts"))};
${imports.join("\n")}
const systems = {${table}};
globalThis.traceHash = (name, scenario, seed, events) =>
  events === null ? wholeHash(systems[name], scenario, seed) : openingHash(systems[name], scenario, seed, events);
`;
}
