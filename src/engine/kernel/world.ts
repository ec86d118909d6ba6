import type {Reader} from "../model/process.ts";
import type {World} from "../model/world.ts";
import type {NodeId} from "../vocabulary.ts";
import {assert} from "../vocabulary.ts";
import {whenShows} from "./clock.ts";
import {readCell, readLog} from "./disk.ts";
import {EXPIRED, type Host, homeAt, type Kernel, type Proc} from "./state.ts";
import {linked} from "./wire.ts";

/** The world as `effective`, monitors and views may see it, of one system or (null) of all. Reads the kernel's state of the moment. */
export function createWorld(k: Kernel, home: number | null): World {
  const proc = (id: NodeId): Proc => {
    const p = k.s.procs[k.index.get(id) ?? -1];
    if (!p) assert(false, `the world has no node "${id}"`);
    return p;
  };
  const ids = k.s.procs.filter((p) => k.defs[p.index]?.member && (home ?? p.home) === p.home).map((p) => p.id);
  const disks = new Map(
    k.s.procs.map(({id}): [NodeId, Reader] => [
      id,
      {log: (file) => readLog(proc(id).disk, file), get: (file) => readCell(proc(id).disk, file)},
    ]),
  );
  return {
    get now() {
      return k.s.now;
    },
    ids,
    status: (id) => proc(id).status,
    state: (id) => proc(id).state,
    disk(id) {
      const disk = disks.get(id);
      if (!disk) assert(false, `the world has no node "${id}"`);
      return disk;
    },
    safeLength: (id, file) => proc(id).disk.logs[file]?.safe.length ?? 0,
    safe: (id, file) => proc(id).disk.cells[file]?.safe,
    linked: (a, b) => linked(k, proc(a).host, proc(b).host),
    diskStuck: (id) => k.s.hosts[proc(id).host]?.diskStuck ?? false,
    connected(id, conn) {
      const c = k.s.conns.get(conn);
      if (c?.phase !== "open") return false;
      return c.end[0] === "open" && c.end[1] === "open" && c.ends.includes(proc(id).index);
    },
    timers(id) {
      const p = proc(id);
      const host = k.s.hosts[p.host] as Host;
      const running = [...p.timers.values()].filter((t) => t.generation !== EXPIRED);
      return running.map(({name, deadline}) => ({name, due: whenShows(host, deadline)}));
    },
    home: (id) => homeAt(k, proc(id).home).system.name,
    of(system) {
      const lower = k.homes.find((one) => one.system.name === system);
      if (!lower) assert(false, `the world has no system "${system}"`);
      return lower.world;
    },
  };
}
