import type {Wanted} from "../../engine/analysis/wanted.ts";
import {SHRINK_BUDGET} from "../../engine/checking/shrink.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import type {Failing} from "../../views/failing.ts";
import {around, HOLE, type Markup, markup, type Surface} from "../../views/markup.ts";
import {inputEvent} from "../../views/playhead.ts";
import {rememberRun} from "../cells/provenance.ts";
import {toldBy} from "../cells/told-by.ts";
import {commandOf} from "../export/command.ts";
import {type Hand, webWorkers, work} from "../workers/pool.ts";
import type {SeedSearch, ShrinkStep} from "../workers/seed-search.ts";
import {checkLinkedScenario} from "./linked-scenario.ts";

export interface BadSeedOptions extends Surface {
  readonly system: System;
  readonly label?: string;
  /** What to look for until the reader chooses; two who can write unless said. */
  readonly wanted?: Wanted["kind"];
  /** Seeds to try; 2,000 unless said. */
  readonly runs?: number;
  /** What makes the runs; the page's workers unless given. */
  readonly hands?: (total: number) => readonly Hand[];
}

/**
 * An input: its `value` is the scenario it was given until a worse one is found, and then the smallest that still shows what was looked for.
 * It takes back what it has found elsewhere, from a link.
 */
export type BadSeed = HTMLFormElement & {value: Scenario};

const RUNS = 2000;

/**
 * Looks for a seed whose run goes wrong in a way that the reader chooses, in workers, with a way to stop. What is found is made as small as
 * it can be, and comes with the command that runs it and as a file. Fires `input` when its value is another.
 */
export function badSeed(scenario: Scenario, options: BadSeedOptions): BadSeed {
  const {document, words, label = words.say("notebook.bad-seed.label")} = options;
  const make = markup(options);
  const {html} = make;
  const form = html("form", {class: "bad-seed", "aria-label": label}, html("p", {class: "figure-title"}, label));
  const asks = controls(make, options.wanted ?? "dual-write");
  const find = html("button", {type: "submit", "data-key": "find"}, words.say("notebook.bad-seed.find"));
  const stop = html("button", {type: "button", "data-key": "stop", hidden: true}, words.say("notebook.bad-seed.stop"));
  const bar = html("progress", {hidden: true, "aria-label": words.say("notebook.bad-seed.progress")});
  const says = html("output", {"aria-live": "polite"});
  const result = html("div", {class: "found"});
  // Who plays the run that was found changes no value.
  result.addEventListener("input", (event) => event.stopPropagation());
  form.append(asks.element, html("div", {class: "work"}, find, stop, bar), says, result);
  let value = scenario;
  let halt: AbortController | null = null;
  const searching = (on: boolean) => {
    const [comes, goes] = on ? [stop, find] : [find, stop];
    // Before the button with the focus disappears, the other one takes the focus.
    comes.hidden = false;
    if (document.activeElement === goes) comes.focus({preventScroll: true});
    goes.hidden = true;
    bar.hidden = !on;
  };
  const tell = (text: string, done?: number, total?: number) => {
    says.textContent = text;
    if (done !== undefined && total !== undefined) Object.assign(bar, {max: total, value: done});
    // Removing the cell's input stops its work.
    if (!form.isConnected) halt?.abort();
  };
  /** Looks for the lowest seed, or makes one smaller that is known to show it. */
  const begin = async (known: readonly number[] = []) => {
    halt = new AbortController();
    result.replaceChildren();
    searching(true);
    const asked = {scenario: asks.scenario(scenario), faults: asks.faults(), wanted: asks.wanted()};
    try {
      const found = await look(asked, known, {...options, signal: halt.signal, tell});
      if (found !== null) {
        const {smallest, others} = found;
        value = smallest;
        const other = (seed: number) => void begin([seed, ...others.filter((one) => one !== seed)]);
        result.append(...buttonsOf(others, other, make), ...shown(smallest, options.system, make));
        form.dispatchEvent(inputEvent(document));
        const shows = await failingOf(smallest, [asked.wanted], options);
        result.append(shows);
        shows.inSight();
      }
    } catch (error) {
      says.textContent = words.tell(toldBy(error));
    }
    searching(false);
    halt = null;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (halt === null) void begin();
  });
  stop.addEventListener("click", () => halt?.abort());
  const take = (to: Scenario) => {
    const own = JSON.stringify(to) === JSON.stringify(scenario);
    if (!own) checkLinkedScenario(to, options.system);
    value = own ? scenario : to;
    says.textContent = "";
    result.replaceChildren(...(own ? [] : shown(to, options.system, make)));
    // A link does not say what its run shows.
    if (!own) void failingOf(to, USUAL, options).then((figure) => value === to && result.append(figure));
  };
  return Object.defineProperty(form, "value", {get: () => value, set: take}) as BadSeed;
}

interface Asks {
  readonly element: HTMLElement;
  readonly wanted: () => Wanted;
  readonly faults: () => SeedSearch["faults"];
  /** Whether a write was lost only a run that settles can tell. */
  readonly scenario: (of: Scenario) => Scenario;
}

/** What to look for, and among what. */
function controls({html, words}: Markup, first: Wanted["kind"]): Asks {
  const option = (value: "dual-write" | "lost-write" | "no-leader" | "flapping" | "drawn" | "own") =>
    html("option", {value}, words.say(`notebook.bad-seed.${value}`));
  const labelled = (key: "wanted" | "for" | "reigns" | "within" | "faults", control: HTMLElement, hidden = false) =>
    html("label", {hidden}, ...around(words.say(`notebook.bad-seed.${key}`, {input: HOLE}), control));
  const kinds = ["dual-write", "lost-write", "no-leader", "flapping"] as const;
  const kind = html("select", {"data-key": "wanted"}, ...kinds.map(option));
  for (const one of kind.options) one.toggleAttribute("selected", one.value === first);
  const number = (key: string, value: number, least: number) =>
    html("input", {type: "number", "data-key": key, value, min: least, max: 1_000_000, required: true});
  const [forMs, reigns, withinMs] = [number("for", 5000, 1), number("reigns", 3, 2), number("within", 10_000, 1)];
  const vacant = labelled("for", forMs, true);
  const flaps = [labelled("reigns", reigns, true), labelled("within", withinMs, true)];
  const faults = html("select", {"data-key": "faults"}, option("drawn"), option("own"));
  const show = () => {
    vacant.hidden = kind.value !== "no-leader";
    for (const label of flaps) label.hidden = kind.value !== "flapping";
  };
  kind.addEventListener("input", show);
  show();
  const element = html("div", {class: "asks"}, labelled("wanted", kind), vacant, ...flaps, labelled("faults", faults));
  // What is chosen here is found only when it is looked for.
  element.addEventListener("input", (event) => event.stopPropagation());
  const wanted = (): Wanted => {
    if (kind.value === "no-leader") return {kind: "no-leader", forMs: forMs.valueAsNumber};
    if (kind.value === "flapping") return {kind: "flapping", reigns: reigns.valueAsNumber, withinMs: withinMs.valueAsNumber};
    return {kind: kind.value === "lost-write" ? "lost-write" : "dual-write"};
  };
  return {
    element,
    wanted,
    faults: () => (faults.value === "own" ? "own" : "drawn"),
    scenario: (of) => (kind.value === "lost-write" ? {...of, settle: true} : of),
  };
}

interface Look extends BadSeedOptions {
  readonly signal: AbortSignal;
  readonly tell: (text: string, done?: number, total?: number) => void;
}

interface FoundSeed extends ShrinkStep {
  /** Other seeds that were seen to show it. */
  readonly others: readonly number[];
}

/**
 * The lowest seed that shows it, or the first of those that are known to, then the smallest scenario; null: none does, or the reader stopped
 * it before one was found.
 */
async function look(
  asked: SeedSearch,
  known: readonly number[],
  {runs = RUNS, hands = webWorkers, signal, tell, words}: Look,
): Promise<FoundSeed | null> {
  tell(words.say("notebook.bad-seed.looking"), 0, runs);
  const [seed, ...others] = known.length > 0 ? known : await lowest(asked, {runs, hands: hands(runs), signal, tell, words});
  if (seed === undefined) return null;
  let now: ShrinkStep | null = null;
  const total = SHRINK_BUDGET + 2;
  for await (const {made} of work<ShrinkStep>({kind: "shrink", asked, seed}, total, signal, hands(1))) {
    now = made.at(-1) ?? now;
    if (now === null) continue;
    tell(words.say("notebook.bad-seed.shrinking", {seed, runs: now.runs}), now.runs, SHRINK_BUDGET);
    if (now.over) break;
  }
  if (now === null) tell(words.say("notebook.bad-seed.stopped-early", {seed}));
  else {
    const found = {seed, faults: now.smallest.faults.length};
    tell(words.say(now.over ? "notebook.bad-seed.found" : "notebook.bad-seed.found-stopped", found));
  }
  return now === null ? null : {...now, others};
}

/** The lowest and what others were come by. A seed counts only when all lower ones are known: the same question has the same answer with any number of workers. */
async function lowest(
  asked: SeedSearch,
  {runs, hands, signal, tell, words}: Pick<Look, "signal" | "tell" | "words"> & {runs: number; hands: readonly Hand[]},
): Promise<number[]> {
  let tried = 0;
  for await (const {made, total, perSecond} of work<number | null>({kind: "seeds", asked}, runs, signal, hands)) {
    tried = made.length;
    const [first, ...others] = made.flatMap((seed) => (seed === null ? [] : [seed]));
    // Runs not yet made are left out, so an index tells how many of the lower seeds are known.
    if (first !== undefined && made.indexOf(first) === first - 1) return [first, ...others.slice(0, MOST_OTHERS)];
    tell(words.say("notebook.bad-seed.rate", {tried, total, rate: Math.round(perSecond)}), tried, total);
  }
  tell(signal.aborted ? words.say("notebook.bad-seed.stopped", {tried}) : words.say("notebook.bad-seed.none", {runs}));
  return [];
}

const MOST_OTHERS = 8;

/** What else is known to show it, each a button. */
function buttonsOf(seeds: readonly number[], choose: (seed: number) => void, {html, words}: Markup): HTMLElement[] {
  if (seeds.length === 0) return [];
  const buttons = seeds.map((seed) => {
    const about = {type: "button", "data-key": `other-${seed}`, "aria-label": words.say("notebook.bad-seed.other", {seed: String(seed)})};
    const button = html("button", about, String(seed));
    button.addEventListener("click", () => choose(seed));
    return button;
  });
  return [html("p", {}, ...around(words.say("notebook.bad-seed.others", {seeds: seeds.map(() => HOLE)}), ...buttons))];
}

/** What each kind of trouble is unless the reader says more. */
const USUAL: readonly Wanted[] = [
  {kind: "dual-write"},
  {kind: "lost-write"},
  {kind: "no-leader", forMs: 5000},
  {kind: "flapping", reigns: 3, withinMs: 10_000},
];

/** The run, beside one without the trouble: the same without one of its faults, else of another seed. */
async function failingOf(scenario: Scenario, wanted: readonly Wanted[], {system, ...surface}: BadSeedOptions): Promise<Failing> {
  const [{run}, {showing}, {failing}] = await Promise.all([
    import("../../engine/run.ts"),
    import("../../engine/analysis/wanted.ts"),
    import("../../views/failing.ts"),
  ]);
  const {document, words} = surface;
  const bad = run(system, scenario, {record: true});
  const shows = wanted.map(showing).find((one) => one(bad));
  const good = shows && calmer(scenario).find((one) => !shows(run(system, one)));
  const seeds = {failed: String(scenario.seed), passed: String(good?.seed)};
  const which = shows === undefined ? "plain" : good === undefined ? "alone" : good.seed === scenario.seed ? "fault" : "title";
  const title = words.say(`notebook.failing.${which}`, seeds);
  const passed = good === undefined ? null : run(system, good, {record: true});
  const shown = failing(bad, passed, {document, words, fields: system.messages, title});
  for (const figure of shown.querySelectorAll("figure")) rememberRun(figure, bad);
  return shown;
}

/** What is tried for a run without the trouble: a fault less, the last one first, then a few other seeds. */
const calmer = (scenario: Scenario): Scenario[] => [
  ...scenario.faults.map((_, i, all) => ({...scenario, faults: all.toSpliced(all.length - 1 - i, 1)})),
  ...Array.from({length: 8}, (_, i) => ({...scenario, seed: scenario.seed + i + 1})),
];

/** What to do with it: the command that runs it, and the file. */
function shown(scenario: Scenario, system: System, {html, words}: Markup): HTMLElement[] {
  const {command} = commandOf(system, scenario);
  const href = `data:application/json;charset=utf-8,${encodeURIComponent(`${JSON.stringify(scenario, null, 2)}\n`)}`;
  const file = `${scenario.system}-${scenario.name}-${scenario.seed}.json`;
  const link = html("a", {href, download: file, "data-key": "save"}, words.say("notebook.bad-seed.save"));
  const line = html("code", {}, `npm run -s sim -- ${file}`);
  const summary = html("summary", {"data-key": "command"}, words.say("notebook.bad-seed.command"));
  return [
    html("p", {}, ...around(words.say("notebook.bad-seed.run", {link: HOLE, command: HOLE}), link, line)),
    html("details", {}, summary, html("pre", {tabindex: 0}, command)),
  ];
}
