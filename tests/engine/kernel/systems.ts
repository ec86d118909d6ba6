import {type Definition, defineSystem} from "../../../src/engine/define.ts";
import type {Process} from "../../../src/engine/model/process.ts";
import type {Machine, Scenario} from "../../../src/engine/model/scenario.ts";
import type {System} from "../../../src/engine/model/system.ts";
import type {Message} from "../../../src/engine/vocabulary.ts";

/** A system of the given parts. Whatever is not given is as little as can be: nobody believes anything, and nothing is led. */
export function systemOf<M extends Message>(
  parts: Partial<Definition<unknown, M, object, object, string>> & Pick<System<unknown, M>, "processes">,
): System {
  const {system} = defineSystem<unknown, M, object, object>({
    name: "test",
    messages: {},
    machines: {slow: SLOW},
    mainScope: () => null,
    believe: () => [],
    converged: () => true,
    read: () => ({count: () => 1}),
    ...parts,
  });
  return system as unknown as System;
}

/** A process among those of a system, whatever its state. */
export const asProcess = <S, M extends Message>(process: Process<S, M>): Process<never, M> => process as unknown as Process<never, M>;

/** A process of one thread that does what the given handlers say. */
export function processOf<S, M extends Message = Message>(parts: Partial<Process<S, M>> & Pick<Process<S, M>, "init">): Process<never, M> {
  return asProcess<S, M>({
    threads: ["main"],
    ports: {talk: "main"},
    resume: "input-first",
    member: true,
    start: () => {},
    receive: () => {},
    ...parts,
  });
}

/** A JVM or BEAM needs about 10 ms to go (T21); each message costs 1 ms. */
export const SLOW: Machine = {
  name: "slow",
  processStart: {constant: 100},
  teardown: {constant: 10},
  fsync: {constant: 5},
  service: {main: {constant: 1}},
  work: {think: {constant: 20}},
};

/** A scenario of these nodes, each running the first process of the system unless it says another. */
export const scenarioOf = (parts: Partial<Scenario> & Pick<Scenario, "nodes" | "untilMs">): Scenario => ({
  system: "test",
  name: "test",
  config: {},
  network: {latency: {constant: 0.1}},
  faults: [],
  settle: false,
  seed: 1,
  ...parts,
});
