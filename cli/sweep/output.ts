import {createReadStream, existsSync, statSync} from "node:fs";
import {type FileHandle, open} from "node:fs/promises";
import process from "node:process";
import {Refusal} from "../../src/engine/vocabulary.ts";

/** Where rows go, in their order. */
export interface Output {
  /** Rows that were there before. */
  readonly kept: number;
  /** Resolves once the lines are on the disk; to false if they are not, because another process has written to the file meanwhile. */
  readonly append: (lines: readonly string[]) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** What the row at each place of the file must begin with. */
export interface Expected {
  readonly count: number;
  readonly identityAt: (row: number) => {readonly [column: string]: unknown};
  /** Called with each whole row already there. */
  readonly kept: (line: string) => void;
}

export const standardOutput: Output = {
  kept: 0,
  append: (lines) =>
    new Promise((done, fail) => {
      process.stdout.write(lines.join(""), (error) => (error ? fail(error) : done(true)));
    }),
  close: async () => {},
};

/** Opens a file of rows to append to. A line torn by a kill is dropped; a file with other rows is refused. */
export async function openRows(path: string, expected: Expected): Promise<Output> {
  // What never ends or cannot be read again (/dev/full, a pipe) holds no rows to go on from.
  if (existsSync(path) && !statSync(path).isFile())
    throw new Refusal(`--out ${path}: is no file: give a file or a folder, or leave --out away for standard output`);
  const {rows, bytes, read} = existsSync(path) ? await keptRows(path, expected) : {rows: 0, bytes: 0, read: 0};
  const file = await openToAppend(path);
  if (read > bytes) await file.truncate(bytes);
  let size = bytes;
  const append = async (lines: readonly string[]) => {
    // Two sweeps appending to one file would corrupt it: a cluster may restart a shard before the old one has ended.
    if ((await file.stat()).size !== size) return false;
    const data = Buffer.from(lines.join(""));
    await file.appendFile(data);
    await file.datasync();
    size += data.length;
    return true;
  };
  return {kept: rows, append, close: () => file.close()};
}

async function openToAppend(path: string): Promise<FileHandle> {
  try {
    return await open(path, "a");
  } catch (error) {
    throw new Refusal(`--out ${path}: cannot be written (${(error as NodeJS.ErrnoException).code}): give a file in a folder that is there`);
  }
}

/** How many whole rows of this sweep a file holds, where they end, and where it ends. */
async function keptRows(path: string, expected: Expected): Promise<{rows: number; bytes: number; read: number}> {
  const decoder = new TextDecoder();
  let rest = "";
  let rows = 0;
  let bytes = 0;
  let read = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    bytes = chunk.includes("\n") ? read + chunk.lastIndexOf("\n") + 1 : bytes;
    read += chunk.length;
    const lines = (rest + decoder.decode(chunk, {stream: true})).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      check(path, line, rows, expected, "whole");
      expected.kept(line);
      rows += 1;
    }
  }
  if (rest !== "") check(path, rest, rows, expected, "torn");
  return {rows, bytes, read};
}

/** Even a torn line must start like the row expected there: a file that holds no rows must not be truncated. */
function check(path: string, line: string, row: number, {count, identityAt}: Expected, end: "whole" | "torn"): void {
  const where = `${path} line ${row + 1}`;
  const give = "give another --out";
  if (row >= count) throw new Refusal(`${where}: one row too many, this part of the sweep has ${count}: ${give}`);
  const identity = identityAt(row);
  const head = `${JSON.stringify(identity).slice(0, -1)},`;
  if (end === "torn" ? head.startsWith(line.slice(0, head.length)) : line.startsWith(head) && line.endsWith("}")) return;
  const found = parsed(line);
  const is = (columns: {readonly [column: string]: unknown}, name: string) =>
    name in columns ? JSON.stringify(columns[name]) : "not there";
  const odd = Object.keys(identity).find((name) => is(found, name) !== is(identity, name));
  if (odd === undefined) throw new Refusal(`${where}: has other columns than this sweep: ${give}`);
  throw new Refusal(`${where}: ${odd} is ${is(found, odd)}, in this sweep or shard it is ${is(identity, odd)}: ${give}`);
}

function parsed(line: string): {readonly [column: string]: unknown} {
  try {
    return Object(JSON.parse(line));
  } catch {
    return {};
  }
}
