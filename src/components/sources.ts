/** Colours of the cells' sources: a page brings them plain, and what colours them when one comes into sight, a fold that is opened too. */

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
