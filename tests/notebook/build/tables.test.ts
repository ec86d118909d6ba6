import type {Root} from "mdast";
import {expect, test} from "vitest";
import {tablesWithinReach} from "../../../src/notebook/build/tables.ts";

const code = (value: string) => ({type: "inlineCode" as const, value});
const metric = "kafka.server:type=ReplicaManager";

test("a table is a stop of the keyboard, and a long name in it breaks between its parts and nowhere else", () => {
  const cell = {type: "tableCell" as const, children: [code(metric), code("min.insync.replicas")]};
  const table = {type: "table" as const, children: [{type: "tableRow" as const, children: [cell]}]};
  const tree: Root = {type: "root", children: [{type: "paragraph", children: [code(metric)]}, table]};
  tablesWithinReach()(tree);
  expect(table).toMatchObject({data: {hProperties: {tabIndex: 0}}});
  const [long, short] = cell.children as {data?: {hChildren?: {tagName?: string; value?: string}[]}}[];
  const parts = long?.data?.hChildren?.map(({tagName, value}) => tagName ?? value);
  expect(parts).toEqual(["kafka.", "wbr", "server:", "wbr", "type=", "wbr", "ReplicaManager"]);
  // A short name stays whole, and prose breaks where it likes.
  expect(short?.data).toBeUndefined();
  expect(tree.children[0]).toEqual({type: "paragraph", children: [code(metric)]});
});
