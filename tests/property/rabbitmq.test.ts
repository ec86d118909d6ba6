import type {System} from "../../src/engine/model/system.ts";
import {system} from "../../src/engine/systems/rabbitmq/index.ts";
import {testSchedules} from "./schedules.ts";

testSchedules(system as unknown as System);
