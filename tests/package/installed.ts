import {execFileSync} from "node:child_process";
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import process from "node:process";

const root = join(import.meta.dirname, "../..");

/** A folder of somebody else's, in which the packed package is installed, and nothing but what it says that it needs. */
export interface Installed {
  readonly folder: string;
  /** What was packed, by path. */
  readonly files: readonly string[];
}

/**
 * Packs the package and installs it as npm would, but for the network: what it depends on is linked from here. The examples lie beside it.
 */
export function install(): Installed {
  // Where a temporary folder is itself a link, Node would not find what lies beside the package.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "interregnum-")));
  const own = join(folder, "node_modules/interregnum");
  const shell = process.platform === "win32";
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {cwd: root, shell, stdio: ["ignore", "ignore", "inherit"]});
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "";
  mkdirSync(own, {recursive: true});
  execFileSync("tar", ["-xzf", join(folder, tarball), "-C", own, "--strip-components=1"]);
  const {dependencies} = JSON.parse(readFileSync(join(own, "package.json"), "utf8")) as {dependencies: {[name: string]: string}};
  for (const name of Object.keys(dependencies))
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  cpSync(join(root, "examples"), folder, {recursive: true});
  const files = readdirSync(own, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
  return {
    folder,
    files: files
      .map(({parentPath, name}) =>
        join(parentPath, name)
          .slice(own.length + 1)
          .replaceAll("\\", "/"),
      )
      .sort(),
  };
}

/** What a script in that folder prints, line by line. */
export function printed({folder}: Installed, script: string): string[] {
  return execFileSync(process.execPath, [script], {cwd: folder, encoding: "utf8"}).trimEnd().split("\n");
}
