// The lines of zoo.cfg that make the ensemble: server.N, group.N, weight.N.
// Source: apache/zookeeper@293c895, QuorumMaj and QuorumHierarchical (their constructors), QuorumPeer.QuorumServer, ConfigUtils.getHostAndPort.
import {said} from "../../../words/en/zookeeper-files.ts";
import type {FileEntry} from "../../model/config-file.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import type {Json} from "../../vocabulary.ts";
import {beyond, type Finding, idle, type Remark, refused, taken} from "../findings.ts";
import {notANumber, parseInt32, parseInt64, split, trim} from "../java.ts";

/** What the lines have said so far. */
export interface Ensemble {
  readonly servers: Map<number, {readonly observer: boolean; readonly clientPort: number | null; readonly line: number}>;
  readonly groups: Map<number, {readonly members: readonly number[]; readonly line: number}>;
  readonly groupOf: Map<number, number>;
  readonly weights: Map<number, number>;
}

export const nobody = (): Ensemble => ({servers: new Map(), groups: new Map(), groupOf: new Map(), weights: new Map()});

/** A session's number holds the id of the server that made it: with more they would no longer be exact. */
const GREATEST_ID = 9000;
const MOST_SERVERS = 50;

export const stopped = (error: string): Finding => refused(said("zookeeper.file.stopped", {error}));
const hinted = (error: string, hint: ReturnType<typeof said>): Finding => refused(said("zookeeper.file.stopped.hint", {error, hint}));

/** Null: the line is none of these. Keys and values as they stand: unlike those of other lines, blanks around them are not cut off. */
export function ensembleLine({key, value, line}: FileEntry, ensemble: Ensemble, {oracle}: {readonly oracle: boolean}): Finding | null {
  if (key === "version")
    return /^[+-]?[\da-f]+$/i.test(value) ? idle(said("zookeeper.file.idle.version")) : stopped(`${notANumber(value)} under radix 16`);
  const [family] = /^(?:server\.|group|weight)/.exec(key) ?? [];
  if (family === undefined) return null;
  if (oracle && family !== "server.") return idle(said("zookeeper.file.idle.oracle"));
  const word = key.slice(key.indexOf(".") + 1);
  const id = parseInt64(word);
  if (id === null) return stopped(notANumber(word));
  if (family === "server.") return serverLine(id, value, line, ensemble);
  return family === "group" ? groupLine(id, value, line, ensemble) : weightLine(id, value, ensemble);
}

function serverLine(id: number, value: string, line: number, {servers}: Ensemble): Finding {
  const server = serverOf(id, value);
  if ("error" in server) return misspelt(server.error, value);
  const twin = servers.get(id);
  if (twin !== undefined) return beyond(said("zookeeper.file.limit.twice", {other: `server.${id}`, line: twin.line}));
  servers.set(id, {...server, line});
  if (id < 0 || id > GREATEST_ID) return beyond(said("zookeeper.file.limit.word", {low: "server.0", high: `server.${GREATEST_ID}`}));
  if (servers.size > MOST_SERVERS) return beyond(said("zookeeper.file.limit.servers", {most: MOST_SERVERS}));
  const named = {id: `z${id}`};
  return taken(server.observer ? said("zookeeper.file.taken.observer", named) : said("zookeeper.file.taken.server", named));
}

/** What people often meant by a line that is refused. */
function misspelt(error: string, value: string): Finding {
  if (/\s#/.test(value)) return hinted(error, said("zookeeper.file.hint.comment"));
  if (value !== trim(value)) return hinted(error, said("zookeeper.file.hint.blank"));
  return error.startsWith("Multiple address") ? hinted(error, said("zookeeper.file.hint.multi-address")) : stopped(error);
}

const FORM =
  " does not have the form server_config or server_config;client_config where server_config is the pipe separated list of host:port:port or host:port:port:type and client_config is port or host:port";

type Server = {readonly observer: boolean; readonly clientPort: number | null} | {readonly error: string};

/** QuorumServer.initializeWithAddressString, whose errors come in this order. */
function serverOf(id: number, text: string): Server {
  const [servers, ...clients] = split(text, ";");
  if (servers === undefined) return {error: "ArrayIndexOutOfBoundsException: Index 0 out of bounds for length 0"};
  if (clients.length === 1) {
    const error = clientError(clients[0] as string, text);
    if (error !== null) return {error};
  }
  const addresses = split(servers, "|");
  if (addresses.length > 1) return {error: `Multiple address feature is disabled, but multiple addresses were specified for sid ${id}`};
  const parts = hostAndPorts(addresses[0] ?? "");
  if (typeof parts === "string") return {error: parts};
  if (clients.length > 1 || parts.length < 3 || parts.length > 4) return {error: `${text}${FORM}`};
  const [host, ...ports] = parts as readonly [string, string, string, string?];
  for (const port of ports.slice(0, 2)) {
    const error = portError(port as string, `Address unresolved: ${host}:${port}`);
    if (error !== null) return {error};
  }
  if (parseInt32(ports[0] as string) === parseInt32(ports[1] as string))
    return {error: `Client and election port must be different! Please update the configuration file on server.${id}`};
  const role = trim(ports[2] ?? "participant").toLowerCase();
  if (role !== "participant" && role !== "observer") return {error: `Unrecognised peertype: ${ports[2]}`};
  return {
    observer: role === "observer",
    clientPort: clients.length === 1 ? parseInt32(split(clients[0] as string, ":").at(-1) ?? "") : null,
  };
}

function clientError(client: string, text: string): string | null {
  const parts = hostAndPorts(client);
  if (typeof parts === "string") return parts;
  if (parts.length > 2) return `${text}${FORM}`;
  const port = parts.at(-1) ?? "";
  // Its host is not known yet when it says so.
  return portError(port, `Address unresolved: null:${port}`);
}

function portError(word: string, unresolved: string): string | null {
  const port = parseInt32(word);
  if (port === null) return unresolved;
  return port < 0 || port > 65_535 ? `port out of range:${port}` : null;
}

/** An address in brackets, and what comes behind it; or what is wrong with it. */
function hostAndPorts(text: string): readonly string[] | string {
  if (!text.startsWith("[")) return split(text, ":");
  const end = text.indexOf("]");
  if (end < 0) return `${text} starts with '[' but has no matching ']:'`;
  if (end + 2 === text.length) return `${text} doesn't have a port after colon`;
  return end + 2 < text.length ? [text.slice(1, end), ...split(text.slice(end + 2), ":")] : [text.replaceAll(/[[\]]/g, "")];
}

function groupLine(id: number, value: string, line: number, {groups, groupOf}: Ensemble): Finding {
  const members: number[] = [];
  for (const word of split(value, ":")) {
    const sid = parseInt64(word);
    if (sid === null)
      return value === trim(value) ? stopped(notANumber(word)) : hinted(notANumber(word), said("zookeeper.file.hint.blank"));
    if (groupOf.has(sid)) return stopped(`Server ${sid}is in multiple groups`);
    groupOf.set(sid, id);
    members.push(sid);
  }
  const twin = groups.get(id);
  if (twin !== undefined) return beyond(said("zookeeper.file.limit.twice", {other: `group.${id}`, line: twin.line}));
  groups.set(id, {members, line});
  return taken(said("zookeeper.file.taken.group", {members: members.map((sid) => `z${sid}`)}));
}

function weightLine(id: number, value: string, {weights}: Ensemble): Finding {
  const weight = parseInt64(value);
  if (weight === null) return stopped(notANumber(value));
  weights.set(id, weight);
  if (weight < 0 || weight > 1e6) return beyond(said("zookeeper.file.limit.word", {low: "0", high: "1000000"}));
  return taken(said("zookeeper.file.taken.weight", {id: `z${id}`, votes: weight}));
}

const warnings = {
  few: "No server failure will be tolerated. You need at least 3 servers.",
  even: "Non-optimal configuration, consider an odd number of servers.",
};

const stop = (error: string): Remark => ({kind: "refused", said: said("zookeeper.file.stopped", {error})});
const advice = (said: Remark["said"]): Remark => ({kind: "advice", said});

/** What holds between those lines: QuorumHierarchical.parse and QuorumPeerConfig.parseDynamicConfig, behind their loops. */
export function ensembleRemarks(ensemble: Ensemble, standalone: boolean): Remark[] {
  const {servers, groups, groupOf, weights} = ensemble;
  const voters = votersOf(ensemble);
  if (isGrouped(ensemble)) {
    const lone = [...voters].sort((a, b) => a - b).find((id) => !groupOf.has(id));
    if (lone !== undefined) return [stop(`Server ${lone}is not in a group`)];
    const stranger = [...groupOf.keys()].find((id) => !voters.includes(id) && !weights.has(id));
    if (stranger !== undefined) {
      const hint = said("zookeeper.file.hint.member", {id: stranger});
      return [{kind: "refused", said: said("zookeeper.file.stopped.hint", {error: "NullPointerException", hint})}];
    }
  }
  const observers = servers.size - voters.length;
  if (voters.length === 0) {
    if (!standalone) return [stop("standaloneEnabled = false then number of participants should be >0")];
    return observers > 0 ? [stop("Observers w/o participants is an invalid configuration")] : [advice(said("zookeeper.file.says.nobody"))];
  }
  if (voters.length === 1 && standalone)
    return observers > 0 ? [stop("Observers w/o quorum is an invalid configuration")] : [advice(said("zookeeper.file.says.alone"))];
  const count = voters.length;
  const weightless = [...weights.keys()].filter(
    (id) => !servers.has(id) && ![...groups.values()].some(({members}) => members.includes(id)),
  );
  return [
    ...(count <= 2 ? [advice(said("zookeeper.file.says.few", {voters: count, warning: warnings.few}))] : []),
    ...(count > 2 && count % 2 === 0 ? [advice(said("zookeeper.file.says.few", {voters: count, warning: warnings.even}))] : []),
    ...weightless.map((id) => advice(said("zookeeper.file.says.weightless", {id}))),
  ];
}

const isGrouped = ({groups, weights}: Ensemble): boolean => groups.size > 0 || weights.size > 0;

export const votersOf = ({servers}: Ensemble): number[] => [...servers].flatMap(([id, {observer}]) => (observer ? [] : [id]));

/** Null: the usual three. */
export function nodesOf(ensemble: Ensemble): readonly NodeSpec[] | null {
  const {servers, groupOf, weights} = ensemble;
  const grouped = isGrouped(ensemble);
  const isUsual = [...servers.keys()].sort((a, b) => a - b).join() === "1,2,3" && votersOf(ensemble).length === 3;
  if (servers.size === 0 || (isUsual && !grouped)) return null;
  return [...servers].map(([id, {observer}]) => {
    const args: {[name: string]: Json} = {linksUp: true};
    if (observer) args.observer = true;
    else if (grouped) Object.assign(args, {group: `g${groupOf.get(id)}`, weight: weights.get(id) ?? 1});
    return {id: `z${id}`, args};
  });
}
