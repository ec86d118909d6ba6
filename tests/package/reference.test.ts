import {beforeAll, expect, test} from "vitest";
import {loadSystem, systemNames} from "../../cli/systems.ts";
import {readReference} from "../../package/public-names.ts";
import {referenceOf} from "../../package/reference.ts";
import {tablesOf} from "../../package/systems.ts";

let page: string;

beforeAll(async () => {
  page = referenceOf((await readReference()).groups);
}, 20_000);

/** What stands under a heading, up to the next one. */
const under = (heading: string): string => page.split(/^(?=##)/m).find((part) => part.startsWith(`${heading}\n`)) ?? "";

test("a name stands under its heading with its docstring and its declaration, and no body", () => {
  expect(under("### simulate")).toContain("Runs a scenario with the system that it names");
  expect(under("### simulate")).toContain("```ts\nfunction simulate(scenario: Scenario, options: RunOptions = {}): Run\n```");
});

test("units stay: a time of a run is in ticks, and a column says its ms", () => {
  expect(under("### Run")).toContain("  end: Ticks;");
  expect(under("### Columns")).toContain("  interregnumMs: number;");
  expect(under("### columns")).toContain("function columns(run: Run): Columns");
});

test("a name in the prose leads to where it stands; of Run and run the later one has the number", () => {
  const anchors = [...page.matchAll(/^##+ (.*)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replaceAll(" ", "-"));
  const numbered = anchors.map(
    (slug, i) => `${slug}${anchors.indexOf(slug) < i ? `-${anchors.slice(0, i).filter((a) => a === slug).length}` : ""}`,
  );
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, to = ""]) => to);
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((to) => !numbered.includes(to))).toEqual([]);
});

test("no comment of a declaration is wider than a page of it", () => {
  const comments = page.split("\n").filter((line) => /^ *(\/\*\*|\*) /.test(line));
  expect(comments.length).toBeGreaterThan(100);
  expect(comments.filter((line) => line.length > 80)).toEqual([]);
});

test("every scenario of every system is in its tables, and every setting with its unit", async () => {
  for (const system of await Promise.all(systemNames().map(loadSystem))) {
    // A real key may be broken after its dots.
    const text = tablesOf(system).replace(/<code>(.*?)<\/code>/g, (_, key: string) => `\`${key.replaceAll("<wbr/>", "")}\``);
    for (const {title} of system.scenarios) expect(text).toContain(`| ${title} |`);
    for (const {key, unit} of system.config) expect(text).toMatch(new RegExp(`\\| \`${key.replaceAll(".", "\\.")}\` \\|.*${unit} \\|`));
    for (const {says} of [...system.invariants, ...system.ablations]) expect(text).toContain(`| ${says.replaceAll("|", "\\|")} |`);
  }
});
