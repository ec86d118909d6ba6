import {kafka as model} from "./model.ts";

export const kafka = model;

export const {system} = kafka;
