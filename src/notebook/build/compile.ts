import {type Transpiled, transpile} from "../cells/transpile.ts";
import {libraryNames} from "../library/library.ts";
import {type Chapter, systemFile} from "./chapters.ts";
import type {Fence} from "./markdown.ts";

/** A mistake of a chapter's author: one line with the file, the line, and what to do. */
export interface Complaint {
  readonly path: string;
  readonly line: number;
  readonly says: string;
}

export const complain = ({path, line, says}: Complaint): string => `${path}:${line}: ${says}`;

export interface Compiled {
  /** A module with `cells` and `systems`, each line of a cell at its line in the chapter, so that stack traces name the chapter's line. */
  readonly code: string;
  readonly systems: readonly string[];
  /** Names that the cells declare. */
  readonly declared: readonly string[];
  readonly complaints: readonly Complaint[];
}

interface Made {
  readonly fence: Fence;
  readonly cell: Transpiled;
}

/** Compiles the cells of a chapter into one module, so that a page that is only read and moved needs no compiler. */
export function compile(chapter: Chapter): Compiled {
  const made: Made[] = [];
  const complaints: Complaint[] = [];
  for (const fence of chapter.cells) {
    try {
      made.push({fence, cell: transpile(fence.source)});
    } catch (error) {
      complaints.push({path: chapter.path, ...syntaxError(error, fence)});
    }
  }
  const systems = [...new Set(made.flatMap(({cell}) => cell.inputs))].filter((name) => !declares(made, name) && systemFile(name) !== null);
  complaints.push(...nameErrors(chapter, made, systems));
  return {code: moduleText(made, systems), systems, declared: made.flatMap(({cell}) => cell.outputs), complaints};
}

const declares = (made: readonly Made[], name: string): boolean => made.some(({cell}) => cell.outputs.includes(name));
const number = (fence: Fence): string => fence.id.replace("-", " ");

function syntaxError(error: unknown, fence: Fence): {line: number; says: string} {
  const {message} = error as Error;
  const [, line] = /\((\d+):\d+\)/.exec(message) ?? [];
  return {
    line: fence.line + Number(line ?? 1) - 1,
    says: `${number(fence)}: ${(message.split("\n")[0] ?? "").replace(/\s*\(\d+:\d+\)/, "")}`,
  };
}

/** Names that nobody declares, and names that two cells declare. */
function nameErrors({path}: Chapter, made: readonly Made[], systems: readonly string[]): Complaint[] {
  return made.flatMap(({fence, cell}) => {
    const line = (name: string) => fence.line + (cell.lines.get(name) ?? 1) - 1;
    const unknown = cell.inputs.filter(
      (name) => !declares(made, name) && !libraryNames.includes(name) && !systems.includes(name) && !(name in globalThis),
    );
    const twice = cell.outputs.filter((name) => made.some((other) => other.fence !== fence && other.cell.outputs.includes(name)));
    return [
      ...unknown.map((name) => ({
        path,
        line: line(name),
        says: `${number(fence)}: no cell declares ${name}, and it is no system and none of ${libraryNames.join(", ")}`,
      })),
      ...twice.map((name) => ({path, line: line(name), says: `${number(fence)}: ${name} is declared by another cell too`})),
    ];
  });
}

function moduleText(made: readonly Made[], systems: readonly string[]): string {
  const imports = systems.map((name) => `import {system as $${name}} from ${JSON.stringify(systemFile(name))};`);
  const lines = [`${imports.join("")}export const systems=[${systems.map((name) => `$${name}`)}];export const cells=[`];
  for (const {fence, cell} of made) {
    // The function opens on the fence's line and closes on that of its end.
    while (lines.length < fence.line - 2) lines.push("");
    const {inputs, outputs, autodisplay, rows, body} = cell;
    const head = Object.entries({id: fence.id, inputs, outputs, autodisplay, ...(rows === null ? {} : {rows})});
    lines.push(...`{${head.map(([key, value]) => `${key}:${JSON.stringify(value)},`).join("")}body:${body}},`.split("\n"));
  }
  return `${lines.join("\n")}\n];\n`;
}
