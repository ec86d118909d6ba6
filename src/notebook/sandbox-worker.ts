/** A worker in which an edited cell is tried out before the page runs it. */
import type {ChapterModule} from "./element.ts";
import {hear} from "./rehearsal-room.ts";
import type {Trial, Verdict} from "./sandbox.ts";

const chapters = import.meta.glob<ChapterModule>("../content/docs/**/*.mdx", {query: "?cells"});

addEventListener("message", async ({data}: MessageEvent<Trial>) => {
  const answer = (verdict: Verdict): void => postMessage(verdict);
  const module = await chapters[`../content/docs/${data.chapter}.mdx`]?.();
  if (module === undefined)
    answer({kind: "failed", cell: data.cell, problem: {line: null, says: `no compiled cells for chapter ${data.chapter}`}});
  else await hear(data, module, answer);
});
