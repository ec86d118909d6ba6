import {defineSystem} from "../../engine/define.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";
import {remembered, rememberSystem} from "./provenance.ts";

/** Those of a chapter: the ones that its cells name, and those that they define. */
export interface Systems {
  /** All of them, as they are now: a re-evaluated cell replaces the system that it defined before. */
  readonly all: System[];
  /** `defineSystem` for a cell. */
  readonly define: typeof defineSystem;
}

/** The systems of a chapter as it begins, `named` being those that its cells name. */
export function systemsOf(named: readonly System[]): Systems {
  const all = [...named];
  const define = ((definition: Parameters<typeof defineSystem>[0]) => {
    const subject = defineSystem(definition);
    const {name, system} = subject;
    if (named.some((one) => one.name === name)) throw new Refusal(said("cells.own-name", {name}));
    const place = all.findIndex((one) => one.name === name);
    all[place < 0 ? all.length : place] = system;
    rememberSystem(system);
    return remembered(subject);
  }) as typeof defineSystem;
  return {all, define};
}

/** The system of that name. Refuses one that no cell names or defines, naming those there are. */
export function systemNamed(systems: readonly System[], name: string): System {
  const found = systems.find((system) => system.name === name);
  if (found === undefined) throw new Refusal(said("cells.unknown-system", {name, known: systems.map((system) => system.name)}));
  return found;
}
