import type {RecordedFile} from "./recorded.ts";

/** What every recording was compared with, each fetched when it is asked for. Their list comes with the first. */
const files = import.meta.glob<RecordedFile>("../../../data/recordings/*.json", {import: "default"});

/** By the recording's name; null: there is none. */
export const committedRecording = async (name: string): Promise<RecordedFile | null> =>
  (await files[`../../../data/recordings/${name}.json`]?.()) ?? null;
