// What recordings of real clusters the model replays, and where the two differ. A mode has its kinds in a file of its own.

import type {Lack, RecordingKind} from "../../model/recorded.ts";
import type {Noted} from "./figures.ts";
import {zkKinds} from "./zk-recordings.ts";

/** The kinds of recordings that the model of Kafka replays. */
export const kinds: readonly RecordingKind<Noted>[] = [...zkKinds];

/** Where the two differ, and what the model lacks there. */
export const lacks: readonly Lack[] = [];
