import type {System} from "../../model/system.ts";
import type {Config} from "./config.ts";
import type {KafkaMessage} from "./messages.ts";
import type {KafkaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import type {Broker} from "./state.ts";

export const fuzz: System<Broker, KafkaMessage, Rules, Config, KafkaNote>["fuzz"] = {shapes: [], events: [], port: "kafka"};
