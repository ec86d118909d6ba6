// eureka-server.properties and eureka-client.properties as Netflix's own server and client read them, by Archaius. A value that is no number is
// passed over there without a word. Source: Netflix/archaius v0.7 DynamicProperty.java getInteger, getBoolean.

import {said} from "../../../words/en/eureka-files.ts";
import type {ConfigFile, FileEntry} from "../../model/config-file.ts";
import {type Finding, type Found, idle, lacking, readingOf, refused, unknown} from "../findings.ts";
import {parseDouble, parseInt32, trim} from "../java.ts";
import {javaProperties} from "../java-properties.ts";
import {KEYS} from "./config.ts";
import {advise, type Settings, setting} from "./file-findings.ts";
import {NETFLIX_LACKS, netflixIdle} from "./netflix-keys.ts";

const SERVER = `eureka.enableSelfPreservation=true
eureka.renewalPercentThreshold=0.6
eureka.evictionIntervalTimerInMs=30000
`;
const CLIENT = `eureka.name=orders
eureka.serviceUrl.default=http://eureka1:8080/eureka/v2/
eureka.lease.renewalInterval=10
eureka.lease.duration=30
eureka.client.refresh.interval=10
`;

/** Spring's alone. */
const NOT_NETFLIX = "eureka.server.defaultOpenForTrafficCount";

const TRUE = ["true", "t", "yes", "y", "on"];
const FALSE = ["false", "f", "no", "n", "off"];

/** A value as Archaius gives it; null: it cannot read it, and the default is taken. */
function archaius(text: string, usual: number | boolean): number | boolean | null {
  const word = trim(text);
  if (typeof usual === "boolean") return TRUE.includes(word.toLowerCase()) ? true : FALSE.includes(word.toLowerCase()) ? false : null;
  return Number.isInteger(usual) ? parseInt32(word) : parseDouble(word);
}

function finding(entry: FileEntry, last: ReadonlyMap<string, FileEntry>, config: Settings): Finding {
  const {key, value, flaw} = entry;
  if (flaw !== undefined) return refused(said("eureka.file.stopped", {error: flaw}));
  const counts = last.get(key);
  if (counts !== undefined && counts !== entry) return idle(said("eureka.file.again", {line: counts.line}));
  if (!key.startsWith("eureka.")) return idle(said("eureka.file.idle.other"));
  const own = KEYS.find((one) => one.key === key && key !== NOT_NETFLIX);
  if (own !== undefined) {
    const read = archaius(value, own.default);
    return read === null ? idle(said("eureka.file.idle.unreadable", {usual: String(own.default)})) : setting(key, key, read, config);
  }
  const lacks = NETFLIX_LACKS[key];
  if (lacks !== undefined)
    return trim(value) === lacks.usual ? idle(said("eureka.file.idle.usual")) : lacking(said(`eureka.file.lacks.${lacks.why}`));
  const why = netflixIdle(key);
  if (why !== null) return idle(said(`eureka.file.idle.${why}`));
  return unknown(/^eureka\.(server|instance|client)\./.test(key) ? said("eureka.file.unknown.spring") : said("eureka.file.unknown"));
}

function netflix(name: string, sample: string): ConfigFile {
  return {
    name,
    format: javaProperties,
    sample,
    read(entries) {
      const config: Settings = {};
      const last = new Map(entries.map((entry) => [entry.key, entry]));
      const found = entries.map((entry): Found => ({entry, finding: finding(entry, last, config)}));
      return readingOf({config, nodes: null}, found, advise(config));
    },
    entry: (entries, key, value) => ({line: entries.findLast((entry) => entry.key === key)?.line ?? null, key, value: String(value)}),
  };
}

export const serverProperties = netflix("eureka-server.properties", SERVER);
export const clientProperties = netflix("eureka-client.properties", CLIENT);
