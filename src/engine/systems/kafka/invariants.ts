import type {Invariant} from "../../model/monitor.ts";
import type {KafkaNote} from "./notes.ts";
import type {Broker} from "./state.ts";

export const invariants: readonly Invariant<Broker, unknown, KafkaNote>[] = [];
