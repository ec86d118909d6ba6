import {rare} from "../src/words/en/rare.ts";
import {site} from "../src/words/en/site.ts";
import {wordsOf} from "../src/words/words.ts";

/** The words of the course's own language, without the wait for its files. */
export const english = wordsOf("en", {...site, ...rare});
