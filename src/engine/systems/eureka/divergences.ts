// Scenarios in which servers that are all healthy end up with different records.

import type {ClientSpec} from "../../model/scenario.ts";
import {at, number, type Values, word} from "../catalogue.ts";
import {CUT, client, crash, crowd, entry, operator, parted, punctual, reader, servers} from "./cast.ts";

/** An instance of the left that dies after the cut, and starts again on the right, under one name or another. */
function moved(p: Values, instance: string) {
  const cutMs = at(p, "cutMs");
  const again: ClientSpec = client("mover-again", {instance, servers: ["s2"], ordered: true}, cutMs + 100_000);
  const made = parted(
    p,
    9,
    10,
    [client("mover", {enrolled: true, servers: ["s1", "s2"], ordered: true}), again],
    ["mover", instance],
    ["mover-again"],
  );
  return {...made, faults: [...made.faults, crash("mover", cutMs + 50_000)]};
}

export const divergences = [
  entry(
    "going-back-in-time",
    "A reader goes over to a server that still shows a dead instance, and sees it again",
    [
      ...CUT,
      number("serverCrashMs", 750_000, "ms", 1000, 7_200_000, "when the reader's server dies"),
      number("restMs", 300_000, "ms", 0, 7_200_000, "how long the run goes on after that"),
    ],
    (p) => ({
      ...parted(p, 18, 2, [
        punctual("mortal", ["s1"]),
        client("reader", {registers: false, fetches: true, watches: ["mortal"], servers: ["s1", "s2"], ordered: true}, 10_000),
      ]),
      faults: [
        // The two servers do not hear each other; the reader hears both.
        {kind: "cut", nodes: ["s2", "right", "right-reader"], from: ["s1", "left", "left-reader", "mortal"], at: at(p, "cutMs")},
        crash("mortal", at(p, "cutMs") + 200),
        crash("s1", at(p, "serverCrashMs")),
      ],
      untilMs: at(p, "serverCrashMs") + at(p, "restMs"),
    }),
  ),
  entry(
    "clock-stepped-back",
    "An instance whose clock went back says that it is down, and the server keeps it up",
    [
      number("backMs", 250_000, "ms", 0, 280_000, "how far its clock goes back"),
      number("againAfterMs", 200_000, "ms", 0, 3_600_000, "when it says so once more, from the first time"),
    ],
    (p) => ({
      nodes: servers(2),
      clients: [
        crowd(10),
        client(
          "i1",
          {
            servers: ["s1"],
            changes: [
              {atMs: 110_000, status: "DOWN"},
              {atMs: 110_000 + at(p, "againAfterMs"), status: "DOWN"},
            ],
          },
          290_000,
        ),
        reader(10_000, ["i1"], ["s1"]),
      ],
      faults: [{kind: "clock-jump", node: "i1", byMs: -at(p, "backMs"), at: 300_000}],
      untilMs: 400_000 + at(p, "againAfterMs") + 120_000,
    }),
  ),
  entry(
    "same-id-restarted-on-the-other-side",
    "An instance starts again behind the cut under its own name, and there is one of it",
    CUT,
    (p) => moved(p, "mover"),
  ),
  entry("new-id-on-restart", "An instance starts again behind the cut under a new name, and there are two of it", CUT, (p) =>
    moved(p, "mover-2"),
  ),
  entry(
    "resurrection",
    "A heartbeat that was held up brings back an instance that has cancelled",
    [
      number("cutMs", 119_000, "ms", 1000, 3_600_000, "when nothing comes through from the first server to the second any more"),
      number("cutForMs", 21_000, "ms", 0, 600_000, "for how long"),
      number("cancelMs", 130_000, "ms", 1000, 3_600_000, "when the instance is cancelled at the second server"),
    ],
    (p) => ({
      nodes: servers(2),
      clients: [
        crowd(10, ["s2", "s1"]),
        punctual("i1", ["s1"]),
        operator("operator", "s2", [{atMs: at(p, "cancelMs"), does: "cancel", id: "i1"}]),
        reader(10_000, ["i1"], ["s2"]),
      ],
      faults: [
        {kind: "cut", nodes: ["s1"], from: ["s2"], oneWay: true, at: at(p, "cutMs")},
        crash("i1", at(p, "cancelMs") - 5000),
        {kind: "heal", at: at(p, "cutMs") + at(p, "cutForMs")},
      ],
      untilMs: at(p, "cutMs") + at(p, "cutForMs") + 300_000,
    }),
  ),
  entry(
    "lost-override",
    "An operator's word is lost in a cut, and the two servers differ for good",
    [
      word("does", ["sets", "takes back"], "what the operator does while the servers are parted"),
      number("cutMs", 300_000, "ms", 1000, 3_600_000, "when they are parted"),
      number("healAfterMs", 120_000, "ms", 0, 3_600_000, "for how long"),
      number("restMs", 300_000, "ms", 0, 3_600_000, "how long the run goes on after that"),
    ],
    (p) => {
      const during = at(p, "cutMs") + 2000;
      const sets = p.does === "sets";
      return {
        nodes: servers(2),
        clients: [
          crowd(10),
          client("i1", {enrolled: true, servers: ["s1"]}),
          operator("operator", "s1", [
            {atMs: sets ? during : 60_000, does: "override", id: "i1", status: "OUT_OF_SERVICE"},
            ...(sets ? [] : [{atMs: during, does: "override", id: "i1", status: null} as const]),
            {atMs: at(p, "cutMs") + at(p, "healAfterMs") + at(p, "restMs") - 1000, does: "read", id: "i1"},
          ]),
          reader(10_000, ["i1"], ["s1"]),
          client("other-reader", {registers: false, fetches: true, watches: ["i1"], servers: ["s2"]}, 10_000),
        ],
        faults: [
          {kind: "cut", nodes: ["s1"], from: ["s2"], at: at(p, "cutMs")},
          {kind: "heal", at: at(p, "cutMs") + at(p, "healAfterMs")},
        ],
        untilMs: at(p, "cutMs") + at(p, "healAfterMs") + at(p, "restMs"),
      };
    },
  ),
] as const;
