/** Colours of the cells' sources: a page brings them plain, and their colours when one comes into sight, a fold that is opened too. */

const chapters = import.meta.glob<{readonly [cell: string]: string}>("../content/docs/**/*.mdx", {query: "?colours", import: "default"});

async function colour(code: Element): Promise<void> {
  const cell = code.closest<HTMLElement>("notebook-cell");
  const colours = await chapters[`../content/docs/${cell?.dataset.chapter}.mdx`]?.();
  const made = document.createElement("code");
  made.innerHTML = colours?.[cell?.id ?? ""] ?? "";
  // What is no longer the author's keeps its letters.
  if (made.textContent === code.textContent) code.replaceChildren(...made.childNodes);
}

const sight = new IntersectionObserver(
  (entries) => {
    for (const {target, isIntersecting} of entries) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      colour(target);
    }
  },
  {rootMargin: "25%"},
);
for (const code of document.querySelectorAll(".cell-source code")) sight.observe(code);
