import {expect, test} from "vitest";
import {checkFile, type FileModel} from "../../../../src/engine/checking/histories/check-file.ts";
import {readOperations} from "../../../../src/engine/checking/histories/formats.ts";

const verdict = (text: string, model: FileModel, initial?: number) =>
  checkFile(text, {file: "h", model, ...(initial === undefined ? {} : {initial})}).verdict.verdict;

/** One history in each notation: two writes, a read of the first, a cas nobody knows the end of. */
const log = `INFO  jepsen.util - 0\t:invoke\t:write\t1
INFO  jepsen.util - 0\t:ok\t:write\t1
INFO  jepsen.util - 1   :invoke :cas    [1 4]
INFO  jepsen.util - 1   :info   :cas    :timed-out

INFO  jepsen.core - Run complete, writing
INFO  jepsen.util - :nemesis\t:info\t:start\t"Cut off {:n1 #{:n2}}"
INFO  jepsen.util - 2  :invoke :read   nil
INFO  jepsen.util - 2  :ok     :read   1
INFO  jepsen.util - 3\t:invoke\t:read\tnil
INFO  jepsen.util - 3\t:fail\t:read\t:timed-out
`;
const others = `WARN [2019-04-01 11:25:24,074] jepsen worker 3 - jepsen.core Process 3 crashed
java.net.SocketTimeoutException: Read timed out
\tat java.net.SocketInputStream.read(SocketInputStream.java:171)
Caused by: clojure.lang.ExceptionInfo: throw+: {:status 500}
\t... 19 more

INFO [2019-04-01 11:25:31,002] jepsen test runner - jepsen.core {:linear
 {:valid? true,
  :configs ({:model {:value 1}, :last-op {:process 2, :type :ok, :f :read, :value 1}})},
 :valid? true}


Everything looks good!
`;
const maps = `{:process 0, :type :invoke, :f :write, :value 1}
{:process 0, :type :ok, :f :write, :value 1, :index 1}
{:process 1 :type :invoke :f :cas :value [1 4], :time 12}
{:process 1, :type :info, :f :cas, :value [1 4], :error "a \\"quoted\\" {:x [1]"}
{:process :nemesis, :type :info, :f :start, :value {:n1 #{:n2 :n3}}}
{:process 2, :type :invoke, :f :read, :value nil} ; and now
{:process 2, :type :ok, :f :read, :value 1}
{:type :invoke, :process 3, :f :read} #_{:process 3}
{:type :fail, :process 3, :f :read, :error [:temporarily-unavailable nil]}`;
const notations: readonly (readonly [name: string, text: string])[] = [
  ["a log of Jepsen's", log],
  [
    "the same with times and threads before it",
    log.replaceAll("INFO  jepsen.util - ", "2024-01-01 12:00:00,000{GMT}\tINFO\t[jepsen worker 1] jepsen.util: "),
  ],
  [
    "the same with threads, without a sign after the logger, and with lines between that go on in the next",
    `${log.replaceAll("INFO  jepsen.util - ", "INFO [2019-04-01 11:25:23,719] jepsen worker 8 - jepsen.util ")}${others}`,
  ],
  ["its history as text", log.replace(/^INFO {2}jepsen.util - /gm, "").replace(/^INFO .*\n/gm, "")],
  ["EDN, a map a line", maps],
  ["EDN, one vector", `; a comment\n[${maps}]\n`],
  ["EDN, one list", `(${maps})`],
  [
    "EDN with records",
    maps.replaceAll("{:process 0", "#jepsen.history.Op{:process 0").replaceAll("{:process 2", "#knossos.history.Op {:process 2"),
  ],
  ["with the line ends of Windows and a mark at its beginning", `\uFEFF${maps.replaceAll("\n", "\r\n")}`],
  [
    "JSON lines, an event a line",
    [
      {process: 0, type: "invoke", f: "write", value: 1},
      {process: 0, type: "ok", f: "write", value: 1},
      {process: 1, type: "invoke", f: "cas", value: [1, 4]},
      {process: 1, type: "info", f: "cas", value: [1, 4]},
      {process: "nemesis", type: "info", f: "start"},
      {process: 2, type: "invoke", f: "read"},
      {process: 2, type: "ok", f: "read", value: 1},
      {process: 3, type: "invoke", f: "read"},
      {process: 3, type: "fail", f: "read"},
    ]
      .map((event) => JSON.stringify(event))
      .join("\n"),
  ],
];

test.each(notations)("%s is read", (_, text) => {
  const {operations, verdict} = checkFile(text, {file: "h", model: "cas-register"});
  expect(operations.map(({process, f, value, result, type}) => [process, f, value, result, type])).toEqual([
    ["0", "write", 1, null, "ok"],
    ["1", "cas", [1, 4], null, "info"],
    ["2", "read", null, 1, "ok"],
    ["3", "read", null, null, "fail"],
  ]);
  expect(verdict).toMatchObject({verdict: "ok", operations: 4});
  expect(
    checkFile(text.replace(/(:read\s+(?:, :value )?|:f :read, :value |"read","value":)1/, "$19"), {file: "h", model: "cas-register"})
      .verdict,
  ).toMatchObject({
    verdict: "illegal",
    explanation: {breaks: {process: "2", result: 9}, states: [1, 4]},
  });
});

test("an operation says in which lines it is called and ends", () => {
  expect(checkFile(log, {file: "h", model: "cas-register"}).operations.map(({line, endLine}) => [line, endLine])).toEqual([
    [1, 2],
    [3, 4],
    [8, 9],
    [10, 11],
  ]);
});

test("JSON lines with times are ordered by them, and what touches is concurrent; without, by their lines", () => {
  const lines = (writtenAt: number | null) =>
    [
      {process: 0, type: "invoke", f: "write", value: 1, time: 0},
      {process: 0, type: "ok", f: "write", value: 1, time: writtenAt},
      {process: 1, type: "invoke", f: "read", time: 20},
      {process: 1, type: "ok", f: "read", value: 0, time: 40},
    ].map(({time, ...event}) => JSON.stringify(writtenAt === null ? event : {...event, time}));
  expect(verdict(lines(20).join("\n"), "register", 0)).toBe("ok");
  expect(verdict(lines(20).reverse().join("\n"), "register", 0)).toBe("ok");
  expect(verdict(lines(19).join("\n"), "register", 0)).toBe("illegal");
  expect(verdict(lines(null).join("\n"), "register", 0)).toBe("illegal");
});

test("JSON's large numbers are kept apart: values, and times since 1970", () => {
  const event = (process: number, type: string, f: string, rest: string) =>
    `{"process": ${process}, "type": "${type}", "f": "${f}", ${rest}}`;
  const at = (nanoseconds: number, value: string) => `"value": ${value}, "time": 170000000000000000${nanoseconds}`;
  const wrote = [event(0, "invoke", "write", at(1, "9007199254740993")), event(0, "ok", "write", at(3, "null"))];
  const reads = (from: number, value: string) =>
    [...wrote, event(1, "invoke", "read", at(from, "null")), event(1, "ok", "read", at(9, value))].join("\n");
  expect(verdict(reads(4, "9007199254740993"), "register")).toBe("ok");
  expect(verdict(reads(4, "9007199254740992"), "register")).toBe("illegal");
  expect([verdict(reads(4, "null"), "register"), verdict(reads(3, "null"), "register")]).toEqual(["illegal", "ok"]);
});

test("JSON lines may hold a whole operation each, as a run keeps its history", () => {
  const lines = [
    {process: "w", f: "write", key: "/a", value: 1, type: "ok", invokedAt: 0, completedAt: 10, result: 1, side: "", server: "z1"},
    {process: "r", f: "read", key: "/a", value: null, type: "ok", invokedAt: 5, completedAt: 8, result: 1},
    {process: "r", f: "read", key: "/a", value: null, type: "invoke", invokedAt: 20, completedAt: null, result: null},
  ];
  expect(verdict(lines.map((line) => JSON.stringify(line)).join("\n"), "register")).toBe("ok");
});

test("keys with values make many registers, and those of a cas are a pair beside a key", () => {
  const keyed = `{:process 0, :type :invoke, :f :write, :value [7 1]}
{:process 0, :type :ok, :f :write, :value [7 1]}
{:process 1, :type :invoke, :f :cas, :value [8 [1 2]]}
{:process 1, :type :info, :f :cas, :value [8 [1 2]], :error :timeout}
{:process 2, :type :invoke, :f :read, :value [7 nil]}
{:process 2, :type :ok, :f :read, :value [7 1]}`;
  expect(checkFile(keyed, {file: "h", model: "cas-register"}).operations.map(({key, value, result}) => [key, value, result])).toEqual([
    ["7", 1, null],
    ["8", [1, 2], null],
    ["7", null, 1],
  ]);
  expect(() => verdict(keyed.replace(":f :read, :value [7 nil]", ":f :read, :value nil"), "cas-register")).toThrow(
    "h line 5: read has the value null, must be a key and a value",
  );
});

test("a log as Jepsen's tests of Kafka have it: sends, polls, assignments", () => {
  const kafka = (poll: string) => `{:process 0, :type :invoke, :f :send, :value [[:send 0 1]]}
{:process 0, :type :ok, :f :send, :value [[:send 0 [10 1]]]}
{:process 0, :type :invoke, :f :txn, :value [[:send 0 2] [:poll]]}
{:process 0, :type :ok, :f :txn, :value [[:send 0 [12 2]] [:poll {0 [[10 1]]}]]}
{:process 1, :type :invoke, :f :assign, :value [0]}
{:process 1, :type :ok, :f :assign, :value [0]}
{:process 1, :type :invoke, :f :poll, :value [[:poll]]}
{:process 1, :type :ok, :f :poll, :value [[:poll {0 ${poll}}]]}`;
  expect(verdict(kafka("[[10 1] [12 2]]"), "log")).toBe("ok");
  expect(checkFile(kafka("[[12 2]]"), {file: "h", model: "log"}).verdict.verdict).toBe("ok");
  expect(checkFile(kafka("[[12 2] [10 1]]"), {file: "h", model: "log"}).verdict).toMatchObject({explanation: {rule: "step-back"}});
  expect(checkFile(kafka("[[12 3]]"), {file: "h", model: "log"}).verdict.verdict).toBe("illegal");
});

test("a log in plain appends and reads", () => {
  const plain = (read: string) => `{"process": 0, "type": "invoke", "f": "append", "key": "p", "value": "a"}
{"process": 0, "type": "ok", "f": "append", "key": "p", "value": [0, "a"]}
{"process": 0, "type": "invoke", "f": "append", "key": "p", "value": "b"}
{"process": 0, "type": "ok", "f": "append", "key": "p", "value": 1}
{"process": 1, "type": "invoke", "f": "read", "key": "p"}
{"process": 1, "type": "ok", "f": "read", "key": "p", "value": ${read}}`;
  expect(verdict(plain('[[0, "a"], [1, "b"]]'), "log")).toBe("ok");
  expect(checkFile(plain('[[1, "b"]]'), {file: "h", model: "log"}).verdict).toMatchObject({explanation: {rule: "lost"}});
});

test("a queue: enqueues, dequeues and a drain, after which nothing is owed", () => {
  const queue = (drained: string) => `{:process 0, :type :invoke, :f :enqueue, :value 1}
{:process 0, :type :ok, :f :enqueue, :value 1}
{:process 1, :type :invoke, :f :enqueue, :value 2}
{:process 1, :type :ok, :f :enqueue, :value 2}
{:process 0, :type :invoke, :f :dequeue, :value nil}
{:process 0, :type :ok, :f :dequeue, :value 2}
{:process 0, :type :invoke, :f :dequeue, :value nil}
{:process 0, :type :fail, :f :dequeue, :value nil, :error :exhausted}
{:process 0, :type :invoke, :f :drain, :value nil}
{:process 0, :type :ok, :f :drain, :value ${drained}}`;
  expect(verdict(queue("[1 2]"), "queue")).toBe("ok");
  expect(checkFile(queue("[2]"), {file: "h", model: "queue"}).verdict).toMatchObject({explanation: {rule: "lost", breaks: {value: 1}}});
  expect(checkFile(queue("[1 3]"), {file: "h", model: "queue"}).verdict).toMatchObject({explanation: {kind: "order", breaks: {result: 3}}});
});

/** What is wrong, in which line. */
const wrong: readonly (readonly [text: string, model: FileModel, says: RegExp])[] = [
  ["", "register", /^h line 1: there is nothing in it/],
  [" \n\n", "register", /^h line 1: there is nothing in it/],
  ["hello", "register", /^h line 1: "hello" is no operation/],
  ["[1 2]", "register", /^h line 1: 1 is no operation: it must be a map/],
  [`[${maps}`, "cas-register", /^h line 9: the file ends before the "\[" of line 1 is closed/],
  [maps.slice(0, 150), "cas-register", /^h line 3: the file ends before the "{" of line 3 is closed/],
  [`[${maps}] 7`, "cas-register", /^h line 9: something follows the end/],
  [`${maps}]`, "cas-register", /^h line 9: "\]" is not awaited here/],
  [maps.replace(":index 1", ":index"), "cas-register", /^h line 2: a map has a key without a value/],
  [maps.replace(":time 12", ":process 12"), "cas-register", /^h line 3: a map has a key twice/],
  [maps.replace(":value 1}", ":value 1x}"), "cas-register", /^h line 1: "1x" is no number/],
  [
    maps.replace(":type :info, :f :cas", ":type :maybe, :f :cas"),
    "cas-register",
    /^h line 4: type is :maybe, must be :invoke, :ok, :fail or :info/,
  ],
  [maps.replace(":process 2, :type :ok", ":process 4, :type :ok"), "cas-register", /^h line 7: read of process 4 ends, and was not called/],
  [
    maps.replace(":process 2, :type :invoke", ":process 2, :type :ok"),
    "cas-register",
    /^h line 6: read of process 2 ends, and was not called/,
  ],
  [
    maps.replace(":type :ok, :f :write", ":type :invoke, :f :write"),
    "cas-register",
    /^h line 2: process 0 calls write, and its write of line 1 has not ended/,
  ],
  [maps.replace(":ok, :f :write", ":ok, :f :read"), "cas-register", /^h line 2: process 0 called write in line 1, and read ends/],
  [
    maps.replace(":ok, :f :write, :value 1", ":ok, :f :write, :value 2"),
    "cas-register",
    /^h line 2: write ends with 2, and was called with 1 in line 1/,
  ],
  [maps, "register", /^h line 3: cas is no operation of register: give --model cas-register/],
  [maps.replaceAll(":cas", ":swap"), "cas-register", /^h line 3: swap is no operation of cas-register: it has read, write and cas/],
  [maps.replace("[1 4], :time", "7, :time"), "cas-register", /^h line 3: cas has the value 7, must be what is awaited and what is set/],
  [log.replace(":invoke\t:write\t1", ":invoek\t:write\t1"), "cas-register", /^h line 1: .*is no operation: it must read as INFO/],
  [log.replace(":write\t1", ":write"), "cas-register", /^h line 1: the file ends where a value is awaited/],
  [log.replace(":write\t1", ":write\t1 5"), "cas-register", /^h line 1: "5" follows the value of an invocation/],
  [log.replace("[1 4]", "[1 4"), "cas-register", /^h line 3: the file ends before the "\[" of line 3/],
  [log.replace("INFO  jepsen.util - 2  :invoke", "hello\n$&"), "cas-register", /^h line 8: "hello" is no operation/],
  [log.replace("Run complete, writing", "Run complete, writing\nhello"), "cas-register", /^h line 7: "hello" is no operation/],
  [log.replace("Run complete, writing", `$&\n${maps}`), "cas-register", /^h line 7: "{:process 0, .* is no operation/],
  [`${log}INFO  jepsen.u`, "cas-register", /^h line 12: "INFO jepsen.u" is no operation/],
  [`${log}INFO  jepsen.util - 3\t:inv`, "cas-register", /^h line 12: "INFO jepsen.util - 3 :inv" is no operation/],
  ['[{"process": 0, "type": "invoke", "f": "read"}]', "register", /^h line 1: a list in JSON; JSON is read an object a line/],
  [`${maps}\n${log}`, "cas-register", /^h line 10: INFO is no operation/],
  [`${log}${maps}`, "cas-register", /^h line 12: .* is no operation/],
  [`${notations.at(-1)?.[1]}\n${maps}`, "cas-register", /^h line 10 is no JSON/],
  ['{"process": 0, "type": "invoke", "f": "write", "value": 1}\n{"process": 0', "register", /^h line 2 is no JSON/],
  ['{"process": 0, "type": "invoke", "f": "write", "value": 1}\n[]', "register", /^h line 2: \[\] is no operation: it must be an object/],
  ['{"process": null, "type": "invoke", "f": "read"}', "register", /^h line 1: process is null, must be a number or a name/],
  [
    '{"process": 0, "type": "invoke", "f": "read"}\n{"process": 0, "type": "ok", "f": "read", "time": 3}',
    "register",
    /^h line 2: either every line has a time or none/,
  ],
  [
    '{"process": 0, "type": "ok", "f": "read", "invokedAt": 3, "completedAt": 2}',
    "register",
    /^h line 1: completedAt is 2, must be a time not before its call/,
  ],
  ['{"process": 0, "type": "invoke", "f": "put", "key": "a", "value": 1}', "kv", /^h line 1: put has the value 1, must be a text/],
  ["{:process 0, :type :invoke, :f :send, :value 3}", "log", /^h line 1: send has the value 3, must be a list of sends and polls/],
  ["(".repeat(100_000), "register", /^h line 1: more than 100 brackets deep/],
];

test.each(wrong.map(([text, model, says]) => [says, model, text] as const))("refused: %s (%s)", (says, model, text) => {
  expect(() => checkFile(text, {file: "h", model})).toThrow(says);
});

test("what begins otherwise is said: V of --initial, for those that take one", () => {
  expect(verdict("{:process 0, :type :invoke, :f :read}{:process 0, :type :ok, :f :read, :value 5}", "register", 5)).toBe("ok");
  expect(() => verdict(maps, "queue", 5)).toThrow("--initial: queue begins with nothing, and takes none");
});

test("an operation that nobody ended may have happened", () => {
  expect(readOperations("3 :invoke :write 3", "h")).toMatchObject([
    {call: {process: "3", f: "write", value: 3}, end: null, completedAt: null},
  ]);
});
