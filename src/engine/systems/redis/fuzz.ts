import type {System} from "../../kernel/system.ts";
export const fuzz: NonNullable<System["fuzz"]> = {shapes: [], events: [], port: "sentinel"};
