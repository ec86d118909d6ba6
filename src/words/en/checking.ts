import {speaker} from "../said.ts";

/** What is said when runs are checked and searched, and of recordings of real clusters, whatever the system. */
const checking = {
  "checking.flow.no-trace": "flow of {scenario}: the run has no trace; run it with '{record: true}'",
  "checking.trace-json.no-trace": "traceJson: this run kept no trace: run it with '{record: true}'",
  "checking.schedule.no-cluster": "{system} has no cluster to break: it needs a scenario, or shapes in its fuzz table",
  "checking.search.seeds": "search: seeds is {seeds}: must be a whole number, 1 or more",
  "checking.search.from": "search: from is {from}: must be a whole number, 0 or more",
  "checking.interregnum": "{key} of {client} was made at {invokedMs} ms and acknowledged, although nobody could from {fromMs} ms on",

  "checking.recording.none": '{where}: must be a recording, an object with "schema": "{schema}"',
  "checking.recording.schema": '{where}: schema is {got}, must be "{schema}"',
  "checking.recording.must-be": "{where}: {field} must be {what}",
  "checking.recording.text": "a text",
  "checking.recording.object": "an object",
  "checking.recording.objects": "a list of objects",
  "checking.recording.number-or-null": "a number or null",
  "checking.recording.one-of": "one of {words, list}",
  "checking.recording.another-metric": "another metric",
  "checking.recording.instant": `ms, '{"uniform": [a, b]}', '{"after", "plusMs"}' or null`,
  "checking.recording.runs": "a list of one run or more",
  "checking.recording.figures": "an object of figures",
  "checking.recording.events": "a list of [ms, who, event, detail]",
  "checking.recording.no-replay": "{where}: no replay for {system} {scenario}; the kinds known are {known}",
} as const;

export const said = speaker(checking);
