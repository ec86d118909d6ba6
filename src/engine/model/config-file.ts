import type {Told} from "../../words/message.ts";
import type {Fault} from "./fault.ts";
import type {NodeSpec, Shape} from "./scenario.ts";

/** One entry of a configuration file, as its format reads it. Lines from 1. */
export interface FileEntry {
  readonly key: string;
  readonly value: string;
  readonly line: number;
  /** Why its format cannot read it, in the words of the program that reads that format. */
  readonly flaw?: string;
}

/** An entry, and where in the text its value stands. */
export interface PlacedEntry extends FileEntry {
  readonly from: number;
  readonly to: number;
  /** There is no separator yet, because there is no value. */
  readonly bare: boolean;
}

/** How a kind of files is written: `key=value`, a directive and its words, a tree. */
export interface FileFormat {
  /** The entries in order. One that it cannot read has a `flaw`. */
  entries(text: string): readonly PlacedEntry[];
  /** The separator of key and value in a new line. */
  readonly sign: string;
}

/**
 * What became of an entry: the model takes it (as what); it changes nothing here; the model lacks what it changes; no such key exists; its
 * value is beyond what the model takes; or the real program would not start with it.
 */
export type EntryOutcome =
  | {readonly kind: "taken"; readonly as: string; readonly told: Told}
  | {readonly kind: "idle" | "lacking" | "unknown" | "beyond" | "refused"; readonly why: string; readonly told: Told};

/** An entry and what became of it. `as` and `why` are in English; `told` is the same for a page in another language. */
export type Meaning = FileEntry & EntryOutcome;

/** The system's own keys, and the cluster, as a scenario has them. */
export interface FileSettings {
  readonly config: {readonly [key: string]: number | string | boolean};
  /** Null: the usual number of servers. Empty: no server would start, so there is nothing to judge. */
  readonly nodes: readonly NodeSpec[] | null;
}

/** What a file says, in the model's terms. */
export interface FileReading extends FileSettings {
  /**
   * Keys that could change the measures and that the runs go without: the model lacks them, does not take their values, or does not know
   * them.
   */
  readonly without: readonly string[];
  /** Of each entry, in their order. */
  readonly meanings: readonly Meaning[];
  /** Advice about the file as a whole: what it leaves out and should have, or has and should not, in English. */
  readonly missing: readonly string[];
  /** The same, for a page in another language. */
  readonly told: readonly Told[];
}

/** A configuration file of the real system. Its format splits the text into entries, which the system reads. */
export interface ConfigFile {
  readonly name: string;
  readonly format: FileFormat;
  /** A sample as its authors would write it. */
  readonly sample: string;
  read(entries: readonly FileEntry[]): FileReading;
  /** The entry that sets a key to a value: one of these with its line, or a new one (line null). */
  entry(
    entries: readonly FileEntry[],
    key: string,
    value: number | string | boolean,
  ): {readonly line: number | null; readonly key: string; readonly value: string};
}

/** The system's own words for who leads and for who follows it. */
export interface Nouns {
  readonly leads: string;
  readonly follows: string;
}

/** A fault that a system's settings are tried with, and what happens in it. */
export interface OwnTrial {
  readonly name: string;
  readonly title: Told;
  /** What strikes from a time on, ms. */
  faults(at: number): readonly Fault[];
}

/** The configuration files of a system, and the cluster on which their settings are tried. */
export interface ConfigFiles {
  readonly list: readonly ConfigFile[];
  readonly nouns: Nouns;
  /** In place of the standard faults, which strike who leads: where nobody does, others say more. */
  readonly trials?: readonly OwnTrial[];
  /** A cluster with these settings, under load and without faults, formed by `formedMs`. */
  base(settings: FileSettings): Shape;
  readonly formedMs: number;
}
