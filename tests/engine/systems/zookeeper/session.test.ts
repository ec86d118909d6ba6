import {expect, test} from "vitest";
import type {Operation, Request} from "../../../../src/engine/systems/zookeeper/messages.ts";
import {asked} from "./asking.ts";

const make = (path: string, more: {readonly ephemeral?: boolean; readonly sequential?: boolean} = {}) =>
  ({op: "create", path, data: path, ephemeral: false, sequential: false, ...more}) as const;
const set = (path: string, version: number, data = "new") => ({op: "set", path, data, version}) as const;
const check = (path: string, version: number) => ({op: "check", path, version}) as const;
const remove = (path: string, version: number) => ({op: "delete", path, version}) as const;
const get = (path: string, watch = false) => ({op: "get", path, watch}) as const;
const exists = (path: string, watch = false) => ({op: "exists", path, watch}) as const;
const multi = (...operations: Operation[]): Request => ({op: "multi", operations});
/** What each call came to, one after the other: its result, or its error and what stands there. */
const answers = (...requests: Request[]) =>
  asked({a: requests.map((one) => [one])}).flatMap((t) =>
    t.kind === "answered" ? [t.error === "" ? t.result : `${t.error} ${t.result}`.trim()] : [],
  );

test.each<[claim: string, requests: Request[], expected: string[]]>([
  [
    "K11: a write names the version that it wants to find",
    [make("/n"), set("/n", 0), set("/n", 0), set("/n", 1)],
    ["/n", "1", "BadVersion", "2"],
  ],
  ["K11: so does a removal, and −1 is any", [make("/n"), remove("/n", 3), remove("/n", -1), get("/n")], ["/n", "BadVersion", "", "NoNode"]],
  [
    "K11: a multi does all that it holds",
    [make("/n"), multi(check("/n", 0), set("/n", 0), make("/m")), get("/n"), get("/m")],
    ["/n", "/m", "new", "/m"],
  ],
  [
    "K11: each of it finds what those before it leave",
    [multi(make("/p"), make("/p/c"), set("/p/c", 0), remove("/p/c", 1)), exists("/p/c")],
    ["/p,/p/c", "NoNode"],
  ],
  [
    "K11: one that fails undoes all, and says which it was",
    [make("/n"), multi(make("/m"), set("/n", 0), check("/n", 0)), get("/m"), get("/n")],
    ["/n", "BadVersion 2", "NoNode", "/n"],
  ],
  [
    "a sequential node within a multi has its number",
    [make("/q"), multi(make("/q/n-", {sequential: true}), make("/q/n-", {sequential: true}))],
    ["/q", "/q/n-0000000000,/q/n-0000000001"],
  ],
  [
    "a node with children stays, and goes with them",
    [make("/p"), make("/p/c"), remove("/p", -1), multi(remove("/p/c", -1), remove("/p", -1)), get("/p")],
    ["/p", "/p/c", "NotEmpty", "", "NoNode"],
  ],
])("%s", (_, requests, expected) => {
  expect(answers(...requests)).toEqual(expected);
});

test("all that a multi makes has one zxid, and the answer tells the version of each", () => {
  const [, , last] = asked({a: [[make("/n")], [multi(make("/m"), set("/n", 0), check("/n", 1))]]});
  const [m, n, nothing] = last?.stats ?? [];
  expect([m?.created, n?.version, nothing]).toEqual([n?.modified, 1, null]);
});

test("what is asked while a multi is still on its way finds it foreseen", () => {
  const told = asked({a: [[make("/n")], [multi(set("/n", 0), make("/m")), set("/n", 0), set("/n", 1), get("/n")]]});
  expect(told.flatMap((t) => (t.kind === "answered" ? [t.error || t.result] : []))).toEqual(["/n", "/m", "BadVersion", "2", "new"]);
});

test("K11: nothing of a failed multi is foreseen for what comes behind it", () => {
  const told = asked({a: [[multi(make("/m"), check("/none", 0)), make("/m"), set("/m", 0)]]});
  expect(told.flatMap((t) => (t.kind === "answered" ? [t.error || t.result] : []))).toEqual(["NoNode", "/m", "1"]);
});

test("K6: a watch of a node fires once for a multi, before the answer", () => {
  const told = asked({a: [[make("/n")], [get("/n", true)], [multi(set("/n", -1), set("/n", -1))], [set("/n", -1)]]});
  expect(told.map(({kind, event}) => event ?? kind)).toEqual(["connected", "answered", "answered", "changed", "answered", "answered"]);
});

test("K6: a watch of a node that is not there outlives the server, and tells of what came meanwhile", () => {
  const told = asked(
    {},
    {
      nodes: [
        ...["z1", "z2", "z3"].map((id) => ({id, process: "server"})),
        {id: "a", args: {servers: ["z1", "z2"], asks: [[exists("/n", true)]] as never}},
        {id: "b", startMs: 2500, args: {servers: ["z2"], asks: [[make("/n")]] as never}},
      ],
      faults: [
        {kind: "crash", node: "z1", at: 2000},
        {kind: "cut", nodes: ["a"], at: 2000},
        {kind: "heal", at: 3400},
      ],
      untilMs: 9000,
    },
  );
  const ofA = told.filter(({node}) => node === "a").map(({kind, event}) => event ?? kind);
  expect(ofA.slice(0, 2)).toEqual(["connected", "answered"]);
  expect(ofA.slice(-2)).toEqual(["connected", "created"]);
});

test("K10: calls that lose their connection are in doubt, all of them", () => {
  const told = asked(
    {a: [[make("/n"), make("/m")]]},
    {faults: [{kind: "reset-connection", node: "a", peer: "z1", when: {event: "send CALL", node: "a", nth: 2}}]},
  );
  expect(told.map(({kind}) => kind).slice(0, 3)).toEqual(["connected", "disconnected", "connected"]);
  expect(told.filter(({kind}) => kind === "answered")).toEqual([]);
});

test("K5: a client of 3.8 asks for its session as long as nobody says that it is over, one of 3.9.3 gives it up by itself", () => {
  const told = (expiresItself: boolean) =>
    asked(
      {},
      {
        nodes: [
          ...["z1", "z2", "z3"].map((id) => ({id, process: "server"})),
          {id: "a", args: {servers: ["z1", "z2"], expiresItself, asks: []}},
        ],
        faults: [{kind: "cut", nodes: ["z1", "z2", "z3"], from: ["a"], at: 2000}],
        untilMs: 20_000,
      },
    ).map(({kind}) => kind);
  expect(told(true)).toContain("expired");
  expect(told(false)).not.toContain("expired");
});

test("an ephemeral node is its session's and goes with it", () => {
  const told = asked(
    {a: [[make("/e", {ephemeral: true})]], b: [[make("/x")], [exists("/e", true)]]},
    {faults: [{kind: "crash", node: "a", at: 2000}], untilMs: 9000},
  );
  expect(told.find(({node, op}) => node === "b" && op === "exists")?.stats?.[0]?.owner).toBeGreaterThan(0);
  expect(told.at(-1)).toMatchObject({node: "b", kind: "changed", event: "deleted", path: "/e"});
});
