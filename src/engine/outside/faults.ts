import * as v from "valibot";
import type {FaultAct} from "../model/fault.ts";
import {aboveZero, byField, type Form, fields, flag, maybe, names, nullOr, number, oneOf, text, time, whole, zeroOrMore} from "./forms.ts";

const node = text;
const as = maybe(text);

/** What each kind of fault must and may say. A record, so that the type checker misses none. */
const ACTS: {readonly [K in FaultAct["kind"]]: {readonly [field: string]: Form}} = {
  crash: {node, as},
  "power-loss": {node, as},
  restart: {node},
  pause: {node, forMs: maybe(time), as},
  resume: {node},
  cut: {nodes: names, from: maybe(names), oneWay: maybe(flag), as},
  heal: {nodes: maybe(names), from: maybe(names)},
  "slow-link": {nodes: names, from: maybe(names), factor: aboveZero},
  "slow-disk": {node, factor: nullOr(zeroOrMore), as},
  "heal-disk": {node},
  "clock-jump": {node, byMs: number},
  "clock-drift": {node, ppm: number},
  "reset-connection": {node, peer: node, port: maybe(text)},
  drop: {message: text, node, peer: maybe(node)},
  delay: {message: text, node, peer: maybe(node), byMs: time},
  duplicate: {message: text, node, peer: maybe(node)},
};

const occurrence = fields({
  event: text,
  node: maybe(node),
  peer: maybe(node),
  nth: maybe(whole(1)),
  side: maybe(oneOf(["before", "after"])),
  plusMs: maybe(time),
  fromMs: maybe(time),
});

const AT_OR_WHEN = JSON.stringify({atOrWhen: true});

/** A fault with its trigger: exactly one of `at` and `when`. */
export const fault = v.pipe(
  byField(
    "kind",
    Object.fromEntries(Object.entries(ACTS).map(([kind, entries]) => [kind, {...entries, at: maybe(time), when: maybe(occurrence)}])),
  ),
  v.check((one) => "at" in (one as object) !== "when" in (one as object), AT_OR_WHEN),
);
