// How Kafka reads the value of a setting. Source: apache/kafka@c821449 (3.9), clients/src/main/java/org/apache/kafka/common/config/ConfigDef.java
// parseType and Range.ensureValid.

import {parseDouble, parseInt32, parseInt64, trim} from "../java.ts";

/** What a value must be. Of `text` any is right here: what it names is not looked at. */
export type Type = "INT" | "LONG" | "SHORT" | "DOUBLE" | "switch" | "text";

/** From, and to where there is a limit. */
export type Bounds = readonly [least: number, most?: number];

/** A value as Kafka has it, or what it throws. */
export type Parsed = {readonly value: number | boolean | string} | {readonly error: string};

const invalid = (key: string, value: string, why: string): Parsed => ({error: `Invalid value ${value} for configuration ${key}: ${why}`});

/** Reads a value of a type, and holds it against its bounds. */
export function parsed(key: string, text: string, type: Type, bounds: Bounds | null): Parsed {
  const word = trim(text);
  if (type === "text") return {value: word};
  if (type === "switch")
    return /^(true|false)$/i.test(word)
      ? {value: word.toLowerCase() === "true"}
      : invalid(key, text, "Expected value to be either true or false");
  const value = numberOf(word, type);
  if (value === null) return invalid(key, text, `Not a number of type ${type}`);
  const [least, most] = bounds ?? [];
  if (least !== undefined && value < least) return invalid(key, word, `Value must be at least ${least}`);
  if (most !== undefined && value > most) return invalid(key, word, `Value must be no more than ${most}`);
  return {value};
}

function numberOf(word: string, type: "INT" | "LONG" | "SHORT" | "DOUBLE"): number | null {
  switch (type) {
    case "DOUBLE":
      return parseDouble(word);
    case "LONG":
      return parseInt64(word);
    default: {
      const number = parseInt32(word);
      return type === "SHORT" && number !== null && (number < -32_768 || number > 32_767) ? null : number;
    }
  }
}
