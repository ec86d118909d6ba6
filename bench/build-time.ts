import {bareHeap} from "./heap.ts";
import {type Figure, perSecond, time} from "./measure.ts";
import {buildSite} from "./site.ts";

/** How long the whole site takes to build: every cell run, then Astro. On the clock, since it is the work of other programs. */
export function buildTime(): Figure[] {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  let status: number | null = null;
  const seconds =
    time(() => {
      status = buildSite();
    }) / 1000;
  return [
    {
      name: "build of the site",
      value: seconds,
      unit: "s",
      ratio: heap * seconds,
      target: null,
      holds: status === 0 ? null : false,
      detail: status === 0 ? "npm run build, on the clock" : `npm run build ended with ${status}`,
    },
  ];
}
