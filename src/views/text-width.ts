/** Characters a whole em wide, as Unicode's East Asian Width has them: ideographs, kana, Hangul, their punctuation, and pictures. */
const WIDE =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;
/** Characters drawn on the one before them. */
const COMBINING = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** About how wide a text is in the figures' face at this size, in any script. */
export function wordWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += COMBINING.test(character) ? 0 : WIDE.test(character) ? 1 : 0.56;
  return width * size;
}

/** Punctuation that no line may begin with. */
const CLOSING = /^[\u3001\u3002\uff0c\uff0e\uff1a\uff1b\uff01\uff1f\u300d\u300f\u3011\uff09\u300b\u201d\u2019]/u;

/** A text in lines that `fits` takes: broken at blanks, and, in scripts that write without them, between any two characters. */
export function linesOf(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((one) => one !== "")) {
    const [first = "", ...others] = piecesOf(word);
    for (const [piece, before] of [[first, " "], ...others.map((other) => [other, ""])] as [string, string][]) {
      const line = lines.at(-1);
      const longer = `${line}${before}${piece}`;
      if (line !== undefined && fits(longer)) lines[lines.length - 1] = longer;
      else lines.push(piece);
    }
  }
  return lines;
}

/** The parts of a word between which a line may end. */
function piecesOf(word: string): string[] {
  const pieces: string[] = [];
  let glued = false;
  for (const character of word) {
    const wide = WIDE.test(character);
    const apart = pieces.length === 0 || ((wide || !glued) && !CLOSING.test(character));
    if (apart) pieces.push(character);
    else pieces[pieces.length - 1] += character;
    glued = !wide;
  }
  return pieces;
}
