import {english} from "../english.ts";
import {examples, views} from "./examples.ts";
import {STATES, states} from "./states.ts";
import {tools} from "./tools.ts";

// The page's own script: which view, in the dark or not, at 360 px or not, stands in the address.

interface Shown {
  readonly view: string;
  readonly name: string;
  readonly draw: (document: Document) => Element;
}

const all: readonly Shown[] = [
  ...states.map(({view, state, draw}) => ({view, name: `${view}, ${state}`, draw})),
  ...examples.map(({name, view = "spaceTime", of, options}) => ({
    view,
    name,
    draw: (on: Document) => views[view](of(), {document: on, words: english, ...options}),
  })),
  ...tools.map(({name, draw}) => ({view: "tools", name, draw})),
];

const asked = new URLSearchParams(location.search);
const main = document.querySelector("main") as HTMLElement;
const control = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const [view, dark, narrow] = [control<HTMLSelectElement>("view"), control<HTMLInputElement>("dark"), control<HTMLInputElement>("narrow")];

view.append(...[...new Set(all.map((one) => one.view))].map((name) => new Option(name)));
view.value = asked.get("view") ?? "";
dark.checked = asked.has("dark");
narrow.checked = asked.has("narrow");
document.documentElement.dataset.theme = dark.checked ? "dark" : "light";
for (const input of [view, dark, narrow])
  input.addEventListener("input", () => {
    location.search = `${new URLSearchParams({view: view.value})}${dark.checked ? "&dark" : ""}${narrow.checked ? "&narrow" : ""}`;
  });

/** Runs of thousands of events are made when one scrolls to them. */
const sight = new IntersectionObserver(
  (entries) => {
    for (const {target, isIntersecting} of entries) {
      const shown = all.find(({name}) => name === (target as HTMLElement).dataset.name);
      if (!isIntersecting || shown === undefined) continue;
      sight.unobserve(target);
      target.append(drawn(shown));
    }
  },
  {rootMargin: "50%"},
);

function drawn({draw}: Shown): Element {
  try {
    return draw(document);
  } catch (error) {
    return Object.assign(document.createElement("pre"), {textContent: String(error)});
  }
}

if (narrow.checked && window.top === window) {
  // A frame has the width that style sheets ask for.
  main.append(Object.assign(document.createElement("iframe"), {src: location.href, title: `${STATES.length} states at 360 px`}));
} else {
  if (window.top !== window) document.querySelector("nav")?.remove();
  for (const {name} of all.filter((one) => view.value === "" || one.view === view.value)) {
    const section = document.createElement("section");
    section.dataset.name = name;
    section.append(Object.assign(document.createElement("h2"), {textContent: name}));
    main.append(section);
    sight.observe(section);
  }
}
