// Marks a word and what translates it, in the two texts of a row, without touching what is drawn.
import { get, standalone } from "./api.js";

const known = new WeakMap(); // links by row: a row that changes is another object
const marks = globalThis.Highlight && CSS.highlights ? new Highlight() : null;
if (marks) CSS.highlights.set("linked-words", marks);

export function clearLinks() {
  marks?.clear();
}

// The links of a row, as [[at, start, end], [at, start, end]] of source and target; none without the program.
export async function linksOf(row) {
  if (standalone || !row) return [];
  if (!known.has(row)) known.set(row, get("links", { row: row.row }).catch(() => []));
  return known.get(row);
}

export function showLink(link, rowElement) {
  clearLinks();
  if (!marks || !rowElement) return;
  ["source", "target"].forEach((side, place) => {
    const [at, start, end] = link[place];
    const text = rowElement.querySelector(`.cell.${side} .chip[data-at="${at}"] .text`);
    const range = text && rangeOf(text, start, end);
    if (range) marks.add(range);
  });
}

function rangeOf(element, start, end) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let done = 0;
  let begun = false;
  while (walker.nextNode()) {
    const { data } = walker.currentNode;
    if (!begun && start < done + data.length) {
      range.setStart(walker.currentNode, start - done);
      begun = true;
    }
    if (begun && end <= done + data.length) {
      range.setEnd(walker.currentNode, end - done);
      return range;
    }
    done += data.length;
  }
  return null;
}
