import type {Row, Value} from "../../engine/analysis/sweep.ts";

/** Rows as RFC 4180 has them: a line of names, a line a row, CRLF. A null is an empty field; a column that a row lacks is one, too. */
export function csv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return "";
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))];
  return `${lines.map((line) => line.map(field).join(",")).join("\r\n")}\r\n`;
}

function field(value: Value): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
