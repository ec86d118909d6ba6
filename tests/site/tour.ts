import {availableParallelism} from "node:os";
import type {BrowserContextOptions} from "playwright-core";
import {beforeAll, describe, expect, test} from "vitest";
import type {Site, Visit} from "./chromium.ts";

/** Milliseconds for all pages together, on a busy machine, too. */
const LIMIT = 900_000;

/** What is asked of every page. */
export interface Question {
  /** The claim: the name of its test. */
  readonly claim: string;
  /** What is wrong with this page, one thing a line. */
  readonly wrong: (visit: Visit, path: string) => Promise<readonly string[]>;
}

/**
 * Visits each page once, several at a time, asks it all questions in their order, and makes a test of each question. So what changes a page comes after what
 * looks at it as it was, and leaves it as the next one wants it.
 */
export function testEveryPage(
  site: () => Site,
  {as, options}: {readonly as: string; readonly options: BrowserContextOptions},
  questions: readonly Question[],
): void {
  describe(`every page, ${as}`, () => {
    const answers = new Map(questions.map(({claim}): [string, string[]] => [claim, []]));

    beforeAll(async () => {
      expect(site().paths).toContain("");
      const left = [...site().paths];
      const tour = async () => {
        for (let path = left.shift(); path !== undefined; path = left.shift()) await answer(path);
      };
      // A page is a process of the browser's: where a core is free, because all other files are done, the next page is looked at there.
      await Promise.all(Array.from({length: availableParallelism()}, tour));
    }, LIMIT);

    async function answer(path: string): Promise<void> {
      await site().visit(path, options, async (visit) => {
        for (const {claim, wrong} of questions) {
          const found = await wrong(visit, path).catch((error: unknown) => [String(error)]);
          answers.get(claim)?.push(...found.map((one) => `/${path}: ${one}`));
        }
      });
    }

    test.each(questions)("$claim", ({claim}) => expect(answers.get(claim)).toEqual([]));
  });
}
