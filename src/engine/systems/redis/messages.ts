import type {Log} from "../../model/log.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import type {Command, Entry, Hello, Lineage, Write} from "./history.ts";

/** Between a replica and its master (fact sheet §5). REPLPING and REPLCONF open the link; the stream has no end. */
export type ReplicationMessage =
  | {readonly kind: "REPLPING"}
  | {readonly kind: "REPLPONG"}
  /** listening-port and capa, sent together. */
  | {readonly kind: "REPLCONF"}
  | {readonly kind: "REPLCONFOK"}
  /** id "?": no history. `offset` is the first byte asked for. */
  | {readonly kind: "PSYNC"; readonly id: string; readonly offset: number}
  | {readonly kind: "PSYNCERROR"; readonly error: "NOMASTERLINK" | Refused}
  /** The backlog from the byte asked for follows within it; `lineage` is for those who look from outside. */
  | {
      readonly kind: "CONTINUE";
      readonly id: string;
      readonly offset: number;
      readonly entries: readonly Entry[];
      readonly lineage: Lineage;
    }
  | {readonly kind: "FULLRESYNC"; readonly id: string; readonly offset: number}
  | {readonly kind: "SNAPSHOT"; readonly offset: number; readonly data: Log<Entry>; readonly lineage: Lineage}
  /** `offset` after the command. */
  | {readonly kind: "STREAM"; readonly offset: number; readonly command: Command}
  | {readonly kind: "ACK"; readonly offset: number}
  | {readonly kind: "NEWLINE"};

/** What stands in place of an answer to PING. */
export type Answer = "PONG" | Refused;

/** Why a server does not execute a command. */
export type Refused = "MISCONF" | "NOREPLICAS" | "READONLY" | "MASTERDOWN" | "LOADING" | "BUSY";

/** From a sentinel to whomever it watches, and back. */
export type WatchMessage =
  | {readonly kind: "PING"}
  | {readonly kind: "PONG"; readonly answer: Answer}
  | {readonly kind: "INFO"}
  | {
      readonly kind: "INFOREPLY";
      readonly runid: string;
      readonly role: "master" | "slave";
      readonly replicas: readonly NodeId[];
      /** The rest is what a replica says of its link. */
      readonly master: NodeId | null;
      readonly linkUp: boolean;
      /** Whole seconds; −1: never connected; null: not down. */
      readonly downSeconds: number | null;
      readonly offset: number;
      readonly priority: number;
    }
  | {readonly kind: "SUBSCRIBE"}
  | {readonly kind: "PUBLISH"; readonly hello: Hello}
  | {readonly kind: "PUBLISHED"}
  /** A hello as a subscriber hears it. */
  | {readonly kind: "MESSAGE"; readonly hello: Hello}
  /**
   * MULTI; SLAVEOF; CONFIG REWRITE; CLIENT KILL TYPE normal; CLIENT KILL TYPE pubsub; EXEC. Null: NO ONE. `term` is not on the real wire: a server
   * knows nothing of configuration epochs, and those who look from outside must name its reign.
   */
  | {readonly kind: "SLAVEOF"; readonly master: NodeId | null; readonly term: number}
  | {readonly kind: "EXECUTED"}
  /** SCRIPT KILL, once, to one that is down and answers BUSY. */
  | {readonly kind: "SCRIPTKILL"}
  /** An answer that is counted and not read: an error in place of INFO or PUBLISHED, or what SCRIPT KILL returned. */
  | {readonly kind: "ANSWERED"; readonly error: string}
  /** SENTINEL is-master-down-by-addr; runid "*": no vote asked for. */
  | {readonly kind: "ISMASTERDOWN"; readonly master: NodeId; readonly epoch: number; readonly runid: string}
  | {readonly kind: "DOWN"; readonly down: boolean; readonly leader: string; readonly epoch: number};

/** What a client asks of a server or a sentinel. `call` ties an answer to its question. */
export type ClientMessage =
  | {readonly kind: "SET"; readonly call: number; readonly key: string; readonly value: Json}
  /** SET with PX: a time to live, ms. */
  | {readonly kind: "SETPX"; readonly call: number; readonly key: string; readonly value: Json; readonly px: number}
  /** MULTI, SETs and EXEC. */
  | {readonly kind: "EXEC"; readonly call: number; readonly writes: readonly Write[]}
  /** A script that runs for so long, ms, and writes: before that, or after it. */
  | {readonly kind: "EVAL"; readonly call: number; readonly runs: number; readonly writes: readonly Write[]; readonly first: boolean}
  /** A line of an operator, as it is typed. */
  | {readonly kind: "COMMAND"; readonly call: number; readonly line: string}
  | {readonly kind: "GET"; readonly call: number; readonly key: string}
  | {readonly kind: "WAIT"; readonly call: number; readonly replicas: number; readonly timeout: number}
  | {readonly kind: "ROLE"; readonly call: number}
  /** error "": none. A SET is answered with where it stands: [history, offset, number of the write]. */
  | {readonly kind: "REPLY"; readonly call: number; readonly error: string; readonly result: Json}
  /** SENTINEL get-master-addr-by-name. */
  | {readonly kind: "GETMASTER"; readonly call: number}
  | {readonly kind: "ADDRESS"; readonly call: number; readonly master: NodeId}
  /** SENTINEL FAILOVER. */
  | {readonly kind: "FAILOVER"; readonly call: number}
  | {readonly kind: "PSUBSCRIBE"}
  | {readonly kind: "SWITCHMASTER"; readonly from: NodeId; readonly to: NodeId};

export type RedisMessage = ReplicationMessage | WatchMessage | ClientMessage;

/** The fields that are hashed and shown, by kind. */
export const FIELDS = {
  REPLPING: [],
  REPLPONG: [],
  REPLCONF: [],
  REPLCONFOK: [],
  PSYNC: ["id", "offset"],
  PSYNCERROR: ["error"],
  CONTINUE: ["id", "offset"],
  FULLRESYNC: ["id", "offset"],
  SNAPSHOT: ["offset"],
  STREAM: ["offset", "command"],
  ACK: ["offset"],
  NEWLINE: [],
  PING: [],
  PONG: ["answer"],
  INFO: [],
  INFOREPLY: ["runid", "role", "replicas", "master", "linkUp", "downSeconds", "offset", "priority"],
  SUBSCRIBE: [],
  PUBLISH: ["hello"],
  PUBLISHED: [],
  MESSAGE: ["hello"],
  SLAVEOF: ["master"],
  EXECUTED: [],
  SCRIPTKILL: [],
  ANSWERED: ["error"],
  ISMASTERDOWN: ["master", "epoch", "runid"],
  DOWN: ["down", "leader", "epoch"],
  SET: ["call", "key", "value"],
  SETPX: ["call", "key", "value", "px"],
  EXEC: ["call", "writes"],
  EVAL: ["call", "runs", "writes", "first"],
  COMMAND: ["call", "line"],
  GET: ["call", "key"],
  WAIT: ["call", "replicas", "timeout"],
  ROLE: ["call"],
  REPLY: ["call", "error", "result"],
  GETMASTER: ["call"],
  ADDRESS: ["call", "master"],
  FAILOVER: ["call"],
  PSUBSCRIBE: [],
  SWITCHMASTER: ["from", "to"],
} as const satisfies Record<RedisMessage["kind"], readonly string[]>;
