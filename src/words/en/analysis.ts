import {speaker} from "../said.ts";

/** What is said of figures and grids that cannot be. */
const analysis = {
  "analysis.divergence.no-trace": "divergence: a run kept no trace: run it with '{record: true}'",
  "analysis.multinomial.as-many": "{where}: must be as many counts as probabilities, 1 or more",
  "analysis.multinomial.whole": "{where}: counts must be whole, and at most {most} together",
  "analysis.multinomial.probabilities": "{where}: probabilities must be 0 or more, and one above 0",
  "analysis.multinomial.outcomes": "{where}: {vectors} outcomes are too many, at most {most}",
  "analysis.quantile.share": "quantile(…, {p}): must be from 0 to 1",
  "analysis.wilson.hits": "wilson({hits}, {n}): must be 0 ≤ hits ≤ n",
  "analysis.wanted.least": "search: {name} is {value}: must be {least} or more",
  "analysis.sweep.runs": "sweep: runs is {runs}: must be a whole number, 1 or more",
  "analysis.sweep.seed": "sweep: seed is {seed}: must be a whole number, 0 or more",
  "analysis.sweep.list": "sweep: {key}: must be a list of values, as in '{'{key}: [1, 2]'}'",
  "analysis.sweep.seed-in-grid": "sweep: seed: is no parameter of a grid; `runs` says how many seeds each point has",
  "analysis.sweep.most": "sweep: {count} runs: at most {most} ({points} points of {runs} runs)",
} as const;

export const said = speaker(analysis);
