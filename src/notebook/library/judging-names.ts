/** What a cell may ask of a run or of two: aims for lights, what differs and where, and the grade of an exercise. */
export interface JudgingNames extends Aims, Differing {
  readonly grade: typeof import("./grade.ts").grade;
}

type Aims = Pick<
  typeof import("../../engine/analysis/aims.ts"),
  "always" | "never" | "eventually" | "leaderWithin" | "oneWriterATerm" | "neverTwoWriters" | "noLostWrite"
>;
type Differing = Pick<typeof import("../../engine/analysis/differences.ts"), "differences"> &
  Pick<typeof import("../../engine/analysis/divergence.ts"), "divergence">;

const aims = () => import("../../engine/analysis/aims.ts");

/** Each is fetched when a cell that uses it is first evaluated. */
export const judgingNames: {readonly [K in keyof JudgingNames]: () => Promise<JudgingNames[K]>} = {
  always: async () => (await aims()).always,
  never: async () => (await aims()).never,
  eventually: async () => (await aims()).eventually,
  leaderWithin: async () => (await aims()).leaderWithin,
  oneWriterATerm: async () => (await aims()).oneWriterATerm,
  neverTwoWriters: async () => (await aims()).neverTwoWriters,
  noLostWrite: async () => (await aims()).noLostWrite,
  differences: async () => (await import("../../engine/analysis/differences.ts")).differences,
  divergence: async () => (await import("../../engine/analysis/divergence.ts")).divergence,
  grade: async () => (await import("./grade.ts")).grade,
};
