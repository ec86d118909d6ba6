import {LOOKS, type Look} from "../engine/model/look.ts";

/**
 * The look of a role in every figure of every chapter: a class (its colours are in theme.css, light and dark), a letter and a word. Dark
 * and light blue for a settled ensemble and amber for one that is searching can be told apart with any kind of colour vision, and in grey.
 */
export interface RoleLook {
  readonly name: Look;
  readonly letter: string;
  /** For Plot and other drawings that take a colour: follows the page's theme. */
  readonly colour: string;
  readonly ink: string;
}

const look = <L extends Look>(name: L, letter: string) => ({name, letter, colour: `var(--role-${name})`, ink: `var(--role-${name}-ink)`});

export const looks = {
  leader: look("leader", "L"),
  follower: look("follower", "F"),
  candidate: look("candidate", "?"),
  observer: look("observer", "O"),
  other: look("other", "·"),
} as const satisfies {readonly [L in Look]: RoleLook};

/**
 * Colour scales for Plot, as `{color: palette.roles}`: roles by their looks, which are the same for all systems, and series that are no role,
 * which bear colours that no role has. Both follow the page's theme. Colour is never the only sign: label what it tells apart.
 */
export const palette = {
  roles: {domain: LOOKS, range: LOOKS.map((name) => looks[name].colour)},
  series: {range: ["var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)"]},
};
