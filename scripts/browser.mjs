/** Finding a Chromium for the browser tests, and getting one where there is none; finding a Firefox and a WebKit, where they are. */
import {accessSync, constants, existsSync, readFileSync} from "node:fs";
import {delimiter, join} from "node:path";
import process from "node:process";
import {run, tool} from "./tools.mjs";

/** Names on the PATH, best first: what has no window to draw takes a fifth less; then Debian's, Ubuntu's, Google's, Microsoft's. */
const programs = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
];

/** Where the installers of macOS and Windows put theirs. */
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  `${process.env.ProgramFiles}\\Google\\Chrome\\Application\\chrome.exe`,
  `${process.env["ProgramFiles(x86)"]}\\Microsoft\\Edge\\Application\\msedge.exe`,
];

/** What to tell somebody who has no browser, in one line. */
export const howToInstall =
  "No browser found. Install Chromium or Chrome (Debian: apt-get install chromium-headless-shell), or name one: CHROME_PATH=/path/to/chrome npm test";

/**
 * Path of a Chromium: the one named by CHROME_PATH, else one of the system's, else Playwright's own; null without.
 * @returns {Promise<string | null>}
 */
export async function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named) return isProgram(named) ? named : null;
  const system = onPath(programs) ?? places.find(isProgram);
  if (system !== undefined) return system;
  const {chromium} = await import("playwright-core");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

/** Path of a Firefox, which is driven by itself; null without. */
export function findFirefox() {
  return onPath(["firefox-esr", "firefox"]);
}

/** Paths of WebKitGTK's driver, and of a screen without a monitor for its windows; null without either. */
export function findWebKit() {
  const [driver, screen] = [onPath(["WebKitWebDriver"]), onPath(["Xvfb"])];
  return driver === null || screen === null ? null : {driver, screen};
}

/** What is not looked at on this machine, and what would change that; null: all is. */
export function notLookedAt() {
  const missing = [
    {name: "Firefox", there: findFirefox() !== null, packages: "firefox-esr"},
    {name: "WebKit", there: findWebKit() !== null, packages: "webkit2gtk-driver xvfb"},
  ].filter(({there}) => !there);
  if (missing.length === 0) return null;
  const [names, packages] = [missing.map(({name}) => name).join(" and "), missing.map(({packages}) => packages).join(" ")];
  return `Not looked at, since not installed here: ${names} (Debian: apt-get install --no-install-recommends ${packages})`;
}

/**
 * The browser's path, after installing one if need be: Debian's package when root on Debian, else Playwright's. Null if there is none to be had.
 * @param {(text: string | Uint8Array) => void} [print]
 */
export async function installBrowser(print = (text) => void process.stdout.write(text)) {
  const found = await findBrowser();
  if (found !== null || process.env.CHROME_PATH) return found;
  if (rootOnDebian()) {
    print("Installing Chromium with apt-get …\n");
    const env = {DEBIAN_FRONTEND: "noninteractive"};
    const updated = await run("apt-get", ["update", "-qq"], {env, print});
    if (updated === 0)
      await run("apt-get", ["install", "-qq", "--yes", "--no-install-recommends", "chromium-headless-shell"], {env, print});
  } else {
    print("Installing Playwright's Chromium …\n");
    await tool("playwright-core", ["install", "chromium"], {print});
  }
  return findBrowser();
}

function rootOnDebian() {
  const release = "/etc/os-release";
  // Not ID_LIKE: Ubuntu's chromium package only points to a snap, which does not run in a container.
  return process.getuid?.() === 0 && existsSync(release) && /^ID=debian$/m.test(readFileSync(release, "utf8"));
}

/**
 * @param {readonly string[]} names
 * @returns {string | null}
 */
function onPath(names) {
  const all = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return all.find(isProgram) ?? null;
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
