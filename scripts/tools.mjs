/**
 * Starting the tools of the house with the Node they need.
 * This and every file it imports run under the system's Node (20 or newer) before anything is installed: only `node:*` here.
 */
import {spawn} from "node:child_process";
import {createRequire} from "node:module";
import {delimiter, dirname, join} from "node:path";
import process from "node:process";
import {fileURLToPath} from "node:url";

/** The folder of package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * npm puts node_modules/.bin first on the PATH of its scripts; so do we for a script that was started without npm. What Node has compiled once,
 * and what it took the types out of, it finds again.
 */
function environment() {
  const bin = join(root, "node_modules", ".bin");
  const kept = {ASTRO_TELEMETRY_DISABLED: "1", NODE_COMPILE_CACHE: join(root, ".cache", "node")};
  return {...process.env, ...kept, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`};
}

/**
 * @typedef {{
 *   env?: NodeJS.ProcessEnv,
 *   shell?: boolean,
 *   print?: (text: Buffer) => void,
 * }} Options `print` is given what the command prints, which otherwise goes where this process prints.
 */

/**
 * Runs a command to its end and answers with its exit code; a command killed by a signal counts as failed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, {env = {}, shell = false, print} = {}) {
  return new Promise((resolve, reject) => {
    const output = print === undefined ? "inherit" : "pipe";
    const child = spawn(command, args, {cwd: root, env: {...environment(), ...env}, stdio: ["ignore", output, output], shell});
    if (print !== undefined) for (const stream of [child.stdout, child.stderr]) stream?.on("data", print);
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/**
 * Runs the command-line program of an installed package under Node 24.
 * @param {string} name of the package
 * @param {readonly string[]} args
 * @param {Options} [options]
 */
export function tool(name, args, options) {
  const require = createRequire(join(root, "package.json"));
  const manifest = join(root, "node_modules", name, "package.json");
  const {bin} = require(manifest);
  const script = typeof bin === "string" ? bin : (bin[name.split("/").at(-1) ?? name] ?? Object.values(bin)[0]);
  return run(join(root, "node_modules", "node", "bin", nodeName), [join(dirname(manifest), script), ...args], options);
}

/** What the `node` package calls its program here. */
export const nodeName = process.platform === "win32" ? "node.exe" : "node";
