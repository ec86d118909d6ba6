import process from "node:process";

/**
 * Prints the output of several commands that run at the same time one after the other: the first one's as it comes, the others' once those
 * before them are over. @param {readonly string[]} names in the order of their printing @param {(text: string | Uint8Array) => void}
 * [write]
 */
export function printInOrder(names, write = (text) => void process.stdout.write(text)) {
  const waiting = new Map(names.map((name) => [name, /** @type {(string | Uint8Array)[]} */ ([])]));
  const over = new Set();
  let now = 0;
  return {
    /**
     * @param {string} name
     * @param {string | Uint8Array} text
     */
    print(name, text) {
      if (name === names[now]) write(text);
      else waiting.get(name)?.push(text);
    },
    /** @param {string} name */
    end(name) {
      over.add(name);
      while (over.has(names[now])) {
        now++;
        for (const text of waiting.get(names[now] ?? "") ?? []) write(text);
        waiting.delete(names[now] ?? "");
      }
    },
  };
}
