/** A static host of the plainest kind, for `npm start` and the browser tests: a folder of files under a base path. */
import {createReadStream, existsSync, statSync} from "node:fs";
import {createServer} from "node:http";
import {extname, join, resolve, sep} from "node:path";
import {createGzip} from "node:zlib";

/** @type {Record<string, string>} */
const types = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/**
 * Serves `folder` under `base` on this machine only. Port 0 takes any free one.
 * Rejects with the system's error, so that the caller can say what a busy port means.
 * @param {string} folder
 * @param {{base: string, port: number, gzip?: boolean}} options gzip: as most hosts send text; it takes time that tests do not have
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export function serve(folder, {base, port, gzip = false}) {
  const root = resolve(folder);
  const server = createServer((request, response) => respond(look(root, base, request.url ?? "/"), request, response, gzip));
  return new Promise((done, reject) => {
    server.on("error", reject);
    server.listen(port, "localhost", () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      done({url: `http://localhost:${bound}${base}`, close: () => close(server)});
    });
  });
}

/**
 * @typedef {{kind: "file", file: string, status: number} | {kind: "moved", to: string}} Answer
 * @param {Answer} answer
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {boolean} gzip
 */
function respond(answer, request, response, gzip) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, {allow: "GET, HEAD"}).end();
  } else if (answer.kind === "moved") {
    response.writeHead(302, {location: answer.to}).end();
  } else if (!existsSync(answer.file)) {
    response.writeHead(404, {"content-type": "text/plain; charset=utf-8"}).end("Not found\n");
  } else {
    const type = types[extname(answer.file)] ?? "application/octet-stream";
    const packed = gzip && /^(?:text|application)\//.test(type);
    response.writeHead(answer.status, {"content-type": type, "cache-control": "no-cache", ...(packed ? {"content-encoding": "gzip"} : {})});
    if (request.method === "HEAD") response.end();
    else if (packed) createReadStream(answer.file).pipe(createGzip()).pipe(response);
    else createReadStream(answer.file).pipe(response);
  }
}

/**
 * What a static host answers to an address: a file, the same place with its slash, or its 404 page.
 * @param {string} folder
 * @param {string} base
 * @param {string} address path and query
 * @returns {Answer}
 */
function look(folder, base, address) {
  const [pathname = "/", query] = address.split("?", 2);
  const tail = query === undefined ? "" : `?${query}`;
  const lost = {kind: /** @type {const} */ ("file"), file: join(folder, "404.html"), status: 404};
  if (`${pathname}/` === base || (pathname === "/" && base !== "/")) return {kind: "moved", to: base + tail};
  if (!pathname.startsWith(base)) return lost;
  const path = decode(pathname.slice(base.length));
  if (path === null) return lost;
  const file = resolve(folder, `./${path}`);
  const inside = file === folder || file.startsWith(folder + sep);
  if (!inside || !existsSync(file)) return lost;
  if (!statSync(file).isDirectory()) return {kind: "file", file, status: 200};
  if (!pathname.endsWith("/")) return {kind: "moved", to: `${pathname}/${tail}`};
  const index = join(file, "index.html");
  return existsSync(index) ? {kind: "file", file: index, status: 200} : lost;
}

/** @param {string} path */
function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // a lone % cannot be decoded
  }
}

/**
 * @param {import("node:http").Server} server
 * @returns {Promise<void>}
 */
function close(server) {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
