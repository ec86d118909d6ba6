// Lines `user <name> <rules>`. Source: redis/redis@f35f36a, src/acl.c ACLAppendUserForLoading, ACLSetUser, ACLSetSelector.
import {CATEGORIES, COMMANDS, SUBCOMMANDS} from "./commands.ts";
import {wordsOf} from "./directives.ts";

const ERRORS = {
  unknown: "Unknown command or category name in ACL",
  syntax: "Syntax error",
  keys: "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have any effect. Try 'resetkeys' to start with an empty list of patterns",
  channels:
    "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not have any effect. Try 'resetchannels' to start with an empty list of channels",
  password: "The password you are trying to remove from the user does not exist",
  hash: "The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters",
  twice: "Duplicate user found. A user can only be defined once in config files",
  firstArgument: "Allowing first-arg of a subcommand is not supported",
};

type Flaw = keyof typeof ERRORS;

interface Selector {
  allKeys: boolean;
  allChannels: boolean;
}

interface User extends Selector {
  readonly passwords: Set<string>;
}

/** What Redis says to such a line; null: nothing. `words` with "user" first; `before`: the users of the lines above. */
export function userError(words: readonly string[], before: ReadonlySet<string>): string | null {
  const [, name = "", ...given] = words;
  if (before.has(name)) return declared(name, "twice");
  const rules = merged(given);
  // The position it reports is that of the parenthesis, counted in all words of the line.
  if (typeof rules === "number") return `Error in user declaration '${words[rules]}': Wrong format`;
  const user: User = {allKeys: false, allChannels: false, passwords: new Set()};
  let stranger: string | null = null;
  for (const [i, rule] of rules.entries()) {
    const flaw = userFlaw(user, rule);
    // Names of commands are looked up last, when modules may have added theirs.
    if (flaw === "unknown") stranger ??= rule;
    // It quotes another word than that with the flaw: it counts from the rules and looks at all words.
    else if (flaw !== null) return declared(words[i] as string, flaw);
  }
  if (/[ \t\n\v\f\r]/.test(name)) return "Spaces not allowed in ACL usernames";
  return stranger === null ? null : `Error loading ACL rule '${stranger}' for the user named '${name}': ${ERRORS.unknown}`;
}

const declared = (word: string, flaw: Flaw): string => `Error in user declaration '${word}': ${ERRORS[flaw]}`;

/** Selectors in parentheses become one rule each; a number: the position of one that does not end. */
function merged(words: readonly string[]): string[] | number {
  const rules: string[] = [];
  let open: {readonly at: number; text: string} | null = null;
  for (const [at, word] of words.entries()) {
    if (word.startsWith("(") && !word.endsWith(")")) open = {at, text: word};
    else if (open === null) rules.push(word);
    else {
      open.text += ` ${word}`;
      if (!word.endsWith(")")) continue;
      rules.push(open.text);
      open = null;
    }
  }
  return open === null ? rules : open.at;
}

function userFlaw(user: User, rule: string): Flaw | null {
  const sign = rule[0];
  const rest = rule.slice(1);
  if (rule === "" || /^(on|off|skip-sanitize-payload|sanitize-payload|clearselectors)$/i.test(rule)) return null;
  if (/^(nopass|resetpass)$/i.test(rule)) return forget(user);
  if ((sign === "#" || sign === "!") && !/^[\da-f]{64}$/.test(rest)) return "hash";
  if (sign === ">" || sign === "#") {
    user.passwords.add(rule);
    return null;
  }
  if (sign === "<" || sign === "!") return user.passwords.delete((sign === "<" ? ">" : "#") + rest) ? null : "password";
  if (sign === "(" && rule.endsWith(")")) {
    const selector: Selector = {allKeys: false, allChannels: false};
    for (const word of wordsOf(rule.slice(1, -1)) ?? []) {
      const flaw = selectorFlaw(selector, word);
      if (flaw !== null) return flaw;
    }
    return null;
  }
  if (!/^reset$/i.test(rule)) return selectorFlaw(user, rule);
  Object.assign(user, {allKeys: false, allChannels: false});
  return forget(user);
}

function forget({passwords}: User): null {
  passwords.clear();
  return null;
}

function selectorFlaw(selector: Selector, rule: string): Flaw | null {
  const name = rule.toLowerCase();
  if (name === "allkeys" || name === "~*" || name === "resetkeys") {
    selector.allKeys = name !== "resetkeys";
    return null;
  }
  if (name === "allchannels" || name === "&*" || name === "resetchannels") {
    selector.allChannels = name !== "resetchannels";
    return null;
  }
  if (/^(allcommands|\+@all|nocommands|-@all)$/.test(name)) return null;
  const pattern = /^(?:~|%[rw]{0,2}~?|&)([\s\S]*)$/i.exec(rule);
  if (rule.startsWith("&")) return selector.allChannels ? "channels" : blank(pattern?.[1]);
  if (/^[~%]/.test(rule)) {
    if (selector.allKeys) return "keys";
    return /^(~|%(r?w?|wr)(~|$))/i.test(rule) ? blank(pattern?.[1]) : "syntax";
  }
  if (/^[+-]@/.test(rule)) return CATEGORIES.includes(name.slice(2)) ? null : "unknown";
  return /^[+-]/.test(rule) ? commandFlaw(rule) : "syntax";
}

const blank = (text = ""): Flaw | null => (/[ \t\n\v\f\r\0]/.test(text) ? "syntax" : null);

function commandFlaw(rule: string): Flaw | null {
  const [command = "", sub, ...more] = rule.slice(1).toLowerCase().split("|");
  if (!COMMANDS.includes(command)) return "unknown";
  const subcommands = Object.hasOwn(SUBCOMMANDS, command) ? SUBCOMMANDS[command] : undefined;
  if (sub === undefined) return null;
  if (more.length > 0) return rule.startsWith("+") && subcommands?.includes(sub) ? "firstArgument" : "unknown";
  if (subcommands !== undefined) return subcommands.includes(sub) ? null : sub === "" && rule.startsWith("+") ? "syntax" : "unknown";
  if (rule.startsWith("-")) return "unknown";
  return sub === "" ? "syntax" : null;
}
