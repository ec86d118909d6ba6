/** A worker in which an edited cell is tried out before the page runs it. */
import {Refusal} from "../engine/vocabulary.ts";
import type {ChapterModule} from "./element.ts";
import {type RecordedFile, recordedFrom} from "./recorded.ts";
import {hear} from "./rehearsal-room.ts";
import type {Trial, Verdict} from "./sandbox.ts";

const chapters = import.meta.glob<ChapterModule>("../content/docs/**/*.mdx", {query: "?cells"});
const recordings = import.meta.glob<RecordedFile>("../../data/recordings/*.json", {import: "default"});

async function recorded(name: string) {
  const file = await recordings[`../../data/recordings/${name}.json`]?.();
  if (file === undefined) throw new Refusal(`recorded("${name}"): this site has no such recording`);
  return recordedFrom(file);
}

addEventListener("message", async ({data}: MessageEvent<Trial>) => {
  const answer = (verdict: Verdict): void => postMessage(verdict);
  const module = await chapters[`../content/docs/${data.chapter}.mdx`]?.();
  if (module === undefined)
    answer({kind: "failed", cell: data.cell, problem: {line: null, says: `no compiled cells for chapter ${data.chapter}`}});
  else await hear(data, {...module, recorded}, answer);
});
