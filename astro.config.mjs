import process from "node:process";
import {fileURLToPath} from "node:url";
import {unified} from "@astrojs/markdown-remark";
import mdx from "@astrojs/mdx";
import starlight from "@astrojs/starlight";
import {defineConfig} from "astro/config";
import {normaliseBase} from "./scripts/base.mjs";
import {gallery} from "./scripts/gallery.mjs";
import {offline} from "./scripts/offline.mjs";
import {notebookFiles} from "./src/notebook/build/ipynb-files.ts";
import {leanCompilers} from "./src/notebook/build/lean-compilers.ts";
import {cellsFromFences} from "./src/notebook/build/remark.ts";
import {tablesWithinReach} from "./src/notebook/build/tables.ts";
import {shikiThemes} from "./src/notebook/build/themes.ts";
import {compiledCells} from "./src/notebook/build/vite.ts";

// `npm run dev` reads this file before it reports anything; the other scripts set the same.
process.env.ASTRO_TELEMETRY_DISABLED = "1";

/**
 * Plugins of the notebook, in order: fences marked `cell` become cells here, and tables can be reached.
 * @type {import("@astrojs/markdown-remark").RemarkPlugins}
 */
const remarkPlugins = [cellsFromFences, tablesWithinReach];

/**
 * Two files instead of some twenty-five: what every first touch of a cell fetches, the engine with what all systems share, and the pictures over
 * time. On a slow line each small file waits for its turn.
 */
const fetchedTogether = [
  {
    name: "run",
    test: /\/src\/engine\/(?:(?:run|simulate|subject|define|analysis\/(?:measures|spans|sweep)|model\/operation)|systems\/(?:catalogue|claims|fuzz-machine|numbered))\.ts$/,
    priority: 2,
  },
  // What fetches further files is asked for by every page: it must not bring the pictures with it.
  {name: "preload-helper", test: /vite\/preload-helper/, priority: 3},
  {name: "figure", test: /\/src\/views\/(?:space-time|reigns)\.ts$/, priority: 1},
];

export default defineConfig({
  // Only for absolute addresses (sitemap, canonical links); without it the site has none and works anywhere.
  ...(process.env.SITE ? {site: process.env.SITE} : {}),
  base: normaliseBase(process.env.BASE),
  // In the page a stylesheet would weigh on every chapter anew.
  build: {inlineStylesheets: "never"},
  // A static host redirects a folder to its slash; a link that has it already saves the way.
  trailingSlash: "always",
  markdown: {
    // Astro's default processor takes no remark plugins.
    processor: unified({remarkPlugins}),
    // One pair of themes for cells, quoted source and editor.
    shikiConfig: {themes: shikiThemes, defaultColor: false},
  },
  vite: {
    plugins: [compiledCells(), leanCompilers()],
    // A worker comes to the cells it computes for by the same module as the page.
    worker: {format: "es", plugins: () => [compiledCells(), leanCompilers()]},
    // Starlight's import of the search interface, and it alone: `search.ts` fetches the real one by its file.
    resolve: {alias: [{find: /^@pagefind\/default-ui$/, replacement: fileURLToPath(new URL("src/components/search.ts", import.meta.url))}]},
    environments: {client: {build: {rolldownOptions: {output: {codeSplitting: {groups: fetchedTogether}}}}}},
    // Astro's MDX modules carry a directive that only Astro reads; without this each page costs the log a paragraph.
    // A script in the page would weigh on every chapter anew.
    build: {assetsInlineLimit: 0, rolldownOptions: {checks: {moduleLevelDirective: false}}},
  },
  integrations: [
    starlight({
      title: "Interregnum",
      description: "An executable course on how distributed systems elect a leader, lose it, and find the next one.",
      // Shiki alone highlights: Expressive Code would bring a second pair of themes and a script of its own.
      expressiveCode: false,
      // A picture of a link at each heading weighed a kilobyte in a chapter; the list of contents has those links.
      markdown: {headingLinks: false},
      customCss: [
        "./src/styles/fonts.css",
        "./src/styles/essay.css",
        "./src/styles/code.css",
        "./src/views/theme.css",
        "./src/views/figure.css",
        "./src/views/stage.css",
        "./src/views/controls.css",
        "./src/views/cluster.css",
        "./src/views/faults.css",
        "./src/views/compare.css",
        "./src/views/waterfall.css",
        "./src/views/verdict.css",
        "./src/views/score-card.css",
        "./src/views/strips.css",
        "./src/views/lights.css",
        "./src/views/branches.css",
        "./src/views/history.css",
        "./src/styles/config.css",
        "./src/styles/scenario.css",
        "./src/styles/dialogs.css",
        "./src/styles/print.css",
      ],
      components: {Footer: "./src/components/PageFoot.astro"},
      locales: {root: {label: "English", lang: "en"}},
      sidebar: [
        {label: "The course", link: "/"},
        {label: "How to read this notebook", link: "/notebook/"},
        {label: "From nothing", link: "/from-nothing/"},
        {
          label: "ZooKeeper",
          items: [
            {label: "Elections and writes", link: "/zookeeper/"},
            {label: "In operation", link: "/zookeeper-operating/"},
          ],
        },
        {
          label: "Redis Sentinel",
          items: [
            {label: "Elections and losses", link: "/redis/"},
            {label: "In operation", link: "/redis-operating/"},
          ],
        },
        {
          label: "Kafka",
          items: [
            {label: "Who leads", link: "/kafka/"},
            {label: "What is kept", link: "/kafka-records/"},
            {label: "Without ZooKeeper", link: "/kafka-kraft/"},
          ],
        },
        {
          label: "RabbitMQ",
          items: [
            {label: "Mirrored queues", link: "/rabbitmq/"},
            {label: "Quorum queues", link: "/rabbitmq-quorum/"},
          ],
        },
        {
          label: "Eureka",
          items: [
            {label: "Nobody leads", link: "/eureka/"},
            {label: "Apart and back", link: "/eureka-apart/"},
          ],
        },
        {label: "CAP, measured", link: "/cap/"},
        {label: "The notes", link: "/notes/"},
        {label: "Glossary", link: "/glossary/"},
        {label: "The rules of the models", link: "/rules/"},
        {label: "Is this history right?", link: "/history/"},
        {label: "Sweeps on a cluster", link: "/sweeps/"},
        {
          label: "API",
          items: [
            {label: "Public names", link: "/api/"},
            {label: "Systems", link: "/api/systems/"},
          ],
        },
      ],
    }),
    mdx(),
    offline(),
    // After it: a file to take away is fetched when it is asked for.
    notebookFiles(),
    gallery(),
  ],
});
