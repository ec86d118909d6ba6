import {spawnSync} from "node:child_process";
import {rmSync} from "node:fs";
import {join} from "node:path";
import {bareHeap} from "./heap.ts";
import {type Figure, perSecond, time} from "./measure.ts";

/** How long the whole site takes to build: every cell run, then Astro. */
export function buildTime(): Figure[] {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  const root = join(import.meta.dirname, "..");
  const out = join(root, ".cache", "bench-site");
  rmSync(out, {recursive: true, force: true});
  let status: number | null = null;
  const ms = time(() => {
    ({status} = spawnSync(process.execPath, ["scripts/build.mjs"], {
      cwd: root,
      env: {...process.env, OUT: out},
      stdio: ["ignore", "ignore", "inherit"],
    }));
  });
  rmSync(out, {recursive: true, force: true});
  const seconds = ms / 1000;
  return [
    {
      name: "build of the site",
      value: seconds,
      unit: "s",
      ratio: heap * seconds,
      target: null,
      holds: status === 0 ? null : false,
      detail: status === 0 ? "npm run build" : `npm run build ended with ${status}`,
    },
  ];
}
