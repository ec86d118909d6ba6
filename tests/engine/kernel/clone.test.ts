import {expect, test} from "vitest";
import {clone} from "../../../src/engine/kernel/clone.ts";
import {stream} from "../../../src/engine/kernel/streams.ts";

test("a copy shares nothing that can change", () => {
  const original = {list: [{n: 1}], map: new Map([["k", {n: 1}]]), set: new Set([1]), times: new Float64Array([1])};
  const copy = clone(original);
  expect(copy).toEqual(original);
  for (const part of copy.list) part.n = 2;
  for (const part of copy.map.values()) part.n = 2;
  copy.set.add(2);
  copy.times[0] = 2;
  expect(original).toEqual({list: [{n: 1}], map: new Map([["k", {n: 1}]]), set: new Set([1]), times: new Float64Array([1])});
});

test("a stream goes on alike in the copy and in the original", () => {
  const s = stream(1, "test");
  s.next();
  const copy = clone({s}).s;
  expect(Array.from({length: 5}, () => copy.next())).toEqual(Array.from({length: 5}, () => s.next()));
});

test("frozen values are shared, and what was one object stays one", () => {
  const frozen = Object.freeze({n: 1});
  const one = {n: 1};
  const copy = clone({frozen, a: one, b: [one], m: new Map([["c", one]])});
  expect(copy.frozen).toBe(frozen);
  expect(copy.a).not.toBe(one);
  expect([copy.b[0], copy.m.get("c")]).toEqual([copy.a, copy.a]);
  expect(copy.b[0]).toBe(copy.a);
  expect(copy.m.get("c")).toBe(copy.a);
});

test("a ring is copied as a ring", () => {
  const ring: {next?: object} = {};
  ring.next = ring;
  const copy = clone(ring);
  expect(copy.next).toBe(copy);
  expect(copy).not.toBe(ring);
});

test("a copy refuses what is not plain, for it would lack what that hides", () => {
  expect(() => clone({at: new Date(0)})).toThrow("a Date is no plain data");
  expect(() => clone({list: [new URL("a:b")]})).toThrow("a URL is no plain data");
});
