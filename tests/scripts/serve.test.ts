import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";
import {serve} from "../../scripts/serve.mjs";

let room: string;
let site: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  room = mkdtempSync(join(tmpdir(), "serve-"));
  mkdirSync(join(room, "dist/chapter one"), {recursive: true});
  writeFileSync(join(room, "secret.txt"), "outside");
  writeFileSync(join(room, "dist/index.html"), "front");
  writeFileSync(join(room, "dist/404.html"), "lost");
  writeFileSync(join(room, "dist/chapter one/index.html"), "chapter");
  site = await serve(join(room, "dist"), {base: "/some/path/", port: 0});
});

afterAll(async () => {
  await site.close();
  rmSync(room, {recursive: true});
});

test.each([
  ["the front page", "/some/path/", 200, "front"],
  ["a folder's page", "/some/path/chapter%20one/", 200, "chapter"],
  ["a page that is not there", "/some/path/no/", 404, "lost"],
  ["a path outside the base", "/index.html", 404, "lost"],
  ["a file outside the folder", "/some/path/..%2fsecret.txt", 404, "lost"],
  ["a path that is no path", "/some/path/%", 404, "lost"],
])("%s", async (_, path, status, text) => {
  const response = await fetch(new URL(path, site.url));
  expect([response.status, await response.text()]).toEqual([status, text]);
});

test.each([
  ["the host's root leads to the base", "/", "/some/path/"],
  ["the base without its slash", "/some/path?x=1", "/some/path/?x=1"],
  ["a folder without its slash", "/some/path/chapter%20one?x=1", "/some/path/chapter%20one/?x=1"],
])("%s", async (_, path, location) => {
  const response = await fetch(new URL(path, site.url), {redirect: "manual"});
  expect([response.status, response.headers.get("location")]).toEqual([302, location]);
});

test("it only gives", async () => {
  expect((await fetch(site.url, {method: "POST"})).status).toBe(405);
});

test("a taken port is refused, not shared", async () => {
  await expect(serve(room, {base: "/", port: Number(new URL(site.url).port)})).rejects.toThrow("EADDRINUSE");
});
