import ts from "typescript";
import type {Group, PublicName} from "./public-names.ts";

/** The reference as Markdown: the engine's public names in the order of `index.ts`, under its headings. */
export function referenceOf(groups: readonly Group[]): string {
  const all = new Set(groups.flatMap(({names}) => names.map(({name}) => name)));
  const blocks = groups.flatMap(({title, says, names}) => [
    `## ${title}`,
    sentence(says),
    ...names.flatMap((entry) => entryOf(entry, all)),
  ]);
  const headings = blocks.flatMap((block) => /^#+ (.*)$/.exec(block)?.[1] ?? []);
  return `${linked(blocks, anchorsOf(headings)).join("\n\n")}\n`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function entryOf(entry: PublicName, all: ReadonlySet<string>): string[] {
  const code = wrapped(declarationOf(entry));
  const others = new Set(
    (code.replace(/\/\*[\s\S]*?\*\//g, "").match(/\b[A-Z]\w+/g) ?? []).filter((name) => name !== entry.name && all.has(name)),
  );
  const see = others.size === 0 ? [] : [`See ${[...others].map((name) => `\`${name}\``).join(", ")}.`];
  return [`### ${entry.name}`, ...(entry.says === "" ? [] : [entry.says]), `\`\`\`ts\n${code}\n\`\`\``, ...see];
}

/** A declaration as its users see it: without its own docstring and its body. */
function declarationOf(entry: PublicName): string {
  return text(entry)
    .replace(/\breadonly /g, "")
    .trim();
}

function text({name, node, type}: PublicName): string {
  if (ts.isVariableDeclaration(node)) return `const ${name}: ${type}`;
  if (ts.isClassDeclaration(node)) return `class ${name} extends Error`;
  // A type inferred from a value (`typeof x`) tells a reader nothing.
  if (ts.isTypeAliasDeclaration(node) && node.type.getText().includes("typeof ")) return `type ${name} = ${type.replace(/^ {4}/gm, "  ")};`;
  const whole = node.getText();
  const body = ts.isFunctionDeclaration(node) ? node.body : undefined;
  return (body === undefined ? whole : whole.slice(0, body.getStart() - node.getStart())).replace(/^export /, "");
}

const COLUMNS = 76;

/** Comments in lines no wider than the page. */
function wrapped(code: string): string {
  return code.replace(/^( *)\/\*\*([\s\S]*?)\*\/$/gm, (comment, indent: string, text: string) => {
    if (comment.split("\n").every((line: string) => line.length <= COLUMNS)) return comment;
    const lines = [""];
    for (const word of text
      .replace(/\n *\*/g, " ")
      .trim()
      .split(/ +/)) {
      const last = lines[lines.length - 1] as string;
      if (last !== "" && indent.length + last.length + word.length + 4 > COLUMNS) lines.push(word);
      else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
    }
    return [`${indent}/**`, ...lines.map((words) => `${indent} * ${words}`), `${indent} */`].join("\n");
  });
}

/** The anchor of each name: of two that differ only in capitals the later one gets a number, as on every page of the site. */
function anchorsOf(headings: readonly string[]): ReadonlyMap<string, string> {
  const seen = new Map<string, number>();
  const anchors = new Map<string, string>();
  for (const heading of headings) {
    const slug = heading.toLowerCase().replaceAll(" ", "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.set(heading, times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

/** Links a public name in the prose to its entry, except inside that entry. */
function linked(blocks: readonly string[], anchors: ReadonlyMap<string, string>): string[] {
  let here = "";
  return blocks.map((block) => {
    const heading = /^#+ (.*)$/.exec(block)?.[1];
    if (heading !== undefined) here = heading;
    if (heading !== undefined || block.startsWith("```")) return block;
    return block.replace(/`([A-Za-z]+)`/g, (code, name: string) =>
      name === here || !anchors.has(name) ? code : `[${code}](#${anchors.get(name)})`,
    );
  });
}
