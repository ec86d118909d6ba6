/**
 * The course without a network. The build strips the types of this file and puts two lines before it: `version`, and `files`, every file of
 * the site by its path from here. All of them are stored at the first visit. A newer version is downloaded beside the old one and takes
 * over when the reader says so.
 */
declare const version: string;
declare const files: readonly string[];

/** What TypeScript's DOM library does not know about service workers. */
interface CourseWorker {
  readonly skipWaiting: () => Promise<void>;
  readonly clients: {readonly claim: () => Promise<void>};
  readonly addEventListener: (kind: string, heard: (event: Told) => void) => void;
}
interface Told {
  readonly data: unknown;
  readonly request: Request;
  readonly waitUntil: (done: Promise<unknown>) => void;
  readonly respondWith: (answer: Promise<Response>) => void;
}

const worker = self as unknown as CourseWorker;
const own = `interregnum-${version}`;
const here = new URL("./", self.location.href);

worker.addEventListener("install", (event) => event.waitUntil(keep()));
worker.addEventListener("activate", (event) => event.waitUntil(forget()));
worker.addEventListener("message", ({data}) => {
  if (data === "take-over") worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method === "GET" && url.origin === here.origin && url.pathname.startsWith(here.pathname))
    event.respondWith(answer(request, url));
});

async function keep(): Promise<void> {
  const cache = await caches.open(own);
  // Not from the browser's own cache: a page and its scripts must be of one version.
  await cache.addAll(files.map((file) => new Request(new URL(file, here), {cache: "reload"})));
}

async function forget(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("interregnum-") && name !== own).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(own);
  const file = url.pathname.endsWith("/") ? `${url.pathname}index.html` : url.pathname;
  const kept = await cache.match(new URL(file, url));
  if (kept !== undefined) return kept;
  try {
    return await fetch(request);
  } catch {
    return (await cache.match(new URL("404.html", here))) ?? Response.error();
  }
}
