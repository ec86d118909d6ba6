/** How current a cell is. One badge a cell says it; its words come with the page, in its language. */
export type Status =
  | {readonly kind: "saved" | "live" | "error"}
  | {readonly kind: "stale"; readonly changed: readonly string[]}
  | {readonly kind: "running"; readonly done: number; readonly total: number}
  | {readonly kind: "stopped"; readonly done: number; readonly total: number};

/** Words by kind of status, with places in braces: `stale: {changed} changed`, `stopped at {done} of {total}`. */
export type Words = {readonly [kind: string]: string | undefined};

/** The words of a badge. */
export function badge(status: Status, words: Words): string {
  const text = words[status.kind] ?? status.kind;
  switch (status.kind) {
    case "saved":
    case "live":
    case "error":
      return text;
    case "stale":
      return fill(text, {changed: status.changed.join(", ")});
    case "running":
      return fill(text, {share: `${Math.floor((status.done / status.total) * 100)}\u00a0%`});
    case "stopped":
      return fill(text, {done: count(status.done), total: count(status.total)});
    default:
      return status satisfies never;
  }
}

export const fill = (text: string, values: {readonly [place: string]: string}): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);

export const count = (n: number): string => n.toLocaleString("en");
