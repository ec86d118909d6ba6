// How a broker reads a value of rabbitmq.conf. Source: Kyorai/cuttlefish v3.0.1, src/cuttlefish_datatypes.erl from_string, cuttlefish_enum.erl parse,
// cuttlefish_bytesize.erl parse, cuttlefish_error.erl xlate; the validators of deps/rabbit/priv/schema/rabbit.schema.

/**
 * What a value may be, as its schema says it: kinds with "or" between them, and behind a comma the validator.
 * `integer`, `float` (with a point), `bytes`, `flag` (on or off), `ms`, `address` (with a port), `text`, `one of a b`, `only off`.
 */
export type ValueType = string;

/** A value as the broker has it, or its complaints. */
export type Parsed = {readonly value: number | string} | {readonly errors: readonly string[]};

/** What must hold of a value besides, and the words of the schema where it does not. */
const VALIDATORS: {readonly [name: string]: readonly [says: string, holds: (value: number | string) => boolean]} = {
  non_negative_integer: ["number should be greater or equal to zero", (n) => Number(n) >= 0],
  non_zero_positive_integer: ["number should be greater or equal to one", (n) => Number(n) >= 1],
  byte: ["Integer must be in the range [0, 255]", (n) => Number(n) >= 0 && Number(n) <= 255],
  port: ["Invalid port number", (n) => Number(n) > 0 && Number(n) < 65_535],
  less_than_1: ["Float is not between 0 and 1", (n) => Number(n) > 0 && Number(n) < 1],
  max_message_size: ["Max message size should be between 0 and 512MB", (n) => Number(n) > 0 && Number(n) <= 536_870_912],
  mirroring_sync_batch_size: [
    "Batch size should be greater than 0 and less than 1M",
    (n) => Number.isInteger(n) && Number(n) > 0 && Number(n) <= 1_000_000,
  ],
  is_ip: ["value should be a valid IP address", (text) => /^[\d.]+$|^[\da-fA-F:.]*:[\da-fA-F:.]*$/.test(String(text))],
};

/** Reads a value; of several kinds the first that takes it counts. */
export function parsed(key: string, text: string, type: ValueType): Parsed {
  const [kinds = "", validator] = type.split(", ");
  const errors: string[] = [];
  for (const kind of kinds.split(" or ")) {
    const read = readAs(kind, text);
    if ("errors" in read) errors.push(...read.errors);
    else return validated(key, read.value, validator);
  }
  return {errors: [...errors, `Error transforming datatype for: ${key}`]};
}

function validated(key: string, value: number | string, validator: string | undefined): Parsed {
  const [says, holds] = VALIDATORS[validator ?? ""] ?? [];
  return says === undefined || holds?.(value) ? {value} : {errors: [`${key} invalid, ${says}`]};
}

const cannot = (text: string, to: string): Parsed => ({errors: [`${JSON.stringify(text)} cannot be converted to a(n) ${to}`]});

const UNITS: {readonly [unit: string]: number} = {kb: 1024, mb: 1_048_576, gb: 1_073_741_824};
const LENGTHS: {readonly [unit: string]: number} = {
  f: 1_209_600_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

function readAs(kind: string, text: string): Parsed {
  switch (kind) {
    case "integer":
      return /^[+-]?\d+$/.test(text) ? {value: Number(text)} : cannot(text, "integer");
    // Erlang's floats have a point, and digits on both of its sides.
    case "float":
      return /^[+-]?\d+\.\d+(?:[eE][+-]?\d+)?$/.test(text) ? {value: Number(text)} : cannot(text, "float");
    case "bytes": {
      const [, number = "", unit = ""] = /^([+-]?\d*\.?\d+)(kb|KB|mb|MB|gb|GB)?$/.exec(text) ?? [];
      return number === ""
        ? {errors: [`Error converting value ${JSON.stringify(text)} to a number of bytes`]}
        : {value: bytes(number, unit)};
    }
    case "ms": {
      const parts = [...text.matchAll(/(\d*\.?\d+)(ms|[fwdhms])/g)];
      const isWhole = parts.length > 0 && parts.map(([part]) => part).join("") === text;
      return isWhole ? {value: duration(parts)} : {errors: [`Invalid duration value: ${text}`]};
    }
    case "address":
      return /^.+:\d+$/.test(text) ? {value: text} : cannot(text, "IP");
    case "flag":
      return oneOf(["on", "off"], text);
    case "text":
      return {value: text};
    default:
      return kind.startsWith("only ") ? only(kind.slice(5), text) : oneOf(kind.slice(7).split(" "), text);
  }
}

const bytes = (number: string, unit: string): number => Math.trunc(Number(number) * (UNITS[unit.toLowerCase()] ?? 1));

const duration = (parts: readonly RegExpMatchArray[]): number =>
  Math.ceil(parts.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (LENGTHS[unit] ?? 0), 0));

const only = (word: string, text: string): Parsed =>
  text === word ? {value: word} : {errors: [`${JSON.stringify(text)} is not accepted value: ${word}`]};

const oneOf = (words: readonly string[], text: string): Parsed =>
  words.includes(text)
    ? {value: text}
    : {errors: [`${JSON.stringify(text)} is not a valid enum value, acceptable values are: ${words.join(", ")}`]};
