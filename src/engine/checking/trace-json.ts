import {said} from "../../words/en/checking.ts";
import type {Run} from "../model/run.ts";
import {Refusal} from "../vocabulary.ts";

/** A recorded run as `sim --trace FILE` writes it: its scenario, the hash of its trace, and each event. */
export function traceJson(run: Run): string {
  if (run.trace === null) throw new Refusal(said("checking.trace-json.no-trace"));
  return JSON.stringify({scenario: run.scenario, traceHash: run.hash, events: run.trace});
}
