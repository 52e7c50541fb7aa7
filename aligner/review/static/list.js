// The rows in the window, of however many there are: loads and draws those that can be seen, and a few around them.
import { Heights } from "./heights.js";

const USUAL = 44;
const AROUND = 6;
const PAGE = 60;
const BEFORE = 20;

export class RowList {
  // load(start, count) gives a promise of {start, shown, rows}; draw(row) gives an element.
  constructor(viewport, spacer, pane, { load, draw }) {
    Object.assign(this, { viewport, spacer, pane, load, draw });
    this.rows = new Map();
    this.elements = new Map();
    this.loading = new Set();
    this.heights = new Heights(0, USUAL);
    this.generation = 0;
    viewport.addEventListener("scroll", () => this.render(), { passive: true });
    addEventListener("resize", () => this.render());
  }

  get count() {
    return this.heights.count;
  }

  // Take a fresh window, and forget all other rows: they have changed, or may have. Draws nothing yet.
  show(window) {
    this.generation += 1;
    this.loading.clear();
    const before = this.rows;
    this.rows = new Map();
    for (const [number, row] of window.rows.entries()) {
      // what has not changed is not drawn again
      const old = before.get(window.start + number);
      this.rows.set(window.start + number, old && JSON.stringify(old) === JSON.stringify(row) ? old : row);
    }
    if (window.shown !== this.count) {
      const old = this.heights;
      this.heights = new Heights(window.shown, USUAL);
      for (const [row, height] of old.known) if (row < window.shown && Math.abs(row - window.start) < 500) this.heights.set(row, height);
    }
    this.viewport.setAttribute("aria-rowcount", window.shown);
  }

  // Take rows beside those that are there.
  add(window) {
    for (const [number, row] of window.rows.entries())
      if (!this.rows.has(window.start + number)) this.rows.set(window.start + number, row);
  }

  // Draw some rows, or all, anew when they are shown next: the cursor has moved, or the language has changed.
  forget(...positions) {
    if (!positions.length) this.elements.clear();
    for (const position of positions) this.elements.delete(position);
  }

  offset(position) {
    return this.heights.top(position) - this.viewport.scrollTop;
  }

  // The window that is to be asked for with an operation.
  wanted() {
    const first = this.count ? this.heights.at(this.viewport.scrollTop) : 0;
    return { start: Math.max(0, first - AROUND), count: Math.min(PAGE, this.elements.size + AROUND || PAGE) };
  }

  reveal(position) {
    const top = this.heights.top(position);
    const height = this.heights.of(position);
    const { scrollTop, clientHeight } = this.viewport;
    if (top < scrollTop + height) this.viewport.scrollTop = Math.max(0, top - height);
    else if (top + 2 * height > scrollTop + clientHeight) this.viewport.scrollTop = top + 2 * height - clientHeight;
    this.render();
  }

  centre(position) {
    this.viewport.scrollTop = Math.max(0, this.heights.top(position) - this.viewport.clientHeight / 3);
    this.render();
  }

  render() {
    const { viewport, heights } = this;
    const first = heights.count ? heights.at(viewport.scrollTop) : 0;
    const into = viewport.scrollTop - heights.top(first);
    const start = Math.max(0, first - AROUND);
    let end = first;
    for (let left = viewport.clientHeight + into; end < heights.count && left > 0; end += 1) left -= heights.of(end);
    end = Math.min(heights.count, end + AROUND);
    this.fetch(start, end);
    const elements = new Map();
    for (let position = start; position < end; position += 1) {
      const row = this.rows.get(position);
      const old = this.elements.get(position);
      elements.set(position, old && old.row === row ? old : { row, element: this.draw(row, position) });
    }
    let next = this.pane.firstChild;
    for (const { element } of elements.values()) {
      if (next === element) next = next.nextSibling;
      else this.pane.insertBefore(element, next);
    }
    while (next) {
      const last = next;
      next = next.nextSibling;
      last.remove();
    }
    this.elements = elements;
    let changed = false;
    for (const [position, { row, element }] of elements)
      if (row) changed = heights.set(position, element.getBoundingClientRect().height) || changed;
    this.spacer.style.height = `${heights.top(heights.count)}px`;
    this.pane.style.transform = `translateY(${heights.top(start)}px)`;
    // what was measured above the window must not move what is read
    const place = heights.top(first) + into;
    if (changed && Math.abs(place - viewport.scrollTop) > 0.5) viewport.scrollTop = place;
  }

  redraw(position) {
    const held = this.elements.get(position);
    if (!held) return;
    const element = this.draw(held.row, position);
    held.element.replaceWith(element);
    held.element = element;
    if (held.row && this.heights.set(position, element.getBoundingClientRect().height)) this.render();
  }

  async fetch(start, end) {
    let from = start;
    while (from < end && this.rows.has(from)) from += 1;
    if (from >= end) return;
    const page = Math.floor(from / PAGE) * PAGE;
    if (this.loading.has(page)) return;
    const generation = this.generation;
    this.loading.add(page);
    try {
      const window = await this.load(page, PAGE * 2);
      if (generation !== this.generation) return;
      this.add(window);
    } finally {
      this.loading.delete(page);
    }
    this.render();
  }

  // The row at a position, loaded with those around it if it must be.
  async row(position) {
    const around = this.around(position);
    if (!this.rows.has(position) || !this.rows.has(Math.max(0, Math.min(around.start + around.count, this.count) - 1)))
      this.add(await this.load(around.start, around.count));
    return this.rows.get(position);
  }

  // The window that shows a position.
  around(position) {
    return { start: Math.max(0, position - BEFORE), count: PAGE };
  }
}
