/** The one pair of Shiki themes, for cells, quoted source and whatever else shows code. */
export const shikiThemes = {light: "github-light-high-contrast", dark: "github-dark-high-contrast"} as const;
