import {expect, test} from "vitest";
import {authored, forgotten, isMessage} from "./forgotten.ts";

const author = authored(["The reader’s own run", `{title: "\${winner} wins with the larger zxid"}`, "const lossRate = 0"]);

test.each([
  ["what is doubled is said", "Run Run all all", []],
  ["a capital is no other word", "Longest longest interregnum interregnum", []],
  ["what is said once was forgotten", "Run Run all", ["all"]],
  ["a sentence that nobody wrote was forgotten, between doubled ones too", "Now now nobody leads leads", ["nobody"]],
  ["its author's words are his, in pieces with values between them, too", "z1 wins with the larger zxid", []],
  ["print has other quotes than code", "The reader's own run", []],
  ["names are of no language", "z1 ACK lossRate=3 quorum/QuorumPeer.java network.latency min-replicas-max-lag ZooKeeper", []],
])("%s", (_claim, text, words) => {
  expect(forgotten(text, author)).toEqual(words);
});

test("in English a text is a message if one could have become it", () => {
  expect(isMessage("That is my prediction")).toBe(true);
  expect(isMessage("Hint 2")).toBe(true);
  expect(isMessage("Nobody has written this")).toBe(false);
});
