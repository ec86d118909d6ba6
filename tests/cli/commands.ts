import {type ChildProcess, spawn, spawnSync} from "node:child_process";
import {join} from "node:path";
import {expect, vi} from "vitest";
import {exitCode, type Main} from "../../cli/command.ts";

const root = join(import.meta.dirname, "../..");
/** Stripping the engine's types is most of a refusal's time: once for all of them. */
const env = {...process.env, NODE_COMPILE_CACHE: join(root, ".cache/node")};

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line as `npm run -s <name> -- …` does, without npm. */
export function command(name: Name, args: readonly string[], input = ""): Ended {
  const {status, stdout, stderr} = spawnSync(process.execPath, [`cli/${name}.ts`, ...args], {cwd: root, encoding: "utf8", input, env});
  return {status, out: stdout, err: stderr};
}

/** The commands, each in a file that runs nothing when it is imported. */
const mains = {
  sim: () => import("../../cli/sim.ts"),
  fuzz: () => import("../../cli/fuzz.ts"),
  sweep: () => import("../../cli/sweep.ts"),
  check: () => import("../../cli/check.ts"),
  cap: () => import("../../cli/cap.ts"),
  recordings: () => import("../../cli/recordings.ts"),
} satisfies Record<string, () => Promise<{readonly main: Main; readonly HELP: string}>>;

export type Name = keyof typeof mains;

export const NAMES = Object.keys(mains) as Name[];

/** What a command line answers, without a process of its own: for the many that compute nothing, whose process would be nothing but its start. */
export async function answered(name: Name, args: readonly string[]): Promise<Ended> {
  const {main, HELP} = await mains[name]();
  const [out, err] = [vi.spyOn(process.stdout, "write"), vi.spyOn(process.stderr, "write")];
  try {
    for (const stream of [out, err]) stream.mockReturnValue(true);
    const status = await exitCode(main, HELP, args);
    const [said, wrong] = [out, err].map(({mock}) => mock.calls.map(([text]) => text).join(""));
    return {status, out: said ?? "", err: wrong ?? ""};
  } finally {
    for (const stream of [out, err]) stream.mockRestore();
  }
}

/** Begins a command line, for a test that breaks into it. */
export function begin(name: "sweep", args: readonly string[]): {readonly child: ChildProcess; readonly ended: Promise<Ended>} {
  const child = spawn(process.execPath, [`cli/${name}.ts`, ...args], {cwd: root, env, stdio: ["ignore", "pipe", "pipe"]});
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += data));
  child.stderr.on("data", (data) => (err += data));
  return {child, ended: new Promise((done) => child.on("close", (status) => done({status, out, err})))};
}

/** Refused: ends with 2, prints nothing, and says in exactly one line what is wrong and what would be right. */
export function expectRefused({status, out, err}: Ended, wrong: string, right: string): void {
  expect([status, out, err]).toEqual([2, "", expect.stringMatching(/^[^\n]+\n$/)]);
  expect(err).toContain(wrong);
  expect(err).toContain(right);
}
