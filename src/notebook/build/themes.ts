/** The one pair of Shiki themes, for cells, quoted source and whatever else shows code. */
export const shikiThemes = {light: "github-light-high-contrast", dark: "github-dark-high-contrast"} as const;

/** Classes of `code.css` by the colour a token has in the light theme; "" is the colour of the text itself. */
const classes: {readonly [light: string]: string} = {
  "#0E1116": "",
  "#A0111F": "t1",
  "#023B95": "t2",
  "#032563": "t3",
  "#622CBC": "t4",
  "#702C00": "t5",
  "#66707B": "t6",
  "#024C1A": "t7",
};

/** A colour in two themes takes fifty letters a token, a class two; undefined: no colour of these themes. */
export const tokenClass = (light: string): string | undefined => classes[light.toUpperCase()];
