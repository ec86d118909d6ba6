import {type Aim, commonAims, type Light, lightsOf} from "../engine/analysis/aims.ts";
import type {Run} from "../engine/model/run.ts";
import type {Words} from "../words/words.ts";
import {type Clock, clockOf, onAxis} from "./clock.ts";
import {type Markup, markup, type Surface} from "./markup.ts";
import {inputEvent, type Playhead} from "./playhead.ts";

export interface LightsOptions extends Surface {
  /** What is wanted of the run; one writer a term, never two who can write, no acknowledged write lost unless said. */
  readonly aims?: readonly Aim[];
  /** The head that a light moves to the event which decided it. */
  readonly playhead?: Playhead;
  /** What to see; how many hold unless said. */
  readonly title?: string;
}

/** An element whose `value` is the index of the event last chosen; null: none yet. It fires `input` when one is. */
export type Lights = HTMLElement & {value: number | null};

/** Lights that are on are folded away past this many: those that are off are news. */
const MANY = 5;

/** One light an aim: a shape and a word for whether it holds, why, and a way to the event that decided it. */
export function lights(run: Run, options: LightsOptions): Lights {
  const make = markup(options);
  const {html, words} = make;
  const all = lightsOf(run, options.aims ?? commonAims);
  const clock = clockOf(run, words);
  const choose = (index: number) => {
    const {document, playhead} = options;
    figure.value = index;
    if (playhead) {
      playhead.value = index;
      playhead.dispatchEvent(inputEvent(document));
    }
    figure.dispatchEvent(inputEvent(document));
  };
  const items = all.map((light, i) => [light, item(reachable(light, run, words), {place: i, clock, choose}, make)] as const);
  const holding = items.filter(([light]) => light.holds === true);
  const folded = holding.length > MANY;
  const shown = items.filter(([light]) => !folded || light.holds !== true).map(([, element]) => element);
  const rest = html(
    "details",
    {},
    html("summary", {"data-key": "holding"}, words.say("views.lights.holding", {n: holding.length})),
    html("ul", {"aria-label": words.say("views.lights.aims-holding")}, ...(folded ? holding.map(([, element]) => element) : [])),
  );
  const title = options.title ?? titleOf(all, words);
  const figure = Object.assign(
    html(
      "figure",
      {class: "figure lights", "aria-label": title, "data-trace-hash": run.hash},
      html("p", {class: "figure-title"}, title),
      shown.length === 0 ? null : html("ul", {"aria-label": words.say("views.lights.aims")}, ...shown),
      folded ? rest : null,
    ),
    {value: null as number | null},
  );
  return figure;
}

/** A playhead ends where the scenario does: what settling brought to light can be told, and not gone to. */
function reachable(light: Light, {end}: Run, words: Words): Light {
  if (light.at === null || light.at <= end) return light;
  return {...light, decidedAt: null, because: words.say("views.lights.after-end", {because: light.because})};
}

function titleOf(all: readonly Light[], words: Words): string {
  const count = (holds: boolean | null) => all.filter((light) => light.holds === holds).length;
  const [on, off, open] = [count(true), count(false), count(null)];
  if (on === all.length) return words.say("views.lights.title-all", {all: on});
  const what = off > 0 && open > 0 ? "both" : off > 0 ? "broken" : "undecided";
  return words.say(`views.lights.title-${what}`, {on, all: all.length, off, open});
}

function item(
  light: Light,
  {place, clock, choose}: {readonly place: number; readonly clock: Clock; readonly choose: (index: number) => void},
  {html, svg, words}: Markup,
): HTMLElement {
  const {name, shape} = lookOfLight(light.holds);
  const sign = svg(
    "svg",
    {class: "sign", viewBox: "-10 -10 20 20", width: 20, height: 20, "aria-hidden": "true"},
    ...shape.map((d) => svg("path", {d})),
  );
  const index = light.decidedAt;
  const go =
    index === null || light.at === null
      ? null
      : html(
          "button",
          {
            type: "button",
            "data-key": `light-${place}`,
            "aria-label": words.say("views.lights.go", {time: onAxis(light.at, clock, words)}),
          },
          onAxis(light.at, clock, words),
        );
  if (index !== null) go?.addEventListener("click", () => choose(index));
  const says = html("span", {class: "says"}, html("em", {}, words.say(`views.lights.${light.kind}`)), ` ${words.tell(light.says)}`);
  const because = light.because === "" ? null : html("span", {class: "because"}, words.tell(light.because));
  return html(
    "li",
    {class: `light ${name}`},
    sign,
    html("strong", {}, words.say(`views.lights.${name}`)),
    html("span", {class: "words"}, says, because),
    go,
  );
}

/** A disc with a tick, an octagon with a cross, a square on its corner with nothing in it: apart without colour, too. */
function lookOfLight(holds: boolean | null): {name: "holds" | "broken" | "undecided"; shape: readonly string[]} {
  if (holds === null) return {name: "undecided", shape: ["M0,-9L9,0L0,9L-9,0Z"]};
  if (holds) return {name: "holds", shape: ["M0,-9A9,9 0 1 1 -0.01,-9Z", "M-4.5,0.5l3,3.5l6,-7.5"]};
  return {name: "broken", shape: ["M-3.7,-9H3.7L9,-3.7V3.7L3.7,9H-3.7L-9,3.7V-3.7Z", "M-4,-4L4,4M4,-4L-4,4"]};
}
