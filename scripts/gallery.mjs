/**
 * Astro integration: `npm run dev`, and it alone, has a page more, /gallery/, with every view in every state.
 * @returns {import("astro").AstroIntegration}
 */
export function gallery() {
  return {
    name: "interregnum:gallery",
    hooks: {
      "astro:config:setup": ({command, injectRoute}) => {
        if (command === "dev") injectRoute({pattern: "gallery", entrypoint: "./tests/views/gallery.astro"});
      },
    },
  };
}
