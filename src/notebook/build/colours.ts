import {type BundledLanguage, codeToTokens} from "shiki";
import type {Chapter} from "./chapters.ts";
import {shikiThemes, tokenClass} from "./themes.ts";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Source as HTML, its tokens in the classes of `code.css`; TypeScript unless Shiki's name of another language is given. */
export async function coloured(source: string, lang = "ts"): Promise<string> {
  // With a time limit the colours would depend on how busy the machine is.
  const {tokens} = await codeToTokens(source, {
    lang: lang as BundledLanguage,
    themes: shikiThemes,
    defaultColor: false,
    tokenizeTimeLimit: 0,
  });
  return tokens.map((line) => line.map(({content, htmlStyle}) => span(content, htmlStyle?.["--shiki-light"] ?? "")).join("")).join("\n");
}

function span(content: string, light: string): string {
  const name = tokenClass(light);
  if (name === undefined) throw new Error(`"${content}" has the colour "${light}", which code.css has no class for: add it to themes.ts`);
  return name === "" || content.trim() === "" ? escaped(content) : `<span class="${name}">${escaped(content)}</span>`;
}

/** The module of a chapter's colours: for each cell, the HTML that replaces its plain source. */
export async function colourModule({cells}: Chapter): Promise<string> {
  const entries = await Promise.all(cells.map(async ({id, source}) => [id, await coloured(source)]));
  return `export default ${JSON.stringify(Object.fromEntries(entries))};\n`;
}
