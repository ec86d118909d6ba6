import {spawnSync} from "node:child_process";
import {existsSync, rmSync} from "node:fs";
import {join} from "node:path";
import {testSite} from "../scripts/base.mjs";
import {installBrowser} from "../scripts/browser.mjs";
import {openSite, type Site} from "../tests/site/chromium.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, testSite.folder);

/** Builds the site that the benches of the page look at, anew. @returns the exit code of the build. */
export function buildSite(): number | null {
  rmSync(folder, {recursive: true, force: true});
  const {status} = spawnSync(process.execPath, ["scripts/build.mjs"], {
    cwd: root,
    env: {...process.env, BASE: testSite.base, OUT: testSite.folder},
    stdio: ["ignore", "ignore", "inherit"],
  });
  return status;
}

/** The site in Chromium; builds the one and installs the other where there is none. */
export async function siteInChromium(flags: readonly string[] = [], gzip = false): Promise<Site> {
  if (!existsSync(join(folder, "index.html"))) buildSite();
  await installBrowser();
  return openSite(flags, gzip);
}
