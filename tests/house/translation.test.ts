import {expect, test} from "vitest";
import {chapterOf, chapters} from "../../src/notebook/build/chapters.ts";
import {inAnyLanguage} from "../../src/notebook/cells/chapter-name.ts";
import {differences} from "./translation.ts";

test("a translated chapter differs from its author's in words alone", () => {
  const all = chapters();
  const pairs = all.flatMap((chapter) => {
    const author = all.find(({name}) => name === inAnyLanguage(chapter.name));
    return author === undefined || author === chapter ? [] : [{author, chapter}];
  });
  expect(pairs.flatMap(({author, chapter}) => differences(author, chapter))).toEqual([]);
});

const author = `A leader dies. <Claim id="zookeeper/one-leader">One leads.</Claim>

\`\`\`ts cell
const servers = view(Inputs.range([3, 9], {label: "Servers", step: 2, value: 3}))
\`\`\`

\`\`\`ts cell
// The first of them.
const run = simulate(zookeeper.scenarios.coldStart({servers, "tickTime": 500}))
const first = run.final.leader === "z1" ? \`\${servers} servers\` : "none"
display(spaceTime(run, {title: "A leader is found"}))
\`\`\`

<Predict id="a/c" of="first" options={{none: "nobody", "3 servers": "three of them"}}>How many?</Predict>

<Exercise id="a/b" title="Try it">It takes <Out of="first" unit="ms" />.</Exercise>
`;
const translation = author
  .replace("A leader dies.", "一位领导者死了。")
  .replace("One leads.", "只有一位。")
  .replace('"Servers"', '"服务器"')
  .replace("The first of them.", "第一个。")
  .replace(" servers`", " 台服务器`")
  .replace('"nobody"', '"没有"')
  .replace('"three of them"', '"三台"')
  .replace('"A leader is found"', '"找到了领导者"')
  .replace('"Try it"', '"试一试"')
  .replace('unit="ms"', 'unit="毫秒"');

const from = (text: string) =>
  differences(chapterOf("src/content/docs/trial.mdx", author), chapterOf("src/content/docs/zh-cn/trial.mdx", text));

test("prose, comments, labels, titles and units may be others", () => {
  expect(translation).not.toBe(author);
  expect(from(translation)).toEqual([]);
});

test.each([
  ["a number", "value: 3", "value: 5", "4: 5 stands for 3: only texts that decide nothing may be translated"],
  ["a name", "const first", "const 第一", "10: 第一 stands for first: only texts that decide nothing may be translated"],
  ["a key", '"tickTime"', '"周期"', '9: "周期" stands for "tickTime": only texts that decide nothing may be translated'],
  ["what something is compared with", '=== "z1"', '=== "一"', '10: "一" stands for "z1": only texts that decide nothing may be translated'],
  ["a part that is left out", ", step: 2", "", "4: value stands for step: only texts that decide nothing may be translated"],
  [
    "what a prediction is held against",
    ': "none"',
    ': "无"',
    '10: a text stands for "none": only texts that decide nothing may be translated',
  ],
  [
    "the key of an option",
    "{none:",
    "{无:",
    '14: <Predict id="a/c" of="first" options: 无, 3 servers> stands for <Predict id="a/c" of="first" options: none, 3 servers>: only words may be translated',
  ],
  [
    "an attribute that names something",
    'of="first" unit',
    'of="run" unit',
    '16: <Out of="run"> stands for <Out of="first">: only words may be translated',
  ],
  [
    "a claim that is left out",
    '<Claim id="zookeeper/one-leader">只有一位。</Claim>',
    "只有一位。",
    "1: has 3 tags, and its author's chapter 4",
  ],
  ["a cell more", "<Exercise", "```ts cell\n1\n```\n\n<Exercise", "1: has 3 cells, and its author's chapter 2"],
])("%s may not", (_what, was, now, says) => {
  const text = translation.replace(was, now);
  expect(text).not.toBe(translation);
  expect(from(text)).toEqual([`src/content/docs/zh-cn/trial.mdx:${says}`]);
});
