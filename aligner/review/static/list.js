// The rows in the window, of however many there are: loads and draws those that can be seen, and a few around them.
import { Heights } from "./heights.js";

const USUAL = 44;
const AROUND = 6;
const PAGE = 60;

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

  // Take a fresh window, and forget all other rows: they have changed, or may have.
  show(window, keep = null) {
    const place = keep === null ? null : this.offset(keep);
    this.generation += 1;
    this.loading.clear();
    const before = this.rows;
    this.rows = new Map(window.rows.map((row, number) => [window.start + number, row]));
    for (const [position, row] of this.rows) {
      // what has not changed is not drawn again
      const old = before.get(position);
      if (old && JSON.stringify(old) === JSON.stringify(row)) this.rows.set(position, old);
    }
    if (window.shown !== this.count) {
      const old = this.heights;
      this.heights = new Heights(window.shown, USUAL);
      for (const [row, height] of old.known) if (row < window.shown && Math.abs(row - window.start) < 500) this.heights.set(row, height);
    }
    this.viewport.setAttribute("aria-rowcount", window.shown);
    this.render();
    if (place !== null) this.viewport.scrollTop += this.offset(keep) - place;
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
    this.pane.replaceChildren(...[...elements.values()].map((each) => each.element));
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
      window.rows.forEach((row, number) => {
        if (!this.rows.has(window.start + number)) this.rows.set(window.start + number, row);
      });
    } finally {
      this.loading.delete(page);
    }
    this.render();
  }

  // The row at a position, loaded if it must be.
  async row(position) {
    if (!this.rows.has(position)) {
      const window = await this.load(Math.max(0, position - AROUND), PAGE);
      window.rows.forEach((row, number) => this.rows.set(window.start + number, row));
    }
    return this.rows.get(position);
  }
}
