import type {Surface} from "../../views/markup.ts";

/** An input that holds a seed: a number to type and a button for the next one. */
export type SeedInput = HTMLFormElement & {value: number};

/**
 * The seed of a chapter's runs: the same seed gives the same run. Fires `input` like any input; text that is not a whole number is ignored.
 */
export function seedInput(
  {document, words}: Surface,
  {label = words.say("notebook.seed.label"), value = 1}: {readonly label?: string; readonly value?: number} = {},
): SeedInput {
  const form = document.createElement("form");
  form.className = "seed-input";
  const name = document.createElement("label");
  const field = document.createElement("input");
  Object.assign(field, {type: "number", min: "0", max: "4294967295", step: "1", required: true, value: String(value)});
  const next = document.createElement("button");
  Object.assign(next, {type: "button", textContent: words.say("notebook.seed.next")});
  name.append(label, " ", field);
  form.append(name, " ", next);
  let seed = value;
  const input = Object.assign(form, {value});
  Object.defineProperty(input, "value", {
    get: () => seed,
    set: (to: number) => {
      if (!Number.isInteger(to) || to < 0 || to > 0xffffffff) return;
      seed = to;
      field.value = String(to);
    },
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", (event) => {
    if (field.checkValidity()) seed = field.valueAsNumber;
    else event.stopPropagation();
  });
  next.addEventListener("click", () => {
    input.value = seed + 1;
    form.dispatchEvent(new (document.defaultView?.Event ?? Event)("input", {bubbles: true}));
  });
  return input;
}
