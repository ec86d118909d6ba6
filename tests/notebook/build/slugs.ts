/** The addresses of a page's headings, as the site's build makes them; one that is there already gets a number. */
export function slugsOf(headings: readonly string[]): string[] {
  const made = headings.map((says) =>
    says
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-"),
  );
  return made.map((slug, i) => {
    const earlier = made.slice(0, i).filter((one) => one === slug).length;
    return earlier === 0 ? slug : `${slug}-${earlier}`;
  });
}
