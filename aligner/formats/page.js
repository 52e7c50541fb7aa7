"use strict";
const rows = Array.from(document.querySelectorAll("tbody tr"));
const query = document.getElementById("query"), filter = document.getElementById("filter");
const count = document.getElementById("count");
const texts = rows.map((row) => Array.from(row.cells).slice(1).map((cell) => cell.textContent));
const folded = texts.map((pair) => pair.map((text) => text.toLowerCase()));
let marked = [];

// "3 of 20" in the language of the page.
const counted = (shown, all) => count.dataset.template.replace("{shown}", shown).replace("{all}", all);

function highlight(cell, text, low, wanted) {
  const parts = [];
  let start = 0, place;
  // Where lower case changes a text's length, offsets would be wrong: such a cell is found but not highlighted.
  if (low.length !== text.length) return;
  while ((place = low.indexOf(wanted, start)) >= 0) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(place, place + wanted.length);
    parts.push(text.slice(start, place), mark);
    start = place + wanted.length;
  }
  if (parts.length) { cell.replaceChildren(...parts, text.slice(start)); marked.push([cell, text]); }
}

function show() {
  const wanted = query.value.toLowerCase(), kind = filter.value;
  for (const [cell, text] of marked) cell.textContent = text;
  marked = [];
  let shown = 0;
  rows.forEach((row, number) => {
    const found = !wanted || folded[number].some((text) => text.includes(wanted));
    row.hidden = !(found && (!kind || row.classList.contains(kind)));
    if (row.hidden) return;
    shown += 1;
    if (wanted && shown <= 2000) {
      texts[number].forEach((text, side) => highlight(row.cells[side + 1], text, folded[number][side], wanted));
    }
  });
  count.textContent = wanted || kind ? counted(shown, rows.length) : "";
}

// To the next or previous row that somebody should look at, and round at the end.
function go(step) {
  const wanted = rows.filter((row) => !row.hidden && (row.classList.contains("doubtful") || row.classList.contains("alone")));
  if (!wanted.length) return;
  const now = document.querySelector("tr:target"), place = now ? rows.indexOf(now) : step > 0 ? -1 : rows.length;
  const ahead = wanted.filter((row) => (rows.indexOf(row) - place) * step > 0);
  const row = step > 0 ? ahead[0] ?? wanted[0] : ahead[ahead.length - 1] ?? wanted[wanted.length - 1];
  location.hash = row.id;
  count.textContent = counted(wanted.indexOf(row) + 1, wanted.length);
}

let waiting;
query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
filter.addEventListener("change", show);
document.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); show(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== query) { event.preventDefault(); query.focus(); }
  if ((event.key === "n" || event.key === "N") && document.activeElement !== query) go(event.key === "n" ? 1 : -1);
  if (event.key === "Escape") { query.value = ""; filter.value = ""; show(); }
});
// page.html#search=words shows what holds the words: a link to a search, and a way to test one.
if (location.hash.startsWith("#search=")) { query.value = decodeURIComponent(location.hash.slice(8)); show(); }
