/**
 * Syntax colours of the cells' sources: a page comes with plain text and fetches the colours when a source scrolls or unfolds into sight.
 */

const sight = new IntersectionObserver(
  (entries) => {
    for (const {target, isIntersecting} of entries) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      void import("./source-colours.ts").then(({colour}) => colour(target));
    }
  },
  {rootMargin: "25%"},
);
for (const code of document.querySelectorAll(".cell-source code")) sight.observe(code);
