import {existsSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {type Browser, type BrowserContextOptions, chromium, type Page, type Request, type Response} from "playwright-core";
import {testSite} from "../../scripts/base.mjs";
import {findBrowser, howToInstall} from "../../scripts/browser.mjs";
import {serve} from "../../scripts/serve.mjs";

/** The site that the build suite made, served under its base path, and a Chromium to look at it. */
export interface Site {
  readonly url: string;
  /** Addresses of all pages under the base, the front page as "". */
  readonly paths: readonly string[];
  /** Opens a page in a context of its own and gives it to `look`; what went wrong meanwhile is in `visit`. */
  visit<T>(path: string, options: BrowserContextOptions, look: (visit: Visit) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Visit {
  readonly page: Page;
  /** Console errors, exceptions, and answers that are not successes, as they come. */
  readonly errors: readonly string[];
  /** Requests to any other origin. */
  readonly foreign: readonly string[];
  /** Until the page has been idle and has nothing under way: what it fetches before it is touched, it has fetched then. */
  rest(): Promise<void>;
  /** Bytes received so far, gzipped, by kind of resource. */
  weight(): Promise<Weight>;
}

export type Weight = Record<"document" | "stylesheet" | "script", number>;

/** Chromium as root, and silent: every one of its own requests would be an off-origin one. */
const flags = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-gpu",
];

const folder = join(import.meta.dirname, "../..", testSite.folder);

/** Every file of a worker looks with the same browser, which ends with the worker (vitest.config.ts does not isolate files). */
let launched: Promise<Browser> | null = null;

/** The Chromium of these tests. What each test opens in it is closed by that test, never the browser itself. */
export async function openBrowser(): Promise<Browser> {
  const open = await launched?.catch(() => null);
  if (!open?.isConnected()) launched = launch();
  return launched as Promise<Browser>;
}

async function launch(more: readonly string[] = []): Promise<Browser> {
  const executablePath = await findBrowser();
  if (executablePath === null) throw new Error(howToInstall);
  return chromium.launch({executablePath, args: [...flags, ...more], headless: true});
}

/** `more`: flags of Chromium's beside those that every test has; they ask for a browser of its own. `gzip`: as most hosts serve it. */
export async function openSite(more: readonly string[] = [], gzip = false): Promise<Site> {
  if (!existsSync(join(folder, "index.html"))) throw new Error(`${testSite.folder} holds no site: npm test -- build browser`);
  const browser = more.length === 0 ? await openBrowser() : await launch(more);
  const server = await serve(folder, {base: testSite.base, port: 0, gzip});
  return {
    url: server.url,
    paths: pagesOf(folder),
    visit: (path, options, look) => visit(browser, server.url, path, options, look),
    close: async () => {
      if (more.length > 0) await browser.close();
      await server.close();
    },
  };
}

async function visit<T>(
  browser: Browser,
  site: string,
  path: string,
  options: BrowserContextOptions,
  look: (visit: Visit) => Promise<T>,
): Promise<T> {
  // A service worker would answer in the server's place; it has a test of its own.
  const context = await browser.newContext({serviceWorkers: "block", ...options});
  try {
    const page = await context.newPage();
    const seen = watch(page, new URL(site).origin);
    // Its modules have run then.
    await page.goto(site + path, {waitUntil: "load"});
    return await look(seen);
  } finally {
    await context.close();
  }
}

function watch(page: Page, origin: string): Visit {
  const errors: string[] = [];
  const foreign: string[] = [];
  const answers: Response[] = [];
  const underWay = new Set<Request>();
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => {
    underWay.add(request);
    const {protocol, origin: from} = new URL(request.url());
    if (protocol.startsWith("http") && from !== origin) foreign.push(request.url());
  });
  page.on("requestfinished", (request) => underWay.delete(request));
  page.on("requestfailed", (request) => {
    underWay.delete(request);
    errors.push(`${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) errors.push(`${response.url()} ${response.status()}`);
    // A redirect has no body.
    else if (response.ok()) answers.push(response);
  });
  const rest = async () => {
    do await page.evaluate(idle);
    while (underWay.size > 0);
  };
  const weight = async () => {
    const received = await Promise.all(answers.map(weigh));
    const of = (wanted: string) => received.reduce((sum, [kind, bytes]) => (kind === wanted ? sum + bytes : sum), 0);
    return {document: of("document"), stylesheet: of("stylesheet"), script: of("script")};
  };
  return {page, errors, foreign, rest, weight};
}

/** Runs in the page. After a frame, what waits for the first sight of something has had it. */
const idle = () => new Promise<void>((done) => requestAnimationFrame(() => requestIdleCallback(() => done())));

/** Kind and gzipped size of an answer. Few tests ask for it, and it is work: only then. */
async function weigh(response: Response): Promise<[kind: string, bytes: number]> {
  return [response.request().resourceType(), gzipSync(await response.body()).length];
}

function pagesOf(root: string): string[] {
  const files = readdirSync(root, {recursive: true, encoding: "utf8"}).map((file) => file.replaceAll("\\", "/"));
  return files.filter((file) => file.endsWith("index.html")).map((file) => file.slice(0, -"index.html".length));
}
