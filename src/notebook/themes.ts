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
};

/** As much of an element as is touched here. */
interface Token {
  readonly properties: {[name: string]: unknown};
}

/** Shiki transformer: a colour in two themes takes fifty letters a token, a class two; with them a chapter of forty cells would not fit its budget. */
export const shortTokens = {
  name: "short-tokens",
  span({properties}: Token): void {
    const style = typeof properties.style === "string" ? properties.style : "";
    const [, light = ""] = /^--shiki-light:(#[0-9A-F]{6});--shiki-dark:#[0-9A-F]{6}$/.exec(style) ?? [];
    const short = classes[light];
    if (short === undefined) return;
    delete properties.style;
    if (short !== "") properties.class = short;
  },
};
