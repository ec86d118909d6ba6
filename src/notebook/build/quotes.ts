import type {Chapter} from "./chapters.ts";
import {claim} from "./claims.ts";
import type {Complaint} from "./compile.ts";
import {declaration} from "./declaration.ts";

/** What a chapter quotes or claims and nobody declares or checks: found here, before the site's build would stumble over it. */
export async function quotes({path, text}: Chapter): Promise<Complaint[]> {
  const found: Complaint[] = [];
  for (const {tag, attributes, line} of tagsOf(text)) {
    const wrong =
      tag === "Source" ? declaration(attributes.get("of") ?? "", attributes.get("name") ?? "") : await claim(attributes.get("id") ?? "");
    if (typeof wrong === "string") found.push({path, line, says: wrong});
  }
  return found;
}

interface Tag {
  readonly tag: "Source" | "Claim";
  readonly attributes: ReadonlyMap<string, string>;
  readonly line: number;
}

/** Tags outside fences and inline code. */
function tagsOf(text: string): Tag[] {
  const blank = (found: string) => found.replace(/[^\n]/g, " ");
  const prose = text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, blank).replace(/`[^`\n]*`/g, blank);
  return [...prose.matchAll(/<(Source|Claim)\b([^>]*)>/g)].map((match) => ({
    tag: match[1] === "Source" ? "Source" : "Claim",
    attributes: new Map([...(match[2] ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value])),
    line: prose.slice(0, match.index).split("\n").length,
  }));
}
