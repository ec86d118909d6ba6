import {format as specifier} from "d3-format";
import {type Chapter, chapters, systemFile} from "./chapters.ts";
import type {Complaint} from "./compile.ts";
import {boundOf, claim} from "./find-claim.ts";
import {directivesOf, parse, type Tag} from "./markdown.ts";
import {type Answer, answersOf, NOTES, noteWrong, passageWrong} from "./notes.ts";
import {quote} from "./quote.ts";

/** What a chapter quotes or claims without a declaration or a check: found here, before the site's build would fail on it. */
export async function quotes(chapter: Chapter, declared: readonly string[]): Promise<Complaint[]> {
  const {path, tags, text} = chapter;
  const found: Complaint[] = directivesOf(parse(path, text)).map(({word, line}) => ({
    path,
    line,
    says: `${word} would be read as a directive: put a blank behind the colon, or write it as code`,
  }));
  const noted = tags.some(({name}) => name === "Note" || name === "Passage") ? noteChecks(chapter) : () => null;
  for (const tag of tags) {
    const wrong = noted(tag) ?? (await check(tag, declared));
    if (typeof wrong === "string") found.push({path, line: tag.line, says: wrong});
  }
  return found;
}

async function check({name: tag, attributes}: Tag, declared: readonly string[]): Promise<unknown> {
  const given = (name: string) => attributes.get(name) ?? "";
  switch (tag) {
    case "Source":
      return quote(Object.fromEntries(attributes));
    case "Claim":
      return await claim(given("id"));
    case "Bound":
      return await boundOf(given("of"));
    case "Out":
    case "Predict":
      return declared.includes(given("of"))
        ? checkFormat(given("of"), given("format"))
        : `<${tag} of="${given("of")}" />: no cell declares ${given("of")}`;
    case "Ledger":
    case "Rules":
      return systemFile(given("system")) === null ? `<${tag} system="${given("system")}" />: there is no such system` : null;
    default:
      // The other tags have nothing to check here.
      return null;
  }
}

/** Checks of what a page has to do with the notes: all chapters are read for it, once. */
function noteChecks(chapter: Chapter): (tag: Tag) => string | null {
  const all = chapters();
  const answers: readonly Answer[] = answersOf(all);
  const notes = all.find(({name}) => name === NOTES);
  return (tag) => {
    if (tag.name === "Note" && notes !== undefined) return noteWrong(tag, chapter, notes);
    return tag.name === "Passage" ? passageWrong(tag, answers) : null;
  };
}

function checkFormat(of: string, format: string): string | null {
  try {
    specifier(format);
    return null;
  } catch {
    return `<Out of="${of}" format="${format}" />: ${format} is no format of d3-format, as .0f is`;
  }
}
