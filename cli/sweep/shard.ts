import {existsSync, mkdirSync, readdirSync, statSync} from "node:fs";
import {join} from "node:path";
import {Refusal} from "../../src/engine/vocabulary.ts";

/** The i-th of n parts of a sweep, counted from 1, as test runners do. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export function readShard(text: string | undefined): Shard {
  if (text === undefined) return {index: 1, of: 1};
  const [, index = 0, of = 0] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > of) throw new Refusal(`--shard ${text}: must be i/n with i from 1 to n, as 1/4`);
  return {index, of};
}

/** The runs of a shard, the end excluded. Shards are consecutive and together make the whole. */
export function runsOf({index, of}: Shard, count: number): {readonly from: number; readonly to: number} {
  return {from: Math.floor(((index - 1) * count) / of), to: Math.floor((index * count) / of)};
}

/** Most digits that the number of a shard may have: beyond that, file names would not sort in the order of the shards. */
const padded = (n: number): string => String(n).padStart(5, "0");

/**
 * The file to write for `--out`. In a folder each shard has its own file, named so that they sort in order. Refuses a folder with shards of
 * another division: reading all its files would count rows twice.
 */
export function outputPath(out: string, {index, of}: Shard): string {
  const isFolder = out.endsWith("/") || (existsSync(out) && statSync(out).isDirectory());
  if (!isFolder) return out;
  try {
    mkdirSync(out, {recursive: true});
  } catch (error) {
    throw new Refusal(`--out ${out}: cannot be made (${(error as NodeJS.ErrnoException).code}): give a file or a folder`);
  }
  const other = readdirSync(out).find((name) => /^\d+-of-\d+\.jsonl$/.test(name) && !name.endsWith(`-of-${padded(of)}.jsonl`));
  if (other !== undefined)
    throw new Refusal(`--out ${out}: ${other} is there, a part of another division: give another folder, or rows would count twice`);
  return join(out, `${padded(index)}-of-${padded(of)}.jsonl`);
}
