// Answers as elements: hits with the match in the middle, and tables of statistics.
import { numberText, word } from "./words.js";

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// A text with some places marked; the offsets are those of code points.
function marked(characters, places, kind, from = 0, to = characters.length) {
  const parts = [];
  let position = from;
  for (const [start, end] of places) {
    if (start < position || end > to) continue;
    parts.push(characters.slice(position, start).join(""), element("mark", { className: kind }, characters.slice(start, end).join("")));
    position = end;
  }
  parts.push(characters.slice(position, to).join(""));
  return parts;
}

function hitElement(hit, number) {
  const isSource = hit.side === "source";
  const text = Array.from(isSource ? hit.source : hit.target);
  const other = Array.from(isSource ? hit.target : hit.source);
  const [start, end] = hit.matches[0];
  const left = element("span", { className: "left" }, element("bdi", {}, text.slice(0, start).join("")));
  const right = element("span", { className: "right" }, ...marked(text, hit.matches, "match", end));
  const match = element("mark", { className: "match" }, text.slice(start, end).join(""));
  const otherText = other.length
    ? element("div", { className: "other" }, ...marked(other, hit.counterparts, "counterpart"))
    : element("div", { className: "none" }, word("noTranslation"));
  return element(
    "li",
    { className: "hit", tabIndex: number ? -1 : 0, title: hit.id },
    element("div", { className: "place" }, `${hit.file}:${hit.pair}`),
    element("div", { className: "kwic" }, left, match, right),
    otherText,
  );
}

export function hitsElement(answer) {
  const list = element("ol", { className: "hits" });
  list.setAttribute("aria-label", word("results"));
  list.append(...answer.hits.map(hitElement));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const next = step === 1 ? event.target.nextElementSibling : step === -1 ? event.target.previousElementSibling : null;
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  return list;
}

const HIDDEN = ["examples"];
const DIGITS = { share: 4, low: 4, high: 4, log_dice: 2, per_million: 2 };

function cellText(name, value) {
  if (value === null) return "–";
  if (name in DIGITS) return value.toFixed(DIGITS[name]);
  return typeof value === "number" ? numberText(value) : value;
}

// A table; ``linkOf`` returns the query string of the hits behind a row, or nothing.
export function tableElement(answer, linkOf) {
  const names = answer.columns.filter((name) => !HIDDEN.includes(name));
  const head = element("tr");
  for (const name of names) {
    const cell = element(word(`column_${name}`) ? "th" : "td", {}, word(`column_${name}`));
    if (cell.tagName === "TH") cell.scope = "col";
    if (typeof answer.rows[0]?.[name] === "number") cell.className = "number";
    head.append(cell);
  }
  const body = element("tbody");
  for (const row of answer.rows) {
    const line = element("tr");
    for (const [number, name] of names.entries()) {
      const value = row[name];
      const link = number === 0 ? linkOf(value) : null;
      const text = cellText(name, value);
      const cell = element("td", { className: typeof value === "number" ? "number" : "" });
      cell.append(link ? element("a", { href: link, title: word("showHits", text) }, text) : text);
      line.append(cell);
    }
    body.append(line);
  }
  const table = element("table", {}, element("thead", {}, head), body);
  table.setAttribute("aria-label", word("results"));
  const around = element("div", { className: "scroll", tabIndex: 0, role: "region" }, table);
  around.setAttribute("aria-label", word("results"));
  return around;
}
