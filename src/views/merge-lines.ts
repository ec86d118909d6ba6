/** Attributes that lines may share; one with any other attribute is kept apart. */
const ends = ["x1", "x2", "y1", "y2"];
/** A straight stroke that starts at its group's origin: `M0,0L6,0`, moved. */
const stroke = /^M0,0L(-?[\d.]+),(-?[\d.]+)$/;

/** Straight lines that are alike become one path: it looks the same, and a saved figure is far shorter. */
export function mergeLines(picture: Element): void {
  for (const group of picture.querySelectorAll("g")) {
    const parts = [...group.children];
    const drawn = parts.map(pathOf);
    if (parts.length < 2 || drawn.includes(null)) continue;
    const path = group.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", drawn.join(""));
    group.replaceChildren(path);
  }
}

function pathOf(part: Element): string | null {
  const names = part.getAttributeNames();
  if (part.childElementCount > 0) return null;
  if (part.localName === "line" && names.every((name) => ends.includes(name))) {
    const [x1, x2, y1, y2] = ends.map((name) => part.getAttribute(name) ?? "0");
    return `M${x1},${y1}${y1 === y2 ? `H${x2}` : x1 === x2 ? `V${y2}` : `L${x2},${y2}`}`;
  }
  const [, dx, dy] = stroke.exec(part.getAttribute("d") ?? "") ?? [];
  const [, at] = /^translate\(([^()]*)\)$/.exec(part.getAttribute("transform") ?? "") ?? [];
  return part.localName === "path" && names.length === 2 && dx !== undefined && at !== undefined ? `M${at}l${dx},${dy}` : null;
}
