/** `npm start`: install what is missing, build the course, serve it. Ends with Ctrl-C. */
import process from "node:process";
import {normaliseBase} from "./base.mjs";
import {installPackages} from "./install.mjs";
import {serve} from "./serve.mjs";
import {root, run} from "./tools.mjs";

const port = Number(process.env.PORT ?? 4321);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT=${process.env.PORT}: must be a whole number from 0 to 65535 (0 takes any free port)`);
  process.exit(2);
}

await installPackages();
const built = await run(process.execPath, ["scripts/build.mjs"], {env: {OUT: "dist"}});
if (built !== 0) process.exit(built);

try {
  const {url} = await serve(`${root}/dist`, {base: normaliseBase(process.env.BASE), port});
  console.log(`\nInterregnum is at ${url} (Ctrl-C ends it)`);
} catch (error) {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE") throw error;
  console.error(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`);
  process.exit(1);
}
