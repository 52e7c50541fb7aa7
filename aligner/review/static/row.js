// Draws a row: number, certainty, sentences as chips. Text is only ever set as text, so markup in it is shown, not obeyed.
import { word } from "./words.js";

const SHARED = /[0-9０-９][0-9０-９.,:%]*|[A-Z][A-Za-z0-9-]+/g;
const HUES = 6;

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") made.className = value;
    else if (key in made && key !== "role") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function shade(row) {
  if (row.status === "approved" || row.status === "locked") return "confirmed";
  if (row.status === "rejected" || row.status === "changed") return row.status;
  if (!row.confidence) return "unknown"; // a file that states none, or a row that was never measured
  if (row.confidence >= 0.95) return "sure3";
  if (row.confidence >= 0.75) return "sure2";
  return row.confidence >= 0.5 ? "sure1" : "sure0";
}

// What both sides have, with a colour each: terms of the glossary, numbers, Latin names. By side, a map from text to hue.
function sharedWords(row) {
  const sides = ["source", "target"].map((side) => new Set(row[side].flatMap((chip) => chip.text.slice(0, 2000).match(SHARED) ?? [])));
  const pairs = [...(row.terms ?? []), ...[...sides[0]].filter((each) => sides[1].has(each)).map((each) => [each, each])];
  return ["source", "target"].map((_, place) => new Map(pairs.map((pair, number) => [pair[place], { hue: number % HUES, isTerm: number < (row.terms?.length ?? 0) }])));
}

// A pattern that finds any of some texts, the longest first; numbers and Latin words only as a whole.
function anyOf(texts) {
  const quoted = [...texts].sort((one, other) => other.length - one.length).map((each) => each.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"));
  return new RegExp(quoted.map((each) => `${/^[\p{Script=Latin}\d]/u.test(each) ? "(?<![\\p{Script=Latin}\\d])" : ""}${each}${/[\p{Script=Latin}\d]$/u.test(each) ? "(?![\\p{Script=Latin}\\d])" : ""}`).join("|"), "gu");
}

// A text as nodes, what both sides have in colour; control characters are shown by their pictures.
function textNodes(text, shared) {
  const visible = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (each) => String.fromCharCode(0x2400 + (each.charCodeAt(0) & 0x7f) % 0x21));
  if (!shared.size || text.length > 5000) return [visible];
  const nodes = [];
  let done = 0;
  for (const match of visible.matchAll(anyOf(shared.keys()))) {
    const { hue, isTerm } = shared.get(match[0]);
    nodes.push(visible.slice(done, match.index), element("span", { class: `both hue${hue}${isTerm ? " term" : ""}` }, match[0]));
    done = match.index + match[0].length;
  }
  return [...nodes, visible.slice(done)];
}

function cell(row, side, language, marks) {
  const shared = marks.shared[side === "source" ? 0 : 1];
  const chips = row[side].map((chip, at) => {
    const classes = ["chip"];
    if (chip.edited) classes.push("edited");
    if (chip.untranslated) classes.push("untranslated");
    if (marks.at === at && marks.side === side) classes.push("active");
    if (marks.linked?.side === side && marks.linked.row === row.row && marks.linked.at === at) classes.push("linked");
    const text = element("span", { class: "text", lang: language || "", dir: "auto" }, ...textNodes(chip.text, shared));
    const number = element("sup", {}, String(chip.number));
    const made = element("span", { class: classes.join(" ") }, number, text);
    made.dataset.at = at;
    if (chip.cut) made.append(element("em", {}, ` … ${chip.cut.toLocaleString()} ${word("characters")}`));
    if (chip.untranslated) made.title = word("mayBeUntranslated");
    return made;
  });
  const made = element("div", { class: `cell ${side}`, role: "gridcell" }, ...chips);
  if (!chips.length) made.append(element("span", { class: "nothing" }, word("nothing")));
  if (marks.side === side) made.classList.add("active");
  made.dataset.side = side;
  return made;
}

// marks: side and at of the cursor, if it is here; selected; linked, the first sentence of a link; findings.
export function drawRow(row, position, languages, marks) {
  if (!row) {
    const waiting = element("div", { class: "row waiting", role: "row", "aria-rowindex": position + 1 });
    waiting.append(element("div", { role: "gridcell" }, "…"));
    return waiting;
  }
  marks.shared = sharedWords(row);
  const classes = ["row", shade(row)];
  if (row.breaks) classes.push("breaks");
  if (marks.side) classes.push("cursor");
  if (marks.selected) classes.push("selected");
  if (row.kinds.includes("unpaired")) classes.push("unpaired");
  const made = element("div", { class: classes.join(" "), role: "row", id: `row${row.row}`, "aria-rowindex": position + 1 });
  made.setAttribute("aria-selected", Boolean(marks.side || marks.selected));
  made.dataset.row = row.row;
  made.dataset.position = position;
  const head = element("div", { class: "head", role: "rowheader" }, element("b", {}, String(row.row + 1)));
  if (row.kinds.includes("bookmark")) head.append(element("span", { class: "bookmark", title: word("bookmark") }, "⚑"));
  if (row.shape !== "1-1") head.append(element("span", { class: "shape" }, row.shape));
  head.append(element("span", { class: "status" }, statusText(row)));
  for (const finding of marks.findings ?? []) head.append(element("span", { class: "finding" }, finding));
  made.append(head, cell(row, "source", languages[0], marks), cell(row, "target", languages[1], marks));
  return made;
}

function statusText(row) {
  if (row.status) return word(`status_${row.status}`) ?? row.status;
  return row.confidence ? `${Math.round(100 * row.confidence)} %` : "";
}
