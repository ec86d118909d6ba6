/** The three words that fewest changes of a letter make of this one, as the broker names them. Source: Kyorai/cuttlefish v3.0.1, src/cuttlefish_generator.erl transform_datatypes. */
export function likeliest(word: string, words: readonly string[]): string[] {
  const far = words.map((one) => ({one, changes: changes(word, one)}));
  return far
    .sort((a, b) => a.changes - b.changes || (a.one < b.one ? -1 : 1))
    .slice(0, 3)
    .map(({one}) => one);
}

/** How many letters must be put in, taken out or changed. */
function changes(from: string, to: string): number {
  let above = Array.from({length: to.length + 1}, (_, i) => i);
  for (const [i, letter] of [...from].entries()) {
    const row = [i + 1];
    for (let j = 1; j <= to.length; j++) {
      const changed = (above[j - 1] as number) + (letter === to[j - 1] ? 0 : 1);
      row.push(Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, changed));
    }
    above = row;
  }
  return above[to.length] as number;
}
