import {expect, test} from "vitest";
import {seeds} from "../story.ts";
import {story} from "./story.ts";

test.each(["oldest-wins", "graceful-stop-unsynced"])(
  "%s: whoever carries transactions out while another node comes up, the cluster comes to rest",
  (name) => {
    const restless = seeds(60).filter((seed) => !story(name, {jitter: 0.5, intervalMs: 50}, {seed, bare: true}).run.converged);
    expect(restless).toEqual([]);
  },
);
