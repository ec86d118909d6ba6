// zookeeper-shell: an administrator who deletes the controller's node, so that another broker is elected while the old one's session lives.

import type {Context, Process} from "../../model/process.ts";
import {fields, time} from "../../outside/forms.ts";
import {ms, type Ticks} from "../../vocabulary.ts";
import * as session from "../zookeeper/session.ts";
import type {Config} from "./config.ts";
import {CONTROLLER_PATH} from "./controller/znodes.ts";
import type {KafkaMessage} from "./messages.ts";
import type {KafkaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

type Ctx = Context<KafkaMessage, Rules, Config, KafkaNote>;

/** What `args` of it say. */
export interface ShellArgs {
  readonly atMs: number;
}

interface Shell {
  readonly session: session.Session;
  readonly at: Ticks;
}

export const shell: Process<Shell, KafkaMessage, Rules, Config, KafkaNote> = {
  threads: ["client"],
  ports: {},
  resume: "input-first",
  member: false,
  args: fields({atMs: time}),
  asks: () => false,
  init: ({args}, _disk, {zookeepers}) => ({
    session: session.closed(session.usual(zookeepers, 30_000)),
    at: ms((args as unknown as ShellArgs).atMs),
  }),
  start: (s, ctx) => session.open(s.session, s.at, session.zookeeperOf(ctx)),
  libraries: {
    zookeeper: session.sessionIn<Shell, Ctx>(
      (s) => s.session,
      ({session: own}, {kind}, zk) => {
        if (kind === "connected") session.call(own, {op: "delete", path: CONTROLLER_PATH, version: -1}, zk);
        if (kind === "answered") session.end(own);
      },
    ),
  },
};
