import {expect, test} from "vitest";
import {inOrder} from "../../../cli/sweep/in-order.ts";

/** A questioner whose answers come when the test says so. */
function held() {
  const asked: number[] = [];
  const answers = new Map<number, (answer: string) => void>();
  const ask = (i: number) =>
    new Promise<string>((done) => {
      asked.push(i);
      answers.set(i, done);
    });
  const answer = (...list: number[]) => {
    for (const i of list) answers.get(i)?.(`#${i}`);
  };
  return {asked, ask, answer};
}

const never = new AbortController().signal;

test("answers come in the order of their questions, in whatever order they were found", async () => {
  const {ask, answer} = held();
  const order = inOrder({from: 3, to: 7, ahead: 9, stop: never}, ask);
  const first = order.next();
  answer(6, 4, 3);
  expect((await first).value).toEqual(["#3", "#4"]);
  const second = order.next();
  answer(5);
  expect((await second).value).toEqual(["#5", "#6"]);
  expect((await order.next()).done).toBe(true);
});

test("a slow answer holds the questions up: no more than so many are ahead of it, and each is asked once", async () => {
  const {asked, ask, answer} = held();
  const order = inOrder({from: 0, to: 8, ahead: 3, stop: never}, ask);
  const first = order.next();
  answer(1, 2);
  expect(asked).toEqual([0, 1, 2]);
  answer(0);
  expect((await first).value).toEqual(["#0", "#1", "#2"]);
  const second = order.next();
  expect(asked).toEqual([0, 1, 2, 3, 4, 5]);
  answer(3);
  expect((await second).value).toEqual(["#3"]);
});

test("a reader that is slow to take answers holds the questions up as well", async () => {
  const {asked, ask, answer} = held();
  const order = inOrder({from: 0, to: 8, ahead: 2, stop: never}, ask);
  const first = order.next();
  answer(0, 1);
  await first;
  expect(asked).toEqual([0, 1]);
});

test("told to stop, it ends at once and does not wait for what is under way", async () => {
  const {ask, answer} = held();
  const stop = new AbortController();
  const order = inOrder({from: 0, to: 8, ahead: 4, stop: stop.signal}, ask);
  const first = order.next();
  answer(0);
  expect((await first).value).toEqual(["#0"]);
  const second = order.next();
  stop.abort();
  expect((await second).done).toBe(true);
});

test("of nothing there is nothing", async () => {
  const {asked, ask} = held();
  expect((await inOrder({from: 2, to: 2, ahead: 4, stop: never}, ask).next()).done).toBe(true);
  expect(asked).toEqual([]);
});
