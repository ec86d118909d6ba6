import type {Machine} from "../../vocabulary.ts";

export const machines: {readonly [name: string]: Machine} = {};
