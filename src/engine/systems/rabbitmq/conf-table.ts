import {said} from "../../../words/en/rabbitmq-files.ts";
import {type Finding, idle} from "../findings.ts";
import type {ValueType} from "./conf-values.ts";

/** A key that a broker reads: as what, and what it means for the runs. */
export interface KnownKey {
  readonly type: ValueType;
  readonly finds: (value: number | string) => Finding;
}

export type KnownKeys = readonly (readonly [key: string, known: KnownKey])[];

/** Why keys change nothing that is measured. */
type Why =
  | "definitions"
  | "formation"
  | "host"
  | "keepalive"
  | "listeners"
  | "locator"
  | "logs"
  | "metrics"
  | "protocols"
  | "quorum"
  | "security";

/** Keys of one type that change nothing for one reason, with blanks between them. `$name` stands for any word. */
export const rows = (why: Why, type: ValueType, keys: string): KnownKeys =>
  keys.split(" ").map((key) => [key, {type, finds: () => idle(said(`rabbitmq.file.idle.${why}`))}]);
