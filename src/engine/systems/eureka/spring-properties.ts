import type {FileFormat, PlacedEntry} from "../../model/config-file.ts";
import {javaProperties} from "../java-properties.ts";
import {DOCUMENT} from "./yaml-lines.ts";

/** Java's properties with several documents, parted by `#---` or `!---`. Source: spring-projects/spring-boot v4.0, OriginTrackedPropertiesLoader.java. */
export const springProperties: FileFormat = {entries: entriesOf, sign: "="};

function entriesOf(text: string): readonly PlacedEntry[] {
  const documents: PlacedEntry[] = [];
  let at = 0;
  for (const [i, line] of text.split("\n").entries()) {
    if (/^[#!]---\s*$/.test(line)) documents.push({key: DOCUMENT, value: "", line: i + 1, from: at, to: at, bare: false});
    at += line.length + 1;
  }
  const entries = javaProperties.entries(text);
  return [...entries, ...documents.filter(({line}) => entries.some((one) => one.line < line))].sort((a, b) => a.line - b.line);
}
