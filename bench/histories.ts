import type {HistoryOperation} from "../src/engine/checking/consistency/history.ts";
import {linearizable} from "../src/engine/checking/consistency/linearizable.ts";
import {models} from "../src/engine/checking/consistency/models.ts";
import {checkFile} from "../src/engine/checking/histories/check-file.ts";
import {atomicHistory, registerRequest} from "../tests/engine/checking/consistency/random-history.ts";
import {bareHeap} from "./heap.ts";
import {type Figure, perSecond, short, time} from "./measure.ts";

interface Size {
  readonly operations: number;
  readonly keys: number;
  readonly processes: number;
  /** Of a hundred writes so many have an unknown outcome. */
  readonly unknown: number;
}

const history = (seed: number, {operations, keys, processes, unknown}: Size): HistoryOperation[] =>
  atomicHistory(seed, {
    operations,
    processes,
    unknown,
    model: models.casRegister(),
    request: (roll) => ({...registerRequest(roll), key: `k${roll(keys)}`}),
    readsOf: (f) => f === "read",
  });

/** Histories of registers that do what they should, but for those of one register, whose last read nothing explains. */
export function histories(): Figure[] {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  const figure = (name: string, took: number, mostSeconds: number, detail: string): Figure => ({
    name,
    value: took / 1000,
    unit: "s",
    ratio: (heap * took) / 1000,
    target: `≤ ${mostSeconds} s`,
    holds: took <= 1000 * mostSeconds,
    detail,
  });
  return [
    manyKeys({operations: 10_000, keys: 100, processes: 50, unknown: 2}, 2, figure),
    oneRegister(figure),
    manyKeys({operations: 100_000, keys: 1000, processes: 100, unknown: 2}, 20, figure),
    fromFile(figure),
  ];
}

type Draw = (name: string, took: number, mostSeconds: number, detail: string) => Figure;

function manyKeys(size: Size, mostSeconds: number, figure: Draw): Figure {
  const all = history(1, size);
  let said = "";
  const took = time(() => {
    const {verdict, steps} = linearizable(models.casRegister(), all);
    said = `${verdict}, ${short(steps)} steps`;
  });
  const memory = `${short(process.memoryUsage().rss / 1e6)} MB`;
  return figure(`a history of ${short(size.operations)} on ${short(size.keys)} keys`, took, mostSeconds, `${said}, ${memory}`);
}

/** The slowest of sixty, each as it is and with a last read that nobody wrote. */
function oneRegister(figure: Draw): Figure {
  let slowest = 0;
  let most = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const right = history(seed, {operations: 170, keys: 1, processes: 5, unknown: 30});
    const last = right.findLast(({f, type}) => f === "read" && type === "ok");
    for (const one of [right, right.map((o) => (o === last ? {...o, result: 7} : o))]) {
      slowest = Math.max(
        slowest,
        time(() => (most = Math.max(most, linearizable(models.casRegister(), one).steps))),
      );
    }
  }
  return figure("170 on one register, many unknown: slowest", slowest, 1, `of 60, at most ${short(most)} steps`);
}

/** As text it is read, too: what a reader of a file waits for. */
function fromFile(figure: Draw): Figure {
  const lines = history(1, {operations: 100_000, keys: 1000, processes: 100, unknown: 2}).map((o) => JSON.stringify(o));
  let said = "";
  const took = time(() => {
    said = checkFile(lines.join("\n"), {file: "bench", model: "cas-register"}).verdict.verdict;
  });
  return figure("the same out of a file", took, 30, said);
}
