import type {Belief, Json, Message, NodeId, Scope, Ticks} from "../vocabulary.ts";
import type {ConfigFiles} from "./config-file.ts";
import type {Roles} from "./look.ts";
import type {Invariant} from "./monitor.ts";
import type {Note, NoteTable, Stage} from "./note.ts";
import type {FinalRead} from "./operation.ts";
import type {Form, Process} from "./process.ts";
import type {Machine, NodeSpec, Parameter, Scenario, ScenarioEntry, Shape} from "./scenario.ts";
import type {World} from "./world.ts";

/** One real system in its own words. */
export interface System<
  S = unknown,
  M extends Message = Message,
  R extends object = object,
  C extends object = object,
  N extends Note = Note,
> {
  readonly name: string;
  readonly versions: readonly string[];
  /**
   * Systems whose processes run in the same world. Their keys, rules and so on are in this one's tables (`model/home.ts` says under which
   * names).
   */
  readonly standsOn: readonly System[];
  readonly config: readonly (Parameter & {readonly source: string})[];
  readonly processes: {readonly [name: string]: Process<unknown, M, R, C, N>};
  /** The process a node runs unless it says another, and that of a client. */
  readonly main: {readonly node: string; readonly client: string};
  /** Field names by kind of message, in the order in which they are hashed, shown and printed. */
  readonly messages: {readonly [kind: string]: readonly string[]};
  readonly rules: R;
  /** Field names by kind of note; null: not declared. A run that notes another kind, or another field, stops. */
  readonly notes: NoteTable<N> | null;
  /** Names of all files that its processes write; null: not declared. */
  readonly durable: readonly string[] | null;
  /** What `scenario.initial` may hold for a node; null: anything. */
  readonly initial: Form | null;
  readonly machines: {readonly [name: string]: Machine};
  readonly scenarios: readonly ScenarioEntry[];
  readonly invariants: readonly Invariant<S, unknown, N>[];
  readonly ablations: readonly Ablation<R>[];
  /** Configuration files of the real system, for readers who have one. */
  readonly files?: ConfigFiles;
  /** What random schedules are made of: small clusters to break, and the events that a fault may wait for. */
  readonly fuzz: {
    /** `faults`: what befalls a cluster besides what is drawn. */
    readonly shapes: readonly (Shape & Partial<Pick<Scenario, "faults">>)[];
    readonly events: readonly EventName<M, N>[];
    readonly port: string;
    /** Whether faults strike the clients of a shape, too. */
    readonly strikesClients?: boolean;
  };
  /** Reads configuration as a scenario has it (real keys, ms) into what handlers use (ticks). Refuses bad values. */
  configure(config: Scenario["config"], scenario: Scenario): C;
  /** Writes `scenario.initial[node]` to a disk before the first start. */
  restore(disk: Writer, initial: Json, spec: NodeSpec): void;
  /** The scope that a scenario is about; null for a leaderless system. */
  mainScope(scenario: Scenario): Scope | null;
  /** Scopes there may be in a scenario, the main one among them; null: nobody has said. */
  readonly scopes: ((scenario: Scenario) => readonly Scope[]) | null;
  /** Whose votes count in a scope, for the faults that part a majority from the rest; null: those who believe anything about it. */
  readonly voters: ((scenario: Scenario, scope: Scope) => readonly NodeId[]) | null;
  /** What a process believes, at most one belief a scope. Returning the very same array means that nothing has changed. */
  believe(state: S, clock: Ticks, id: NodeId): readonly Belief[];
  /** What the roles that `believe` tells are drawn as. */
  readonly roles: Roles;
  /** Uses the run's rules: with another quorum rule, others could acknowledge a write. */
  effective(world: World<S>, scope: Scope, scenario: Scenario, rules: R): readonly NodeId[];
  /** Notes after which `effective` may have changed: in the scope that a note's `scope` names, else in all. */
  readonly turning: ReadonlySet<N["kind"]>;
  /** Notes that end a stage. */
  readonly stages: {readonly [note in N["kind"]]?: Stage};
  /** Whether a healed world has nothing left to do. */
  converged(world: World<S>, scenario: Scenario): boolean;
  /** How the system itself would print a value of a message or note; null: as JSON. */
  print?(value: unknown): string | null;
  /** What a picture shows beside a process besides its role and term: how far it has come. `home`: the process's system. */
  tells?(state: S, home: string): string;
  /** The final read after settling; null: nothing is read back. */
  read(world: World<S>, scenario: Scenario): FinalRead | null;
}

/** What a fault may wait for: `send KIND`, `note kind`, `sync file`. */
export type EventName<M extends Message = Message, N extends Note = Note> =
  | `${"send" | "receive"} ${M["kind"]}`
  | `note ${N["kind"]}`
  | `${"write" | "sync"} ${string}`;

/** One safety mechanism switched off. */
export interface Ablation<R = object> {
  readonly name: string;
  readonly says: string;
  /** Invariants that fall; empty: it costs time, liveness or freshness only. */
  readonly breaks: readonly string[];
  readonly rules?: Partial<R>;
  readonly config?: {readonly [key: string]: number | string | boolean};
  readonly kernel?: KernelOptions;
}

/** What an ablation may do to the machine itself. */
export interface KernelOptions {
  /** Files that do not survive a restart. */
  readonly volatileFiles?: readonly string[];
  /** Each message of this kind is lost with this chance in a million, though its connection stands. */
  readonly lossy?: {readonly kind: string; readonly perMillion: number};
}

/** What `restore` writes a disk with before the first start. */
export interface Writer {
  append(file: string, entry: unknown): void;
  put(file: string, value: unknown): void;
}
