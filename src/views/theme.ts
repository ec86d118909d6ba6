import type {Belief} from "../engine/vocabulary.ts";

/**
 * What a role is to every figure of every chapter: a class (its colours stand in theme.css, light and dark), a letter and a word.
 * Dark and light blue for a settled ensemble, amber for one that is searching, are told apart with any kind of colour vision, and in grey.
 */
export interface RoleLook {
  readonly name: "leader" | "follower" | "candidate" | "observer" | "other";
  readonly letter: string;
  /** For Plot and other drawings that take a colour: follows the page's theme. */
  readonly colour: string;
  readonly ink: string;
}

const look = (name: RoleLook["name"], letter: string): RoleLook => ({
  name,
  letter,
  colour: `var(--role-${name})`,
  ink: `var(--role-${name}-ink)`,
});

export const looks = {
  leader: look("leader", "L"),
  follower: look("follower", "F"),
  candidate: look("candidate", "?"),
  observer: look("observer", "O"),
  other: look("other", "·"),
} as const satisfies Record<RoleLook["name"], RoleLook>;

/** The words of the systems, each under what it means here. A word that is not in the list is drawn neutrally, never wrongly. */
const words: {readonly [role: string]: RoleLook} = {
  LEADING: looks.leader,
  FOLLOWING: looks.follower,
  LOOKING: looks.candidate,
  OBSERVING: looks.observer,
  follower: looks.follower,
  candidate: looks.candidate,
  replica: looks.follower,
};

/** The look of what a process believes: who leads has the leader's, whatever its system calls it. */
export function lookOf({role, leads}: Pick<Belief, "role" | "leads">): RoleLook {
  return leads ? looks.leader : (words[role] ?? looks.other);
}

/**
 * Colour scales for Plot, as `{color: palette.roles}`: roles by the words of the systems, and series that are no role, which bear
 * colours that no role has. Both follow the page's theme. Colour is never the only sign: label what it tells apart.
 */
export const palette = {
  roles: {domain: Object.keys(words), range: Object.values(words).map(({colour}) => colour)},
  series: {range: ["var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)"]},
};
