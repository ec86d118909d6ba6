import {spawnSync} from "node:child_process";
import {chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {basename, join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {parse, parseAllDocuments} from "yaml";
import {describe as describeSweep, sweepOf} from "../../cli/sweep/description.ts";
import {outputPath, readShard, runsOf} from "../../cli/sweep/shard.ts";
import {loadSystem} from "../../cli/systems.ts";
import {decode} from "../../src/notebook/cells/rows.ts";
import {command} from "./commands.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "deploy-"));
afterAll(() => rmSync(folder, {recursive: true}));

const text = (path: string): string => readFileSync(join(root, path), "utf8");

/** A folder whose commands of these names print their arguments, a line each: what a cluster's shell would have run. */
const echoes = join(folder, "bin");
mkdirSync(echoes);
for (const name of ["node", "npm"]) {
  writeFileSync(join(echoes, name), '#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n');
  chmodSync(join(echoes, name), 0o755);
}

/** Arguments that a shell gives to `node` or `npm` with these variables and no others. */
function argumentsIn(shell: readonly string[], variables: {readonly [name: string]: string}): string[] {
  const [name = "", ...args] = shell;
  const env = {PATH: `${echoes}:/usr/bin:/bin`, ...variables};
  const {status, stdout, stderr} = spawnSync(name, args, {cwd: root, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"]});
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.trimEnd().split("\n");
}

/** One command line for all: the sweep, the shard, and the folder of the rows. The files then sort in the order of the shards. */
function expectShards(lines: readonly (readonly string[])[], start: readonly string[], out: string): void {
  const files = lines.map((line, i) => {
    expect(line).toEqual([...start, "--shard", `${i + 1}/${lines.length}`, "--out", out]);
    return basename(outputPath(join(folder, "names/"), readShard(line[start.length + 1])));
  });
  expect([...files].sort()).toEqual(files);
}

const from = (count: number, first: number) => Array.from({length: count}, (_, i) => i + first);

describe("kubernetes.yaml", () => {
  const [claim, job] = parseAllDocuments(text("deploy/kubernetes.yaml")).map((document) => document.toJS());
  const {template, ...spec} = job.spec;
  const [container] = template.spec.containers;

  test("is an Indexed Job whose pods take another try each, but for a sweep that was refused", () => {
    expect([job.apiVersion, job.kind, spec.completionMode, spec.backoffLimitPerIndex]).toEqual(["batch/v1", "Job", "Indexed", 5]);
    // Kubernetes takes both policies with this one only.
    expect(template.spec.restartPolicy).toBe("Never");
    const [, refused] = spec.podFailurePolicy.rules;
    expect(refused).toEqual({action: "FailIndex", onExitCodes: {containerName: container.name, operator: "In", values: [2]}});
  });

  test("runs every shard once, and the commands are those of the image", () => {
    const {SHARDS} = Object.fromEntries(container.env.map(({name, value}: {name: string; value: string}) => [name, value]));
    expect(Number(SHARDS)).toBe(spec.completions);
    const shell = [...container.command, ...container.args];
    const lines = from(spec.completions, 0).map((index) => argumentsIn(shell, {SHARDS, JOB_COMPLETION_INDEX: String(index)}));
    expectShards(lines, ["cli/sweep.ts", "/sweep/sweep.json"], "/rows/");
    const [, entry] = /^ENTRYPOINT (.*)$/m.exec(text("deploy/Dockerfile")) ?? [];
    expect(["node", lines[0]?.[0]]).toEqual(JSON.parse(entry ?? ""));
  });

  test("mounts the sweep and a volume that all pods write to, where the command looks for them", () => {
    const paths = container.volumeMounts.map(({name, mountPath}: {name: string; mountPath: string}) => [name, mountPath]);
    expect(paths).toEqual([
      ["sweep", "/sweep"],
      ["rows", "/rows"],
    ]);
    const [sweep, rows] = template.spec.volumes;
    expect([sweep.configMap.name, rows.persistentVolumeClaim.claimName]).toEqual(["sweep", claim.metadata.name]);
    expect([claim.kind, claim.spec.accessModes]).toEqual(["PersistentVolumeClaim", ["ReadWriteMany"]]);
    expect(container.resources.limits).toEqual(container.resources.requests);
  });
});

test("what the Dockerfile copies is enough to run a sweep, and gives the same rows", () => {
  const copied = [...text("deploy/Dockerfile").matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources = ""]) => sources.split(" "));
  // What `npm ci --omit=dev` installs.
  const packages = Object.keys(JSON.parse(text("package.json")).dependencies).map((name) => `node_modules/${name}`);
  for (const path of [...copied, ...packages]) cpSync(join(root, path), join(folder, "image", path), {recursive: true});
  const sweep = JSON.stringify({system: "zookeeper", scenario: "cold-start", seeds: 3});
  const {status, stdout} = spawnSync(process.execPath, ["cli/sweep.ts", "-"], {cwd: join(folder, "image"), input: sweep, encoding: "utf8"});
  expect([status, stdout]).toEqual([0, command("sweep", ["-"], sweep).out]);
  const allowed = text("deploy/Dockerfile.dockerignore").trim().split("\n");
  expect(allowed).toEqual(["*", ...copied.map((path) => `!${path}`)]);
});

describe("slurm.sh", () => {
  const path = "deploy/slurm.sh";
  const [, first = "", last = ""] = /^#SBATCH --array=(\d+)-(\d+)$/m.exec(text(path)) ?? [];
  const [, cpus = ""] = /^#SBATCH --cpus-per-task=(\d+)$/m.exec(text(path)) ?? [];
  const task = (id: number, more: {readonly [name: string]: string}) =>
    argumentsIn(["bash", path, "deploy/sweep.json"], {SLURM_ARRAY_TASK_ID: String(id), SLURM_CPUS_PER_TASK: cpus, ...more});

  test("is a script that bash understands, with its options before its first command, as sbatch reads them", () => {
    expect(spawnSync("bash", ["-n", join(root, path)], {encoding: "utf8"})).toMatchObject({status: 0, stderr: ""});
    const lines = text(path).split("\n");
    const command = lines.findIndex((line) => line !== "" && !line.startsWith("#"));
    expect(lines.findLastIndex((line) => line.startsWith("#SBATCH"))).toBeLessThan(command);
  });

  test("runs every shard once, with as many threads as it has CPUs, whether Slurm binds them or not", () => {
    expect(first).toBe("1");
    const lines = from(Number(last), 1).map((id) => task(id, {SLURM_ARRAY_TASK_COUNT: last}));
    for (const line of lines) expect(line.splice(-2)).toEqual(["--threads", cpus]);
    expectShards(lines, ["run", "-s", "sweep", "--", "deploy/sweep.json"], "rows/");
  });

  test("runs one shard again, alone, when it is told of how many it is", () => {
    expect(task(5, {SLURM_ARRAY_TASK_COUNT: "1", SHARDS: "16"})).toContain("5/16");
  });
});

describe("the workflow", () => {
  const {on, jobs} = parse(text(".github/workflows/sweep.yml"));
  const {shard, rows} = jobs;
  const steps: {run?: string; env?: {[name: string]: string}; uses?: string; with?: {[name: string]: string}}[] = shard.steps;
  const shards: number[] = shard.strategy.matrix.shard;
  const runs = steps.find(({run}) => run?.includes("sweep"));
  /** What GitHub puts in the place of its expressions. */
  const filled = (value: string, index: number) => {
    const contexts: {readonly [name: string]: unknown} = {
      "inputs.sweep": on.workflow_dispatch.inputs.sweep.default,
      "matrix.shard": index,
      "strategy.job-total": shards.length,
    };
    return value.replace(/\$\{\{ (\S+) \}\}/g, (_all, name: string) => String(contexts[name]));
  };

  test("runs every shard once, with what is typed in as variables only", () => {
    expect(shards).toEqual(from(shards.length, 1));
    expect(runs?.run).not.toContain("{{");
    const lines = shards.map((index) => {
      const env = Object.entries(runs?.env ?? {}).map(([name, value]) => [name, filled(value, index)]);
      return argumentsIn(["bash", "-e", "-c", runs?.run ?? ""], Object.fromEntries(env));
    });
    expectShards(lines, ["run", "-s", "sweep", "--", "deploy/sweep.json"], "rows/");
  });

  test("joins the rows of all shards to the whole", () => {
    const [uploaded] = steps.slice(-1);
    const [downloaded, joined, whole] = rows.steps;
    expect([filled(uploaded?.with?.name ?? "", 3), uploaded?.with?.path]).toEqual(["rows-3", "rows"]);
    expect(downloaded.with).toEqual({pattern: "rows-*", path: "rows", "merge-multiple": true});
    // A part without rows would be missing in the whole, unseen.
    expect([uploaded, rows.steps.at(-1)].map((step) => step.with["if-no-files-found"])).toEqual(["error", "error"]);
    expect(rows.needs).toBe("shard");
    const place = join(folder, "joined");
    for (const index of shards) writeFileSync(outputPath(join(place, "rows/"), {index, of: shards.length}), `{"seed":${index}}\n`);
    expect(spawnSync("bash", ["-e", "-c", joined.run], {cwd: place}).status).toBe(0);
    expect(readFileSync(join(place, whole.with.path), "utf8")).toBe(shards.map((index) => `{"seed":${index}}\n`).join(""));
    expect(readdirSync(join(place, "rows")).length).toBe(shards.length);
  });
});

describe("the nightly workflow", () => {
  const {on, jobs} = parse(text(".github/workflows/fuzz.yml"));
  const {systems, fuzz} = jobs;
  const run = (job: {steps: {id?: string; run?: string}[]}, word: string): string =>
    job.steps.find((s) => s.run?.includes(word))?.run ?? "";

  test("runs every night, with the date as its seed, unless a seed is typed in", () => {
    expect(on.schedule).toEqual([{cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/)}]);
    const [, seed = ""] = /echo "(seed=[^"]*)"/.exec(run(systems, "seed=")) ?? [];
    const said = (SEED: string) =>
      spawnSync("bash", ["-c", `echo "${seed}"`], {env: {...process.env, SEED}, encoding: "utf8"}).stdout.trim();
    expect([said(""), said("7")]).toEqual([expect.stringMatching(/^seed=20\d\d[01]\d[0-3]\d00$/), "seed=7"]);
  });

  test("runs each of 100,000 runs of each system once, in parts whose rows are kept whatever is found", () => {
    const shards: number[] = fuzz.strategy.matrix.shard;
    const line = run(fuzz, "fuzz --");
    expect([line, run(systems, "jq")].join()).not.toContain("{{");
    const lines = shards.map((i) => argumentsIn(["bash", "-e", "-c", line], {SYSTEM: "redis", SEED: "2026112900", SHARD: String(i)}));
    expectShards(lines, ["run", "-s", "fuzz", "--", "redis", "--runs", "2000", "--seeds", "50", "--seed", "2026112900"], "rows/");
    expect(fuzz.steps.at(-1)).toMatchObject({if: "always()", with: {path: "rows", "if-no-files-found": "error"}});
    expect([fuzz.strategy["fail-fast"], fuzz.strategy.matrix.system]).toEqual([
      false,
      expect.stringContaining("needs.systems.outputs.names"),
    ]);
  });
});

test("the sweep that all of them run is the one that the page asks for in a cell, row by row", async () => {
  const description = describeSweep(JSON.parse(text("deploy/sweep.json")), "sweep.json");
  const {plan} = sweepOf(await loadSystem(description.system), description);
  const artefact = JSON.parse(text("data/sweeps/computed.json"));
  expect(artefact.key).toMatchObject({points: plan.points.length, runs: plan.runs, seed: plan.seed});
  const saved = decode(artefact, plan);
  const {status, out} = command("sweep", ["deploy/sweep.json", "--shard", "60/100"]);
  expect(status).toBe(0);
  const {from: first, to} = runsOf({index: 60, of: 100}, plan.count);
  const made = out.trimEnd().split("\n");
  expect(made.length).toBe(to - first);
  made.forEach((line, i) => {
    expect(JSON.parse(line)).toMatchObject(saved[first + i] ?? {});
  });
});
