import type {Process} from "../model/process.ts";
import type {Kernel} from "./state.ts";

/** The threads of a process in their order: those it names, then for each of `perPeer` one a node of the scenario. */
export const threadNames = (def: Process, nodes: number): string[] => [
  ...def.threads,
  ...(def.perPeer ?? []).flatMap((name) => Array<string>(nodes).fill(name)),
];

/** The thread of that name; where there is one for each node, that for `peer`, an index of a process. The first, where there is none. */
export function threadOf(k: Kernel, proc: number, name: string | undefined, peer: number): number {
  const def = k.defs[proc] as Process;
  const rank = def.perPeer?.indexOf(name ?? "") ?? -1;
  const nodes = k.scenario.nodes.length;
  if (rank >= 0 && peer < nodes) return def.threads.length + rank * nodes + peer;
  return Math.max(0, def.threads.indexOf(name ?? ""));
}

/** The thread that serves a connection at one of its ends. */
export function threadOfPort(k: Kernel, proc: number, port: string, peer: number, dialled: boolean): number {
  const {ports, dials} = k.defs[proc] as Process;
  return threadOf(k, proc, (dialled ? dials?.[port] : undefined) ?? ports[port], peer);
}
