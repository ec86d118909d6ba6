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
  claim: "figures: no text is hidden, cut, written over or pale, axes have two ticks at least, facets names",
  wrong: ({page}) => illegible(page),
};

export const canBeReadInTheDark: Question = {
  claim: "no text of a figure is pale in the dark",
  wrong: async ({page}) => {
    await page.emulateMedia({colorScheme: "dark"});
    await page.locator("html[data-theme=dark]").waitFor();
    const found = await illegible(page);
    await page.emulateMedia({colorScheme: "light"});
    await page.locator("html[data-theme=light]").waitFor();
    return found.filter((one) => one.includes("pale"));
  },
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
  /** What WCAG asks of text, and of large text; and from which size on, in pixels, plain and bold, it is that. */
  const [CONTRAST, OF_LARGE, LARGE, LARGE_BOLD] = [4.5, 3, 24, 18.66];

  const figures = [...document.querySelectorAll(".sl-markdown-content :is(figure, .cell-output > svg)")].filter(
    (figure) => figure.parentElement?.closest("figure") === null && figure.checkVisibility(),
  );
  return figures.flatMap((figure) => {
    const words = wordsOf(figure);
    const name = `${figure.closest("notebook-cell")?.id ?? ""} “${figure.getAttribute("aria-label") ?? figure.querySelector("h2")?.textContent ?? ""}”`;
    const found = [...cut(words), ...hidden(words, figure), ...over(words), ...pale(words, figure), ...axes(figure), ...facets(figure)];
    return found.map((what) => `${name}: ${what}`);
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

  /** Too little between the colour of a text in a picture and what is behind it: the shape painted last below it, or its own rim. */
  function pale(words: readonly Word[], figure: Element): string[] {
    const shapes = [...figure.querySelectorAll("svg :is(rect, circle)")].map((shape) => ({shape, box: shape.getBoundingClientRect()}));
    return words.flatMap(({says, element, box}) => {
      if (!(element instanceof SVGElement)) return [];
      const style = getComputedStyle(element);
      const ink = colourOf(style.fill, 1);
      if (ink === null) return [];
      const middle = new DOMRect(box.x + box.width / 2, box.y + box.height / 2, 0.1, 0.1);
      const before = Node.DOCUMENT_POSITION_PRECEDING;
      const below = shapes.filter(
        ({shape, box: other}) => inside(middle, other) && (element.compareDocumentPosition(shape) & before) !== 0,
      );
      const layers = below.map(({shape}) => {
        const {fill, fillOpacity, opacity} = getComputedStyle(shape);
        return colourOf(fill, Number(fillOpacity) * Number(opacity));
      });
      const rimmed = style.paintOrder.startsWith("stroke") && Number.parseFloat(style.strokeWidth) > 2;
      const ground = [groundOf(figure), ...layers, rimmed ? colourOf(style.stroke, 1) : null].reduce(laid, null);
      const size = Number.parseFloat(style.fontSize);
      const least = size >= LARGE || (size >= LARGE_BOLD && Number(style.fontWeight) >= 700) ? OF_LARGE : CONTRAST;
      const seen = laid(ground, ink);
      const ratio = ground === null || seen === null ? 21 : contrast(ground, seen);
      return ratio < least ? [`pale: “${says}”, ${ratio.toFixed(1)} : 1`] : [];
    });
  }

  /** An axis of numbers that has fewer than two. */
  function axes(figure: Element): string[] {
    const isNumber = (label: Element) => /^[−+]?[\d.,]+\D?$/.test(label.textContent?.trim() ?? "");
    const own = [...figure.querySelectorAll(".ground")].map((ground) => [...ground.querySelectorAll("text:not(.fold)")].filter(isNumber));
    const ofPlot = [...figure.querySelectorAll("[aria-label='x-axis tick label'], [aria-label='y-axis tick label']")]
      .map((axis) => [...axis.querySelectorAll("text")])
      .filter((labels) => labels.every(isNumber));
    // Grounds without a number belong to one with them.
    const numbered = own.filter((labels) => labels.length > 0);
    return [...(numbered.length > 0 ? numbered : own), ...ofPlot].flatMap((labels) =>
      labels.length < 2 ? [`an axis with too few ticks: ${labels.map((label) => label.textContent).join(" ")}`] : [],
    );
  }

  /** Panels side by side of which one has no name. */
  function facets(figure: Element): string[] {
    const panels = figure.querySelectorAll("[aria-label='x-axis tick label'] > g").length;
    const names = [...figure.querySelectorAll("[aria-label='fx-axis tick label'] text")].filter(
      (one) => one.textContent?.trim() !== "",
    ).length;
    return panels > 1 && names < panels ? [`${panels} panels, ${names} names`] : [];
  }

  function groundOf(figure: Element): number[] | null {
    for (let up: Element | null = figure; up !== null; up = up.parentElement) {
      const colour = colourOf(getComputedStyle(up).backgroundColor, 1);
      if (colour !== null && (colour[3] ?? 0) > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  }

  /** Red, green, blue, and how much of it there is; null: none. */
  function colourOf(written: string, opacity: number): number[] | null {
    const parts = /^rgba?\(([^)]*)\)$/
      .exec(written)?.[1]
      ?.split(/[\s,/]+/)
      .map(Number);
    if (parts === undefined) return null;
    const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
    return alpha * opacity > 0 ? [red, green, blue, alpha * opacity] : null;
  }

  function laid(below: number[] | null, above: number[] | null): number[] | null {
    if (below === null || above === null) return above ?? below;
    const share = above[3] ?? 1;
    return [0, 1, 2].map((i) => (above[i] ?? 0) * share + (below[i] ?? 0) * (1 - share)).concat(1);
  }

  function contrast(one: number[], other: number[]): number {
    const light = (colour: number[]) => {
      const [red = 0, green = 0, blue = 0] = colour.slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [a, b] = [light(one), light(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  function inside(point: DOMRect, box: DOMRect): boolean {
    return point.left >= box.left && point.left <= box.right && point.top >= box.top && point.top <= box.bottom;
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
