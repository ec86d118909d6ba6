import {readFileSync} from "node:fs";
import {type ParseArgsConfig, parseArgs} from "node:util";
import {parseJson} from "../src/engine/outside/json.ts";
import {Refusal} from "../src/engine/vocabulary.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Reads a command line. What is unknown or lacks its value is refused in one line. */
export function readArguments<O extends Options>(args: readonly string[], options: O, usage: string) {
  try {
    return parseArgs({args: [...args], options, allowPositionals: true});
  } catch (error) {
    throw new Refusal(`${(error as Error).message.split("\n")[0]?.replace(/\.? To specify.*$/, "")}; usage: ${usage}`);
  }
}

/** What a JSON file holds, or standard input where the path is `-`. `give` says what would be right. */
export function readJson(path: string, give: string): unknown {
  let text: string;
  try {
    text = readFileSync(path === "-" ? 0 : path, "utf8");
  } catch {
    throw new Refusal(`cannot read ${path}: give ${give}`);
  }
  return parseJson(text, path);
}

/** A whole number, at least `least`. */
export function wholeNumber(text: string | undefined, name: string, otherwise: number, least = 0): number {
  if (text === undefined) return otherwise;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new Refusal(`--${name} ${text}: must be a whole number, ${least} or more`);
  return value;
}

/** What the operating system refuses: a folder for a file, a full disk, no right to read. */
const isRefusedBySystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && typeof (error as NodeJS.ErrnoException).code === "string";

/** What was given may hold line breaks and escapes of terminals, and a refusal repeats it: one line shows them as JSON writes them. */
const inOneLine = (text: string): string => text.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));

/** What a command is run by: its arguments, and the exit code that it ends with. */
export type Main = (args: readonly string[]) => Promise<number>;

/**
 * Runs a command to its exit code: what is refused, by us or by the operating system, goes to standard error as one line and ends with 2. Who asks
 * for `--help` is told it, whatever else stands there.
 */
export async function exitCode(main: Main, help: string, args: readonly string[]): Promise<number> {
  if (args.some((one) => one === "--help" || one === "-h")) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  try {
    return await main(args);
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    if (isRefusedBySystem(error)) return refuse(`${error.path ? `${error.path}: ` : ""}${error.message}`);
    throw error;
  }
}

function refuse(line: string): number {
  process.stderr.write(`${inOneLine(line)}\n`);
  return 2;
}

/** Runs the command that this process was started for. */
export async function command(main: Main, help: string): Promise<void> {
  // Where nobody can be told what is wrong, the exit code still says it.
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    process.exit(refuse(`standard output: ${error.message}`));
  });
  process.exitCode = await exitCode(main, help, process.argv.slice(2));
}
