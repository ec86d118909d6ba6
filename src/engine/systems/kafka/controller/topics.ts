// ZkAdminManager.createTopics, and the controller's own part of it: a topic is a znode first. Rule P1.

import type {ConnId} from "../../../vocabulary.ts";
import type {Answer} from "../../zookeeper/session.ts";
import type {DataRequest} from "../messages.ts";
import {answer} from "../serving.ts";
import type {Broker, Ctx, Step} from "../state.ts";
import {request} from "../zk-requests.ts";
import {known} from "./failover.ts";
import {ask, plan} from "./thread.ts";
import {assignmentText, list, make, namesOf, read, TOPICS, topicPath} from "./znodes.ts";

/** By a thread of its own: the controller's learns of it by its watch. */
export function createTopic(
  b: Broker,
  conn: ConnId,
  {id, topic, assignment}: Extract<DataRequest, {kind: "CREATE_TOPIC"}>,
  ctx: Ctx,
): void {
  if (!b.controller.active) return answer(b, conn, {kind: "CREATE_TOPIC_REPLY", id, error: "NOT_CONTROLLER"}, ctx);
  const path = topicPath(topic);
  const all = [make(path, assignmentText(assignment)), make(`${path}/partitions`, "")];
  request(b, [{op: "multi", operations: all}], {do: "topic-created", conn, id}, ctx);
}

export function topicCreated(b: Broker, {conn, id}: Extract<Step, {do: "topic-created"}>, [made]: readonly Answer[], ctx: Ctx): void {
  const error = made?.error === "" ? "" : made?.error === "NodeExists" ? "TOPIC_ALREADY_EXISTS" : (made?.error ?? "");
  answer(b, conn, {kind: "CREATE_TOPIC_REPLY", id, error}, ctx);
}

export const topicChange = (b: Broker, ctx: Ctx): void => ask(b, [list(TOPICS)], {do: "changed-topics"}, ctx);

export function changedTopics(b: Broker, [topics]: readonly Answer[], ctx: Ctx): void {
  const names = namesOf(topics?.result ?? "");
  ask(
    b,
    names.map((topic) => read(topicPath(topic), true)),
    {do: "changed-assignments", topics: names},
    ctx,
  );
}

export function changedAssignments(b: Broker, {topics}: Extract<Step, {do: "changed-assignments"}>, answers: readonly Answer[]): void {
  const partitions = topics.flatMap((topic, i) => known(b, topic, answers[i]));
  if (partitions.length > 0) plan(b, {do: "elect-partitions", partitions, strategy: "offline"});
}
