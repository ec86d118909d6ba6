import {expect, test} from "vitest";
import {csv} from "../../../src/notebook/export/csv.ts";

test("a line of names, a line a row, each ended by CRLF", () => {
  expect(csv([{servers: 3, leader: "z1"}])).toBe("servers,leader\r\n3,z1\r\n");
});

test("a column has its place from the first row that has it; what a row lacks is empty, and so is null", () => {
  expect(csv([{a: 1}, {b: true, a: null}])).toBe("a,b\r\n1,\r\n,true\r\n");
});

test("what would break a field is quoted, and a quote doubled", () => {
  expect(csv([{a: 'x,y "z"', b: "two\nlines"}])).toBe('a,b\r\n"x,y ""z""","two\nlines"\r\n');
});

test("of nothing there is nothing to write", () => {
  expect(csv([])).toBe("");
});
