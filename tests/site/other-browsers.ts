import {spawn} from "node:child_process";
import {once} from "node:events";
import {type AddressInfo, createServer} from "node:net";
import {chromium} from "playwright-core";
import {launch} from "puppeteer-core";
import {Builder, Capabilities} from "selenium-webdriver";
import {findBrowser, findFirefox, findWebKit} from "../../scripts/browser.mjs";

/** A browser as a smoke test needs it: one page, in which it runs code that may take its time. */
export interface Smoked {
  readonly name: string;
  open(url: string): Promise<void>;
  /** Runs the body of an async function in the page, and hands back what it returns. */
  run(body: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Milliseconds that one step may take on a busy machine. */
const LIMIT = 60_000;

/** How each browser that is installed here is opened, by its name. Chromium has to be there; the others are looked at where they are. */
export async function installed(): Promise<ReadonlyMap<string, () => Promise<Smoked>>> {
  const [chromium, firefox, webkit] = [await findBrowser(), findFirefox(), findWebKit()];
  return new Map([
    ...(chromium === null ? [] : [["Chromium", () => openChromium(chromium)] as const]),
    ...(firefox === null ? [] : [["Firefox", () => openFirefox(firefox)] as const]),
    ...(webkit === null ? [] : [["WebKit", () => openWebKit(webkit)] as const]),
  ]);
}

const called = (body: string) => `(async () => {${body}})()`;

async function openChromium(executablePath: string): Promise<Smoked> {
  const browser = await chromium.launch({executablePath, args: ["--no-sandbox", "--disable-quic", "--disable-gpu"], headless: true});
  const page = await browser.newPage();
  return {
    name: "Chromium",
    open: async (url) => void (await page.goto(url)),
    run: (body) => page.evaluate(called(body)),
    close: () => browser.close(),
  };
}

/** By WebDriver BiDi, which Firefox itself speaks. */
async function openFirefox(executablePath: string): Promise<Smoked> {
  const browser = await launch({browser: "firefox", executablePath, headless: true, protocolTimeout: LIMIT});
  const page = await browser.newPage();
  await page.setViewport({width: 1280, height: 800});
  return {
    name: "Firefox",
    open: async (url) => void (await page.goto(url)),
    run: (body) => page.evaluate(called(body)),
    close: () => browser.close(),
  };
}

/** WebKitGTK by its WebDriver, on a screen that nobody sees. */
async function openWebKit({driver, screen}: {readonly driver: string; readonly screen: string}): Promise<Smoked> {
  const shown = spawn(screen, ["-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [number] = await once(shown.stdout, "data");
  const port = await freePort();
  const driving = spawn(driver, [`--port=${port}`], {env: {...process.env, DISPLAY: `:${String(number).trim()}`}, stdio: "ignore"});
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/status`);
  const browser = await new Builder()
    .usingServer(url)
    .withCapabilities(new Capabilities({browserName: "MiniBrowser"}))
    .build();
  await browser.manage().setTimeouts({script: LIMIT, pageLoad: LIMIT});
  return {
    name: "WebKit",
    open: (url) => browser.get(url),
    // A promise that fails would be one that never ends.
    run: async (body) => {
      const ended = await browser.executeAsyncScript<Ended>(`const done = arguments[0];
        (async () => {${body}})().then((value) => done({value}), (error) => done({failed: String(error)}));`);
      if (ended.failed !== undefined) throw new Error(ended.failed);
      return ended.value;
    },
    close: async () => {
      await browser.quit();
      driving.kill();
      shown.kill();
    },
  };
}

interface Ended {
  readonly value?: unknown;
  readonly failed?: string;
}

/** A port that nobody listens at now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const {port} = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Until there is an answer, which a process that has just begun takes a moment to give. */
async function answers(url: string): Promise<void> {
  while (
    !(await fetch(url).then(
      ({ok}) => ok,
      () => false,
    ))
  );
}
