import type {Json} from "../../../vocabulary.ts";
import {type HistoryOperation, isDone, sameValue} from "../history.ts";
import {byKey, type Model} from "../model.ts";

/** What a node holds and how often it was set; null: there is none. */
export type Znode = readonly [data: Json, version: number] | null;

/** Any version will do. */
const ANY = -1;

const REFUSALS: ReadonlySet<Json> = new Set(["node-exists", "no-node", "bad-version"]);

/**
 * A node of ZooKeeper's tree. `create` data; `set` [data, expected version or -1] → the new version; `delete` expected version or -1;
 * `get` → [data, version], or null where there is none. What was refused is answered with its reason: `"node-exists"`, `"no-node"`,
 * `"bad-version"`; that, too, is an observation.
 */
export const znode = (): Model<Znode> => ({
  name: "znode",
  initial: null,
  step,
  looks: (o) => o.f === "get" || (isDone(o) && REFUSALS.has(o.result)),
  partOf: byKey,
});

function step(state: Znode, o: HistoryOperation): Znode | undefined {
  switch (o.f) {
    case "create":
      return state === null ? answered(o, [o.value, 0], null) : refused(state, o, "node-exists");
    case "set": {
      const [data, expected] = o.value as readonly [Json, number];
      const reason = mismatch(state, expected);
      if (reason !== null || state === null) return refused(state, o, reason);
      return answered(o, [data, state[1] + 1], state[1] + 1);
    }
    case "delete": {
      const reason = mismatch(state, o.value as number);
      return reason === null ? answered(o, null, null) : refused(state, o, reason);
    }
    case "get":
      return !isDone(o) || sameValue(o.result, state) ? state : undefined;
    default:
      return undefined;
  }
}

function mismatch(state: Znode, expected: number): string | null {
  if (state === null) return "no-node";
  return expected === ANY || expected === state[1] ? null : "bad-version";
}

const answered = (o: HistoryOperation, next: Znode, result: Json): Znode | undefined =>
  !isDone(o) || o.result === result ? next : undefined;

const refused = (state: Znode, o: HistoryOperation, reason: string | null): Znode | undefined =>
  isDone(o) && o.result === reason ? state : undefined;
