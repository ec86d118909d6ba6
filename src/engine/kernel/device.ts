import type {Json} from "../vocabulary.ts";
import {assert, later, plus, times} from "../vocabulary.ts";
import {beginFlush, endFlush} from "./disk.ts";
import {draw} from "./latency.ts";
import {type Event, Kind, push} from "./queue.ts";
import {calledIn, type FsyncRequest, type Host, type Kernel, procAt} from "./state.ts";
import {tripped} from "./triggers.ts";

// One queue a device: fsyncs of one host follow each other (transport D6).

/** A process asks for an fsync: it covers what these files hold now. */
export function fsync(k: Kernel, proc: number, thread: number, files: readonly string[], token: Json, blocks: boolean): FsyncRequest {
  const p = procAt(k, proc);
  return {proc, incarnation: p.incarnation, thread, token, blocks, files, flush: beginFlush(p.disk, files)};
}

/** The device takes the request, or keeps it waiting while it is stuck. */
export function startSync(k: Kernel, request: FsyncRequest): void {
  const host = hostOf(k, request.proc);
  if (host.diskStuck) {
    host.diskWaiting.push(request);
    return;
  }
  assert(host.up, "a disk without power takes an fsync");
  const duration = times(draw(k.machine.fsync, host.diskStream), host.diskFactor);
  host.diskFree = plus(later(k.s.now, host.diskFree), duration);
  const {proc, incarnation, thread} = request;
  push(k.s.queue, host.diskFree, {kind: Kind.FSYNC, proc, incarnation, conn: 0, thread, n: host.lives, data: request});
}

/**
 * An fsync returns: what it covered is safe, even if the process has died meanwhile, unless the host has lost power since. @returns true if
 * the process is still there to be told.
 */
export function endSync(k: Kernel, e: Event): boolean {
  const p = procAt(k, e.proc);
  const host = hostOf(k, e.proc);
  const request = e.data as FsyncRequest;
  if (e.n !== host.lives) return false;
  if (host.diskStuck) {
    host.diskWaiting.push(request);
    return false;
  }
  const {files, flush} = request;
  const living = p.incarnation === e.incarnation;
  if (
    living &&
    k.watches &&
    files.some((file) => tripped(k, "sync", calledIn(k, p.home, "durable", file), p, null, "before")) &&
    e.n !== host.lives
  )
    return false;
  endFlush(p.disk, flush);
  if (p.incarnation !== e.incarnation) return false;
  if (k.sinks?.trace) k.sinks.happened({index: k.s.count, at: k.s.now, kind: "sync", node: p.id, files});
  return true;
}

const hostOf = (k: Kernel, proc: number): Host => k.s.hosts[procAt(k, proc).host] as Host;
