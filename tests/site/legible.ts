import type {Page} from "playwright-core";
import type {Question} from "./tour.ts";

// Whether what is written in a figure can be read. Each check is a function of the words of one figure; all of them run in the page.

/** A line of text as it is drawn. */
interface Word {
  readonly says: string;
  readonly element: Element;
  readonly box: DOMRect;
  /** The boxes that it scrolls in, the innermost first. */
  readonly within: readonly Element[];
}

export const canBeRead: Question = {
  claim: "no text of a figure is hidden, cut or written over",
  wrong: ({page}) => illegible(page),
};

/** What cannot be read in the figures of a page, one thing a line. */
export async function illegible(page: Page): Promise<string[]> {
  // What is drawn first when it is seen must have been.
  await page.evaluate(() => document.fonts.ready);
  return page.evaluate(unread);
}

/** Runs in the page: all that it needs stands within. */
function unread(): string[] {
  /** Part of its height that a line of text leaves free above and below its letters, and how much of a letter may touch another's. */
  const [AIR, TOUCH] = [0.25, 1.5];

  const figures = [...document.querySelectorAll(".sl-markdown-content :is(figure, .cell-output > svg)")].filter(
    (figure) => figure.parentElement?.closest("figure") === null && figure.checkVisibility(),
  );
  return figures.flatMap((figure) => {
    const words = wordsOf(figure);
    const name = `${figure.closest("notebook-cell")?.id ?? ""} “${figure.getAttribute("aria-label") ?? figure.querySelector("h2")?.textContent ?? ""}”`;
    return [...cut(words), ...hidden(words, figure), ...over(words)].map((what) => `${name}: ${what}`);
  });

  function wordsOf(figure: Element): Word[] {
    const walk = document.createTreeWalker(figure, NodeFilter.SHOW_TEXT);
    const found: Word[] = [];
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const element = node.parentElement;
      const says = node.textContent?.trim() ?? "";
      if (says === "" || element === null || !element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
      // A control draws its own text, and what only a screen reader is told has no place.
      if (element.closest("select, option, textarea, title, desc, style, .sr-only") !== null) continue;
      const within = scrollBoxes(element, figure);
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) {
        const turned = line.height > line.width && says.length > 2;
        const [dx, dy] = turned ? [line.width * AIR, 0] : [0, line.height * AIR];
        const box = new DOMRect(line.x + dx, line.y + dy, line.width - 2 * dx, line.height - 2 * dy);
        if (box.width > 0 && box.height > 0) found.push({says, element, box, within});
      }
    }
    return found;
  }

  /** Reaches beyond a picture or a box that shows nothing outside itself. Where it scrolls a reader comes to it. */
  function cut(words: readonly Word[]): string[] {
    return words.flatMap(({says, element, box}) => {
      for (let up: Element | null = element; up !== null && !up.matches("notebook-cell, .sl-markdown-content"); up = up.parentElement) {
        const {overflowX, overflowY, display} = getComputedStyle(up);
        if (display === "inline" || (up instanceof SVGElement && !(up instanceof SVGSVGElement))) continue;
        const edge = up.getBoundingClientRect();
        const [x, y] = [clips(overflowX), clips(overflowY)];
        const beyond =
          (x && (box.left < edge.left - TOUCH || box.right > edge.right + TOUCH)) ||
          (y && (box.top < edge.top - TOUCH || box.bottom > edge.bottom + TOUCH));
        if (beyond) return [`cut: “${says}”`];
        if (scrolls(overflowX) || scrolls(overflowY)) return [];
      }
      return [];
    });
  }

  /** Under a shape that is painted later and lets nothing through, unless that bears the same words at the same place. */
  function hidden(words: readonly Word[], figure: Element): string[] {
    const shapes = [...figure.querySelectorAll(":is(rect, circle)")].flatMap((shape) => {
      const {fill, fillOpacity} = getComputedStyle(shape);
      const opaque = fill !== "none" && !/^rgba\(.*, 0\)$/.test(fill) && Number(fillOpacity) > 0.3;
      return opaque && shape.checkVisibility({visibilityProperty: true, opacityProperty: true})
        ? [{shape, box: shape.getBoundingClientRect()}]
        : [];
    });
    return words.flatMap((word) => {
      const after = Node.DOCUMENT_POSITION_FOLLOWING;
      const above = shapes.filter(({shape, box}) => meet(word.box, box) && (word.element.compareDocumentPosition(shape) & after) !== 0);
      const again = words.some((other) => other !== word && other.says === word.says && same(other.box, word.box));
      return above.length > 0 && !again ? [`hidden: “${word.says}”`] : [];
    });
  }

  /** Two texts at one place. */
  function over(words: readonly Word[]): string[] {
    const sorted = [...words].sort((a, b) => a.box.top - b.box.top);
    return sorted.flatMap((word, i) => {
      const found: string[] = [];
      for (let j = i + 1; j < sorted.length; j++) {
        const other = sorted[j] as Word;
        if (other.box.top > word.box.bottom) break;
        const twice = other.says === word.says && same(other.box, word.box);
        if (!twice && other.element !== word.element && touch(word, other)) found.push(`overlap: “${word.says}” and “${other.says}”`);
      }
      return found;
    });
  }

  function touch(a: Word, b: Word): boolean {
    return meet(a.box, b.box) && (a.within[0] === b.within[0] || (seen(a) && seen(b)));
  }

  /** Whether it is in sight as its boxes are scrolled now. */
  function seen({box, within}: Word): boolean {
    return within.every((one) => meet(box, one.getBoundingClientRect()));
  }

  function scrollBoxes(element: Element, figure: Element): Element[] {
    const found: Element[] = [];
    for (let up: Element | null = element; up !== null && up !== figure; up = up.parentElement) {
      const {overflowX, overflowY} = getComputedStyle(up);
      if (scrolls(overflowX) || scrolls(overflowY)) found.push(up);
    }
    return found;
  }

  function clips(overflow: string): boolean {
    return overflow === "hidden" || overflow === "clip";
  }

  function scrolls(overflow: string): boolean {
    return overflow === "auto" || overflow === "scroll";
  }

  function meet(a: DOMRect, b: DOMRect): boolean {
    return a.left < b.right - TOUCH && b.left < a.right - TOUCH && a.top < b.bottom - TOUCH && b.top < a.bottom - TOUCH;
  }

  function same(a: DOMRect, b: DOMRect): boolean {
    return Math.abs(a.left - b.left) < 3 && Math.abs(a.top - b.top) < 3;
  }
}
