import {speaker} from "../said.ts";

/** What the readers of Eureka's files find, Spring's and Netflix's. The words of Spring, snakeyaml and Java are filled in as their sources have them. */
const eurekaFiles = {
  "eureka.file.taken.number": "{key} {value} {unit}: {means}",
  "eureka.file.taken.on": "{key} is on: {means}",
  "eureka.file.taken.off": "{key} is off: {means}",

  "eureka.file.again": "stands again in line {line}, which counts",
  "eureka.file.stopped": "it would not start ({error})",
  "eureka.file.limit": "the model takes {low} to {high} {unit} (usual: {usual})",
  "eureka.file.document": "another document begins here",
  "eureka.file.profile": "what this document says counts with the profile {profiles} alone, which is not tried",
  "eureka.file.of-profile": "counts with the profile {profiles} alone, which is not tried",
  "eureka.file.unknown": "nothing reads this name: it is passed over without a word",
  "eureka.file.unknown.elsewhere": "nothing reads it here: what is read is {right}",
  "eureka.file.unknown.spring": "names with this beginning are Spring's: Netflix's server and client pass it over",

  "eureka.file.idle.usual": "as by default",
  "eureka.file.idle.empty": "empty: the default is taken",
  "eureka.file.idle.unreadable": "it cannot be read, and {usual} is taken without a word",
  "eureka.file.idle.other": "it is not Eureka's",
  "eureka.file.idle.aws": "only a server on AWS reads it",
  "eureka.file.idle.codec": "it changes how registries are written down, and nothing that is measured",
  "eureka.file.idle.host": "the model's hosts have no such limit",
  "eureka.file.idle.identity": "which instance it is the cluster here says",
  "eureka.file.idle.jersey": "only with Jersey: Spring's own transport goes by eureka.client.timeout",
  "eureka.file.idle.list": "the list of peers does not change here",
  "eureka.file.idle.metrics": "what is counted or logged changes nothing",
  "eureka.file.idle.regions": "the model has one region",
  "eureka.file.idle.servers": "two servers stand for what is named there",
  "eureka.file.idle.status-page": "nobody looks at pages here",
  "eureka.file.idle.who": "who registers and who reads the cluster here says",
  "eureka.file.idle.zones": "the model has one zone: every client has all servers, in an order of its own",

  "eureka.file.lacks.back-off": "the pauses of the model's clients double up to ten times the interval",
  "eureka.file.lacks.early": "the model's instances register as soon as they start",
  "eureka.file.lacks.filter": "lookups of the model leave out what is not up",
  "eureka.file.lacks.limiter": "the model has no limit of rates",
  "eureka.file.lacks.off": "the model's clients are always on",
  "eureka.file.lacks.peers-up": "the model does not ask how many peers are up",
  "eureka.file.lacks.placeholder": "it comes from the environment, which is not known here: the default is tried",
  "eureka.file.lacks.renews": "a server of the model expects one client before it opens",
  "eureka.file.lacks.status": "the model's instances start as up",
  "eureka.file.lacks.sync": "servers of the model always compare the times of records",

  "eureka.file.says.unprotected": "without self-preservation a server that is cut off from its clients evicts them all",
  "eureka.file.says.short-lease":
    "leases of {duration} s end before the next heartbeat, which comes every {renewal} s: live instances are evicted",
  "eureka.file.says.expected":
    "the server expects a heartbeat every {expected} s and instances send one every {renewal} s: self-preservation sets in too late, or never lets go",

  "eureka.trial.instance-crash": "One instance dies",
  "eureka.trial.mass-crash": "Three of twenty instances die at once",
  "eureka.trial.server-crash": "A server dies for two minutes",
  "eureka.trial.zone-cut": "The two zones are parted for five minutes",
  "eureka.trial.all-restart": "All servers die, and are back after twenty seconds",
} as const;

export const said = speaker(eurekaFiles);
