import {availableParallelism} from "node:os";
import {defineConfig} from "vitest/config";
import {DEPTH} from "./tests/depth.ts";

/**
 * One project a suite, one folder a project: `vitest run --project unit`. What each is for stands in README.md, "Tests".
 * Every project is plain Node; what needs a document makes its own (jsdom), what needs a browser starts one (tests/site).
 */
const suites = {
  house: ["tests/house.test.ts", "tests/house/**/*.test.ts"],
  unit: ["tests/{engine,words,cli,bench,package,scripts,views,notebook}/**/*.test.ts"],
  flow: ["tests/flows/**/*.test.ts"],
  property: ["tests/property/**/*.test.ts"],
  browser: ["tests/site/**/*.test.ts"],
};

/** A deep run tries ten times as many seeds, in tests of one length as in those of another. */
const deeper = Math.max(1, 10 * DEPTH);

export default defineConfig({
  test: {
    projects: Object.entries(suites).map(([name, include]) => ({
      test: {
        name,
        include,
        environment: "node",
        // A browser page or a thousand runs outlast the five seconds meant for a function.
        testTimeout: {house: 240_000, unit: 60_000 * deeper, flow: 20_000, property: 600_000, browser: 120_000}[name] ?? 5_000,
        hookTimeout: name === "browser" ? 300_000 : 120_000,
        // What a page is waited for is waited for on a busy machine, too; the default of a second is a guess at its speed.
        expect: {poll: {timeout: 30_000}},
        // A worker a core: unless told so Vitest leaves one of two cores idle.
        maxWorkers: availableParallelism(),
        // The files of a worker share what they import, warm, and one browser: to load it anew for each file was half of the time. No file may
        // leave anything behind in a module; `npx vitest run --sequence.shuffle.files` shows one that does.
        isolate: false,
        // Node itself loads what is tested, as the command line does. Through Vite's module runner a run takes nearly twice as long.
        experimental: {viteModuleRunner: false},
      },
    })),
  },
});
