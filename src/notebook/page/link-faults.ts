import {fault} from "../../engine/outside/faults.ts";
import {misfit} from "../../engine/outside/fitting.ts";
import type {Json} from "../../engine/vocabulary.ts";
import type {Words} from "../../words/words.ts";

/** What is wrong with what should be a fault, in one line; null: nothing that its form can show. Who its nodes are, the run knows. */
export function faultProblem(given: Json, words: Words): string | null {
  const told = misfit(fault, given);
  return told && words.tell(told);
}
