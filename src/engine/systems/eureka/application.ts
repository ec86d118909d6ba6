// application.yml and application.properties as Spring Boot reads them for Eureka's server and client.

import {said} from "../../../words/en/eureka-files.ts";
import type {ConfigFile, FileEntry, FileFormat, FileReading} from "../../model/config-file.ts";
import {type Finding, type Found, idle, lacking, readingOf, refused, unknown} from "../findings.ts";
import {advise, type Settings, setting} from "./file-findings.ts";
import {bound} from "./spring-binding.ts";
import {SPRING_KEYS, type SpringKey, springKey, uniform} from "./spring-keys.ts";
import {springProperties} from "./spring-properties.ts";
import {DOCUMENT, springYaml} from "./yaml-lines.ts";

const YAML = `# a server and its clients
spring:
  application:
    name: eureka
eureka:
  instance:
    lease-renewal-interval-in-seconds: 10
    lease-expiration-duration-in-seconds: 30
  client:
    registry-fetch-interval-seconds: 10
    service-url:
      defaultZone: http://eureka1:8761/eureka/,http://eureka2:8761/eureka/
  server:
    expected-client-renewal-interval-seconds: 10
    response-cache-update-interval-ms: 10000
`;

const PROPERTIES = `spring.application.name=eureka
eureka.instance.lease-expiration-duration-in-seconds=30
eureka.server.enableSelfPreservation=false
eureka.server.eviction-interval-timer-in-ms=10000
`;

/** An entry with the document's profiles; empty: the document always counts. */
interface InDocument {
  readonly entry: FileEntry;
  readonly profiles: string;
}

const PROFILES = uniform("spring.config.activate.on-profile");

function inDocuments(entries: readonly FileEntry[]): InDocument[] {
  const documents: FileEntry[][] = [[]];
  for (const entry of entries) {
    if (entry.key === DOCUMENT) documents.push([]);
    documents.at(-1)?.push(entry);
  }
  return documents.flatMap((own) => {
    const profiles = own
      .filter(({key}) => uniform(key) === PROFILES)
      .map(({value}) => value)
      .join(", ");
    return own.map((entry) => ({entry, profiles}));
  });
}

interface Draft {
  readonly config: Settings;
  /** Of each name the last entry that counts. */
  readonly last: ReadonlyMap<string, FileEntry>;
}

function read(entries: readonly FileEntry[]): FileReading {
  const all = inDocuments(entries);
  const counting = all.flatMap(({entry, profiles}) => (profiles === "" ? [[uniform(entry.key), entry] as const] : []));
  const draft: Draft = {config: {}, last: new Map(counting)};
  const found = all.map(({entry, profiles}): Found => ({entry, finding: findingOf(entry, profiles, draft)}));
  return readingOf({config: draft.config, nodes: null}, found, advise(draft.config));
}

const stopped = (error: string): Finding => refused(said("eureka.file.stopped", {error}));

function findingOf(entry: FileEntry, profiles: string, draft: Draft): Finding {
  const {key, flaw} = entry;
  if (flaw !== undefined) return stopped(flaw);
  if (key === DOCUMENT) return idle(said("eureka.file.document"));
  const name = uniform(key);
  if (name === PROFILES) return idle(said("eureka.file.profile", {profiles}));
  if (/^spring\.profiles(\[|$)/.test(key))
    return stopped(`Property '${key}' is invalid and should be replaced with 'spring.config.activate.on-profile'`);
  if (profiles !== "") return idle(said("eureka.file.of-profile", {profiles}));
  const counts = draft.last.get(name);
  if (counts !== undefined && counts !== entry && !/\[\d+\]/.test(key)) return idle(said("eureka.file.again", {line: counts.line}));
  if (!name.startsWith("eureka.")) return idle(said("eureka.file.idle.other"));
  if (/^eureka\.server\.defaultOpenForTrafficCount$/.test(key))
    return findingOfKey(springKey("eureka.instance.registry.default-open-for-traffic-count"), entry, draft);
  return findingOfKey(springKey(key), entry, draft);
}

function findingOfKey(known: SpringKey | null, {key, value: written}: FileEntry, {config}: Draft): Finding {
  if (known === null) return unread(key);
  const placeholder = /^\$\{[^:}]*(?::([^}]*))?\}$/.exec(written.trim());
  const [, usual] = placeholder ?? [];
  if (placeholder !== null && usual === undefined && "model" in known) return lacking(said("eureka.file.lacks.placeholder"));
  const read = bound(known.name, usual ?? written, known.type);
  if ("error" in read) return stopped(read.error);
  if ("empty" in read) return idle(said("eureka.file.idle.empty"));
  if ("model" in known) {
    const {value} = read;
    const own = typeof value === "number" ? (known.times < 1 ? value / Math.round(1 / known.times) : value * known.times) : value === true;
    return setting(known.model, key, own, config);
  }
  if (known.kind === "idle") return idle(said(`eureka.file.idle.${known.why}`));
  return String(read.value) === known.usual ? idle(said("eureka.file.idle.usual")) : lacking(said(`eureka.file.lacks.${known.why}`));
}

/** A name that nobody reads: where another part of the tree has it, that is said. */
function unread(key: string): Finding {
  const last = uniform(key).split(".").at(-1);
  const [elsewhere] = SPRING_KEYS.filter(({name}) => uniform(name).split(".").at(-1) === last);
  return unknown(elsewhere === undefined ? said("eureka.file.unknown") : said("eureka.file.unknown.elsewhere", {right: elsewhere.name}));
}

function application(name: string, format: FileFormat, sample: string): ConfigFile {
  return {
    name,
    format,
    sample,
    read,
    entry(entries, model, value) {
      const known = SPRING_KEYS.find((one) => "model" in one && one.model === model);
      const times = known !== undefined && "model" in known ? known.times : 1;
      const own = uniform(known?.name ?? model);
      const before = entries.findLast(({key}) => uniform(key) === own);
      const text = typeof value === "number" ? String(times < 1 ? value * Math.round(1 / times) : value / times) : String(value);
      return {line: before?.line ?? null, key: before?.key ?? known?.name ?? model, value: text};
    },
  };
}

export const applicationYml = application("application.yml", springYaml, YAML);
export const applicationProperties = application("application.properties", springProperties, PROPERTIES);
