/** `npm run bench`: install what is missing, then measure under Node 24. Arguments are the bench's own. */
import {join} from "node:path";
import process from "node:process";
import {installPackages} from "./install.mjs";
import {nodeName, root, run} from "./tools.mjs";

await installPackages();
process.exitCode = await run(join(root, "node_modules", "node", "bin", nodeName), ["bench/bench.ts", ...process.argv.slice(2)]);
