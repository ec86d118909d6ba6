import {mkdtempSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, relative} from "node:path";
import process from "node:process";
import {expect, test} from "vitest";
import {type Ledger, ledger} from "../../../src/notebook/build/ledger.ts";

function chapter(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "interregnum-")), "trial.mdx");
  writeFileSync(file, text);
  return relative(process.cwd(), file);
}

const of = async (text: string) => (await ledger("zookeeper", chapter(text))) as Ledger;

test("each rule is told with its source, its place and the tests that name it", async () => {
  const {rules} = await of("");
  const rule = rules.find(({name}) => name === "supersedes");
  expect(rule).toMatchObject({
    ids: ["E5"],
    source: "apache/zookeeper@293c895 FastLeaderElection.totalOrderPredicate",
    path: "src/engine/systems/zookeeper/rules.ts",
  });
  expect(rule?.says).toMatch(/^Whether vote `a` beats vote `b`/);
  expect(rule?.tests).toContain("engine/systems/zookeeper/rules.test.ts");
  expect(rules.filter(({ids, source, says, tests}) => [ids.length, source, says, tests.length].some((part) => !part))).toEqual([]);
});

test("the rules of a system's parts stand behind its own", async () => {
  for (const [system, own, part] of [
    ["kafka", "kafka/rules.ts", "kafka/kraft/rules.ts"],
    ["rabbitmq", "rabbitmq/rules.ts", "rabbitmq/quorum/rules.ts"],
  ] as const) {
    const {rules} = (await ledger(system, chapter(""))) as Ledger;
    const files = [...new Set(rules.map(({path}) => path))];
    expect(files).toEqual([own, part].map((file) => `src/engine/systems/${file}`));
    expect(rules.filter(({ids, source, says, tests}) => [ids.length, source, says, tests.length].some((some) => !some))).toEqual([]);
  }
});

test("a claim stands beside the author's sentence, without its marks", async () => {
  const {claims} = await of('<Claim id="zookeeper/longer-log-wins">The *longer* [log](./log/) wins\nover `id` <b>3</b>.</Claim>\n');
  expect(claims.find(({claim}) => claim.id === "zookeeper/longer-log-wins")?.sentence).toBe("The longer log wins over id 3.");
  expect(claims.filter(({sentence}) => sentence !== null).length).toBe(1);
});

test("a system that is not there is refused in one line", async () => {
  expect(await ledger("zoo", chapter(""))).toBe('<Ledger system="zoo" />: there is no such system');
});
