// The notes that the course began with: their page, their quotations in the chapters, and the links between the two.

import {inAnyLanguage} from "../cells/chapter-name.ts";
import type {Chapter} from "./chapters.ts";
import {headingsOf, parse, type Tag} from "./markdown.ts";

/** The page of the notes, under its name without a language. */
export const NOTES = "notes";

/** Where a chapter quotes a passage of the notes. */
export interface Answer {
  readonly id: string;
  /** The chapter in any language, `zookeeper`, and the title of its page. */
  readonly chapter: string;
  readonly title: string;
  /** The heading under which the quotation stands; empty before the first. */
  readonly heading: string;
  readonly anchor: string;
}

/** The anchor of each quotation on its page, in order: a passage that is quoted again has a number behind its name. */
export function anchorsOf(ids: readonly string[]): string[] {
  return ids.map((id, i) => {
    const earlier = ids.slice(0, i).filter((one) => one === id).length;
    return earlier === 0 ? `notes-${id}` : `notes-${id}-${earlier + 1}`;
  });
}

const notesIn = (tags: readonly Tag[]): Tag[] => tags.filter(({name}) => name === "Note");

/** Every quotation of the notes in the author's own language, in the order of the chapters. */
export function answersOf(chapters: readonly Chapter[]): Answer[] {
  return chapters.flatMap(({name, path, text, tags}) => {
    const notes = notesIn(tags);
    if (inAnyLanguage(name) !== name || notes.length === 0) return [];
    const anchors = anchorsOf(notes.map(idOf));
    const headings = headingsOf(parse(path, text));
    const title = /^title: (.*)$/m.exec(text)?.[1] ?? name;
    return notes.map((tag, i) => ({
      id: idOf(tag),
      chapter: name,
      title,
      heading: headings.findLast(({line}) => line < tag.line)?.says ?? "",
      anchor: anchors[i] as string,
    }));
  });
}

/** What is wrong with a quotation, as one line, or null: nothing. A translation quotes in its own words. */
export function noteWrong(tag: Tag, chapter: Chapter, notes: Chapter): string | null {
  const id = idOf(tag);
  const passages = notes.tags.filter(({name}) => name === "Passage");
  const passage = passages.find((one) => idOf(one) === id);
  if (passage === undefined) return `<Note id="${id}">: ${notes.path} has no such passage; it has ${passages.map(idOf).join(", ")}`;
  if (inAnyLanguage(chapter.name) !== chapter.name || tag.says === "") return tag.says === "" ? `<Note id="${id}">: quotes nothing` : null;
  return letters(passage.says).includes(letters(tag.says)) ? null : `<Note id="${id}">: the passage does not say "${tag.says}"`;
}

/** What is wrong with a passage, as one line, or null: nothing. Somebody answers it, or it is said who will. */
export function passageWrong(tag: Tag, answers: readonly Answer[]): string | null {
  if (tag.attributes.has("toCome") || answers.some(({id}) => id === idOf(tag))) return null;
  return `<Passage id="${idOf(tag)}">: no chapter quotes it (<Note id="${idOf(tag)}">…</Note>), and it is not marked as still to come`;
}

const idOf = ({attributes}: Tag): string => attributes.get("id") ?? "";

/** A quotation may begin with a capital where the passage does not, and joins its lines. */
const letters = (text: string): string => text.replace(/\s+/g, "").toLowerCase();
