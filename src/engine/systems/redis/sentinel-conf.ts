// sentinel.conf as Redis Sentinel 7.0.15 reads it: what is no sentinel line as a server would, then those before the masters, the masters, and
// what depends on them. Source: redis/redis@f35f36a, src/sentinel.c loadSentinelConfigFromQueue, sentinelHandleConfiguration.

import {said} from "../../../words/en/redis-files.ts";
import type {Said} from "../../../words/message.ts";
import type {ConfigFile, FileEntry} from "../../model/config-file.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {beyond, type Finding, type Found, idle, lacking, type Remark, readingOf, taken as takenAs} from "../findings.ts";
import {addressOf} from "./addresses.ts";
import {SENTINEL_COMMANDS} from "./commands.ts";
import {MASTER_NAME} from "./config.ts";
import {isNoOne} from "./config-table.ts";
import {atoi, hinted, known, take, wouldNotStart} from "./directives.ts";
import {directiveLines} from "./lines.ts";
import {REASONS} from "./reasons.ts";
import {type Above, above, type Line, linesOf, listening, refusal, usersTwice} from "./redis-conf.ts";
import {sentinels, servers} from "./scenarios.ts";

interface Statement {
  /** What follows its name; a master's comes first where it has one. */
  readonly takes: readonly string[];
  /** The model's key, or why it has none. */
  readonly key?: string;
  readonly why?: Said;
}

const statement = (takes: string, rest: Omit<Statement, "takes">): Statement => ({takes: takes.split(" "), ...rest});
const SCRIPTS = said("redis.sentinel.idle.scripts");
const SECRETS = said("redis.file.idle.secrets");
const PAST = said("redis.sentinel.idle.past");
const ADDRESSES = said("redis.file.idle.addresses");

const statements: {readonly [name: string]: Statement} = {
  monitor: statement("<master> <ip> <port> <quorum>", {key: "quorum"}),
  "down-after-milliseconds": statement("<master> <ms>", {key: "down-after-milliseconds"}),
  "failover-timeout": statement("<master> <ms>", {key: "failover-timeout"}),
  "parallel-syncs": statement("<master> <replicas>", {key: "parallel-syncs"}),
  "master-reboot-down-after-period": statement("<master> <ms>", {key: "master-reboot-down-after-period"}),
  "known-sentinel": statement("<master> <ip> <port> <id>", {}),
  "known-replica": statement("<master> <ip> <port>", {}),
  "known-slave": statement("<master> <ip> <port>", {}),
  "notification-script": statement("<master> <path>", {why: SCRIPTS}),
  "client-reconfig-script": statement("<master> <path>", {why: SCRIPTS}),
  "auth-pass": statement("<master> <password>", {why: SECRETS}),
  "auth-user": statement("<master> <user>", {why: SECRETS}),
  "rename-command": statement("<master> <command> <name>", {}),
  "config-epoch": statement("<master> <epoch>", {why: PAST}),
  "leader-epoch": statement("<master> <epoch>", {why: PAST}),
  "current-epoch": statement("<epoch>", {why: PAST}),
  myid: statement("<id>", {why: PAST}),
  "announce-ip": statement("<ip>", {why: ADDRESSES}),
  "announce-port": statement("<port>", {why: ADDRESSES}),
  "announce-hostnames": statement("<yes|no>", {why: ADDRESSES}),
  "resolve-hostnames": statement("<yes|no>", {why: ADDRESSES}),
  "deny-scripts-reconfig": statement("<yes|no>", {why: SCRIPTS}),
  "sentinel-user": statement("<user>", {why: SECRETS}),
  "sentinel-pass": statement("<password>", {why: SECRETS}),
};

/** Its error for a switch that is neither yes nor no. */
const SWITCHES: {readonly [name: string]: string} = {
  "deny-scripts-reconfig": "Please specify yes or no for the deny-scripts-reconfig options.",
  "resolve-hostnames": "Please specify yes or no for the resolve-hostnames option.",
  "announce-hostnames": "Please specify yes or no for the announce-hostnames option.",
};

const SAMPLE = `# On three hosts that do not fail together.
sentinel monitor mymaster 192.0.2.1 6379 2
sentinel down-after-milliseconds mymaster 5000
sentinel failover-timeout mymaster 30000
sentinel parallel-syncs mymaster 1
`;

/** A `sentinel` line: its statement, what follows it, and the master that it names. */
interface Told {
  readonly entry: FileEntry;
  readonly name: string;
  readonly args: readonly string[];
  readonly master: string | null;
}

/** What the file's lines say together, before any of them is judged: Sentinel reads `monitor` before the lines that depend on it. */
interface Whole {
  readonly lines: readonly Line[];
  readonly told: readonly Told[];
  readonly monitors: readonly Told[];
  /** The one that the model watches: the first. */
  readonly master: string;
  readonly hostnames: boolean;
  /** What earlier lines have named, by the line: naming it a second time is an error. */
  readonly names: Map<string, FileEntry>;
}

export const sentinelConf: ConfigFile = {
  name: "sentinel.conf",
  format: directiveLines,
  sample: SAMPLE,
  read(entries) {
    const file = wholeOf(entries);
    const config: {[key: string]: number | boolean} = {};
    const before = above(SENTINEL_COMMANDS);
    const found = file.lines.map((line): Found => ({entry: shown(line.entry), finding: finding(line, file, before, config)}));
    const {nodes, remarks} = clusterOf(file, config);
    const all = [...listening(file.lines), ...usersTwice(file.lines), ...unitless(file), ...remarks];
    return readingOf({config, nodes}, found, all);
  },
  entry(entries, key, value) {
    const {told, master} = wholeOf(entries);
    const [name] = Object.entries(statements).find(([, {key: own}]) => own === key) ?? [key];
    const line = told.findLast((one) => one.name === name && one.master === master);
    // The value is the last word of each of them.
    if (line !== undefined) return {...line.entry, value: line.entry.value.replace(/\S+\s*$/, String(value))};
    return {line: null, key: "sentinel", value: `${name} ${master}${name === "monitor" ? " 127.0.0.1 6379" : ""} ${value}`};
  },
};

/** Under the name of its statement: all of them begin with the word sentinel. */
function shown(entry: FileEntry): FileEntry {
  const [, name, rest = ""] = /^([^ \t]+)[ \t]*(.*)$/s.exec(entry.value) ?? [];
  return entry.key.toLowerCase() === "sentinel" && name !== undefined ? {...entry, key: `sentinel ${name}`, value: rest} : entry;
}

function wholeOf(entries: readonly FileEntry[]): Whole {
  const lines = linesOf(entries);
  const told = lines.flatMap(({entry, name: directive, words}): Told[] => {
    const [, given, ...args] = words ?? [];
    if (directive !== "sentinel" || given === undefined) return [];
    const name = given.toLowerCase();
    const {takes} = (Object.hasOwn(statements, name) && statements[name]) || {takes: []};
    return [{entry, name, args, master: takes[0] === "<master>" ? (args[0] ?? null) : null}];
  });
  const monitors = told.filter(({name, args}) => name === "monitor" && args.length === 4);
  const resolves = told.findLast(({name, args}) => name === "resolve-hostnames" && args.length === 1);
  return {
    lines,
    told,
    monitors,
    master: monitors[0]?.master ?? MASTER_NAME,
    hostnames: resolves?.args[0]?.toLowerCase() === "yes",
    names: new Map(),
  };
}

type Config = {[key: string]: number | boolean};

function finding(line: Line, file: Whole, before: Above, config: Config): Finding {
  const refused = refusal(line, before);
  if (refused !== null) return refused;
  const told = file.told.find(({entry}) => entry === line.entry);
  if (told !== undefined) return statementFinding(told, file, config);
  const [given = "", ...rest] = line.words ?? [];
  if (line.name === "sentinel") return idle(said("redis.file.idle.sentinel-mode"));
  if (line.name === "replicaof" && !isNoOne(rest)) return lacking(said("redis.sentinel.lacks.replicaof"));
  if (line.name === "include") return lacking(said("redis.file.lacks.include"));
  if (line.name === "rename-command") return lacking(said("redis.sentinel.lacks.renamed"));
  if (line.name === "loadmodule" || given.includes(".")) return idle(said("redis.sentinel.idle.loadmodule"));
  return ofServer(line.name, rest);
}

/** Directives that do not concern a server's work alone are answered as for a server. */
function ofServer(name: string, words: readonly string[]): Finding {
  const found = Object.hasOwn(REASONS, name) ? REASONS[name]?.(words) : undefined;
  const isShared = ["addresses", "secrets", "nothing"].some((reason) => found?.said.key === `redis.file.idle.${reason}`);
  return found !== undefined && isShared ? found : idle(said("redis.sentinel.idle.server"));
}

function statementFinding(told: Told, file: Whole, config: Config): Finding {
  const {entry, name, args, master} = told;
  const form = Object.hasOwn(statements, name) ? statements[name] : undefined;
  const isOldForm = name === "known-sentinel" && args.length === 3;
  if (isOldForm) return idle(said("redis.sentinel.idle.old-form"));
  if (form === undefined || args.length !== form.takes.length) {
    const error = "Unrecognized sentinel configuration statement.";
    if (form === undefined || args.includes("#")) return wouldNotStart(error, args);
    return hinted(error, said("redis.file.hint.form", {form: `sentinel ${name} ${form.takes.join(" ")}`}));
  }
  if (master !== null && !file.monitors.some((one) => one.master === master))
    return hinted("No such master with specified name.", said("redis.file.hint.monitor", {master}));
  const error = errorOf(told, file);
  if (error !== null) return error;
  if (master !== null && master !== file.master) return idle(said("redis.sentinel.idle.other", {master: file.master}));
  if (isSentinel(told))
    return isTooMany(told, file, isSentinel)
      ? beyond(said("redis.sentinel.limit.sentinels", {most: MOST}))
      : takenAs(said("redis.file.taken.sentinel"));
  if (isReplica(told))
    return isTooMany(told, file, isReplica)
      ? beyond(said("redis.sentinel.limit.replicas", {most: MOST}))
      : takenAs(said("redis.file.taken.replica"));
  if (name === "rename-command") return lacking(said("redis.sentinel.lacks.renamed"));
  if (form.key === undefined) return idle(form.why ?? said("redis.file.idle.nothing"));
  const again = file.told.findLast((one) => one.name === name && one.master === master && one.args.length === args.length);
  if (again !== undefined && again.entry !== entry) return idle(said("redis.file.again", {line: again.entry.line}));
  return take(known(form.key), atoi(args.at(-1) as string), config);
}

/** Most others of a kind: all talk to each other, and with more a run would take minutes. */
const MOST = 20;

const isSentinel = ({name, args}: Told): boolean => name === "known-sentinel" && args.length === 4;
const isReplica = ({name}: Told): boolean => name === "known-replica" || name === "known-slave";
const isTooMany = (told: Told, file: Whole, isAlike: (other: Told) => boolean): boolean =>
  file.told.filter((other) => other.master === told.master && isAlike(other)).indexOf(told) >= MOST;

/** Sentinel's error for a statement, checked in its order. */
function errorOf({entry, name, args, master}: Told, {hostnames, names}: Whole): Finding | null {
  const [first = "", second = "", third = "", last = ""] = args;
  const isFirst = (what: string): boolean => names.get(what) === undefined && names.set(what, entry).size > 0;
  const value = atoi(args.at(-1) as string);
  switch (name) {
    case "monitor":
      if (value <= 0) return wouldNotStart("Quorum must be 1 or greater.");
      return instanceError(second, third, hostnames) ?? (isFirst(`master ${first}`) ? null : wouldNotStart("Duplicate master name."));
    case "known-replica":
    case "known-slave": {
      const replica = `replica ${master} ${hostnames ? second : (addressOf(second) ?? second)} ${atoi(third)}`;
      return (
        instanceError(second, third, hostnames) ?? (isFirst(replica) ? null : wouldNotStart("Duplicate hostname and port for replica."))
      );
    }
    case "known-sentinel":
      return (
        instanceError(second, third, hostnames) ??
        (isFirst(`sentinel ${master} ${last}`) ? null : wouldNotStart("Duplicate runid for sentinel."))
      );
    case "rename-command":
      return isFirst(`command ${master} ${second.toLowerCase()}`)
        ? null
        : wouldNotStart("Same command renamed multiple times with rename-command.");
    case "down-after-milliseconds":
    case "failover-timeout":
      return value <= 0 ? wouldNotStart("negative or zero time parameter.") : null;
    case "master-reboot-down-after-period":
      return value < 0 ? wouldNotStart("negative time parameter.") : null;
    case "myid":
      return first.length === 40 ? null : wouldNotStart("Malformed Sentinel id in myid option.");
    default: {
      const error = Object.hasOwn(SWITCHES, name) ? SWITCHES[name] : undefined;
      return error === undefined || /^(yes|no)$/i.test(first) ? null : wouldNotStart(error);
    }
  }
}

function instanceError(host: string, port: string, hostnames: boolean): Finding | null {
  const number = atoi(port);
  if (number < 0 || number > 65_535) return wouldNotStart("Invalid port number.");
  if (hostnames || addressOf(host) !== null) return null;
  const isBracketed = addressOf(host.replace(/^\[(.*)\]$/, "$1")) !== null;
  return hinted("Can't resolve instance hostname.", said(isBracketed ? "redis.file.hint.brackets" : "redis.file.hint.address"));
}

const advise = (said: Said): Remark => ({kind: "advice", said});

/** Numbers followed by something that Sentinel ignores. */
function unitless({told, master}: Whole): Remark[] {
  return told.flatMap((line) => {
    const word = line.args.at(-1) ?? "";
    if (line.master !== master || statements[line.name]?.key === undefined || /^[+-]?\d+$/.test(word) || atoi(word) === 0) return [];
    return [advise(said("redis.sentinel.says.digits", {line: line.entry.line, word, digits: atoi(word)}))];
  });
}

/** Their number is not in the file before the first sentinel has rewritten it. */
function clusterOf({told, master, monitors}: Whole, config: Readonly<Config>): {nodes: readonly NodeSpec[] | null; remarks: Remark[]} {
  const count = (of: (line: Told) => boolean) => told.filter((line) => line.master === master && of(line)).length;
  const knownSentinels = count(isSentinel);
  const knownReplicas = count(isReplica);
  const all = knownSentinels === 0 ? 3 : knownSentinels + 1;
  const replicas = knownReplicas === 0 ? 2 : knownReplicas;
  const names = Array.from({length: replicas + 1}, (_, i) => `n${i + 1}`);
  const isUsual = all === 3 && replicas === 2;
  const remarks = sentinelAdvice({all, replicas, wasCounted: knownSentinels > 0, address: monitors[0]?.args[1]}, config).map(advise);
  // The cluster of the model's size is not the one in the file.
  if (knownSentinels > MOST || knownReplicas > MOST) return {nodes: [], remarks};
  return {nodes: isUsual ? null : [...servers(replicas + 1), ...sentinels(all, names)], remarks};
}

interface Watch {
  readonly all: number;
  readonly replicas: number;
  readonly wasCounted: boolean;
  /** Of the master; undefined: there is no master. */
  readonly address: string | undefined;
}

function sentinelAdvice({all, replicas, wasCounted, address}: Watch, config: Readonly<Config>): Said[] {
  const at = (key: string): number => Number(config[key] ?? known(key).default);
  const quorum = at("quorum");
  return [
    ...(address === undefined ? [said("redis.sentinel.says.nobody")] : []),
    ...(/^(127\.|::1$)/.test(address ?? "") ? [said("redis.sentinel.says.loopback", {address: address as string})] : []),
    ...(quorum > all ? [said(wasCounted ? "redis.sentinel.says.never" : "redis.sentinel.says.never-of-three", {quorum, all})] : []),
    ...(quorum === all && all > 1 ? [said("redis.sentinel.says.all", {all})] : []),
    ...(all < 3 ? [said("redis.sentinel.says.few", {all})] : []),
    ...(at("down-after-milliseconds") <= 1000 ? [said("redis.sentinel.says.hasty")] : []),
    ...(at("failover-timeout") < 10_000 ? [said("redis.sentinel.says.short")] : []),
    // One of the replicas becomes the master.
    ...(replicas > 2 && at("parallel-syncs") >= replicas - 1 ? [said("redis.sentinel.says.at-once")] : []),
  ];
}
