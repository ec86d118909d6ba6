/** What authors write as tags beside cells. */
const names = ["Source", "Claim", "Out", "Ledger", "Predict"] as const;

/** A tag in the prose of a chapter. */
export interface Tag {
  readonly tag: (typeof names)[number];
  readonly attributes: ReadonlyMap<string, string>;
  readonly line: number;
  /** What stands between it and its end, as the author wrote it; "" of one that ends itself. */
  readonly inner: string;
}

/** Tags outside fences and inline code. */
export function tagsOf(text: string): Tag[] {
  const prose = proseOf(text);
  return [...prose.matchAll(/<([A-Z]\w*)\b((?:[^>"]|"[^"]*")*)>/g)].flatMap((match) => {
    const tag = names.find((name) => name === match[1]);
    if (tag === undefined) return [];
    // Blanking keeps places: what stands within is taken as it was written.
    const from = match.index + match[0].length;
    const to = prose.indexOf(`</${tag}>`, from);
    return {
      tag,
      attributes: new Map([...(match[2] ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value])),
      line: prose.slice(0, match.index).split("\n").length,
      inner: match[2]?.endsWith("/") || to < 0 ? "" : text.slice(from, to),
    };
  });
}

/** The chapter with its front matter, fences and inline code blanked, each line in its place. */
export function proseOf(text: string): string {
  const blank = (found: string) => found.replace(/[^\n]/g, " ");
  return text
    .replace(/^---\n[\s\S]*?\n---\n/, blank)
    .replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, blank)
    .replace(/`[^`\n]*`/g, blank);
}

/** Names of cells whose values stand in the prose. */
export const outs = (text: string): string[] => [
  ...new Set(tagsOf(text).flatMap(({tag, attributes}) => (tag === "Out" || tag === "Predict" ? [attributes.get("of") ?? ""] : []))),
];
