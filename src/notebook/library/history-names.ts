import type {HistoryOperation} from "../../engine/checking/consistency/history.ts";
import type {Model} from "../../engine/checking/consistency/model.ts";
import type {HistoryEditor} from "../../views/history-editor.ts";
import type {HistoryFile} from "./history-file.ts";
import type {Drawn} from "./view-names.ts";

/** What a cell may ask of a history: `linearizable(models.register(0), history).verdict`. */
export interface HistoryNames {
  readonly linearizable: typeof import("../../engine/checking/consistency/linearizable.ts").linearizable;
  readonly models: typeof import("../../engine/checking/consistency/models.ts").models;
  readonly leastStaleness: typeof import("../../engine/checking/consistency/bounded-staleness.ts").leastStaleness;
}

interface PictureOptions {
  readonly model: Model;
  readonly title?: string;
  readonly caption?: string;
  /** At most so many operations, those around the one that breaks it; 40 unless said. */
  readonly most?: number;
  /** Its times are those of a run. */
  readonly inTicks?: boolean;
}

/** What draws of it. */
export interface HistoryViews {
  /** Who did what when, an order in which it can have happened, and what breaks it. */
  readonly historyTimeline: (history: readonly HistoryOperation[], options: PictureOptions) => HTMLElement;
  /** The same to drag: an input whose value is the operations. */
  readonly historyEditor: (history: readonly HistoryOperation[], options: PictureOptions & {readonly until?: number}) => HistoryEditor;
  /** A history out of a file of the reader's, which stays in the page; its value is what was found, null while there is no file. */
  readonly historyFile: () => HistoryFile;
}

export const historyNames: {readonly [name in keyof HistoryNames]: () => Promise<HistoryNames[name]>} = {
  linearizable: async () => (await import("../../engine/checking/consistency/linearizable.ts")).linearizable,
  models: async () => (await import("../../engine/checking/consistency/models.ts")).models,
  leastStaleness: async () => (await import("../../engine/checking/consistency/bounded-staleness.ts")).leastStaleness,
};

export const historyViews: Drawn<HistoryViews> = {
  historyTimeline: async ({document, words}) => {
    const [{historyTimeline}, {timelineOf}, {linearizable}] = await Promise.all([
      import("../../views/history.ts"),
      import("../../engine/checking/consistency/timeline.ts"),
      import("../../engine/checking/consistency/linearizable.ts"),
    ]);
    return (history, {model, most = 40, ...options}) =>
      historyTimeline(timelineOf(history, linearizable(model, history), {model, most}), {document, words, ...options});
  },
  historyEditor: async ({document, words}) => {
    const [{historyEditor}] = await Promise.all([import("../../views/history-editor.ts")]);
    return (history, options) => historyEditor(history, {document, words, ...options});
  },
  historyFile: async ({document, words}) => {
    const [{historyFile}] = await Promise.all([import("./history-file.ts")]);
    return () => historyFile({document, words});
  },
};
