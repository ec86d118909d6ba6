import {rabbitmq} from "./model.ts";

export {rabbitmq};
export const {system} = rabbitmq;
