import type {Invariant} from "../src/engine/model/monitor.ts";
import type {Parameter} from "../src/engine/model/scenario.ts";
import type {Ablation, System} from "../src/engine/model/system.ts";
import {camelCase} from "../src/engine/subject.ts";

/** A system as Markdown: its scenarios, what may be set, what may be switched off. What all scenarios take is listed once. */
export function tablesOf({name, versions, scenarios, config, rules, ablations, invariants}: System): string {
  const everywhere = scenarios[0]?.parameters.filter(({key}) => scenarios.every((s) => s.parameters.some((p) => p.key === key))) ?? [];
  const common = new Set(everywhere.map(({key}) => key));
  const scenarioRows = scenarios.map((s) => [
    code(camelCase(s.name)),
    s.title,
    s.parameters
      .filter(({key}) => !common.has(key))
      .map((p) => `${code(p.key)} (${withUnit(p)})`)
      .join("; "),
  ]);
  return [
    `## ${name}`,
    `The model of ${name} ${versions.join(" and ")}.`,
    `### Scenarios of ${name}`,
    table(["scenario", "what happens", "parameters of its own, and what they are unless said"], scenarioRows),
    `### Settings of ${name}`,
    "Every scenario takes these, too.",
    table(["setting", "means", "unless said", "range"], [...everywhere, ...config].map(settingRow)),
    `### Rules of ${name}`,
    `A run can have others in place of these: ${Object.keys(rules).map(code).join(", ")}.`,
    `### Invariants and ablations of ${name}`,
    table(["invariant", "says"], invariants.map(saidOf)),
    table(
      ["ablation", "says", "breaks"],
      ablations.map((a) => [...saidOf(a), a.breaks.map(code).join(", ")]),
    ),
  ].join("\n\n");
}

const code = (text: string): string => `\`${text}\``;
const saidOf = ({name, says}: Pick<Ablation | Invariant, "name" | "says">): string[] => [code(name), says];
const withUnit = ({default: value, unit}: Parameter): string => `${JSON.stringify(value)}${unit === "" ? "" : ` ${unit}`}`;

function settingRow(p: Parameter): string[] {
  const range = p.range === null ? "" : typeof p.default === "number" ? `${p.range[0]} to ${p.range[1]}` : p.range.join(", ");
  return [key(p.key), p.means, withUnit(p), range];
}

/** A key of so many letters leaves a table of four columns no room. */
const LONG = 24;

/** A real key may be as wide as three columns: it may be broken after its dots, and a long one before its capitals. The parser of chapters wants each tag closed. */
function key(name: string): string {
  const parts = name.split(name.length < LONG ? /(?<=\.)/ : /(?<=\.)|(?<=[a-z])(?=[A-Z])/);
  return parts.length === 1 ? code(name) : `<code>${parts.join("<wbr/>")}</code>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
