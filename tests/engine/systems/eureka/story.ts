import type {System} from "../../../../src/engine/model/system.ts";
import {system} from "../../../../src/engine/systems/eureka/index.ts";
import type {EurekaMessage} from "../../../../src/engine/systems/eureka/messages.ts";
import type {Server} from "../../../../src/engine/systems/eureka/state.ts";
import type {NodeId} from "../../../../src/engine/vocabulary.ts";
import {recount, type Told, type Wish, wished} from "../story.ts";

/** A note with the fields that Eureka's notes have; its time in ms. */
export interface Noticed {
  readonly ms: number;
  readonly node: NodeId;
  readonly kind: string;
  readonly id?: string;
  readonly by?: string;
  readonly ids?: readonly string[];
  readonly taken?: readonly string[];
  readonly lastMinute?: number;
  readonly threshold?: number;
  readonly replicated?: boolean;
  readonly ignored?: boolean;
  readonly status?: string | number;
  readonly may?: boolean;
  readonly found?: number;
  readonly expected?: number;
  readonly full?: boolean;
}

interface Story extends Told<Noticed, EurekaMessage> {
  /** When a reader first saw an instance, or saw it go, after a time; null: never. */
  seen(kind: "appeared" | "vanished", id: string, by?: string): number | null;
  /** When a server evicted it; null: never. */
  evicted(id: string, node?: NodeId): number | null;
  server(id: NodeId): Server;
}

export function story(name: string, values: {readonly [key: string]: number | string | boolean} = {}, wish: Wish = {}): Story {
  const told = recount<Noticed, EurekaMessage>(system as unknown as System, wished(system as unknown as System, name, values, wish));
  return {
    ...told,
    seen: (kind, id, by = "reader") => told.notes(kind).find((n) => n.by === by && n.ids?.includes(id))?.ms ?? null,
    evicted: (id, node) => told.notes("evicting", node).find((n) => n.taken?.includes(id))?.ms ?? null,
    server: (id) => told.state(id) as Server,
  };
}
