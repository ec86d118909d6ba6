import {existsSync, readdirSync, readFileSync} from "node:fs";
import {basename, dirname, join} from "node:path";
import {pathToFileURL} from "node:url";
import ts from "typescript";
import type {Claim} from "../../engine/model/claim.ts";
import type {System} from "../../engine/model/system.ts";
import {readChapter, root, systemFile} from "./chapters.ts";
import type {Tag} from "./markdown.ts";
import {taggedRules} from "./tagged-rules.ts";

/** A rule by its ids: what it says, where it is from, where it stands here, and which tests hold it. */
export interface RuleEntry {
  readonly ids: readonly string[];
  readonly name: string;
  readonly says: string;
  readonly source: string;
  /** `src/engine/systems/zookeeper/rules.ts`, and the line. */
  readonly path: string;
  readonly line: number;
  /** Files under tests/ that name one of the ids. */
  readonly tests: readonly string[];
}

/** A claim, and the author's sentence for it; null: this chapter does not make it. */
export interface ClaimRow {
  readonly claim: Claim;
  readonly sentence: string | null;
}

/** What a chapter's last section says of a system: its claims, rules, invariants and switches. */
export interface Ledger {
  readonly claims: readonly ClaimRow[];
  readonly rules: readonly RuleEntry[];
  readonly invariants: System["invariants"];
  readonly ablations: System["ablations"];
}

/** The ledger of a system for a chapter, whose path is from the root; else what is wrong, as one line. */
export async function ledger(system: string, chapter: string): Promise<Ledger | string> {
  const file = systemFile(system);
  if (file === null) return `<Ledger system="${system}" />: there is no such system`;
  const {system: found} = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {system: System};
  return {
    claims: await claimRows(system, tagsBeside(chapter)),
    rules: ruleEntries(system),
    invariants: found.invariants,
    ablations: found.ablations,
  };
}

/** The tags of a chapter, and of those beside it: a system may have several pages, and its claims are made on each of them. */
function tagsBeside(chapter: string): Tag[] {
  const folder = dirname(join(root, chapter));
  const others = readdirSync(folder).filter((file) => file.endsWith(".mdx") && file !== basename(chapter));
  return [basename(chapter), ...others].flatMap((file) => readChapter(join(folder, file)).tags);
}

async function claimRows(system: string, tags: readonly Tag[]): Promise<ClaimRow[]> {
  const path = join(root, "src/engine/systems", system, "claims.ts");
  if (!existsSync(path)) return [];
  const {claims} = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as {claims: readonly Claim[]};
  return claims.map((claim) => {
    const tag = tags.find(({attributes}) => attributes.get("id") === claim.id);
    return {claim, sentence: tag === undefined ? null : tag.says};
  });
}

/** Those of the system itself, then those of its parts, which have a folder each. */
function ruleEntries(system: string): RuleEntry[] {
  const folder = `src/engine/systems/${system}`;
  const parts = readdirSync(join(root, folder), {withFileTypes: true}).flatMap((one) =>
    one.isDirectory() ? [`${folder}/${one.name}`] : [],
  );
  const paths = [folder, ...parts.sort()].map((one) => `${one}/rules.ts`).filter((path) => existsSync(join(root, path)));
  const tests = testsOf(system);
  return paths.flatMap((path) => rulesIn(path, tests));
}

function rulesIn(path: string, tests: ReadonlyMap<string, string>): RuleEntry[] {
  const file = ts.createSourceFile(path, readFileSync(join(root, path), "utf8"), ts.ScriptTarget.Latest, true);
  return taggedRules(file).map(({name, node, ids, source, says}) => {
    const names = new RegExp(`\\b(${ids.join("|")})\\b`);
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    const held = [...tests].flatMap(([test, text]) => (ids.length > 0 && names.test(text) ? [test] : []));
    return {ids, name, says, source, path, line, tests: held};
  });
}

/** Tests and flows of a system, by path under tests/. */
function testsOf(system: string): Map<string, string> {
  const folder = join(root, "tests");
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, {recursive: true, encoding: "utf8"}).map((file) => file.replaceAll("\\", "/"));
  const own = files.filter((file) => /\.(test\.ts|flow)$/.test(file) && file.includes(system)).sort();
  return new Map(own.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}
