import fc from "fast-check";
import {said} from "../../words/en/checking.ts";
import {type Drawn, FAULTS, type Fault, type Struck, type Trigger} from "../model/fault.ts";
import type {Scenario, Shape} from "../model/scenario.ts";
import type {System} from "../model/system.ts";
import {scenarioOf} from "../run.ts";
import {assert, type NodeId, Refusal} from "../vocabulary.ts";

/** One thing that goes wrong, with the repair that may follow it. */
interface Blow {
  readonly what: number;
  readonly node: number;
  readonly peer: number;
  readonly byEvent: boolean;
  readonly event: number;
  readonly nth: number;
  readonly before: boolean;
  readonly atMs: number;
  readonly lastsMs: number;
}

/** Every way to strike, at its places on the wheel. */
export const WHEEL: readonly ((drawn: Drawn) => readonly Struck[])[] = (() => {
  const wheel: ((drawn: Drawn) => readonly Struck[])[] = [];
  for (const {draws} of Object.values(FAULTS)) {
    for (const {turns, blows} of draws) {
      for (const turn of turns) {
        assert(wheel[turn] === undefined, `two kinds of fault take turn ${turn} of a random schedule`);
        wheel[turn] = blows;
      }
    }
  }
  return wheel;
})();

type Matter = System["fuzz"];

const blow = (matter: Matter, nodes: number): fc.Arbitrary<Blow> =>
  fc.record({
    what: fc.nat(WHEEL.length - 1),
    node: fc.nat(nodes),
    peer: fc.nat(nodes - 1),
    byEvent: fc.boolean(),
    event: fc.nat(Math.max(0, matter.events.length - 1)),
    nth: fc.integer({min: 1, max: 6}),
    before: fc.boolean(),
    atMs: fc.integer({min: 0, max: 6000}),
    lastsMs: fc.integer({min: 0, max: 3000}),
  });

/** A random small cluster and a random schedule of faults against it; half of them wait for an event. It shrinks to fewer and earlier ones. */
export function schedule(system: System, ablate: readonly string[]): fc.Arbitrary<Scenario> {
  const matter = system.fuzz;
  return fc.constantFrom(...shapesOf(system, matter)).chain((shape) =>
    fc
      .record({
        blows: fc.array(blow(matter, struckIn(matter, shape).length), {maxLength: 7}),
        seed: fc.nat(0x7fffffff),
      })
      .map(({blows, seed}) => ({
        ...shape,
        system: system.name,
        name: shape.name,
        faults: [...(shape.faults ?? []), ...blows.flatMap((b) => faultsOf(matter, struckIn(matter, shape), leads(system, shape), b))],
        ...(ablate.length > 0 ? {ablate} : {}),
        seed,
      })),
  );
}

/** Whom a fault may strike. */
const struckIn = ({strikesClients = false}: Matter, {nodes, clients = []}: Shape): readonly NodeId[] =>
  [...nodes, ...(strikesClients ? clients : [])].map(({id}) => id);

/** The clusters that the system lists for random schedules; if it lists none, those of its scenarios. */
function shapesOf(system: System, {shapes}: Matter): Matter["shapes"] {
  const found = shapes.length > 0 ? shapes : system.scenarios.map(({name}) => shapeOf(scenarioOf(system, name)));
  if (found.length === 0) throw new Refusal(said("checking.schedule.no-cluster", {system: system.name}));
  return found;
}

/** A scenario's cluster and load, without its faults. */
export function shapeOf({system: _system, seed: _seed, faults: _faults, ...shape}: Scenario): Shape {
  return shape;
}

/** When a blow falls, and when its repair is due: at a time, or at an event and some time after it. */
function triggers(matter: Matter, ids: readonly NodeId[], b: Blow): {begins: Trigger; ends: Trigger} {
  if (!b.byEvent || matter.events.length === 0) return {begins: {at: b.atMs}, ends: {at: b.atMs + b.lastsMs}};
  const id = ids[b.node];
  const when = {
    event: matter.events[b.event] as string,
    ...(id ? {node: id} : {}),
    nth: b.nth,
    side: b.before ? ("before" as const) : ("after" as const),
    fromMs: b.atMs,
  };
  return {begins: {when}, ends: {when: {...when, plusMs: b.lastsMs + 1}}};
}

/** Whom to strike who strikes at the leader; null: nobody can lead. */
const leads = (system: System, shape: Shape): NodeId | null =>
  system.mainScope({...shape, system: system.name, faults: [], seed: 1}) === null ? null : "@leader";

/** The faults that make up one blow. An index past the last node means whoever leads, or, where nobody can, the first node. */
function faultsOf(matter: Matter, ids: readonly NodeId[], leader: NodeId | null, b: Blow): Fault[] {
  const {begins, ends} = triggers(matter, ids, b);
  const struck = WHEEL[b.what]?.({
    ids,
    node: ids[b.node] ?? leader ?? (ids[0] as NodeId),
    peer: ids[b.peer] as NodeId,
    sides: [ids.slice(0, b.peer + 1), ids.slice(b.peer + 1)],
    force: b.nth,
    lastsMs: b.lastsMs,
    tag: b.event,
    port: matter.port,
  });
  return (struck ?? []).flatMap(([fault, repair]): Fault[] => [{...fault, ...begins}, ...(repair ? [{...repair, ...ends}] : [])]);
}
