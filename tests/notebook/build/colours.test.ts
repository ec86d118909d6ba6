import {expect, test} from "vitest";
import {chapters} from "../../../src/notebook/build/chapters.ts";
import {coloured} from "../../../src/notebook/build/colours.ts";

test("a source in colour has the letters of the plain one, in classes and never in styles", async () => {
  const sources = [...chapters().flatMap(({cells}) => cells.map(({source}) => source)), "const a = b < c && d > 0 ? `&lt;` : '' // <p>\n"];
  for (const source of sources) {
    const html = await coloured(source);
    const text = html
      .replace(/<\/?span[^>]*>/g, "")
      .replaceAll("&lt;", "<")
      .replaceAll("&amp;", "&");
    expect(text).toBe(source);
    expect(html.match(/<span(?! class="t\d">)/g)).toBe(null);
  }
});
