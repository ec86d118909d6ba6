/** What the roles of all systems are drawn as: each has one shape, letter and colour in every figure of every chapter. */
export const LOOKS = ["leader", "follower", "candidate", "observer", "other"] as const;

/** One of `LOOKS`: who leads, who follows, who looks for a leader or stands for one, who follows without a vote, and anybody else. */
export type Look = (typeof LOOKS)[number];

/** A system's roles, each with its look. A role named like its look may be left out; one that leads is a leader. */
export interface Roles {
  readonly [role: string]: Look;
}

const isLook = (name: string): name is Look => (LOOKS as readonly string[]).includes(name);

/** The look of a belief. A role that its system does not list is drawn neutrally, never wrongly. */
export function lookIn(roles: Roles, {role, leads}: {readonly role: string; readonly leads: boolean}): Look {
  return leads ? "leader" : ((Object.hasOwn(roles, role) ? roles[role] : undefined) ?? (isLook(role) ? role : "other"));
}
