/** Who may vote, with which weight, in which group; `groups` empty: plain majority. */
export interface Ensemble {
  readonly voters: readonly number[];
  readonly weights: {readonly [sid: string]: number};
  readonly groups: readonly (readonly number[])[];
}

export const weightOf = (ensemble: Ensemble, sid: number): number =>
  ensemble.voters.includes(sid) ? (ensemble.weights[`s${sid}`] ?? 1) : 0;
