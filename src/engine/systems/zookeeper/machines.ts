import type {Machine} from "../../vocabulary.ts";

/** Placeholder until it is read off one recording. */
export const machines: {readonly [name: string]: Machine} = {};
