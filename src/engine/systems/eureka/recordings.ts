// What of Eureka's recordings is replayed, and where the model differs from them.

import type {Lack, RecordingKind} from "../../model/recorded.ts";
import {clients} from "./client-recordings.ts";
import {crowds} from "./crowd-recordings.ts";
import type {EurekaNote} from "./notes.ts";
import {visible} from "./visible-recordings.ts";

/** The kinds of recordings that the model of Eureka replays; of two that fit, the first counts. */
export const kinds: readonly RecordingKind<EurekaNote>[] = [...clients, ...crowds, ...visible];

/** Where the two differ, and what the model lacks. */
export const lacks: readonly Lack[] = [];
