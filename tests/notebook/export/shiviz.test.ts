import {expect, test} from "vitest";
import {Refusal, run, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {shiviz} from "../../../src/notebook/export/shiviz.ts";
import {english} from "../../english.ts";

const zookeeper = system as unknown as System;
const names = ["cold-start", "leader-crash-sessions", "leader-pause", "four-syncs"];
const recorded = (name: string) => run(zookeeper, scenarioOf(zookeeper, name), {record: true});

interface Line {
  readonly host: string;
  readonly clock: {readonly [host: string]: number};
  readonly event: string;
  readonly ms: number;
}

/** As ShiViz opens a file: the parser's line, the delimiter's line, and all that the parser finds in the rest. */
function opened(log: string): Line[] {
  const [parser = "", delimiter = "?", ...rest] = log.split("\n");
  expect(delimiter).toBe("");
  return [...rest.join("\n").trim().matchAll(new RegExp(parser, "g"))].map(({groups = {}}) => ({
    host: groups.host ?? "",
    clock: JSON.parse(groups.clock ?? "null"),
    event: groups.event ?? "",
    ms: Number(groups.ms),
  }));
}

test.each(names)("%s: every line is read, with host, clock, event and time", (name) => {
  const log = shiviz(recorded(name), english);
  const lines = opened(log);
  expect(lines.length).toBe(log.trim().split("\n").length - 2);
  for (const {event, ms} of lines) expect([event, ms]).toEqual([expect.stringMatching(/\S/), expect.any(Number)]);
});

test.each(names)("%s: each host counts from 1 on by 1, and knows of others only what they have counted", (name) => {
  const lines = opened(shiviz(recorded(name), english));
  const counts = new Map<string, number>();
  const seen = new Map<string, Line["clock"]>();
  for (const {host, clock} of lines) {
    counts.set(host, (counts.get(host) ?? 0) + 1);
    expect(clock[host]).toBe(counts.get(host));
    for (const [other, count] of Object.entries(clock)) {
      expect(count).toBeGreaterThanOrEqual(Math.max(1, seen.get(host)?.[other] ?? 1));
      expect(count).toBeLessThanOrEqual(counts.get(other) ?? 0);
    }
    seen.set(host, clock);
  }
});

test("who has a message knows all that its sender knew when it was sent", () => {
  const lines = opened(shiviz(recorded("leader-crash-sessions"), english));
  const first = lines.find(({event}) => event.startsWith("has NOTIFICATION from z"));
  const [, from = ""] = /^has NOTIFICATION from (\w+)/.exec(first?.event ?? "") ?? [];
  const sent = lines.find((l) => l.host === from && l.event.startsWith(`sends NOTIFICATION to ${first?.host}`));
  for (const [host, count] of Object.entries(sent?.clock ?? {})) expect(first?.clock[host]).toBeGreaterThanOrEqual(count);
  expect(Object.keys(sent?.clock ?? {})).toContain(from);
});

test("what settling did is left out, and no line fills a screen", () => {
  const r = recorded("four-syncs");
  for (const {ms, event} of opened(shiviz(r, english))) {
    expect(ms).toBeLessThanOrEqual(r.end / 1000);
    expect(event.length).toBeLessThan(220);
  }
});

test("a run without a trace is refused", () => {
  expect(() => shiviz(run(zookeeper, scenarioOf(zookeeper, "cold-start")), english)).toThrow(Refusal);
});
