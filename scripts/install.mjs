import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import process from "node:process";
import {nodeName, root, run} from "./tools.mjs";

/** Runs `npm ci` unless node_modules already holds what package-lock.json names. Exits with a line that says why if it cannot. */
export async function installPackages() {
  const missing = whatIsMissing();
  if (missing === null) return;
  console.log(`Installing packages (${missing}) …`);
  // On Windows npm is a .cmd file, which only a shell starts.
  const code = await run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    shell: process.platform === "win32",
  });
  const still = code === 0 ? whatIsMissing() : `npm ci ended with ${code}`;
  if (still === null) return;
  console.error(
    `Packages could not be installed: ${still}. Is the npm registry reachable? Are install scripts switched off (ignore-scripts)?`,
  );
  process.exit(1);
}

/**
 * The first thing that keeps node_modules from being what package-lock.json says, or null.
 * npm leaves in node_modules/.package-lock.json what it really put there: comparing the two needs no stamp of our own.
 */
function whatIsMissing() {
  const placed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(placed)) return "none yet";
  const wanted = packages(join(root, "package-lock.json"));
  const have = packages(placed);
  for (const [path, {version, optional}] of Object.entries(wanted)) {
    if (path === "" || have[path]?.version === version) continue;
    // Binaries for other platforms are optional, and rightly absent.
    if (have[path] !== undefined || !optional) return `${path.replace(/^.*node_modules\//, "")} ${version} is not there`;
  }
  return existsSync(join(root, "node_modules", "node", "bin", nodeName))
    ? null
    : "Node 24 is not there: the install script of `node` did not run";
}

/**
 * @param {string} lockfile
 * @returns {Record<string, {version: string, optional?: boolean}>}
 */
function packages(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages;
}
