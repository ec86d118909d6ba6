import {existsSync} from "node:fs";
import {join} from "node:path";
import type {Parameter} from "../src/engine/model/scenario.ts";
import type {System} from "../src/engine/model/system.ts";
import {camelCase} from "../src/engine/subject.ts";

/**
 * The package's own sources, which nobody writes by hand: its entry, and a module a system with the types of its scenarios. Systems are found,
 * not registered, so a sixth one needs no line here. Each is a module of its own, so that a bundler can leave out the others.
 */
export function packageSources(systems: readonly System[]): {readonly [file: string]: string} {
  const entry = ['export * from "./index.ts";', ...systems.map(({name}) => `export * from "./${name}.ts";`)];
  return {
    "interregnum.ts": `${entry.join("\n")}\n`,
    ...Object.fromEntries(systems.map((system) => [`${system.name}.ts`, moduleOf(system)])),
  };
}

function moduleOf({name, config, scenarios, versions}: System): string {
  const own = capital(name);
  // What reads the configuration files of the real system is twice as much as what a simulation needs of it.
  const file = existsSync(join(import.meta.dirname, "../src/engine/systems", name, "model.ts")) ? "model" : "index";
  return `import type {Scenario} from "./model/scenario.ts";
import {introduce} from "./simulate.ts";
import type {Subject} from "./subject.ts";
import {${name} as subject} from "./systems/${name}/${file}.ts";

/** The seed, 1 unless said, and the real configuration keys of ${name}, which every one of its scenarios takes. */
export interface ${own}Settings {
  readonly seed?: number | undefined;
${config.map((key) => property(key, "  ")).join("\n")}
}

/** The scenarios of ${name}. Each gives a scenario as plain data, and refuses unknown parameters and values outside their range. */
export interface ${own}Scenarios {
${scenarios.map((s) => `  /** ${s.title}. */\n  ${camelCase(s.name)}(parameters?: ${own}Settings & {\n${s.parameters.map((p) => property(p, "    ")).join("\n")}\n  }): Scenario;`).join("\n")}
}

/** The model of ${name} ${versions.join(", ")}. */
export const ${name} = introduce(subject as unknown as Subject<typeof subject.system, ${own}Scenarios>);
`;
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A parameter with what it means, its unit, range and default. */
function property({key, default: value, unit, range, means}: Parameter, indent: string): string {
  const words = typeof value === "string" && range !== null;
  const type = words ? range.map((word) => JSON.stringify(word)).join(" | ") : typeof value;
  const within = range === null || words ? "" : `From ${range[0]} to ${range[1]}${unit === "" ? "" : ` ${unit}`}; `;
  const otherwise = `${within}${JSON.stringify(value)} unless said.`;
  const says = `${means.charAt(0).toUpperCase()}${means.slice(1)}. ${otherwise.charAt(0).toUpperCase()}${otherwise.slice(1)}`;
  return `${indent}/** ${says.replaceAll("*/", "* /")} */\n${indent}readonly ${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}?: ${type} | undefined;`;
}
