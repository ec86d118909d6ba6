import {expect, test} from "vitest";
import {deciding, messagesBefore} from "../../../src/engine/analysis/deciding.ts";
import {run, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {ms, plus} from "../../../src/engine/vocabulary.ts";

const zookeeper = system as unknown as System;
const loss = scenarioOf(zookeeper, "leader-loss", {writes: 3});
const recorded = (scenario: typeof loss) => run(zookeeper, scenario, {record: true});
const calm = recorded({...loss, faults: []});
const crash = recorded(loss);

test("where an invariant or a common aim fell, that decided it", () => {
  const falls = recorded({...loss, faults: [], ablate: ["lossy-channel"]});
  const place = deciding(falls, calm) ?? Number.NaN;
  const at = falls.violations[0]?.at ?? Number.NaN;
  expect(falls.trace?.[place]?.at).toBeLessThanOrEqual(at);
  expect(falls.trace?.[place + 1]?.at ?? Number.POSITIVE_INFINITY).toBeGreaterThan(at);
});

test("else it is where beliefs first took another course than those of the run that went well", () => {
  const place = deciding(crash, calm) ?? Number.NaN;
  const died = crash.trace?.findIndex(({kind}) => kind === "fault") ?? Number.NaN;
  expect(place).toBeGreaterThan(died);
  expect(deciding(calm, calm)).toBeNull();
  // Without one to compare with: where somebody leads again after the fault.
  const rest = crash.trace?.[deciding(crash, null) ?? -1]?.at;
  expect(crash.effective.some(({nodes, from}) => nodes.length > 0 && from === rest)).toBe(true);
  expect(deciding(calm, null)).toBeNull();
});

test("what came to light only as the run settled was decided within the scenario", () => {
  const violations = [{invariant: "no-lost-write", detail: "", at: plus(crash.end, ms(400))}] as unknown as typeof crash.violations;
  expect(deciding({...crash, violations}, calm)).toBe(deciding(crash, calm));
  // Nothing but that tells.
  expect(deciding({...calm, violations}, null)).toBe(calm.trace?.findLastIndex(({at}) => at <= plus(calm.end, ms(400))) ?? Number.NaN);
});

test("messages that can have had a part arrived in time at somebody who mattered, two of a kind on each way at most", () => {
  const trace = crash.trace ?? [];
  const place = deciding(crash, calm) ?? 0;
  const ids = messagesBefore(trace, place, 40);
  const sends = trace.flatMap((e) => (e.kind === "send" && ids.has(e.id) ? [e] : []));
  expect(sends.length).toBe(ids.size);
  expect(ids.size).toBeGreaterThan(0);
  for (const send of sends) expect(send.at).toBeLessThanOrEqual(trace[place]?.at ?? 0);
  const ways = sends.map(({node, to, message}) => `${node} ${to} ${message.kind}`);
  for (const way of ways) expect(ways.filter((one) => one === way).length).toBeLessThanOrEqual(2);
  expect(messagesBefore(trace, place, 3).size).toBe(3);
});
