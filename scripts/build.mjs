/** `npm run build`: the site as a folder of files under the base path BASE, in `dist` or the folder named by OUT. */
import process from "node:process";
import {tool} from "./tools.mjs";

/**
 * The steps in their order, each the command line of an installed package. A step that fails ends the build.
 * The notebook's step, which runs every cell and saves its outputs, comes before Astro: it needs a process of its own.
 */
const steps = [["astro", "build", "--outDir", process.env.OUT ?? "dist"]];

for (const [name = "", ...args] of steps) {
  const code = await tool(name, args);
  if (code !== 0) process.exit(code);
}
