import type {Row} from "../../engine/analysis/sweep.ts";
import type {ConfigFile, ConfigFiles} from "../../engine/model/config-file.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import type {ConfigInput, PastedConfig, PastedSettings} from "./config-input.ts";
import {type Drawn, opening} from "./view-names.ts";

/** A system, as a cell names it. */
interface Named {
  readonly name: string;
}

/** What a cell may ask of a pasted configuration file: `sweep((p) => trial(file, p), {trial: trials, variant: variants(file)}, {runs: 20})`. */
export interface ConfigNames {
  /** Names of the standard faults. */
  readonly trials: readonly string[];
  /** The usual settings, each change of the file alone, and the file. */
  readonly variants: (file: PastedSettings) => readonly string[];
  readonly trial: (file: PastedSettings, point: {readonly trial: string; readonly variant: string; readonly seed: number}) => Scenario;
  /** What several files of one cluster set. */
  readonly together: (...files: readonly [PastedSettings, ...PastedSettings[]]) => PastedSettings;
}

interface InputOptions {
  readonly file?: string;
  /** The text to begin with. */
  readonly value?: string;
}

/** What draws of it. */
export interface ConfigViews {
  /** The system's first file unless another is named. */
  readonly configInput: (system: Named, options?: InputOptions) => ConfigInput;
  /** What a file changes under the standard faults, of the rows of its trials. */
  readonly verdict: (rows: readonly Row[], file: PastedSettings) => HTMLElement;
  /** A link that saves the file again, with these settings in it: its comments and its order stay. */
  readonly configLink: (file: PastedConfig, settings?: PastedConfig["config"]) => HTMLAnchorElement;
}

const judging = () => import("../../engine/analysis/verdict.ts");

export const configNames: {
  readonly [name in keyof ConfigNames]: (given: {readonly systems: readonly System[]}) => Promise<ConfigNames[name]>;
} = {
  trials: async () => (await judging()).TRIALS.map(({name}) => name),
  variants: async ({systems}) => {
    const {variants} = await judging();
    return (file) => variants(systemNamed(systems, file.system), file).map(({name}) => name);
  },
  trial: async ({systems}) => {
    const {trialScenario} = await judging();
    return (file, point) => trialScenario(systemNamed(systems, file.system), file, point);
  },
  together: async () => together,
};

export const configViews: Drawn<ConfigViews> = {
  configInput: async ({document, words, systems}) => {
    const {configInput} = await import("./config-input.ts");
    return ({name}, {file, ...options}: InputOptions = {}) =>
      configInput({document, words, system: name, file: fileOf(systems, name, file ?? null), ...options});
  },
  verdict: async (drawing) => {
    const {verdict} = await import("../../views/verdict.ts");
    const {document, words, systems} = drawing;
    return (rows, {system, file, nodes, without}) => {
      const {nouns, trials} = filesOf(systems, system);
      const about = {file, nouns, without, stops: nodes?.length === 0, ...(trials === undefined ? {} : {trials})};
      return opening(verdict(rows, {document, words, ...about}), rows, drawing);
    };
  },
  configLink: async ({document, words, systems}) => {
    const {withSettings} = await import("./config-text.ts");
    return (file, settings = file.config) => {
      const text = withSettings(fileOf(systems, file.system, file.file), file.text, settings);
      const link = document.createElement("a");
      link.href = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
      link.download = file.file;
      link.textContent = words.say("notebook.config.save", {file: file.file});
      return link;
    };
  },
};

/** `configInput` without a display: it has its initial value. */
export async function unseenConfigInput(systems: readonly System[]) {
  const {pasted} = await import("./config-input.ts");
  return ({name}: Named, {file: called, value}: InputOptions = {}) => {
    const file = fileOf(systems, name, called ?? null);
    return {value: pasted(name, file, value ?? file.sample)};
  };
}

/** If two files set the same key the later one counts; if one of them stops a server, none starts. */
function together(...files: readonly [PastedSettings, ...PastedSettings[]]): PastedSettings {
  return {
    system: files[0].system,
    file: files.map(({file}) => file).join(" and "),
    config: Object.assign({}, ...files.map(({config}) => config)),
    nodes: (files.find(({nodes}) => nodes?.length === 0) ?? files.findLast(({nodes}) => nodes !== null))?.nodes ?? null,
    without: files.flatMap(({without}) => without),
  };
}

function filesOf(systems: readonly System[], system: string): ConfigFiles {
  const {files} = systemNamed(systems, system);
  if (files === undefined) throw new Refusal(said("cells.no-files", {system}));
  return files;
}

/** The file of that name, or the first a system has. */
function fileOf(systems: readonly System[], system: string, name: string | null): ConfigFile {
  const {list} = filesOf(systems, system);
  const found = name === null ? list[0] : list.find((file) => file.name === name);
  if (found === undefined) throw new Refusal(said("cells.no-file", {system, name: name ?? "", known: list.map((file) => file.name)}));
  return found;
}
