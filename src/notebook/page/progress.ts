import {said} from "../../words/en/cells.ts";
import type {Said} from "../../words/message.ts";

/** How far a reader has come. It stays in the browser; what is written is what can be taken away. */
export interface Progress {
  readonly version: 1;
  readonly chapters: {readonly [chapter: string]: "begun" | "done"};
  readonly predictions: {readonly [id: string]: Prediction};
  readonly exercises: {readonly [id: string]: Attempt};
}

export interface Prediction {
  readonly answer: string;
  readonly right: boolean;
}

export interface Attempt {
  readonly tries: number;
  readonly hints: number;
  readonly solved: boolean;
}

/** What a chapter asks of its reader, by id. */
export interface Asked {
  readonly predictions: readonly string[];
  readonly exercises: readonly string[];
}

/**
 * A chapter is begun with the first answer or attempt. It is done when all its exercises are solved; where it has none, when all its
 * predictions are answered. One that asks nothing is done by being read to its end, which answers cannot tell.
 */
export function isDone({predictions, exercises}: Progress, asked: Asked): boolean {
  if (asked.exercises.length > 0) return asked.exercises.every((id) => exercises[id]?.solved ?? false);
  return asked.predictions.length > 0 && asked.predictions.every((id) => id in predictions);
}

export const noProgress: Progress = {version: 1, chapters: {}, predictions: {}, exercises: {}};

/** The name under which the browser keeps it. */
const KEY = "interregnum";
/** Far more than any reader leaves behind. */
const LONGEST = 1_000_000;

/** The part of the browser's storage that is used. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface ProgressBook {
  readonly now: () => Progress;
  readonly begin: (chapter: string) => void;
  readonly finish: (chapter: string) => void;
  /** The first answer counts: a prediction is made before its run. */
  readonly predict: (id: string, answer: string, right: boolean) => void;
  readonly attempt: (id: string, solved: boolean) => void;
  readonly hint: (id: string, hints: number) => void;
  /** All of it as text, for a file. */
  readonly text: () => string;
  /** Takes what such a file holds beside what there is. Answers with what of it was refused, one line each. */
  readonly take: (text: string) => readonly Said[];
  readonly erase: () => void;
}

/** The book of one reader. A browser that keeps nothing (null, or full) makes it last as long as its page. */
export function progressBook(shelf: Shelf | null): ProgressBook {
  let current = readShelf(shelf);
  const write = (next: Progress) => {
    current = next;
    try {
      shelf?.setItem(KEY, JSON.stringify(next));
    } catch {
      // A full or forbidden storage takes nothing from the page that is open.
    }
  };
  const attemptOf = (id: string): Attempt => current.exercises[id] ?? {tries: 0, hints: 0, solved: false};
  const exercise = (id: string, attempt: Attempt) => write({...current, exercises: {...current.exercises, [id]: attempt}});
  return {
    now: () => current,
    begin: (chapter) => {
      if (current.chapters[chapter] === undefined) write({...current, chapters: {...current.chapters, [chapter]: "begun"}});
    },
    finish: (chapter) => write({...current, chapters: {...current.chapters, [chapter]: "done"}}),
    predict: (id, answer, right) => {
      if (current.predictions[id] === undefined) write({...current, predictions: {...current.predictions, [id]: {answer, right}}});
    },
    attempt: (id, solved) => {
      const {tries, hints, solved: before} = attemptOf(id);
      exercise(id, {tries: tries + 1, hints, solved: before || solved});
    },
    hint: (id, hints) => {
      const before = attemptOf(id);
      if (hints > before.hints) exercise(id, {...before, hints});
    },
    text: () => `${JSON.stringify(current, null, 1)}\n`,
    take: (text) => {
      const {progress, refused} = readProgress(text);
      write(joined(current, progress));
      return refused;
    },
    erase: () => {
      current = noProgress;
      try {
        shelf?.removeItem(KEY);
      } catch {
        // Nothing was kept there.
      }
    },
  };
}

function readShelf(shelf: Shelf | null): Progress {
  try {
    const text = shelf?.getItem(KEY) ?? null;
    return text === null ? noProgress : readProgress(text).progress;
  } catch {
    return noProgress;
  }
}

/** What a text holds of progress, and what of it was refused and why. Nothing is thrown. */
export function readProgress(text: string): {readonly progress: Progress; readonly refused: readonly Said[]} {
  const none = (why: Said) => ({progress: noProgress, refused: [why]});
  if (text.length > LONGEST) return none(said("cells.progress.too-long", {length: text.length, most: LONGEST}));
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return none(said("cells.progress.no-json"));
  }
  if (!isObject(data) || data.version !== 1) return none(said("cells.progress.no-progress"));
  const refused: Said[] = [];
  const part = <T>(name: string, fits: (value: unknown) => value is T): {readonly [id: string]: T} => {
    const all = data[name] ?? {};
    if (!isObject(all)) {
      refused.push(said("cells.progress.no-object", {part: name}));
      return {};
    }
    return Object.fromEntries(
      Object.entries(all).flatMap(([id, value]) => {
        if (isId(id) && fits(value)) return [[id, value]];
        refused.push(said("cells.progress.odd", {part: name, id: id.slice(0, 80)}));
        return [];
      }),
    );
  };
  const progress: Progress = {
    version: 1,
    chapters: part("chapters", isState),
    predictions: part("predictions", isPrediction),
    exercises: part("exercises", isAttempt),
  };
  for (const name of Object.keys(data)) if (!(name in noProgress)) refused.push(said("cells.progress.no-part", {part: name.slice(0, 80)}));
  return {progress, refused};
}

const isObject = (value: unknown): value is {readonly [key: string]: unknown} =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isId = (id: string): boolean => /^[\w][\w/.-]{0,99}$/.test(id) && !id.includes("__");
const isState = (value: unknown): value is "begun" | "done" => value === "begun" || value === "done";
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const has = (value: unknown, ...names: readonly string[]): value is {readonly [key: string]: unknown} =>
  isObject(value) && Object.keys(value).length === names.length && names.every((name) => name in value);
const isPrediction = (value: unknown): value is Prediction =>
  has(value, "answer", "right") && typeof value.answer === "string" && value.answer.length <= 500 && typeof value.right === "boolean";
const isAttempt = (value: unknown): value is Attempt =>
  has(value, "tries", "hints", "solved") && isCount(value.tries) && isCount(value.hints) && typeof value.solved === "boolean";

/** No progress is lost: of two states the further one counts, of two predictions the one already here. */
function joined(mine: Progress, theirs: Progress): Progress {
  const chapters = {...theirs.chapters, ...mine.chapters};
  for (const [chapter, state] of Object.entries(theirs.chapters)) if (state === "done") chapters[chapter] = "done";
  const exercises: {[id: string]: Attempt} = {...mine.exercises};
  for (const [id, {tries, hints, solved}] of Object.entries(theirs.exercises)) {
    const own = exercises[id] ?? {tries: 0, hints: 0, solved: false};
    exercises[id] = {tries: Math.max(own.tries, tries), hints: Math.max(own.hints, hints), solved: own.solved || solved};
  }
  return {version: 1, chapters, predictions: {...theirs.predictions, ...mine.predictions}, exercises};
}
