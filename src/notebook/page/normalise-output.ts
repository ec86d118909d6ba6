/** Applied to every output, saved or live, before it is shown: the two must not differ. */
export function normaliseOutput(output: Element, cell: string): void {
  nameControls(output);
  nameMarks(output);
  reflect(output);
  prefixIds(output, cell);
}

/** Inputs labels a number field and leaves the slider beside it without a name: it takes the same. */
function nameControls(root: Element): void {
  for (const form of root.querySelectorAll("form")) {
    const label = form.querySelector("label");
    for (const control of form.querySelectorAll("input")) {
      // Not `control.labels`: outside a document browsers and jsdom answer differently.
      const named = control.closest("label") !== null || (control.id !== "" && label?.htmlFor === control.id);
      if (!named && label !== null && !control.hasAttribute("aria-label")) control.setAttribute("aria-label", label.textContent.trim());
    }
  }
}

/** Plot names the group of each mark; only what has a role may have a name. */
function nameMarks(root: Element): void {
  for (const group of root.querySelectorAll("svg g[aria-label]:not([role])")) group.setAttribute("role", "group");
}

/** Attributes whose words are ids. */
const references = ["for", "href", "xlink:href", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form"];

/**
 * Gives every id inside an output the name of its cell and a number, and every reference to it the same:
 * Inputs and Plot count ids a process, so that two cells, or a saved and a live output, would clash.
 */
function prefixIds(root: Element, prefix: string): void {
  const renamed = new Map<string, string>();
  root.querySelectorAll("[id]").forEach((element, i) => {
    const name = `${prefix}-${i + 1}`;
    renamed.set(element.id, name);
    element.id = name;
  });
  if (renamed.size === 0) return;
  for (const element of root.querySelectorAll("*")) {
    for (const {name, value} of [...element.attributes]) {
      if (name === "id") continue;
      const changed = references.includes(name) ? renameWords(value, renamed) : renameUrls(value, renamed);
      if (changed !== value) element.setAttribute(name, changed);
    }
  }
}

function renameWords(value: string, renamed: ReadonlyMap<string, string>): string {
  if (value.startsWith("#")) return `#${renamed.get(value.slice(1)) ?? value.slice(1)}`;
  return value
    .split(" ")
    .map((word) => renamed.get(word) ?? word)
    .join(" ");
}

function renameUrls(value: string, renamed: ReadonlyMap<string, string>): string {
  return value.replace(/url\(#([^)]+)\)/g, (_whole, id: string) => `url(#${renamed.get(id) ?? id})`);
}

/** Writes into attributes what a control holds only as a property: saved as text, it would else be lost. */
function reflect(root: Element): void {
  for (const input of root.querySelectorAll("input")) {
    if (input.type === "checkbox" || input.type === "radio") input.toggleAttribute("checked", input.checked);
    else if (input.type !== "file") input.setAttribute("value", input.value);
  }
  for (const option of root.querySelectorAll("option")) option.toggleAttribute("selected", option.selected);
  for (const area of root.querySelectorAll("textarea")) area.textContent = area.value;
}
