import type {FileFormat, PlacedEntry} from "../../model/config-file.ts";

/** A name, blanks and the rest of the line; comments have lines of their own. */
export const directiveLines: FileFormat = {entries: directivesOf, sign: " "};

/** Lines end in a newline alone; blanks around them, and those with # before all else, are left out. Source: redis/redis@f35f36a, src/config.c. */
function directivesOf(text: string): PlacedEntry[] {
  const entries: PlacedEntry[] = [];
  let start = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const [begin, end] = [line.search(/[^ \t\r]/), endOf(line)];
    if (begin >= 0 && line[begin] !== "#") {
      // What isspace takes for a blank before a word is more than what is cut off a line's ends.
      const at = skip(line, begin, " \t\r\v\f");
      const keyEnd = Math.min(end, ...[" ", "\t", "\r"].map((sign) => line.indexOf(sign, at)).filter((found) => found >= 0));
      const from = Math.min(end, skip(line, keyEnd, " \t\r"));
      const key = line.slice(at, keyEnd);
      if (key !== "")
        entries.push({key, value: line.slice(from, end), line: index + 1, from: start + from, to: start + end, bare: from === end});
    }
    start += line.length + 1;
  }
  return entries;
}

function skip(line: string, from: number, signs: string): number {
  let at = from;
  while (at < line.length && signs.includes(line[at] as string)) at++;
  return at;
}

function endOf(line: string): number {
  let end = line.length;
  while (end > 0 && " \t\r".includes(line[end - 1] as string)) end--;
  return end;
}
