import {expect, test} from "vitest";
import {printInOrder} from "../../scripts/in-order.mjs";

test("what runs at the same time is printed one after the other: the first as it comes, the others when it is their turn", () => {
  const printed: unknown[] = [];
  const {print, end} = printInOrder(["a", "b", "c"], (text) => printed.push(text));
  print("b", "b1");
  print("a", "a1");
  expect(printed).toEqual(["a1"]);
  print("c", "c1");
  end("c");
  print("a", "a2");
  end("a");
  expect(printed).toEqual(["a1", "a2", "b1"]);
  print("b", "b2");
  end("b");
  expect(printed).toEqual(["a1", "a2", "b1", "b2", "c1"]);
});
