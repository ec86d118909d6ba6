import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";
import type {Said, Told} from "../../words/message.ts";

/** What an error says: a refusal is told in the page's language, any other error in its own words. */
export const toldBy = (error: unknown): Told =>
  error instanceof Refusal ? error.told : error instanceof Error ? error.message : String(error);

/** `cell 3`, of the id of a cell. */
export const cellName = (id: string): Said => said("cells.cell", {number: id.replace(/^cell-/, "")});
