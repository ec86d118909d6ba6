import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";

const root = join(import.meta.dirname, "../..");

/** Where a path may stand that README names by its end. */
const ROOMS = ["", "src/", "tests/"];

/** What is made by a command, or by who follows README. */
const MADE = /^(dist|lib|data\/|history\.edn|rows\.jsonl)|<|\*|…/;

const isThere = (path: string): boolean => ROOMS.some((room) => existsSync(join(root, room, path)));

/** Paths of a text: in backticks with a slash in them, and those of the map, by their indentation. */
function pathsOf(text: string): string[] {
  const quoted = [...text.matchAll(/`([\w.<>*-]+(?:\/[\w.<>*-]*)+)`/g)].map(([, path = ""]) => path);
  const map = /## A map of the house\n\n```\n(.*?)```/s.exec(text)?.[1] ?? "";
  const rooms: string[] = [];
  const mapped = map.split("\n").flatMap((line) => {
    const [, indent = "", names = ""] = /^( *)(\S+(?: {1,3}\S+)*?)(?: {2,}|$)/.exec(line) ?? [];
    if (names === "" || indent.length > 8) return [];
    const depth = indent.length / 2;
    rooms.length = depth;
    const [first = ""] = names.split(/ +/);
    const within = rooms.join("");
    rooms[depth] = first;
    return names.split(/ +/).map((name) => within + name);
  });
  return [...quoted, ...mapped].filter((path) => path !== "" && !MADE.test(path));
}

const complaints = (text: string): string[] => [...new Set(pathsOf(text))].filter((path) => !isThere(path.replace(/\/$/, "")));

test("what README names is there", () => {
  expect(complaints(readFileSync(join(root, "README.md"), "utf8"))).toEqual([]);
});

test("a path that is not there is found, in a sentence and in the map", () => {
  expect(complaints("see `src/engine/nowhere.ts` and `src/views/`")).toEqual(["src/engine/nowhere.ts"]);
  expect(complaints("## A map of the house\n\n```\nsrc/\n  engine/\n    gone.ts   what was\n    kernel/   what is\n```\n")).toEqual([
    "src/engine/gone.ts",
  ]);
});
