import {expect, test} from "vitest";
import {run, type System, scenarioOf} from "../../src/engine/index.ts";
import {system as zookeeper} from "../../src/engine/systems/zookeeper/index.ts";
import {wordsOf} from "../../src/words/words.ts";
import {doubled} from "./doubled.ts";
import {everyMessage} from "./every-message.ts";

test("a violation carries its values apart from its words, and any language can tell it", () => {
  const system = zookeeper as unknown as System;
  const {violations} = run(system, {...scenarioOf(system, "leader-crash-sessions"), ablate: ["lossy-channel"]});
  const words = wordsOf("en", doubled(everyMessage));
  const [first] = violations.filter(({invariant}) => invariant === "log-shape");
  expect(first?.detail).toMatch(/^z\d logs 0x[0-9a-f]+ right after 0x[0-9a-f]+$/);
  expect(words.tell(first?.told ?? "")).toMatch(/^z\d logs logs 0x[0-9a-f]+ right right after after 0x[0-9a-f]+$/);
});
