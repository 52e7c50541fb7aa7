// The form, its query string, and the answer. The page's address is the permanent query string.
import { hitsElement, tableElement } from "./answer.js";
import { hasWord, numberText, toggleLanguage, translate, word } from "./words.js";

const PULSE = 20000; // milliseconds after which the page says that it is open
const MODES = ["pattern", "text", "regex"];
const USUAL = { side: "", sort: "corpus", words: "3", sample: "0", seed: "1", by: "document", window: "5,5", "min-count": "3", limit: "50" };
const SERVERS_LIMIT = "20"; // what a query string without a limit means
const SEVERAL = /[;；]/; // between conditions
const byId = (name) => document.getElementById(name);
const message = byId("message");
const answerPlace = byId("answer");
let view = "hits";
let shown = null; // the last answer
let asked = 0; // number of the last question; answers to earlier ones are dropped

const PATTERNS = [
  ["make a decision", "series"], ["(make|take) (decision|step)", "any"], ["make ...3 decision", "gap"],
  ["decision*", "letters"], ["~make", "form"], ["/colou?rs?/", "regex"], ['"C++"', "exact"],
  ["decision => 决定 & -作出", "condition"],
];

function fillPatterns() {
  const rows = PATTERNS.map(([example, name]) => {
    const row = document.createElement("tr");
    for (const text of [example, word(`pattern_${name}`)])
      row.append(Object.assign(document.createElement("td"), { textContent: text }));
    return row;
  });
  byId("language-of-patterns").tBodies[0].replaceChildren(...rows);
}

function fillParts(parts) {
  const options = parts.map((part) => {
    const name = `by_${part}`;
    return Object.assign(document.createElement("option"), { value: part, textContent: hasWord(name) ? word(name) : part });
  });
  const chosen = byId("by").value || USUAL.by;
  byId("by").replaceChildren(...options);
  byId("by").value = parts.includes(chosen) ? chosen : USUAL.by;
}

// The query string of the form; ``changes`` replaces some of its values.
function queryString(changes = {}) {
  const values = { ...Object.fromEntries(Object.keys(USUAL).map((name) => [name, byId(name).value])), view, ...changes };
  const parts = [[byId("mode").value, byId("query").value]];
  for (const name of ["with", "without"]) {
    const text = name in changes ? changes[name] : byId(name).value;
    for (const each of text.split(SEVERAL)) if (each.trim()) parts.push([name, each.trim()]);
  }
  for (const name of ["lemma", "exact"]) if (byId(name).checked && byId("mode").value !== "pattern") parts.push([name, "1"]);
  for (const [name, usual] of Object.entries({ view: "hits", ...USUAL }))
    if (values[name] && values[name] !== (name === "limit" ? SERVERS_LIMIT : usual)) parts.push([name, values[name]]);
  return `?${new URLSearchParams(parts)}`;
}

function fillForm(text) {
  const given = new URLSearchParams(text);
  const mode = MODES.find((each) => given.has(each));
  if (!mode) return false;
  byId("mode").value = mode;
  byId("query").value = given.get(mode);
  for (const name of ["with", "without"]) byId(name).value = given.getAll(name).join("; ");
  for (const name of ["lemma", "exact"]) byId(name).checked = given.get(name) === "1";
  for (const [name, usual] of Object.entries(USUAL)) byId(name).value = given.get(name) ?? usual;
  byId("limit").value = given.get("limit") ?? SERVERS_LIMIT;
  showView(given.get("view") ?? "hits");
  return true;
}

function showView(name) {
  view = name;
  for (const button of document.querySelectorAll("[data-view]"))
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  for (const label of document.querySelectorAll("[data-for]")) label.hidden = label.dataset.for !== name;
}

function say(text, isWrong = false) {
  message.textContent = text;
  message.classList.toggle("wrong", isWrong);
}

async function ask(text, { keep = true } = {}) {
  const number = ++asked;
  say(word("searching"));
  let response;
  let answer;
  try {
    response = await fetch(`api/answer${text}`);
    answer = await response.json();
  } catch {
    if (number === asked) say(word("gone"), true);
    return;
  }
  if (number !== asked) return;
  if (!response.ok) {
    shown = null;
    showAnswer();
    say(answer.error, true);
    if (answer.position !== undefined) {
      byId("query").focus();
      byId("query").setSelectionRange(answer.position, answer.position + 1);
    }
    return;
  }
  shown = answer;
  if (keep && location.search !== text) history.pushState(null, "", text);
  showAnswer();
}

function summary() {
  const rows = shown.hits ?? shown.rows;
  if (!rows.length) return word("nothing");
  const notes = [...shown.notes, ...shown.skipped].map((note) => ` · ${note}`).join("");
  if (shown.rows) return word("counted", numberText(shown.matches), numberText(shown.pairs)) + notes;
  const named = shown.renderings.slice(0, 8).map((each) => `${each.text} ${numberText(each.count)}`).join(", ");
  const total = word(shown.total_is_exact ? "summary" : "about", numberText(shown.total), numberText(rows.length));
  return `${total}${named ? ` · ${named}` : ""}${notes}`;
}

function showAnswer() {
  byId("links").hidden = !shown;
  answerPlace.replaceChildren();
  if (!shown) return;
  say(summary());
  const everything = new URLSearchParams(shown.request);
  everything.set("limit", "0");
  for (const format of ["csv", "json", "xlsx"]) byId(format).href = `api/export/${format}?${everything}`;
  byId("again").value = shown.request;
  if (shown.hits?.length) answerPlace.append(hitsElement(shown));
  else if (shown.rows?.length) answerPlace.append(tableElement(shown, linkOf));
}

// The hits behind a row: those whose other side has the rendering or the word.
function linkOf(value) {
  const isOther = shown.view === "renderings" || (shown.view === "collocations" && byId("window").value === "other");
  return isOther && byId("mode").value !== "regex" ? queryString({ with: value, view: "hits" }) : null;
}

function submit() {
  if (byId("query").value.trim()) ask(queryString());
  else say(word("hint"));
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
for (const button of document.querySelectorAll("[data-view]"))
  button.addEventListener("click", () => {
    showView(button.dataset.view);
    submit();
  });
for (const name of ["sort", "words", "by", "window", "min-count", "side"]) byId(name).addEventListener("change", submit);
byId("mode").addEventListener("change", () => {
  for (const name of ["lemma", "exact"]) byId(name).disabled = byId("mode").value === "pattern";
});
byId("again").addEventListener("focus", (event) => event.target.select());
answerPlace.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  fillForm(new URL(link.href).search);
  submit();
});
document.querySelector(".language").addEventListener("click", () => {
  toggleLanguage();
  show();
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
  const chosen = ["hits", "frequency", "collocations", "renderings"][Number(event.key) - 1];
  if (event.key === "/") byId("query").focus();
  else if (chosen) document.querySelector(`[data-view=${chosen}]`).click();
  else return;
  event.preventDefault();
});
addEventListener("popstate", () => {
  if (fillForm(location.search)) ask(location.search, { keep: false });
});
addEventListener("pagehide", () => navigator.sendBeacon("api/bye", "{}"));

let parts = ["match", "document", "file", "folder"];
let figures = null;

function show() {
  translate();
  byId("views").setAttribute("aria-label", word("views"));
  fillPatterns();
  fillParts(parts);
  if (figures) byId("corpus").textContent = word("corpus", numberText(figures.files), numberText(figures.pairs));
  if (shown) showAnswer();
  else if (!message.classList.contains("wrong")) say(word("hint"));
}

async function pulse() {
  const state = await fetch("api/state").then((response) => response.json()).catch(() => null);
  if (!state) say(word("gone"), true);
  else if (state.error) say(state.error, true);
  else {
    if (!figures) parts = state.parts;
    figures = state;
  }
}

for (const [name, usual] of Object.entries(USUAL)) byId(name).value = usual;
for (const name of ["lemma", "exact"]) byId(name).disabled = byId("mode").value === "pattern";
showView("hits");
await pulse();
show();
if (fillForm(location.search)) ask(location.search, { keep: false });
else byId("query").focus();
setInterval(pulse, PULSE);
