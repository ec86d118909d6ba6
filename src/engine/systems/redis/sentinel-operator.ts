// What an operator types at a sentinel: SENTINEL CKQUORUM, RESET, FAILOVER, SET, DEBUG, GET-MASTER-ADDR-BY-NAME (sentinel.c sentinelCommand).
import {type Config, KEYS, MASTER_NAME, withSettings} from "./config.ts";
import {flush, reset} from "./configuration.ts";
import {isWithin, whole, wordsOf} from "./directives.ts";
import {forceFailover} from "./failover.ts";
import {currentMaster} from "./instances.ts";
import type {Redis, Sentinel} from "./state.ts";

type Said = {readonly text: string} | {readonly error: string};

const OK: Said = {text: "OK"};

/** Reads a line as redis-cli reads it. A name that is not monitored is an error, as a pattern that fits none is not. */
export function operate(s: Sentinel, line: string, ctx: Redis): Said {
  const [first = "", what = "", name = "", ...rest] = wordsOf(line) ?? [];
  if (first.toUpperCase() === "SHUTDOWN") {
    ctx.exit();
    return OK;
  }
  if (first.toUpperCase() !== "SENTINEL") return {error: "ERR"};
  if (what.toUpperCase() === "DEBUG") return set(s, [name, ...rest], "SENTINEL DEBUG", ctx);
  if (what.toUpperCase() === "RESET") {
    const fits = matches(name, MASTER_NAME);
    if (fits) reset(s, ctx);
    return {text: fits ? "1" : "0"};
  }
  if (name !== MASTER_NAME) return {error: "ERR"};
  switch (what.toUpperCase()) {
    case "CKQUORUM":
      return checkQuorum(s, ctx);
    case "FAILOVER": {
      const error = forceFailover(s, ctx);
      return error === "" ? OK : {error};
    }
    case "GET-MASTER-ADDR-BY-NAME":
      return {text: currentMaster(s.master)};
    case "SET":
      return set(s, rest, "sentinel", ctx);
    default:
      return {error: "ERR"};
  }
}

/** A glob of which * is all that anybody uses. */
const matches = (pattern: string, name: string): boolean => {
  const [begin = "", ...others] = pattern.split("*");
  const end = others.at(-1);
  return end === undefined ? pattern === name : name.startsWith(begin) && name.endsWith(end) && name.length >= begin.length + end.length;
};

/** SENTINEL CKQUORUM: by the sentinels that are not down for this one, whatever they think of the master. */
function checkQuorum(s: Sentinel, ctx: Redis): Said {
  const {sentinels} = s.master;
  const usable = 1 + [...sentinels.values()].filter((p) => !p.sdown).length;
  const missing = ctx.rules.unreachable(usable, sentinels.size + 1, s.config.quorum);
  const said = `${usable} usable Sentinels.`;
  if (!missing.quorum && !missing.majority) return {text: `OK ${said} Quorum and failover authorization can be reached`};
  const lacks = [
    ...(missing.quorum ? ["Not enough available Sentinels to reach the specified quorum for this master"] : []),
    ...(missing.majority ? ["Not enough available Sentinels to reach the majority and authorize a failover"] : []),
  ];
  return {error: `NOQUORUM ${said} ${lacks.join(". ")}`};
}

/** SENTINEL SET name option value …, written to sentinel.conf; SENTINEL DEBUG option value …, which is not. At a bad value those before it stand. */
function set(s: Sentinel, words: readonly string[], source: string, ctx: Redis): Said {
  let said: Said = OK;
  for (let i = 0; i < words.length && said === OK; i += 2) said = setOne(s, words[i] ?? "", words[i + 1] ?? "", source, ctx);
  if (source === "sentinel") flush(s, ctx);
  return said;
}

function setOne(s: Sentinel, option: string, word: string, source: string, ctx: Redis): Said {
  const key = KEYS.find((k) => k.key === option.toLowerCase() && k.source.startsWith(source));
  const value = Number(whole(word) ?? Number.NaN);
  if (!key || !isWithin(key, value)) return {error: "ERR"};
  const config: Config = withSettings(s.config, {[key.key]: value});
  s.config = config;
  if (source === "sentinel") s.settings = {...s.settings, [key.key]: value};
  ctx.note({kind: "+set", key: key.key, value});
  return OK;
}
