import type {ConfigFile, FileReading, FileSettings, Meaning} from "../../engine/model/config-file.ts";
import type {Surface} from "../../views/markup.ts";
import {inEnglish} from "../../words/said.ts";
import type {Words} from "../../words/words.ts";
import {toldBy} from "../cells/told-by.ts";
import {entriesOf} from "./config-text.ts";

/** What a pasted file sets, or several do, as plain data: it travels to workers and into links. */
export interface PastedSettings extends FileSettings {
  readonly system: string;
  readonly file: string;
  /** Keys that could change a verdict and that its runs go without. */
  readonly without: readonly string[];
}

export interface PastedConfig extends PastedSettings {
  readonly text: string;
}

export type ConfigInput = HTMLFormElement & {value: PastedConfig};

interface ConfigInputOptions extends Surface {
  readonly system: string;
  readonly file: ConfigFile;
  /** The text to begin with; the file's sample unless said. */
  readonly value?: string;
}

/**
 * An input into which a reader pastes a configuration file of the real system. Under it stands what was made of each line:
 * what the model takes, what changes nothing in it, what nobody knows, and what cannot be. Fires `input` like any other.
 */
export function configInput({document, words, system, file, value = file.sample}: ConfigInputOptions): ConfigInput {
  const form = document.createElement("form");
  form.className = "config-input";
  const label = document.createElement("label");
  const field = document.createElement("textarea");
  // As high as its text, within reason: a longer one may be pasted.
  Object.assign(field, {value, rows: Math.min(12, Math.max(6, value.split("\n").length)), spellcheck: false, autocapitalize: "off"});
  field.setAttribute("data-key", "config");
  label.append(words.say("notebook.config.label", {file: file.name}), field);
  const says = document.createElement("p");
  says.setAttribute("role", "status");
  const report = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = words.say("notebook.config.lines");
  form.append(label, says, report);
  const read = (): PastedConfig => {
    const reading = readingOf(file, field.value);
    says.textContent = inWords(file, reading, words);
    report.replaceChildren(summary, tableOf(reading, {document, words}));
    return pastedFrom(system, file, field.value, reading);
  };
  let current = read();
  const input = Object.assign(form, {value: current});
  Object.defineProperty(input, "value", {
    get: () => current,
    set: (to: PastedConfig | string) => {
      field.value = typeof to === "string" ? to : to.text;
      current = read();
    },
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // What depends on it directly is cheap: the runs of a verdict wait until they are asked for.
  field.addEventListener("input", () => {
    current = read();
  });
  return input;
}

/** What a text says, without a display. */
export const pasted = (system: string, file: ConfigFile, text: string): PastedConfig =>
  pastedFrom(system, file, text, readingOf(file, text));

const pastedFrom = (system: string, file: ConfigFile, text: string, {config, nodes, without}: FileReading): PastedConfig => ({
  system,
  file: file.name,
  text,
  config,
  nodes,
  without,
});

function readingOf(file: ConfigFile, text: string): FileReading {
  try {
    return file.read(entriesOf(file, text));
  } catch (error) {
    const told = toldBy(error);
    return {config: {}, nodes: [], without: [], meanings: [], missing: [inEnglish(told)], told: [told]};
  }
}

/** The result in a sentence or two: what a screen reader says. */
function inWords({name}: ConfigFile, {meanings, told}: FileReading, words: Words): string {
  const of = (kind: Meaning["kind"]) => meanings.filter((meaning) => meaning.kind === kind);
  const named = (kind: Meaning["kind"]) => of(kind).map(({key, line}) => words.say("notebook.config.key-line", {key, line}));
  const [lacking, unknown] = [named("lacking"), named("unknown")];
  const which =
    lacking.length > 0 ? (unknown.length > 0 ? "taken-both" : "taken-lacking") : unknown.length > 0 ? "taken-unknown" : "taken-count";
  const first = words.say(`notebook.config.${which}`, {taken: of("taken").length, all: meanings.length, lacking, unknown});
  const wrong = meanings.flatMap((meaning) =>
    meaning.kind === "refused" || meaning.kind === "beyond"
      ? [words.say("notebook.config.wrong", {file: name, line: meaning.line, key: meaning.key, why: words.tell(meaning.told)})]
      : [],
  );
  const missing = told.map((one) => words.say("notebook.config.missing", {missing: words.tell(one)}));
  return [first, ...wrong, ...missing].join(words.say("notebook.config.between-sentences"));
}

const COLUMNS = ["line", "key", "value", "outcome", "means"] as const;

function tableOf({meanings}: FileReading, {document, words}: Surface): HTMLTableElement {
  const table = document.createElement("table");
  const row = (kind: "th" | "td", texts: readonly string[]) => {
    const line = document.createElement("tr");
    for (const text of texts) {
      const cell = document.createElement(kind);
      if (kind === "th") cell.setAttribute("scope", "col");
      cell.textContent = text;
      line.append(cell);
    }
    return line;
  };
  const head = document.createElement("thead");
  head.append(
    row(
      "th",
      COLUMNS.map((column) => words.say(`notebook.config.${column}`)),
    ),
  );
  const body = document.createElement("tbody");
  for (const meaning of meanings) {
    const outcome = words.say(`notebook.config.${meaning.kind}`);
    const line = row("td", [String(meaning.line), meaning.key, meaning.value, outcome, words.tell(meaning.told)]);
    line.dataset.kind = meaning.kind;
    body.append(line);
  }
  table.append(head, body);
  return table;
}
