import {expect, expectTypeOf, test} from "vitest";
import {loadSystem, systemNames} from "../../../cli/systems.ts";
import {type Definition, defineSystem} from "../../../src/engine/define.ts";
import type {Invariant} from "../../../src/engine/model/monitor.ts";
import type {Noted, NoteOf, NoteTable} from "../../../src/engine/model/note.ts";
import type {Context} from "../../../src/engine/model/process.ts";
import type {EventName, System} from "../../../src/engine/model/system.ts";
import {run} from "../../../src/engine/run.ts";
import {type Message, ms} from "../../../src/engine/vocabulary.ts";

type ToyNote = NoteOf<{logged: {readonly at: string; readonly n: number}; done: object}>;
const notes: NoteTable<ToyNote> = {logged: ["at", "n"], done: []};

test("a note is told apart by its kind, and has the fields of that kind and no others", () => {
  expectTypeOf<Extract<ToyNote, {kind: "logged"}>["n"]>().toEqualTypeOf<number>();
  const ctx = {note: () => {}} as unknown as Context<Message, object, object, ToyNote>;
  ctx.note({kind: "logged", at: "z1", n: 1});
  // @ts-expect-error a kind that nobody has declared
  ctx.note({kind: "loged", at: "z1", n: 1});
  // @ts-expect-error a field that is missing
  ctx.note({kind: "logged", n: 1});
  // @ts-expect-error a field that is none
  ctx.note({kind: "done", n: 1});
});

test("a monitor hears only kinds there are, each with its fields; so do stages, turns and what faults wait for", () => {
  const monitor: Invariant<unknown, null, ToyNote>["on"] = {
    logged: (_, n) => {
      expectTypeOf(n.n).toEqualTypeOf<number>();
      return null;
    },
    // @ts-expect-error a kind that nobody has declared
    loged: () => null,
  };
  expect(Object.keys(monitor ?? {}).length).toBe(2);
  type Toy = System<unknown, {readonly kind: "PING"}, object, object, ToyNote>;
  expectTypeOf<"done">().toExtend<keyof Toy["stages"]>();
  expectTypeOf<ReadonlySet<"logged">>().toExtend<Toy["turning"]>();
  // @ts-expect-error a kind that nobody has declared
  expectTypeOf<{loged: "sync"}>().toEqualTypeOf<Toy["stages"]>();
  expectTypeOf<"note logged" | "send PING" | "sync log">().toExtend<EventName<{readonly kind: "PING"}, ToyNote>>();
  expectTypeOf<"note loged">().not.toExtend<EventName<{readonly kind: "PING"}, ToyNote>>();
  expectTypeOf<"send PONG">().not.toExtend<EventName<{readonly kind: "PING"}, ToyNote>>();
});

/** A process that sends itself a message, then notes that, whatever the type checker would say. */
function noting(note: object): () => readonly Noted[] {
  const definition = {
    name: "noting",
    processes: {
      member: {
        ports: {self: "main"},
        init: () => ({}),
        start(_: object, ctx: Context) {
          ctx.loopback("self", {kind: "PING"});
          ctx.note(note as {kind: string});
        },
      },
    },
    messages: {PING: []},
    notes: notes as NoteTable,
    believe: () => [],
  } satisfies Definition<object, Message, object, object, string>;
  const {system} = defineSystem<object>(definition);
  const scenario = {
    system: "noting",
    name: "one",
    config: {},
    nodes: [{id: "a"}],
    network: {latency: {constant: 1}},
    faults: [],
    untilMs: 1,
    settle: false,
    seed: 1,
  };
  return () => run(system as unknown as System, scenario, {notes: ["logged"]}).notes;
}

test("a run that notes what its system has not declared stops, be it a kind or a field", () => {
  expect(noting({kind: "logged", at: "a", n: 1})()).toMatchObject([{kind: "logged", n: 1, node: "a", at: ms(0)}]);
  expect(noting({kind: "loged"})).toThrow('noting notes "loged", which its table of notes lacks');
  expect(noting({kind: "toString"})).toThrow('noting notes "toString", which its table of notes lacks');
  expect(noting({kind: "PING"}), "a message of that name is no note").toThrow('noting notes "PING", which its table of notes lacks');
  expect(noting({kind: "logged", at: "a", m: 1})).toThrow('noting notes "logged" with m, which its table of notes lacks');
});

test.each(await Promise.all(systemNames().map(loadSystem)))(
  "$name stages and turns by notes that it has",
  ({notes, stages, turning, fuzz}) => {
    const named = [...Object.keys(stages), ...turning, ...fuzz.events.flatMap((event) => /^note (.+)$/.exec(event)?.[1] ?? [])];
    expect(named.filter((kind) => !Object.hasOwn(notes ?? {}, kind))).toEqual([]);
  },
);
