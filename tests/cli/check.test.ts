import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, expect, test} from "vitest";
import {casRegister} from "../../src/engine/checking/consistency/models/register.ts";
import {atomicHistory, registerRequest} from "../engine/checking/consistency/random-history.ts";
import {answered, command, expectRefused} from "./commands.ts";

const folder = mkdtempSync(join(tmpdir(), "check-"));
afterAll(() => rmSync(folder, {recursive: true}));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
const check = (...args: string[]) => command("check", args);

const right = `INFO  jepsen.util - 0\t:invoke\t:write\t1
INFO  jepsen.util - 0\t:ok\t:write\t1
INFO  jepsen.util - 1\t:invoke\t:read\tnil
INFO  jepsen.util - 1\t:ok\t:read\t1
`;
const stale = right.replace(":ok\t:read\t1", ":ok\t:read\tnil");

test("a history that is right prints exactly the contract's object, and ends with 0", () => {
  const {status, out, err} = check(file("right.log", right), "--model", "register");
  expect([status, err, JSON.parse(out)]).toEqual([0, "", {verdict: "ok", operations: 2, steps: expect.any(Number), explanation: null}]);
  expect(out.trim().split("\n").length).toBe(1);
});

test("one that is not ends with 1, and says what breaks it, with its lines", () => {
  const {status, out} = check(file("stale.log", stale), "--model", "register");
  expect([status, JSON.parse(out)]).toEqual([
    1,
    {
      verdict: "illegal",
      operations: 2,
      steps: expect.any(Number),
      explanation: {
        kind: "order",
        part: "",
        breaks: {process: "1", f: "read", type: "ok", line: 3, endLine: 4},
        prefix: [{process: "0", f: "write", value: 1, type: "ok", line: 1, endLine: 2}],
        states: [1],
        isLongest: true,
      },
    },
  ]);
  expect(check(file("stale.log", stale), "--model", "register", "--initial", "1").status).toBe(1);
  expect(check(file("first.log", stale.split("\n").slice(2).join("\n")), "--model", "register", "--initial", "1").status).toBe(1);
  expect(check(file("first.log", stale.split("\n").slice(2).join("\n")), "--model", "register").status).toBe(0);
});

test("a spent budget is unknown, and ends with 3; the file may come from standard input", () => {
  const history = atomicHistory(7, {
    operations: 170,
    processes: 5,
    unknown: 30,
    model: casRegister(),
    request: registerRequest,
    readsOf: (f) => f === "read",
  });
  const lines = history.map((o) => JSON.stringify(o)).join("\n");
  const {status, out} = command("check", ["-", "--model", "cas-register", "--budget", "30"], lines);
  expect([status, JSON.parse(out)]).toMatchObject([3, {verdict: "unknown", operations: 170}]);
  expect(command("check", ["-", "--model", "cas-register"], lines).status).toBe(0);
});

test.each([
  [["--model", "register"], "which file?", "usage: check"],
  [["x", "y", "--model", "register"], '"y" is one word too many', "usage: check"],
  [["x"], "--model ", "one of register, cas-register, kv, log, queue, lock"],
  [["x", "--model", "set"], "--model set", "one of register"],
  [["x", "--model", "register", "--deep"], "--deep", "usage: check"],
  [["x", "--model", "register", "--budget", "0"], "--budget 0", "1 or more"],
  [["nowhere", "--model", "register"], "cannot read nowhere", "give a file with a history"],
])("check %j is refused in one line", async (args, wrong, saysRight) => {
  expectRefused(await answered("check", args), wrong, saysRight);
});

test("a file that cannot be read whole is refused with the line at fault", () => {
  expectRefused(check(file("short.log", right.slice(0, 60)), "--model", "register"), "short.log line 2", "is no operation");
  expectRefused(check(file("mixed.log", `${right}{:process 0}`), "--model", "register"), "mixed.log line 5", "must read as");
  expectRefused(check(file("noise", "\u0000\u0001\u0002"), "--model", "register"), "noise line 1", "must read as");
  expectRefused(check(file("empty", ""), "--model", "register"), "empty line 1", "EDN, a log of Jepsen's, or JSON lines");
});

test("--svg draws it, in a file that needs nothing else", () => {
  const picture = join(folder, "stale.svg");
  const {status, err} = check(file("stale.log", stale), "--model", "register", "--svg", picture);
  expect([status, err]).toEqual([1, ""]);
  const svg = readFileSync(picture, "utf8");
  expect(svg).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
  for (const word of ["No order fits read → null of process 1", "write 1", "read → null", "the value may be 1"])
    expect(svg).toContain(word);
  expect(svg).not.toMatch(/var\(|NaN|undefined|class=/);
  expectRefused(
    check(file("stale.log", stale), "--model", "register", "--svg", join(folder, "none", "x.svg")),
    "--svg",
    "cannot be written",
  );
});

test("--help says what it reads", () => {
  const {status, out} = check("--help");
  expect([status, out]).toEqual([0, expect.stringContaining('{"process": 0, "type": "invoke", "f": "write"')]);
});
