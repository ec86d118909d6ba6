import type {ConfigFile, FileEntry, Meaning} from "../../model/config-file.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {MASTER_NAME} from "./config.ts";
import {atoi, idle, isWithin, known, rangeOf, refused, type Said, taken, wordsOf, wouldNotStart} from "./directives.ts";
import {isDirective} from "./redis-conf.ts";
import {sentinels, servers} from "./scenarios.ts";

interface Statement {
  /** What follows its name; a master's comes first where it has one. */
  readonly takes: readonly string[];
  /** The model's key, or why it has none. */
  readonly key?: string;
  readonly why?: string;
}

const statement = (takes: string, rest: Omit<Statement, "takes">): Statement => ({takes: takes.split(" "), ...rest});
const PATHS = "the model runs no scripts";
const PASSWORDS = "the model knows no passwords";
const STATE = "the model's sentinels begin without a past";
const ADDRESSES = "the model has no addresses";

/** Source: redis/redis@f35f36a, src/sentinel.c sentinelHandleConfiguration. */
const statements: {readonly [name: string]: Statement} = {
  monitor: statement("<master> <ip> <port> <quorum>", {key: "quorum"}),
  "down-after-milliseconds": statement("<master> <ms>", {key: "down-after-milliseconds"}),
  "failover-timeout": statement("<master> <ms>", {key: "failover-timeout"}),
  "parallel-syncs": statement("<master> <replicas>", {key: "parallel-syncs"}),
  "master-reboot-down-after-period": statement("<master> <ms>", {key: "master-reboot-down-after-period"}),
  "known-sentinel": statement("<master> <ip> <port> <id>", {}),
  "known-replica": statement("<master> <ip> <port>", {}),
  "known-slave": statement("<master> <ip> <port>", {}),
  "notification-script": statement("<master> <path>", {why: PATHS}),
  "client-reconfig-script": statement("<master> <path>", {why: PATHS}),
  "auth-pass": statement("<master> <password>", {why: PASSWORDS}),
  "auth-user": statement("<master> <user>", {why: PASSWORDS}),
  "rename-command": statement("<master> <command> <name>", {why: "no command has another name here"}),
  "config-epoch": statement("<master> <epoch>", {why: STATE}),
  "leader-epoch": statement("<master> <epoch>", {why: STATE}),
  "current-epoch": statement("<epoch>", {why: STATE}),
  myid: statement("<id>", {why: STATE}),
  "announce-ip": statement("<ip>", {why: ADDRESSES}),
  "announce-port": statement("<port>", {why: ADDRESSES}),
  "announce-hostnames": statement("<yes|no>", {why: ADDRESSES}),
  "resolve-hostnames": statement("<yes|no>", {why: ADDRESSES}),
  "deny-scripts-reconfig": statement("<yes|no>", {why: PATHS}),
  "sentinel-user": statement("<user>", {why: PASSWORDS}),
  "sentinel-pass": statement("<password>", {why: PASSWORDS}),
};

const SAMPLE = `# On three hosts that do not fail together.
sentinel monitor mymaster 192.0.2.1 6379 2
sentinel down-after-milliseconds mymaster 5000
sentinel failover-timeout mymaster 30000
sentinel parallel-syncs mymaster 1
`;

/** A `sentinel` line, as far as it can be read: its statement, what follows it, and the master that it names. */
interface Line {
  readonly entry: FileEntry;
  readonly name: string;
  readonly args: readonly string[];
  readonly master: string | null;
}

/** What the lines of the file agree on before any of them is judged: Sentinel reads `monitor` before what hangs on it. */
interface Whole {
  readonly lines: readonly Line[];
  readonly monitors: readonly Line[];
  /** The one that the model watches: the first. */
  readonly master: string;
  readonly hostnames: boolean;
}

export const sentinelConf: ConfigFile = {
  name: "sentinel.conf",
  format: "directives",
  sample: SAMPLE,
  unknown: "Redis 7.0 does not know it and would not start",
  read(entries) {
    const file = wholeOf(entries);
    const config: {[key: string]: number} = {};
    const meanings = entries.map((entry): Meaning => ({...shown(entry), ...meaning(entry, file, config)}));
    const {nodes, missing} = clusterOf(file, config);
    return {config, nodes, meanings, missing: [...unitless(file), ...missing]};
  },
  entry(entries, key, value) {
    const {lines, master} = wholeOf(entries);
    const [name] = Object.entries(statements).find(([, {key: own}]) => own === key) ?? [key];
    const line = lines.findLast((one) => one.name === name && one.master === master);
    // The value is the last word of each of them.
    if (line !== undefined) return {...line.entry, value: line.entry.value.replace(/\S+\s*$/, String(value))};
    return {line: null, key: "sentinel", value: `${name} ${master}${name === "monitor" ? " 127.0.0.1 6379" : ""} ${value}`};
  },
};

/** Under the name of its statement: all of them begin with the word sentinel. */
function shown({key, value, line}: FileEntry): FileEntry {
  const [, name, rest = ""] = /^(\S+)\s*(.*)$/.exec(value) ?? [];
  return key.toLowerCase() === "sentinel" && name !== undefined ? {key: `sentinel ${name}`, value: rest, line} : {key, value, line};
}

function wholeOf(entries: readonly FileEntry[]): Whole {
  const lines = entries.flatMap((entry): Line[] => {
    const [name, ...args] = (entry.key.toLowerCase() === "sentinel" && wordsOf(entry.value)) || [];
    if (name === undefined) return [];
    const {takes} = (Object.hasOwn(statements, name.toLowerCase()) && statements[name.toLowerCase()]) || {takes: []};
    return [{entry, name: name.toLowerCase(), args, master: takes[0] === "<master>" ? (args[0] ?? null) : null}];
  });
  const monitors = lines.filter(({name, args}) => name === "monitor" && args.length === 4);
  return {
    lines,
    monitors,
    master: monitors[0]?.master ?? MASTER_NAME,
    hostnames: lines.some(({name, args: [value]}) => name === "resolve-hostnames" && value?.toLowerCase() === "yes"),
  };
}

function meaning(entry: FileEntry, file: Whole, config: {[key: string]: number}): Said {
  const text = `${entry.key} ${entry.value}`.trim();
  if (wordsOf(entry.value) === null)
    return wouldNotStart(text, "Unbalanced quotes in configuration line", "a quote that closes, and a blank after it");
  if (entry.key.toLowerCase() !== "sentinel") return isDirective(entry.key.toLowerCase()) ? server(entry.key) : {kind: "unknown"};
  const line = file.lines.find((one) => one.entry === entry);
  const known = line && Object.hasOwn(statements, line.name) ? statements[line.name] : undefined;
  if (line === undefined || known === undefined) return {kind: "unknown"};
  const {name, args, master} = line;
  const isOldForm = name === "known-sentinel" && args.length === 3;
  if (args.length !== known.takes.length && !isOldForm) {
    const comment = args.includes("#") ? "; a comment needs a line of its own" : "";
    return wouldNotStart(text, "Unrecognized sentinel configuration statement", `sentinel ${name} ${known.takes.join(" ")}${comment}`);
  }
  if (master !== null && !file.monitors.some((one) => one.master === master))
    return wouldNotStart(text, "No such master with specified name", `a line sentinel monitor ${master} <ip> <port> <quorum>`);
  return judged(text, line, known, file, config);
}

const server = (key: string): Said =>
  idle(/^(min-|repl|slave)/i.test(key) ? "it belongs into redis.conf: here it changes nothing" : "it changes nothing that the model has");

function judged(
  text: string,
  {entry, name, args, master}: Line,
  {key, why, takes}: Statement,
  file: Whole,
  config: {[key: string]: number},
): Said {
  if (takes[0] === "<yes|no>" && !/^(yes|no)$/i.test(args[0] as string))
    return wouldNotStart(text, "Please specify yes or no", `sentinel ${name} yes, or no`);
  if (name === "monitor") {
    const bad = address(text, args, file);
    if (bad !== null) return bad;
    if (file.monitors.some((one) => one.master === master && one.entry.line < entry.line))
      return wouldNotStart(text, "Duplicate master name", "one sentinel monitor for each master");
  }
  const value = atoi(args.at(-1) as string);
  if (key !== undefined) {
    const least = key === "parallel-syncs" ? Number.NEGATIVE_INFINITY : key === "master-reboot-down-after-period" ? 0 : 1;
    const error = key === "quorum" ? "Quorum must be 1 or greater." : "negative or zero time parameter.";
    if (value < least) return wouldNotStart(text, error, `a whole number from ${rangeOf(known(key))}`);
  }
  if (master !== null && master !== file.master) return idle(`of another master: the model watches ${file.master} alone`);
  if (name.startsWith("known-")) return {kind: "taken", as: name === "known-sentinel" ? "another sentinel" : "a replica"};
  if (key === undefined) return idle(why ?? "");
  if (!isWithin(known(key), value)) return refused(`${text}: the model takes ${rangeOf(known(key))}`);
  const again = file.lines.findLast((one) => one.name === name && one.master === master);
  if (again !== undefined && again.entry.line > entry.line) return idle(`stands again in line ${again.entry.line}, which counts`);
  config[key] = value;
  return taken(known(key), value);
}

function address(text: string, [, host = "", port = ""]: readonly string[], {hostnames}: Whole): Said | null {
  const isAddress = /^(\d{1,3}\.){3}\d{1,3}$/.test(host) || host.includes(":");
  if (!isAddress && !hostnames)
    return wouldNotStart(text, "Can't resolve instance hostname.", "an IP address, or sentinel resolve-hostnames yes besides");
  return atoi(port) < 0 || atoi(port) > 65_535 ? wouldNotStart(text, "Invalid port number.", "a port from 0 to 65535") : null;
}

/** Numbers with something behind their digits, which Sentinel does not look at. */
function unitless({lines, master}: Whole): string[] {
  return lines.flatMap((line) => {
    const word = line.args.at(-1) ?? "";
    if (line.master !== master || statements[line.name]?.key === undefined || /^[+-]?\d+$/.test(word) || atoi(word) === 0) return [];
    return [`line ${line.entry.line}: of ${word} Sentinel reads ${atoi(word)} and not what follows`];
  });
}

/** How many there are is not in the file before the first sentinel has rewritten it. */
function clusterOf(
  {lines, master, monitors}: Whole,
  config: {readonly [key: string]: number},
): {nodes: readonly NodeSpec[] | null; missing: string[]} {
  const count = (...names: readonly string[]) => lines.filter((line) => names.includes(line.name) && line.master === master).length;
  const knownSentinels = count("known-sentinel");
  const knownReplicas = count("known-replica", "known-slave");
  const all = knownSentinels === 0 ? 3 : knownSentinels + 1;
  const replicas = knownReplicas === 0 ? 2 : knownReplicas;
  const missing: string[] = [];
  const at = (key: string): number => config[key] ?? Number(known(key).default);
  const [first] = monitors;
  if (first === undefined) missing.push("no sentinel monitor: this sentinel would watch nobody");
  if (/^(127\.|::1$)/.test(first?.args[1] ?? ""))
    missing.push(`${first?.args[1]} is another server on each host: give the address at which all sentinels and clients reach the master`);
  if (at("quorum") > all)
    missing.push(
      `quorum ${at("quorum")} of ${all} sentinels${knownSentinels === 0 ? " (three were taken)" : ""}: nobody is ever objectively down`,
    );
  else if (at("quorum") === all && all > 1) missing.push(`quorum ${all} of ${all} sentinels: one that is dead, and nobody is promoted`);
  if (all < 3) missing.push(`${all === 1 ? "one sentinel" : "two sentinels"}: one that is dead, and nobody is promoted`);
  if (at("down-after-milliseconds") <= 1000)
    missing.push("down-after-milliseconds of a second or less: a healthy new master may be taken for dead when it is first dialled");
  if (at("failover-timeout") < 10_000) missing.push("failover-timeout below 10000: an election is given up after it, sooner than usual");
  // One of the replicas becomes the master.
  if (replicas > 2 && at("parallel-syncs") >= replicas - 1)
    missing.push("parallel-syncs takes all that are left at once: if they need full copies, all refuse reads (-LOADING) at the same time");
  return {
    nodes:
      all === 3 && replicas === 2
        ? null
        : [
            ...servers(replicas + 1),
            ...sentinels(
              all,
              Array.from({length: replicas + 1}, (_, i) => `n${i + 1}`),
            ),
          ],
    missing,
  };
}
