/** A cell as its author wrote it. */
export interface Fence {
  /** `cell-1`, `cell-2` … in the order of the chapter. */
  readonly id: string;
  readonly source: string;
  /** Line of the chapter's file on which the source begins; the fence is the line before. */
  readonly line: number;
}

/** What stands after the three backticks of a cell. */
export const isCell = (language: string | null | undefined, meta: string | null | undefined): boolean =>
  language === "ts" && (meta ?? "").split(/\s+/).includes("cell");

/** The cells of a chapter, in order. A fence inside another fence (a chapter that shows how to write cells) is none. */
export function fences(chapter: string): Fence[] {
  const found: Fence[] = [];
  let open: {readonly mark: string; readonly cell: boolean; readonly line: number; readonly indent: number} | null = null;
  const lines = chapter.split("\n");
  lines.forEach((text, i) => {
    const [, indent = "", mark = "", language = "", meta = ""] = /^(\s*)(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(text) ?? [];
    if (mark === "") return;
    if (open === null) {
      open = {mark, cell: isCell(language, meta), line: i + 2, indent: indent.length};
    } else if (language === "" && mark.startsWith(open.mark)) {
      const {cell, line, indent: depth} = open;
      const source = lines.slice(line - 1, i).map((l) => l.slice(Math.min(depth, /^\s*/.exec(l)?.[0].length ?? 0)));
      if (cell) found.push({id: `cell-${found.length + 1}`, source: source.join("\n"), line});
      open = null;
    }
  });
  return found;
}
