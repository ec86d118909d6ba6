import type {Artefact} from "../cells/rows.ts";

/** The committed rows of every chapter, each fetched when it is asked for. Their list alone is longer than most cells: it comes with the first. */
const files = import.meta.glob<Artefact>(["../../../data/**/*.json", "!../../../data/recordings/*", "!../../../data/card/*"], {
  import: "default",
});

/** Of a chapter's sweep, by the name of its rows; null: there are none. */
export const committedRows = async (chapter: string, rows: string): Promise<Artefact | null> =>
  (await files[`../../../data/${chapter}/${rows}.json`]?.()) ?? null;
