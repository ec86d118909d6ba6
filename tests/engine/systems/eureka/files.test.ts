import {describe, expect, test} from "vitest";
import {trialScenario, trialsOf, variants} from "../../../../src/engine/analysis/verdict.ts";
import type {ConfigFile, ConfigFiles} from "../../../../src/engine/model/config-file.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {run} from "../../../../src/engine/run.ts";
import {applicationProperties, applicationYml} from "../../../../src/engine/systems/eureka/application.ts";
import {system as eureka} from "../../../../src/engine/systems/eureka/index.ts";
import {clientProperties, serverProperties} from "../../../../src/engine/systems/eureka/netflix-properties.ts";
import {entriesOf, withSettings} from "../../../../src/notebook/library/config-text.ts";

const system = eureka as unknown as System;
const reading = (file: ConfigFile, text: string) => file.read(entriesOf(file, text));
const yml = (text: string) => reading(applicationYml, text);
const properties = (text: string) => reading(applicationProperties, text);
const kindOf = (file: ConfigFile, line: string) => reading(file, line).meanings.at(-1)?.kind;

test("the samples are read, and each would start", () => {
  for (const file of [applicationYml, applicationProperties, serverProperties, clientProperties]) {
    const {nodes, without, config} = reading(file, file.sample);
    expect([file.name, nodes, without, Object.keys(config).length > 1]).toEqual([file.name, null, [], true]);
  }
});

describe("application.yml", () => {
  test("names are compared as Spring does: kebab, camel and underscore are one, and a path may be written with dots", () => {
    const text = `eureka:
  server:
    evictionIntervalTimerInMs: 1000
    response-cache-update-interval-ms: 2_000
    enable_self_preservation: no
  instance.lease-expiration-duration-in-seconds: 0x1e
eureka.client:
    registryFetchIntervalSeconds: "5" # each
`;
    expect(yml(text).config).toEqual({
      "eureka.evictionIntervalTimerInMs": 1000,
      "eureka.responseCacheUpdateIntervalMs": 2000,
      "eureka.enableSelfPreservation": false,
      "eureka.lease.duration": 30,
      "eureka.client.refresh.interval": 5,
    });
  });

  test("times of Spring in other units become those of the model", () => {
    const {config} = yml("eureka.client.timeout.connect-timeout: 2000\neureka.client.eurekaServiceUrlPollIntervalSeconds: 60");
    expect(config).toEqual({"eureka.eurekaServer.connectTimeout": 2, "eureka.serviceUrlPollIntervalMs": 60_000});
  });

  test("a document of a profile is named, and not tried", () => {
    const text = `eureka:
  server:
    eviction-interval-timer-in-ms: 5000
---
spring.config.activate.on-profile: test
eureka:
  server:
    eviction-interval-timer-in-ms: 100
`;
    const {config, meanings} = yml(text);
    expect(config).toEqual({"eureka.evictionIntervalTimerInMs": 5000});
    expect(meanings.map(({kind}) => kind)).toEqual(["taken", "idle", "idle", "idle"]);
    expect(meanings.at(-1)).toMatchObject({line: 8, why: "counts with the profile test alone, which is not tried"});
  });

  test("of the same name in a later document that always counts, the later value counts", () => {
    const {config} = yml("eureka.server.eviction-interval-timer-in-ms: 5000\n---\neureka:\n  server:\n    evictionIntervalTimerInMs: 7000");
    expect(config).toEqual({"eureka.evictionIntervalTimerInMs": 7000});
  });

  test("lists, nested maps, quoted keys and blocks are entries of their own", () => {
    const text = `eureka:
  instance:
    metadata-map: {zone: a, "weight": 2}
    prefer-ip-address: true
  client:
    service-url:
      "defaultZone": http://a:8761/eureka/,http://b:8761/eureka/
other:
- one
- two
text: |
  some: words
  and more
last: 1
`;
    const {meanings, nodes} = yml(text);
    expect(nodes).toBeNull();
    expect(meanings.map(({key}) => key)).toEqual([
      "eureka.instance.metadata-map.zone",
      'eureka.instance.metadata-map."weight"',
      "eureka.instance.prefer-ip-address",
      "eureka.client.service-url.defaultZone",
      "other[0]",
      "other[1]",
      "text",
      "last",
    ]);
    expect(new Set(meanings.map(({kind}) => kind))).toEqual(new Set(["idle"]));
  });

  test.each<[text: string, error: string]>([
    ["eureka:\n  server:\n    eviction-interval-timer-in-ms: 10s", 'For input string: "10s"'],
    ["eureka:\n  server:\n    enable-self-preservation: maybe", "Invalid boolean value 'maybe'"],
    ["eureka:\n\tserver:\n", "found character '\\t(TAB)' that cannot start any token"],
    ["eureka:\n  server: x\n    disable-delta: true", "mapping values are not allowed here"],
    ["eureka:\n  server:\n    disable-delta: true\n    disable-delta: false", "found duplicate key disable-delta"],
    ["eureka\n", "could not find expected ':'"],
    ["eureka.instance.initial-status: RESTING", "No enum constant com.netflix.appinfo.InstanceInfo.InstanceStatus.RESTING"],
    ["eureka.server.response-cache-update-interval-ms: 0", "/ by zero"],
    ["eureka.server.renewal-threshold-update-interval-ms: 0", "Non-positive period."],
    ["spring.profiles: test\neureka.server.disable-delta: true", "should be replaced with 'spring.config.activate.on-profile'"],
  ])("it would not start, and there is no verdict: %j", (text, error) => {
    const {nodes, meanings} = yml(text);
    const said = meanings.flatMap((one) => (one.kind === "refused" ? [one.why] : [])).join();
    expect([nodes, said.includes(error), said]).toEqual([[], true, said]);
  });

  test.each<[line: string, kind: string]>([
    ["eureka.server.eviction-interval-timer: 1", "unknown"],
    ["eureka.client.lease-renewal-interval-in-seconds: 1", "unknown"],
    ["eureka.server.default-open-for-traffic-count: 0", "unknown"],
    ["eureka.server.defaultOpenForTrafficCount: 0", "taken"],
    ["eureka.instance.registry.default-open-for-traffic-count: 0", "taken"],
    ["eureka.client.eureka-server-read-timeout-seconds: 3", "idle"],
    ["server.port: 8761", "idle"],
    ["eureka.client.enabled: true", "idle"],
    ["eureka.client.enabled: false", "lacking"],
    ["eureka.server.sync-when-timestamp-differs: false", "lacking"],
    ["eureka.server.eviction-interval-timer-in-ms: \u0024{EVICT}", "lacking"],
    ["eureka.server.eviction-interval-timer-in-ms: \u0024{EVICT:9000}", "taken"],
    ["eureka.server.eviction-interval-timer-in-ms:", "idle"],
    ["eureka.instance.lease-expiration-duration-in-seconds: 100000", "beyond"],
  ])("%s is %s", (line, kind) => {
    expect(kindOf(applicationYml, line)).toBe(kind);
  });

  test("a key in the wrong part of the tree is told where it belongs", () => {
    const [meaning] = yml("eureka.client.lease-renewal-interval-in-seconds: 1").meanings;
    expect(meaning).toMatchObject({why: "nothing reads it here: what is read is eureka.instance.lease-renewal-interval-in-seconds"});
  });

  test("settings go back into the text under their own names, and comments stay", () => {
    const text = "# ours\neureka:\n  instance:\n    lease-expiration-duration-in-seconds: 30 # half a minute\n";
    const changed = withSettings(applicationYml, text, {"eureka.lease.duration": 60, "eureka.enableSelfPreservation": false});
    expect(changed).toBe(`${text.replace(": 30", ": 60")}eureka.server.enable-self-preservation: false\n`);
    expect(yml(changed).config).toEqual({"eureka.lease.duration": 60, "eureka.enableSelfPreservation": false});
  });
});

test("application.properties has documents, too", () => {
  const text = "eureka.server.disable-delta=true\n#---\nspring.config.activate.on-profile=a\neureka.server.disable-delta=false\n";
  expect(properties(text).config).toEqual({"eureka.disableDelta": true});
});

describe("Netflix's properties", () => {
  test("keys are those of the model, whose values Archaius reads: what it cannot read is passed over", () => {
    const text = "eureka.lease.duration=30\neureka.disableDelta=yes\neureka.evictionIntervalTimerInMs=ten\neureka.lease.duration = 45";
    const {config, meanings} = reading(clientProperties, text);
    expect(config).toEqual({"eureka.lease.duration": 45, "eureka.disableDelta": true});
    expect(meanings.map(({kind}) => kind)).toEqual(["idle", "taken", "idle", "taken"]);
  });

  test.each<[line: string, kind: string]>([
    ["eureka.server.enable-self-preservation=false", "unknown"],
    ["eureka.server.defaultOpenForTrafficCount=0", "unknown"],
    ["eureka.serviceUrl.zone-a=http://a/", "idle"],
    ["eureka.us-east-1.availabilityZones=a,b", "idle"],
    ["eureka.rateLimiter.enabled=true", "lacking"],
    ["eureka.awsAccessId=x", "idle"],
    ["log4j.level=INFO", "idle"],
    ["eureka.renewalPercentThreshold=85", "beyond"],
  ])("%s is %s", (line, kind) => {
    expect(kindOf(serverProperties, line)).toBe(kind);
  });
});

test("traps are told: heartbeats that the server does not expect, leases shorter than the interval, no protection", () => {
  const {missing} = yml("eureka.instance.lease-renewal-interval-in-seconds: 10\neureka.server.enable-self-preservation: false");
  expect(missing).toEqual([
    expect.stringContaining("without self-preservation"),
    expect.stringContaining("expects a heartbeat every 30 s"),
  ]);
  expect(properties("eureka.instance.lease-expiration-duration-in-seconds=10").missing.join()).toContain("live instances are evicted");
});

describe("a verdict", () => {
  const files = system.files as ConfigFiles;

  test("every trial runs with every variant, and breaks no invariant", () => {
    const settings = {...yml(applicationYml.sample), file: "application.yml"};
    const names = variants(system, settings).map(({name}) => name);
    expect(names).toEqual(["usual", ...Object.keys(settings.config), "file"]);
    for (const {name: trial} of trialsOf(files))
      for (const variant of ["usual", "file"]) {
        const {violations, faults} = run(system, trialScenario(system, settings, {trial, variant, seed: 1}));
        expect([trial, variant, violations, faults.length > 0]).toEqual([trial, variant, [], true]);
      }
  });

  test("a shorter lease is seen: a dead instance is listed for less", () => {
    const settings = {...yml("eureka.instance.lease-expiration-duration-in-seconds: 30"), file: "application.yml"};
    const listed = (variant: string) => {
      const {history, faults} = run(system, trialScenario(system, settings, {trial: "instance-crash", variant, seed: 1}));
      const seen = history.filter(({key, result}) => key === "mortal-1" && result === "UP").map(({completedAt}) => completedAt ?? 0);
      return Math.max(...seen) - (faults[0]?.at ?? 0);
    };
    expect(listed("file")).toBeLessThan(listed("usual") - 60_000_000);
  });
});
