import type {Place} from "./chapters.ts";

/** What a step does in the page, as a reader would: it comes as text, so it knows nothing but `until` and the chapter's place. */
export interface Step {
  readonly claim: string;
  readonly does: (until: Until, place: Pick<Place, "control" | "result" | "edit">) => Promise<string>;
  /** What is to be read then. */
  readonly says: RegExp;
}

/** Waits until it holds, and hands back what it found. */
type Until = <T>(holds: () => T | null | undefined | false | "") => Promise<T>;

/** The body of an async function that runs a step in the page. */
export const bodyOf = ({does}: Step, {control, result, edit}: Place): string =>
  `const until = ${String(until)}; return (${String(does)})(until, ${JSON.stringify({control, result, edit})});`;

async function until<T>(holds: () => T | null | undefined | false | ""): Promise<T> {
  const start = performance.now();
  for (;;) {
    const found = holds();
    if (found) return found;
    if (performance.now() - start > 50_000) throw new Error(`it never held: ${String(holds)}`);
    await new Promise((done) => requestAnimationFrame(done));
  }
}

/** What works on a page or does not, with all that runs in workers. Each step goes on where the one before it left the page. */
export const steps: readonly Step[] = [
  {
    claim: "a slider runs what hangs on it again",
    does: async (until, {control, result}) => {
      const cell = (source: string) =>
        [...document.querySelectorAll("notebook-cell")].find((one) => one.querySelector(".cell-source")?.textContent?.includes(source));
      const made = () => cell(result)?.querySelector(".made")?.textContent ?? "";
      const slider = () => cell(control)?.querySelector<HTMLInputElement>("input[type=range]");
      const hash = () => cell(result)?.querySelector("figure")?.getAttribute("data-trace-hash");
      const before = hash();
      slider()?.focus();
      await until(() => cell(control)?.getAttribute("data-status") === "live");
      const live = await until(slider);
      live.value = live.min;
      live.dispatchEvent(new Event("input", {bubbles: true}));
      await until(() => hash() !== before);
      return made();
    },
    says: /^seed 1 · \d+ events · /,
  },
  {
    claim: "a claim is checked in workers, and stops",
    does: async (until) => {
      const button = document.querySelector<HTMLElement>(".claim-check");
      const says = () => button?.parentElement?.querySelector(".claim-says")?.textContent ?? "";
      button?.click();
      const under = await until(() => /[1-9]\d* of|holds|wrong/.test(says()) && says());
      button?.click();
      return under;
    },
    says: /^([1-9]\d* of \d+ runs|holds)/,
  },
  {
    claim: "a bad seed is looked for in workers, until it is found or Stop is pressed",
    does: async (until) => {
      const cell = () => document.querySelector<HTMLElement>("notebook-cell:has(.bad-seed)");
      const find = (key: string) => cell()?.querySelector<HTMLElement>(`[data-key=${key}]`);
      const says = () => cell()?.querySelector(".bad-seed output")?.textContent ?? "";
      find("wanted")?.focus();
      await until(() => cell()?.dataset.status === "live");
      find("find")?.click();
      const under = await until(() => /[1-9]\d* of|Seed|wrong/.test(says()) && says());
      find("stop")?.click();
      return under;
    },
    says: /^([1-9]\d* of [\d,]+ seeds|Seed \d+)/,
  },
  {
    claim: "an exercise runs in workers, and stops",
    does: async (until) => {
      const task = document.querySelector<HTMLElement>('[data-exercise="zookeeper/lose-a-write"]');
      const box = () => task?.querySelector<HTMLInputElement>("input[type=checkbox]");
      box()?.focus();
      await until(() => box()?.closest("notebook-cell")?.getAttribute("data-status") === "live");
      box()?.click();
      const cell = await until(() => task?.querySelector<HTMLElement>("notebook-cell[data-status=stale]:has(.run)"));
      cell.querySelector<HTMLElement>(".run")?.click();
      const made = await until(() => cell.querySelector("progress")?.value);
      cell.querySelector<HTMLElement>(".stop")?.click();
      return made > 0 ? "runs were made" : "";
    },
    says: /^runs were made$/,
  },
  {
    claim: "an edited cell is tried in the sandbox, and runs",
    does: async (until, {result, edit}) => {
      const cell = [...document.querySelectorAll("notebook-cell")].find((one) =>
        one.querySelector(".cell-source")?.textContent?.includes(result),
      );
      cell?.querySelector<HTMLElement>(".edit")?.click();
      const editor = await until(() => cell?.querySelector<HTMLElement>(".cm-content"));
      const was = [...editor.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n");
      editor.focus();
      document.execCommand("selectAll");
      document.execCommand("insertText", false, was.replace(edit.was, edit.now));
      await until(() => editor.textContent?.includes(edit.now));
      editor.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", keyCode: 13, shiftKey: true, bubbles: true, cancelable: true}));
      const says = () => cell?.querySelector(".cell-problem")?.textContent ?? "";
      await until(() => !/^$|trying/.test(says()));
      await until(() => cell?.querySelector(".made")?.textContent?.startsWith("seed 9"));
      return says();
    },
    says: /^It ran\.$/,
  },
  {
    claim: "the page hands out a link to its state",
    does: async (until) => {
      const buttons = [...document.querySelectorAll<HTMLElement>(".page-bar button")];
      buttons.find((one) => one.textContent?.includes("Link to this state"))?.click();
      return until(() => document.querySelector<HTMLInputElement>("input.page-link")?.value);
    },
    says: /#.{8}/,
  },
  {
    claim: "a figure is taken away as a picture of pixels",
    does: async (until) => {
      const taken: Blob[] = [];
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob: Blob) => {
        taken.push(blob);
        return make.call(URL, blob);
      };
      const cell = document.querySelector<HTMLElement>("notebook-cell[data-status=live]:has(figure.space-time)");
      cell?.querySelector<HTMLElement>(".take")?.click();
      const way = await until(() => document.querySelector<HTMLElement>('dialog.take-away [data-key="take-png"]'));
      way.click();
      const png = await until(() => taken.find(({type}) => type === "image/png"));
      document.querySelector<HTMLDialogElement>("dialog.take-away")?.close();
      return `${png.type}, ${png.size > 10_000 ? "large" : "small"}`;
    },
    says: /^image\/png, large$/,
  },
  {
    claim: "the course is kept for when there is no network",
    does: async () => {
      await navigator.serviceWorker.ready;
      const [name = ""] = await caches.keys();
      return `${(await (await caches.open(name)).keys()).length} files`;
    },
    says: /^\d{2,} files$/,
  },
];
