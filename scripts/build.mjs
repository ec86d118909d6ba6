/** `npm run build`: the site as a folder of files under the base path BASE, in `dist` or the folder named by OUT. */
import {join} from "node:path";
import process from "node:process";
import {nodeName, root, run, tool} from "./tools.mjs";

const node24 = join(root, "node_modules", "node", "bin", nodeName);

/**
 * The steps in their order. A step that fails ends the build.
 * The notebook's, which runs every cell and saves its outputs, comes before Astro: it needs a process of its own, and Node 24.
 */
const steps = [() => run(node24, ["src/notebook/build/main.ts"]), () => run(node24, ["package/api.ts"]), astro];

/** Astro ends well although a part of it has only logged an error, and the page that it spoke of is not there. */
async function astro() {
  let log = "";
  const print = (/** @type {Buffer} */ text) => {
    process.stdout.write(text);
    log += text;
  };
  const code = await tool("astro", ["build", "--outDir", process.env.OUT ?? "dist"], {print});
  if (code !== 0 || !log.includes("[ERROR]")) return code;
  process.stderr.write("the build is not whole: see [ERROR] above\n");
  return 1;
}

for (const step of steps) {
  const code = await step();
  if (code !== 0) process.exit(code);
}
