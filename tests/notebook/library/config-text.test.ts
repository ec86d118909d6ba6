import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {redisConf} from "../../../src/engine/systems/redis/redis-conf.ts";
import {zooCfg} from "../../../src/engine/systems/zookeeper/zoo-cfg.ts";
import {configInput} from "../../../src/notebook/library/config-input.ts";
import {entriesOf, withSettings} from "../../../src/notebook/library/config-text.ts";
import {english} from "../../english.ts";

test("entries come with the line they begin on, whatever parts the lines", () => {
  for (const newline of ["\n", "\r\n"]) {
    const text = ["# why", "", "tickTime = 2000", "! too", "path=a\\", "   b", "syncLimit:5", "clientPort 2181"].join(newline);
    expect(entriesOf(zooCfg, text)).toEqual([
      {key: "tickTime", value: "2000", line: 3},
      {key: "path", value: "ab", line: 5},
      {key: "syncLimit", value: "5", line: 7},
      {key: "clientPort", value: "2181", line: 8},
    ]);
  }
});

test("directives come with their line, but for comments and blanks; a # behind a value is no comment", () => {
  for (const newline of ["\n", "\r\n"]) {
    const text = ["# why", "", "  Port 6379 ", "\t# too", 'dir "/a b"', "min-replicas-to-write 1 # one", "save"].join(newline);
    expect(entriesOf(redisConf, text)).toEqual([
      {key: "Port", value: "6379", line: 3},
      {key: "dir", value: '"/a b"', line: 5},
      {key: "min-replicas-to-write", value: "1 # one", line: 6},
      {key: "save", value: "", line: 7},
    ]);
  }
});

test("settings go back into the text: values change in their places, comments and order stay, what is new comes last", () => {
  const text = "# mine\ntickTime = 2000\n\nsyncLimit=5 # no comment in this format\ntickTime=3000";
  expect(withSettings(zooCfg, text, {tickTime: 500, maxTimeToWaitForEpoch: 10})).toBe(
    "# mine\ntickTime = 2000\n\nsyncLimit=5 # no comment in this format\ntickTime=500\nleader.maxTimeToWaitForEpoch=10\n",
  );
  expect(withSettings(zooCfg, "a=1\r\n", {tickTime: 500})).toBe("a=1\r\ntickTime=500\r\n");
  expect(withSettings(zooCfg, zooCfg.sample, {tickTime: 2000})).toBe(zooCfg.sample);
});

test("a value is put where a key stands alone, with what parts the two", () => {
  expect(withSettings(zooCfg, "tickTime\nsyncLimit=\n", {tickTime: 500, syncLimit: 2})).toBe("tickTime=500\nsyncLimit=2\n");
  expect(withSettings(redisConf, "save\n", {save: 60})).toBe("save 60 1\n");
});

test("the redis.conf of the real one is read, and a text far longer than any file refused", () => {
  const long = `${"# why\n".repeat(18_500)}min-replicas-to-write 1`;
  expect(entriesOf(redisConf, long)).toEqual([{key: "min-replicas-to-write", value: "1", line: 18_501}]);
  expect(() => entriesOf(zooCfg, "a".repeat(1_000_001))).toThrow(/^zoo.cfg: 1000001 characters: at most 1000000$/);
  expect(() => entriesOf(zooCfg, "a=1\n".repeat(5001))).toThrow(/^zoo.cfg: 5001 settings: at most 5000$/);
});

test("what a format cannot read is told with the line, in the words of the program that reads it", () => {
  expect(entriesOf(zooCfg, "dataDir=D:\\users")).toEqual([
    {key: "dataDir", value: "D:\\users", line: 1, flaw: "Malformed \\uxxxx encoding."},
  ]);
});

test("directives end with a newline alone, and blanks that only JavaScript knows are no blanks", () => {
  expect(entriesOf(redisConf, "requirepass\tpa\u00a0ss \r\n\ufeffport 1\r\u000bsave")).toEqual([
    {key: "requirepass", value: "pa\u00a0ss", line: 1},
    {key: "\ufeffport", value: "1\r\u000bsave", line: 2},
  ]);
});

const {document, Event} = new JSDOM("").window;
const inputOf = (value?: string) =>
  configInput({document, words: english, system: "zookeeper", file: zooCfg, ...(value === undefined ? {} : {value})});

test("the input says of each line what it is, and names what is unknown or wrong with its line", () => {
  const input = inputOf(`${zooCfg.sample}tickTme=1\nmaxSessionTimeout=x\n`);
  expect(input.value.config).toEqual({tickTime: 2000, initLimit: 10, syncLimit: 5});
  expect(input.querySelector("[role=status]")?.textContent).toBe(
    '6 of 10 lines are settings that the model has; unknown: tickTme (line 13). zoo.cfg line 14, maxSessionTimeout: ZooKeeper would not start (NumberFormatException: For input string: "x").',
  );
  expect([...input.querySelectorAll("tbody tr")].map((row) => row.getAttribute("data-kind"))).toEqual([
    ...["taken", "taken", "taken", "idle", "idle", "taken", "taken", "taken"],
    ...["unknown", "refused"],
  ]);
});

test("of a key that nobody knows the file says what the real one does with it", () => {
  const input = configInput({document, words: english, system: "redis", file: redisConf, value: "min-replica-to-write 1"});
  expect(input.querySelector("tbody tr")?.textContent).toContain("Redis would not start (Bad directive or wrong number of arguments)");
});

test("what the model lacks or does not take is named, and goes with the settings to the verdict", () => {
  const input = inputOf(`${zooCfg.sample}leaderServes=no\nmaxSessionTimeout=9000000\n`);
  expect(input.querySelector("[role=status]")?.textContent).toBe(
    "6 of 10 lines are settings that the model has; what the model lacks: leaderServes (line 13). zoo.cfg line 14, maxSessionTimeout: the model takes -1 to 3600000 ms (usual: -1).",
  );
  expect(input.value.without).toEqual(["leaderServes", "maxSessionTimeout"]);
  expect(inputOf("a=1\n".repeat(5001)).value.nodes).toEqual([]);
});

test("each letter is read, and what was read is there when the input says so", () => {
  const input = inputOf("");
  const field = input.querySelector("textarea");
  let heard: unknown = null;
  input.addEventListener("input", () => {
    heard = input.value.config;
  });
  if (field === null) throw new Error("no field");
  field.value = "tickTime=700";
  field.dispatchEvent(new Event("input", {bubbles: true}));
  expect(heard).toEqual({tickTime: 700});
});

test("the field has its label, and the value it had is set again by its text", () => {
  const input = inputOf();
  expect(input.querySelector("label")?.contains(input.querySelector("textarea"))).toBe(true);
  const {value} = inputOf("tickTime=900");
  input.value = value;
  expect(input.value).toEqual(value);
  expect(JSON.parse(JSON.stringify(value))).toEqual(value);
});
