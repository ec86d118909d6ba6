// zoo.cfg as QuorumPeerConfig reads it. Source: apache/zookeeper@293c895, server/quorum/QuorumPeerConfig.java parse, parseProperties and
// setupQuorumPeerConfig. The real one stops at the first thing that is wrong, in the order of a hash table; here all of them are told.

import {said} from "../../../words/en/zookeeper-files.ts";
import type {Said} from "../../../words/message.ts";
import type {ConfigFile, FileEntry} from "../../model/config-file.ts";
import {beyond, type Finding, type Found, idle, type Remark, readingOf, refused, taken} from "../findings.ts";
import {getInteger, getLong, notANumber, parseDouble, parseInt32, parseInt64, trim} from "../java.ts";
import {javaProperties} from "../java-properties.ts";
import {KEYS} from "./config.ts";
import {type Ensemble, ensembleLine, ensembleRemarks, nobody, nodesOf, stopped, votersOf} from "./server-lines.ts";
import {knownKey, type Reads, unread} from "./zoo-keys.ts";

type Key = (typeof KEYS)[number];

/** Keys of the model whose name in the file is another. Any key that QuorumPeerConfig does not know becomes the property `zookeeper.<key>`. */
const inFile: {readonly [key: string]: string} = {maxTimeToWaitForEpoch: "leader.maxTimeToWaitForEpoch"};

const SAMPLE = `# The number of milliseconds of each tick
tickTime=2000
# The number of ticks that the initial synchronization phase can take
initLimit=10
# The number of ticks that can pass between sending a request and getting an acknowledgement
syncLimit=5
dataDir=/var/lib/zookeeper
clientPort=2181

server.1=zoo1:2888:3888
server.2=zoo2:2888:3888
server.3=zoo3:2888:3888
`;

/** What has been read of the file so far. */
interface Draft {
  readonly config: {[key: string]: number | boolean};
  /** The numbers that parseProperties reads itself, as they stand in the file, whatever the model takes. */
  readonly numbers: {[key: string]: number};
  readonly ensemble: Ensemble;
  /** The last entry of each key, which counts. */
  readonly entries: ReadonlyMap<string, FileEntry>;
}

export const zooCfg: ConfigFile = {
  name: "zoo.cfg",
  format: javaProperties,
  sample: SAMPLE,
  read(entries) {
    const draft: Draft = {config: {}, numbers: {}, ensemble: nobody(), entries: new Map(entries.map((entry) => [entry.key, entry]))};
    const found = entries.map((entry): Found => ({entry, finding: finding(entry, draft)}));
    const traps = found.filter(({entry, finding}) => finding.kind === "idle" && isTrap(entry));
    const remarks = [...traps.map(({finding}): Remark => ({kind: "advice", said: finding.said})), ...whole(draft)];
    const isOther = found.some(({entry: {key}, finding: {kind}}) => kind === "beyond" && /^(server\.|group|weight)/.test(key));
    return readingOf({config: configOf(draft), nodes: isOther ? [] : nodesOf(draft.ensemble)}, found, remarks);
  },
  entry(entries, key, value) {
    const name = inFile[key] ?? key;
    const said = typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
    return {line: entries.findLast((entry) => entry.key === name)?.line ?? null, key: name, value: said};
  },
};

const modelKey = (name: string): Key | undefined => KEYS.find(({key}) => (inFile[key] ?? key) === name);
const isRead = (name: string): boolean => modelKey(name) !== undefined || knownKey(name) !== null;
/** A key that looks as if it were read, and is not. */
const isTrap = ({key}: FileEntry): boolean => !isRead(trim(key)) && !/^(server\.|group|weight|version$)/.test(key);

function finding(entry: FileEntry, draft: Draft): Finding {
  if (entry.flaw !== undefined)
    return refused(said("zookeeper.file.stopped.hint", {error: entry.flaw, hint: said("zookeeper.file.hint.backslash")}));
  const counts = draft.entries.get(entry.key);
  if (counts !== undefined && counts !== entry) return idle(said("zookeeper.file.again", {line: counts.line}));
  const key = trim(entry.key);
  if (draft.entries.has("dynamicConfigFile") && /^(server\.|group|weight)/.test(key))
    return stopped(`parameter: ${key} must be in a separate dynamic config file`);
  const ofEnsemble = ensembleLine(entry, draft.ensemble, {oracle: draft.entries.has("oraclePath")});
  if (ofEnsemble !== null) return ofEnsemble;
  const value = trim(entry.value);
  const own = modelKey(key);
  if (own !== undefined) return setting(own, value, draft);
  const known = knownKey(key);
  if (known === null) return unread(key, isRead);
  const error = errorOf(known.reads, key, value, draft);
  if (error !== null) return isQuoted(value) ? hinted(error, said("zookeeper.file.hint.quotes")) : error;
  return known.finds(value);
}

const hinted = ({said: {values}}: Finding, hint: Said): Finding =>
  refused(said("zookeeper.file.stopped.hint", {error: String(values.error), hint}));

const isQuoted = (value: string): boolean => /^(['"]).*\1$/.test(value);

/** What parseProperties throws at a value that it cannot read. */
function errorOf(reads: Reads, key: string, value: string, {numbers}: Draft): Finding | null {
  switch (reads) {
    case "switch":
      return /^(true|false)$/i.test(value) ? null : stopped(`Invalid option ${value} for ${key}. Choose 'true' or 'false.'`);
    case "long":
      return parseInt64(value) === null ? stopped(notANumber(value)) : null;
    case "double":
      return parseDouble(value) === null ? stopped(notANumber(value)) : null;
    case "path":
      return pathError(value);
    case "int": {
      const number = parseInt32(value);
      if (number === null) return stopped(notANumber(value));
      numbers[key] = number;
      if (key === "electionAlg" && number !== 3)
        return hinted(stopped("Invalid electionAlg value. Only 3 is supported."), said("zookeeper.file.hint.election-alg"));
      return /clientport$/i.test(key) && (number < 0 || number > 65_535) ? stopped(`port out of range:${number}`) : null;
    }
    default:
      return key === "peerType" && !/^(observer|participant)$/i.test(value) ? stopped(`Unrecognised peertype: ${value}`) : null;
  }
}

/** VerifyingFileFactory takes the first two characters of a path that is not absolute, and there may be fewer. */
function pathError(value: string): Finding | null {
  const path = value.length > 1 ? value.replace(/\/+$/, "") : value;
  if (path.startsWith("/") || value.startsWith("/") || path.length > 1) return null;
  const error = `StringIndexOutOfBoundsException: begin 0, end 2, length ${path.length}`;
  return hinted(stopped(error), said("zookeeper.file.hint.short-path"));
}

/** Properties that are read by Integer.getInteger or Long.getLong: what is no number is as if it were not there. */
const LENIENT: {readonly [key: string]: (word: string) => number | null} = {
  "fastleader.minNotificationInterval": getInteger,
  "fastleader.maxNotificationInterval": getInteger,
  leaderConnectDelayDuringRetryMs: getInteger,
  maxTimeToWaitForEpoch: getInteger,
  "observer.election.DelayMs": getLong,
  commitLogCount: parseInt32,
  snapshotSizeFactor: parseDouble,
};

function setting(own: Key, value: string, draft: Draft): Finding {
  const {config, numbers} = draft;
  if (typeof own.default === "boolean") return forceSync(value, config);
  const lenient = Object.hasOwn(LENIENT, own.key) ? LENIENT[own.key] : undefined;
  const number = (lenient ?? parseInt32)(value);
  if (number === null && lenient === undefined)
    return isQuoted(value) ? hinted(stopped(notANumber(value)), said("zookeeper.file.hint.quotes")) : stopped(notANumber(value));
  if (number === null) return idle(said("zookeeper.file.default-instead", {usual: own.default}));
  numbers[own.key] = number;
  // ZKDatabase replaces a number below the recommended one, or above the maximum.
  if (own.key === "commitLogCount" && number < own.default) return take(own, own.default, config, "least");
  if (own.key === "snapshotSizeFactor" && number > 1) return take(own, own.default, config, "usual-instead");
  const [low, high] = own.range as readonly number[];
  if (!(number >= (low ?? 0) && number <= (high ?? 0))) {
    const {unit, default: usual} = own;
    return beyond(said("zookeeper.file.limit", {low: String(low), high: String(high), unit, usual}));
  }
  return take(own, number, config, "number");
}

/** FileTxnLog compares with exactly this word. */
function forceSync(value: string, config: Draft["config"]): Finding {
  config.forceSync = value !== "no";
  if (value === "no") return taken(said("zookeeper.file.taken.force-sync-off"));
  return taken(value === "yes" ? said("zookeeper.file.taken.force-sync-on") : said("zookeeper.file.force-sync-only-no"));
}

function take({key, unit, means}: Key, value: number, config: Draft["config"], how: "number" | "least" | "usual-instead"): Finding {
  config[key] = value;
  const meaning: Said = {key: `zookeeper.config.${key}`, english: means, values: {}};
  if (how === "usual-instead") return taken(said("zookeeper.file.taken.usual-instead", {key, value}));
  return taken(said(`zookeeper.file.taken.${how}`, {key, value, unit, means: meaning}));
}

const stop = (error: string): Remark => ({kind: "refused", said: said("zookeeper.file.stopped", {error})});
const advice = (said: Said): Remark => ({kind: "advice", said});

/** Checks across entries: what parseProperties checks once it has read them all, and what follows it. */
function whole(draft: Draft): Remark[] {
  const {entries, numbers} = draft;
  const has = (key: string) => entries.has(key);
  const on = (key: string) => /^true$/i.test(trim(entries.get(key)?.value ?? ""));
  const standalone = !has("standaloneEnabled") || on("standaloneEnabled");
  const {tickTime = 3000, minSessionTimeout = -1, maxSessionTimeout = -1} = numbers;
  // Both products are 32-bit integers.
  const least = minSessionTimeout === -1 ? Math.imul(tickTime, 2) : minSessionTimeout;
  const most = maxSessionTimeout === -1 ? Math.imul(tickTime, 20) : maxSessionTimeout;
  return [
    ...saslRemarks(on),
    ...(has("dataDir") ? [] : [stop("dataDir is not set")]),
    ...["clientPort", "secureClientPort"].flatMap((port) =>
      has(`${port}Address`) && !has(port) ? [stop(`${port}Address is set but ${port} is not set`)] : [],
    ),
    ...sslRemarks(entries),
    ...(tickTime === 0 ? [stop("tickTime is not set")] : []),
    ...(tickTime !== 0 && least > most ? [stop("minSessionTimeout must not be larger than maxSessionTimeout")] : []),
    ...(has("tickTime") ? [] : [advice(said("zookeeper.file.says.tick-time"))]),
    ...servers(draft, standalone),
    ...clientPorts(draft),
  ];
}

/** A client port behind a server's `;` must equal the line clientPort, if there is one; which server reads the file is not in the file. */
function clientPorts({entries, numbers, ensemble}: Draft): Remark[] {
  const ports = [...ensemble.servers].map(([id, {clientPort}]) => ({id, port: clientPort}));
  const [first] = ports;
  const {clientPort} = numbers;
  if (clientPort !== undefined && first !== undefined && ports.every(({port}) => port !== null && port !== clientPort)) {
    const error = `client address for this server (id = ${first.id}) in static config file is 0.0.0.0/0.0.0.0:${clientPort} is different from client address found in dynamic file: /0.0.0.0:${first.port}`;
    return [stop(error)];
  }
  const isReachable = entries.has("clientPort") || entries.has("secureClientPort") || ports.some(({port}) => port !== null);
  return isReachable ? [] : [advice(said("zookeeper.file.says.no-client-port"))];
}

function servers({entries, numbers, ensemble}: Draft, standalone: boolean): Remark[] {
  const elsewhere = entries.get("dynamicConfigFile");
  const isDistributed = elsewhere !== undefined || !standalone || votersOf(ensemble).length > 1;
  const unset = ["initLimit", "syncLimit"].flatMap((key): Remark[] => {
    const isSet = entries.has(key);
    if (!isDistributed || (isSet && numbers[key] !== 0)) return [];
    const error = `${key} is not set`;
    if (!isSet) return [stop(error)];
    return [{kind: "refused", said: said("zookeeper.file.stopped.hint", {error, hint: said("zookeeper.file.hint.zero")})}];
  });
  if (elsewhere !== undefined) return [...unset, advice(said("zookeeper.file.says.elsewhere", {file: trim(elsewhere.value)}))];
  // With a server line that could not be read the ensemble is not the one that was written: nothing is said about it.
  const isWhole = [...entries.keys()].filter((key) => key.startsWith("server.")).length === ensemble.servers.size;
  return isWhole ? [...ensembleRemarks(ensemble, standalone), ...unset] : unset;
}

function saslRemarks(on: (key: string) => boolean): Remark[] {
  const [enabled, server, learner] = ["quorum.auth.enableSasl", "quorum.auth.serverRequireSasl", "quorum.auth.learnerRequireSasl"] as const;
  if (!on(enabled) && on(server)) return [stop(`${enabled} is disabled, so cannot enable ${server}`)];
  if (!on(enabled) && on(learner)) return [stop(`${enabled} is disabled, so cannot enable ${learner}`)];
  return on(server) && !on(learner) ? [stop(`${learner} is disabled, so cannot enable ${server}`)] : [];
}

/** configureSSLAuth: a scheme of one's own needs its provider. */
function sslRemarks(entries: Draft["entries"]): Remark[] {
  const scheme = trim(entries.get("ssl.authProvider")?.value ?? "x509");
  if (!entries.has("secureClientPort") || scheme === "x509" || entries.has(`authProvider.${scheme}`)) return [];
  return [stop(`No auth provider configured for the SSL authentication scheme '${scheme}'.`)];
}

/** QuorumPeer's own default of tickTime differs from that of the sample file. */
function configOf({config, entries}: Draft): Draft["config"] {
  return entries.has("tickTime") ? config : {...config, tickTime: 3000};
}
