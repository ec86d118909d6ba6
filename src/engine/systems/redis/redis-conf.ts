// redis.conf as redis-server 7.0.15 reads it. Source: redis/redis@f35f36a, src/config.c loadServerConfigFromString, src/server.c main.

import {said} from "../../../words/en/redis-files.ts";
import type {Said} from "../../../words/message.ts";
import type {ConfigFile, FileEntry} from "../../model/config-file.ts";
import {type Finding, type Found, idle, lacking, type Remark, readingOf, taken as takenAs, unknown} from "../findings.ts";
import {userError} from "./acl.ts";
import {COMMANDS, SUBCOMMANDS} from "./commands.ts";
import {argumentsOf, CHECKS, DEPRECATED, isNoOne, savePoints, tableError} from "./config-table.ts";
import {hinted, type Key, known, memory, strtoll, take, taken, whole, wordsOf, wouldNotStart} from "./directives.ts";
import {directiveLines} from "./lines.ts";
import {REASONS} from "./reasons.ts";

/** The keys of redis.conf that the model has. */
const OWN: readonly Key[] = [
  "min-replicas-to-write",
  "min-replicas-max-lag",
  "repl-timeout",
  "repl-ping-replica-period",
  "repl-backlog-size",
  "repl-backlog-ttl",
  "repl-diskless-sync-delay",
  "stop-writes-on-bgsave-error",
  "busy-reply-threshold",
  "shutdown-timeout",
  "replica-serve-stale-data",
  "replica-priority",
].map(known);

/** Names from before Redis 5, which are still accepted for the new ones. Source: the aliases in static_configs. */
const aliases: {readonly [old: string]: string} = {
  "min-slaves-to-write": "min-replicas-to-write",
  "min-slaves-max-lag": "min-replicas-max-lag",
  "repl-ping-slave-period": "repl-ping-replica-period",
  "slave-serve-stale-data": "replica-serve-stale-data",
  "slave-priority": "replica-priority",
  slaveof: "replicaof",
  "slave-read-only": "replica-read-only",
  "lua-time-limit": "busy-reply-threshold",
};

/** Directives that came after 7.0, with the version that brought them. */
const LATER: {readonly [name: string]: string} = {
  ...Object.fromEntries(
    "cluster-announce-human-nodename cluster-ping-interval locale-collate set-max-listpack-entries set-max-listpack-value"
      .split(" ")
      .map((name) => [name, "7.2"]),
  ),
  ...Object.fromEntries(
    "aof-rewrite-cpulist bgsave-cpulist bio-cpulist server-cpulist hide-user-data-from-log max-new-connections-per-cycle max-new-tls-connections-per-cycle"
      .split(" ")
      .map((name) => [name, "7.4"]),
  ),
};

const SAMPLE = `# On every server: any of them may become the master.
min-replicas-to-write 1
min-replicas-max-lag 2
`;

const nameOf = (key: string): string => {
  const name = key.toLowerCase();
  return Object.hasOwn(aliases, name) ? (aliases[name] as string) : name;
};

/** A line, parted into words; null: its quotes do not close. */
export interface Line {
  readonly entry: FileEntry;
  /** The directive's present name; "" if there is none. */
  readonly name: string;
  readonly words: readonly string[] | null;
}

export function linesOf(entries: readonly FileEntry[]): readonly Line[] {
  return entries.map((entry): Line => {
    const words = wordsOf(`${entry.key} ${entry.value}`);
    return {entry, name: nameOf(words?.[0] ?? ""), words};
  });
}

/** What the lines above a line have changed for it. */
export interface Above {
  readonly commands: Set<string>;
  readonly users: Set<string>;
}

export const above = (commands: readonly string[]): Above => ({commands: new Set(commands), users: new Set()});

/** Why Redis would not start with that line, or what it does not know; null: it takes it. Sentinel reads it alike: it is the same program. */
export function refusal({words}: Line, before: Above): Finding | null {
  if (words === null) return wouldNotStart("Unbalanced quotes in configuration line");
  const [given = "", ...rest] = words;
  const name = given.toLowerCase();
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
  if (check !== undefined) return stoppedBy(tableError(check, rest), words);
  if (DEPRECATED.includes(name) && rest.length === 1) return null;
  if ((name === "include" && rest.length === 1) || (name === "loadmodule" && rest.length >= 1)) return null;
  if (name === "rename-command" && rest.length === 2) return stoppedBy(renameError(rest, before), words);
  if (name === "user" && rest.length >= 1) {
    const error = userError(words, before.users);
    before.users.add(rest[0] as string);
    return stoppedBy(error, words);
  }
  if (name.includes(".")) return stoppedBy(rest.length === 0 ? "Module config specified without value" : null, words);
  if (name === "sentinel") return null;
  if (Object.hasOwn(LATER, name)) return unknown(said("redis.file.later", {version: LATER[name] as string}));
  const error = "Bad directive or wrong number of arguments";
  return name.startsWith("\ufeff") ? hinted(error, said("redis.file.hint.mark")) : wouldNotStart(error, words);
}

const stoppedBy = (error: string | null, words: readonly string[]): Finding | null => (error === null ? null : wouldNotStart(error, words));

function renameError([from = "", to = ""]: readonly string[], {commands}: Above): string | null {
  const [command = "", sub] = from.toLowerCase().split("|");
  if (sub !== undefined && SUBCOMMANDS[command]?.includes(sub)) return "ASSERTION FAILED: 'retval == DICT_OK' is not true";
  if (!commands.delete(from.toLowerCase())) return "No such command in rename-command";
  if (to === "") return null;
  if (commands.has(to.toLowerCase())) return "Target command name already exists";
  commands.add(to.toLowerCase());
  return null;
}

export const redisConf: ConfigFile = {
  name: "redis.conf",
  format: directiveLines,
  sample: SAMPLE,
  read(entries) {
    const config: {[key: string]: number | boolean} = {};
    const lines = linesOf(entries);
    const before = above(COMMANDS);
    const found = lines.map((line): Found => ({entry: line.entry, finding: finding(line, lines, before, config)}));
    return readingOf({config, nodes: null}, found, [...stops(lines), ...advice(lines, config)]);
  },
  entry(entries, key, value) {
    const found = linesOf(entries).findLast(({name}) => name === key);
    const said = typeof value === "boolean" ? (value ? "yes" : "no") : key !== "save" ? String(value) : value === 0 ? '""' : `${value} 1`;
    return {line: found?.entry.line ?? null, key, value: said};
  },
};

type Config = {[key: string]: number | boolean};

function finding(line: Line, lines: readonly Line[], before: Above, config: Config): Finding {
  const refused = refusal(line, before);
  if (refused !== null) return refused;
  const {entry, name, words} = line;
  const [given = "", ...rest] = words ?? [];
  if (name === "sentinel")
    return rest.length === 0
      ? idle(said("redis.file.idle.sentinel-mode"))
      : hinted("sentinel directive while not in sentinel mode", said("redis.file.hint.sentinel"));
  if (name === "save") return savePoint(rest, config);
  const own = OWN.find(({key}) => key === name);
  const isLater = own !== undefined || name === "repl-diskless-sync";
  const again = isLater ? lines.findLast((other) => other.name === name) : undefined;
  if (again !== undefined && again.entry !== entry) return idle(said("redis.file.again", {line: again.entry.line}));
  if (own !== undefined) return setting(own, rest[0] as string, config);
  if (name === "repl-diskless-sync" && /^no$/i.test(rest[0] as string)) {
    config["repl-diskless-sync-delay"] = 0;
    return takenAs(said("redis.file.taken.disk-sync"));
  }
  return reasonOf(name, given, rest);
}

function reasonOf(name: string, given: string, rest: readonly string[]): Finding {
  const reason = Object.hasOwn(REASONS, name) ? REASONS[name] : undefined;
  if (reason !== undefined) return reason(rest);
  if (DEPRECATED.includes(given.toLowerCase())) return idle(said("redis.file.idle.deprecated"));
  return idle(said("redis.file.idle.modules"));
}

function setting(own: Key, word: string, config: Config): Finding {
  if (own.range !== null) return take(own, Number(own.unit === "bytes" ? memory(word) : whole(word)), config);
  const value = word.toLowerCase() === "yes";
  config[own.key] = value;
  return taken(own, value);
}

/** `save 3600 1 300 100`: pairs of seconds and changes. The model has one pair, of one change. */
function savePoint(words: readonly string[], config: Config): Finding {
  const own = known("save");
  const given = argumentsOf(CHECKS.save as (typeof CHECKS)[string], words);
  const numbers = savePoints(given).map((word) => Number(strtoll(word)));
  // An empty word cancels the lines above; no word at all does nothing.
  if (numbers.length === 0) {
    if (given.length === 0 && config.save !== undefined) return idle(said("redis.file.idle.nothing"));
    return take(own, 0, config);
  }
  const often = numbers.filter((_, i) => i % 2 === 0 && (numbers[i + 1] as number) <= 1);
  if (often.length === 0) return lacking(said("redis.file.lacks.save", {changes: Math.min(...numbers.filter((_, i) => i % 2 === 1))}));
  const before = config.save === undefined || config.save === 0 ? Number.POSITIVE_INFINITY : (config.save as number);
  return take(own, Math.min(...often, before), config);
}

const stop = (error: string): Remark => ({kind: "refused", said: said("redis.file.stopped", {error})});
const advise = (said: Said): Remark => ({kind: "advice", said});

/** The last word that counts for a directive that takes one. */
export const wordOf = (lines: readonly Line[], name: string): string | undefined =>
  lines.findLast((line) => line.name === name)?.words?.[1];
export const isOn = (lines: readonly Line[], name: string): boolean => wordOf(lines, name)?.toLowerCase() === "yes";

/** What stops a server, or a sentinel, when all lines have been read. */
export function listening(lines: readonly Line[]): Remark[] {
  const at = (name: string) => wordOf(lines, name) ?? "";
  const isTls = !/^0?$/.test(at("tls-port")) || isOn(lines, "tls-replication") || isOn(lines, "tls-cluster");
  const asksForKeys = at("tls-auth-clients").toLowerCase() !== "no" || isOn(lines, "tls-replication") || isOn(lines, "tls-cluster");
  if (isTls && at("tls-cert-file") === "") return [stop("No tls-cert-file configured!")];
  if (isTls && at("tls-key-file") === "") return [stop("No tls-key-file configured!")];
  if (isTls && asksForKeys && at("tls-ca-cert-file") === "" && at("tls-ca-cert-dir") === "")
    return [
      stop(
        "Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster, tls-replication or tls-auth-clients are enabled!",
      ),
    ];
  const isDeaf = at("port") === "0" && /^0?$/.test(at("tls-port")) && at("unixsocket") === "";
  return isDeaf ? [stop("Configured to not listen anywhere, exiting.")] : [];
}

export const usersTwice = (lines: readonly Line[]): Remark[] =>
  (wordOf(lines, "aclfile") ?? "") !== "" && lines.some(({name}) => name === "user")
    ? [
        stop(
          "Configuring Redis with users defined in redis.conf and at the same setting an ACL file path is invalid. This setup is very likely to lead to configuration errors and security holes, please define either an ACL file or declare users directly in your redis.conf, but not both.",
        ),
      ]
    : [];

function stops(lines: readonly Line[]): Remark[] {
  const master = lines.findLast(({name}) => name === "replicaof")?.words?.slice(1);
  const follows = master !== undefined && !isNoOne(master);
  const modules = lines.some(({name, words}) => name.includes(".") && (words?.length ?? 0) > 1);
  return [
    ...(isOn(lines, "cluster-enabled") && follows ? [stop("replicaof directive not allowed in cluster mode")] : []),
    ...listening(lines),
    ...(modules && !lines.some(({name}) => name === "loadmodule")
      ? [stop("Module Configuration detected without loadmodule directive or no ApplyConfig call: aborting")]
      : []),
    ...usersTwice(lines),
  ];
}

/** What Redis accepts silently and its owner will regret. */
function advice(lines: readonly Line[], config: Readonly<Config>): Remark[] {
  const at = (key: string): number => Number(config[key] ?? known(key).default);
  const has = (name: string): boolean => (wordOf(lines, name) ?? "") !== "";
  const least = at("min-replicas-to-write");
  return [
    ...(least > 0 && at("min-replicas-max-lag") === 0 ? [said("redis.file.says.lag-off")] : []),
    ...(least > 2 ? [said("redis.file.says.too-many", {least, servers: least + 1})] : []),
    ...(least === 2 ? [said("redis.file.says.as-many")] : []),
    ...(least === 0 && config["min-replicas-max-lag"] !== undefined ? [said("redis.file.says.lag-alone")] : []),
    ...(at("repl-timeout") <= at("repl-ping-replica-period") ? [said("redis.file.says.impatient")] : []),
    ...(at("replica-priority") === 0 ? [said("redis.file.says.nobody")] : []),
    ...(has("requirepass") && !has("masterauth") ? [said("redis.file.says.one-password")] : []),
    ...(isOn(lines, "appendonly") ? [said("redis.file.lacks.log")] : []),
    ...(isOn(lines, "cluster-enabled") ? [said("redis.file.lacks.cluster")] : []),
  ].map(advise);
}
