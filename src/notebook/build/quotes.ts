import {format as specifier} from "d3-format";
import {type Chapter, systemFile} from "./chapters.ts";
import type {Complaint} from "./compile.ts";
import {claim} from "./find-claim.ts";
import type {Tag} from "./markdown.ts";
import {quote} from "./quote.ts";

/** What a chapter quotes or claims without a declaration or a check: found here, before the site's build would fail on it. */
export async function quotes({path, tags}: Chapter, declared: readonly string[]): Promise<Complaint[]> {
  const found: Complaint[] = [];
  for (const tag of tags) {
    const wrong = await check(tag, declared);
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
    case "Out":
    case "Predict":
      return declared.includes(given("of"))
        ? checkFormat(given("of"), given("format"))
        : `<${tag} of="${given("of")}" />: no cell declares ${given("of")}`;
    case "Ledger":
      return systemFile(given("system")) === null ? `<Ledger system="${given("system")}" />: there is no such system` : null;
    default:
      // The other tags have nothing to check here.
      return null;
  }
}

function checkFormat(of: string, format: string): string | null {
  try {
    specifier(format);
    return null;
  } catch {
    return `<Out of="${of}" format="${format}" />: ${format} is no format of d3-format, as .0f is`;
  }
}
