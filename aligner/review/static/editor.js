// The editor: the cursor, what keys and buttons do, and what the server says of it.
import { get, post, standalone, upload } from "./api.js";
import { askExport, askFilter, askJournal, askReplace, showHelp } from "./dialogs.js";
import { actionOf, BUTTONS, keyOf, MORE, NEEDS_PROGRAM, shown as shownKey } from "./keys.js";
import { clearLinks, linksOf, showLink } from "./links.js";
import { RowList } from "./list.js";
import { lengthOf } from "./model.js";
import { drawRow, element } from "./row.js";
import { inTurn } from "./turns.js";
import { translate, word } from "./words.js";

const SIDES = ["source", "target"];
const POLL = 2000;
const NEAR = { start: 20, count: 60 }; // rows that are asked for around one of them
const byId = (id) => document.getElementById(id);
const viewport = byId("viewport");
const dock = byId("dock");
let list;
let state;
let view = { kind: "", query: "", pattern: false };
let cursor = { position: 0, row: 0, side: "source", at: 0 };
let anchor = null; // position where a selection begins
let linking = null; // the first sentence of a link
let splits = null; // the row that was split last, and which of its places was taken
let taken = null; // the path that was taken last
let findings = new Map();
let caret = null; // where a sentence is to be cut
let startedAt = Date.now();
let settledAtStart = 0;

export function openEditor(first) {
  byId("editor").hidden = false;
  state = first;
  settledAtStart = settled();
  list = new RowList(viewport, byId("spacer"), byId("pane"), { load, draw });
  buildTools();
  listen();
  showState(first);
  addEventListener("language", () => {
    buildTools();
    showState(state);
    redrawAll();
  });
  for (const remark of state.remarks) say(remark);
  refresh(0).then(() => viewport.focus());
  setInterval(poll, POLL);
}

function redrawAll() {
  list.forget();
  list.render();
}

const settled = () => state.totals.confirmed + state.totals.rejected;
const query = () => ({ kind: view.kind, query: view.query, pattern: view.pattern ? "1" : "" });
const load = (start, count) => get("rows", { start, count, ...query() });

async function refresh(position = cursor.position) {
  const { start, count } = list.around(position);
  const window = await load(start, count);
  list.show(window);
  state.revision = window.revision;
  await place(Math.min(position, Math.max(0, list.count - 1)));
}

async function poll() {
  let now;
  try {
    now = await get("state");
  } catch {
    say(word("gone"), true);
    return;
  }
  const stale = now.open && now.revision !== state.revision;
  if (!now.open) return;
  showState(stale ? { ...now, revision: state.revision } : now);
  if (stale) inTurn(() => refresh());
  if (now.vanished) say(word("vanished"), true);
}

function showState(now) {
  state = now;
  const { totals } = now;
  const names = now.names.map((name) => name.split(/[\\/]/).pop());
  byId("names").textContent = document.title = names.join(" | ");
  byId("left").textContent = names[0];
  byId("right").textContent = names[1];
  byId("names").title = word("kept", now.journal, now.result);
  const parts = [[totals.rows, "rows"], [totals.unsure, "kind_unsure"], [totals.unpaired, "kind_unpaired"], [totals.confirmed, "kind_confirmed"], [totals.errors.toFixed(1), "errors"]];
  if (standalone) parts.push([now.unsaved, "unsaved"]);
  const pace = (settled() - settledAtStart) / ((Date.now() - startedAt) / 60000);
  if (settled() - settledAtStart >= 3) parts.push([Math.ceil(totals.unsure / pace), "minutes"]);
  byId("figures").replaceChildren(...parts.flatMap(([number, name]) => [element("b", {}, number.toLocaleString()), ` ${word(name)}  `]));
  const kind = byId("kind");
  const kinds = ["", "unsure", "unpaired", "other", "open", "confirmed", "changed", "rejected", "moved", "bookmark"];
  kind.replaceChildren(...kinds.map((each) => element("option", { value: each, selected: each === view.kind }, each ? `${word(`kind_${each}`)} (${totals[each]})` : word("kind_"))));
  for (const [name, count] of [["undo", now.undo], ["redo", now.redo]]) {
    const button = document.querySelector(`#tools [data-action=${name}]`);
    if (button) button.disabled = !count;
  }
  viewport.setAttribute("aria-label", names.join(" | "));
  clearTimeout(showState.timer);
  showState.timer = setTimeout(drawMap, 300); // not for each of many keys
}

function toolButton(action) {
  const button = element("button", { type: "button", title: word(action), tabIndex: -1 });
  button.setAttribute("aria-label", word(action));
  button.dataset.action = action;
  button.append(element("kbd", {}, shownKey(keyOf(action))), element("span", { class: "label" }, word(`short_${action}`)));
  return button;
}

function buildTools() {
  const tools = byId("tools");
  const open = tools.querySelector(".toggle")?.getAttribute("aria-expanded") === "true";
  const groups = [...BUTTONS, MORE].map((group) => group.filter((action) => !(standalone && NEEDS_PROGRAM.has(action))));
  const toggle = element("button", { type: "button", class: "toggle", title: word("more"), tabIndex: -1 }, "⋯");
  toggle.setAttribute("aria-label", word("more"));
  tools.setAttribute("aria-label", word("keys"));
  tools.replaceChildren(...groups.map((group) => element("span", { class: "group" }, ...group.map(toolButton))), toggle);
  const rarer = tools.querySelectorAll(".group")[groups.length - 1];
  const unfold = (shown) => {
    rarer.hidden = !shown;
    toggle.setAttribute("aria-expanded", shown);
  };
  toggle.addEventListener("click", () => unfold(rarer.hidden));
  unfold(open);
}

function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select, dialog *")) return;
    if (caret && cutKey(event)) return;
    if (event.key === "Escape") {
      linking = anchor = null;
      dock.hidden = true;
      redrawAll();
      return;
    }
    if (event.target.matches("button") && ["Enter", " "].includes(event.key)) return;
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    run(action);
  });
  byId("tools").addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    if (!button) return;
    run(button.dataset.action);
    viewport.focus();
  });
  viewport.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (!row || !row.dataset.row || event.target.closest("textarea")) return;
    const side = event.target.closest(".cell")?.dataset.side ?? cursor.side;
    const chip = event.target.closest(".chip");
    const offset = chip ? offsetIn(chip, event) : null;
    if (event.shiftKey) anchor ??= cursor.position;
    else anchor = null;
    go({ position: Number(row.dataset.position), side, at: chip ? Number(chip.dataset.at) : 0 });
    if (offset !== null) cursor.offset = offset;
  });
  let hovering;
  viewport.addEventListener("pointermove", (event) => {
    cancelAnimationFrame(hovering);
    hovering = requestAnimationFrame(() => hover(event));
  });
  viewport.addEventListener("pointerleave", clearLinks);
  viewport.addEventListener("dblclick", () => run("edit"));
  byId("kind").addEventListener("change", (event) => filter({ kind: event.target.value }));
  let typing;
  byId("query").addEventListener("input", (event) => {
    clearTimeout(typing);
    typing = setTimeout(() => filter({ query: event.target.value }), 250);
  });
  byId("query").addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "Escape") viewport.focus();
  });
  byId("pattern").addEventListener("change", (event) => filter({ pattern: event.target.checked }));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("map").addEventListener("click", (event) => {
    const box = event.target.getBoundingClientRect();
    place(Math.floor(((event.clientY - box.top) / box.height) * list.count));
  });
}

function offsetIn(chip, event) {
  const point = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  const node = point?.offsetNode ?? document.caretRangeFromPoint?.(event.clientX, event.clientY)?.startContainer;
  if (!node) return null;
  const range = document.createRange();
  const text = chip.querySelector(".text");
  if (!text.contains(node)) return null;
  range.setStart(text, 0);
  range.setEnd(node, point?.offset ?? document.caretRangeFromPoint(event.clientX, event.clientY).startOffset);
  return range.toString().length;
}

// Marks the word at a point and what translates it.
async function hover(event) {
  const chip = event.target.closest?.(".chip");
  const rowElement = chip?.closest(".row");
  const offset = chip && offsetIn(chip, event);
  const row = rowElement && list.rows.get(Number(rowElement.dataset.position));
  if (offset === null || !row) {
    clearLinks();
    return;
  }
  const place = SIDES.indexOf(chip.closest(".cell").dataset.side);
  const links = await linksOf(row);
  const found = links.find((link) => link[place][0] === Number(chip.dataset.at) && link[place][1] <= offset && offset < link[place][2]);
  if (found) showLink(found, rowElement);
  else clearLinks();
}

// Goes from word to word of the sentence, and marks what translates each.
async function nextWord() {
  const row = current();
  const place = SIDES.indexOf(cursor.side);
  const links = (await linksOf(row)).filter((link) => link[place][0] === cursor.at).sort((one, other) => one[place][1] - other[place][1]);
  if (!links.length) {
    say(word(standalone ? "needsProgram" : "noLinks"));
    return;
  }
  const found = links.find((link) => link[place][1] > (cursor.word ?? -1)) ?? links[0];
  cursor.word = found[place][1];
  showLink(found, viewport.querySelector(".row.cursor"));
  say(SIDES.map((side, number) => row[side][found[number][0]].text.slice(found[number][1], found[number][2])).join(" – "));
}

async function filter(change) {
  view = { ...view, ...change };
  const row = cursor.row;
  await attempt(async () => {
    const window = await get("rows", { around: row, ...NEAR, ...query() });
    list.show(window);
    list.forget();
    const at = window.rows.findIndex((each) => each.row >= row);
    await place(at < 0 ? Math.max(0, list.count - 1) : window.start + at);
  });
}

function draw(row, position) {
  const here = position === cursor.position;
  const selected = anchor !== null && position >= Math.min(anchor, cursor.position) && position <= Math.max(anchor, cursor.position);
  return drawRow(row, position, state.languages, {
    side: here ? cursor.side : null,
    at: here ? cursor.at : null,
    selected,
    linked: linking,
    findings: row && findings.get(row.row),
  });
}

// Moves the cursor to a position, and to a sentence that is there.
async function go(to) {
  const before = cursor.position;
  const position = Math.max(0, Math.min(list.count - 1, to.position ?? cursor.position));
  if (list.count === 0) return;
  const row = list.rows.get(position) ?? (await list.row(position));
  if (!row) return;
  const side = to.side ?? cursor.side;
  const at = Math.max(0, Math.min(row[side].length - 1, to.at ?? 0));
  cursor = { position, row: row.row, side, at };
  if (taken && taken.row !== row.row) taken = null;
  if (splits && splits.row !== row.row) splits = null;
  if (anchor !== null) list.forget();
  else list.forget(before, position);
  list.reveal(position);
  viewport.setAttribute("aria-activedescendant", `row${row.row}`);
}

async function place(position, side = cursor.side) {
  await list.row(position); // before the list scrolls there, so that it is drawn once
  list.centre(position);
  await go({ position, side });
}

export function say(text, wrong = false) {
  byId("message").textContent = text;
  byId("message").classList.toggle("wrong", wrong);
}

// Runs a step; what goes wrong is said, and where another page was faster the rows are shown anew.
async function attempt(step) {
  try {
    return await step();
  } catch (error) {
    if (error.status === 409) {
      await refresh();
      say(word("stale"), true);
    } else say(error.status === 0 ? word("gone") : error.message, true);
    return null;
  }
}

// Sends an operation; the answer brings the rows that are in the window. The caller moves the cursor, which draws them.
function send(path, body) {
  return attempt(async () => {
    const answer = await post(path, { ...body, revision: state.revision, view: { ...view, ...list.wanted() } });
    findings = new Map();
    dock.hidden = true;
    state.revision = answer.done.revision;
    list.show(answer.window);
    showState(answer.state);
    say("");
    return answer;
  });
}

async function operate(operation, to = {}, more = {}) {
  const answer = await send("do", { operation, ...more });
  if (answer && !answer.found) await go({ position: cursor.position, at: cursor.at, ...to });
  return answer;
}

// After undo and redo: to the row where something happened.
async function history(name) {
  const answer = await send("do", { operation: { do: name } });
  if (!answer) return;
  const found = [...list.rows].find(([, row]) => row.row >= answer.done.first);
  if (view.kind || view.query) await go({ position: found ? found[0] : cursor.position });
  else await go({ position: answer.done.first });
}

async function seek(kind, step) {
  await show(kind, await attempt(() => get("find", { ...query(), shown: view.kind, kind, row: cursor.row, step, ...NEAR })));
}

// Goes to a row that the server has found, with the rows around it.
async function show(kind, found) {
  if (!found) {
    say(word("none"));
    return;
  }
  const at = found.window.rows.findIndex((each) => each.row === found.row);
  if (at < 0) {
    await filter({ kind: "", query: "" });
    await place(found.row);
  } else {
    list.add(found.window);
    await place(found.window.start + at);
  }
  say(`${word(`kind_${kind}`)}: ${word("place", found.number, found.of)}`);
}

function selection() {
  if (anchor === null) return { row: cursor.row, count: 1 };
  const ends = [anchor, cursor.position].sort((first, second) => first - second);
  return { row: list.rows.get(ends[0])?.row ?? cursor.row, count: ends[1] - ends[0] + 1, position: ends[0] };
}

const current = () => list.rows.get(cursor.position);
const where = () => ({ row: cursor.row, side: cursor.side });

async function sideways(step) {
  const row = current();
  if (!row) return;
  const at = cursor.at + step;
  if (at >= 0 && at < row[cursor.side].length) await go({ at });
  else if (step > 0 && cursor.side === "source") await go({ side: "target", at: 0 });
  else if (step < 0 && cursor.side === "target") await go({ side: "source", at: row.source.length - 1 });
}

async function offer(path, body) {
  return attempt(() => post(path, body));
}

// Takes what was offered at once and shows the difference: going on keeps it, undo takes it back.
async function realign(everything) {
  const hunks = await offer("realign", { row: cursor.row, everything });
  if (!hunks) return;
  if (!hunks.length) {
    say(word("noChange"));
    return;
  }
  const answer = await send("accept", { choices: hunks.map((_, number) => number) });
  if (!answer) return;
  showHunks(word("realigned"), hunks);
  await go({ position: view.kind || view.query ? cursor.position : hunks[0].row });
}

async function takePath(number) {
  let row = cursor.row;
  if (taken) {
    row = taken.start;
    if (!(await send("do", { operation: { do: "undo" } }))) return;
  }
  const hunks = await offer("paths", { row });
  if (!hunks) return;
  if (hunks.length < number) {
    await go({ at: cursor.at });
    say(word("noPath"));
    taken = null;
    return;
  }
  const hunk = hunks[number - 1];
  const answer = await send("accept", { choices: [number - 1] });
  if (!answer) return;
  showHunks(word("alternatives"), [hunk]);
  const landed = view.kind || view.query ? cursor.position : hunk.row;
  await go({ position: landed });
  taken = { row: cursor.row, start: row };
}

function showHunks(title, hunks) {
  const half = (rows, name) =>
    element("div", { class: name }, ...rows.map((row) =>
      element("div", { class: "pair" }, ...["source", "target"].map((side) =>
        element("span", {}, row[side].map((chip) => chip.text.slice(0, 160)).join(" ") || word("nothing"))))));
  dock.replaceChildren(
    element("h2", {}, title),
    ...hunks.slice(0, 200).map((hunk) => element("div", { class: "hunk" }, half(hunk.old, "old"), half(hunk.new, "new"))),
  );
  dock.hidden = false;
}

// Takes what only another person has changed, and shows what both have changed differently.
async function mergeWith(name) {
  const answer = await attempt(() => post("merge", { name }));
  if (!answer) return;
  await refresh();
  showState(answer.state);
  const { disputed } = answer;
  say(word("mergedWith", answer.taken, answer.agreed, disputed.length));
  if (!disputed.length) return;
  showHunks(word("disputed"), disputed);
  [...dock.querySelectorAll(".hunk")].forEach((each, number) => {
    const button = element("button", { type: "button" }, `${disputed[number].row + 1}: ${word("takeTheirs")}`);
    button.addEventListener("click", () =>
      inTurn(async () => {
        if (await send("accept", { choices: [number] })) await mergeWith(name);
      }),
    );
    each.append(button);
  });
}

async function link() {
  const here = { row: cursor.row, at: cursor.at, side: cursor.side };
  if (!linking) {
    linking = here;
    list.redraw(cursor.position);
    say(word("linkFrom", shownKey(keyOf("link"))));
    return;
  }
  if (linking.side === here.side) {
    say(word("linkSides"), true);
    return;
  }
  const ends = { [linking.side]: [linking.row, linking.at], [here.side]: [here.row, here.at] };
  linking = null;
  await operate({ do: "link", ...ends });
}

function startCut() {
  const chip = current()?.[cursor.side][cursor.at];
  if (!chip) return null;
  if (cursor.offset) {
    return operate({ do: "cut", ...where(), at: cursor.at, offset: lengthOf(chip.text.slice(0, cursor.offset)) });
  }
  const middle = chip.text.length / 2;
  const places = [...chip.text.matchAll(/[,;:，；：、。.!?！？—]\s*|\s+/g)].map((match) => match.index + match[0].length);
  const inside = places.filter((place) => place > 0 && place < chip.text.length);
  const nearest = inside.reduce((best, place) => (Math.abs(place - middle) < Math.abs(best - middle) ? place : best), Math.max(1, Math.round(middle)));
  caret = { text: chip.text, offset: inside.length ? nearest : Math.max(1, Math.round(middle)) };
  drawCaret();
  say(word("cutHint"));
  return null;
}

function drawCaret() {
  list.redraw(cursor.position);
  const text = viewport.querySelector(".row.cursor .chip.active .text");
  text?.replaceChildren(caret.text.slice(0, caret.offset), element("span", { class: "caret" }), caret.text.slice(caret.offset));
}

function cutKey(event) {
  const steps = { ArrowLeft: -1, ArrowRight: 1 };
  if (event.key in steps) {
    caret.offset = Math.max(1, Math.min(caret.text.length - 1, caret.offset + steps[event.key] * (event.ctrlKey ? 8 : 1)));
    drawCaret();
  } else if (event.key === "Enter") {
    const offset = lengthOf(caret.text.slice(0, caret.offset));
    caret = null;
    inTurn(() => operate({ do: "cut", ...where(), at: cursor.at, offset }));
  } else {
    caret = null;
    list.redraw(cursor.position);
    say("");
    return event.key === "Escape";
  }
  event.preventDefault();
  return true;
}

function edit() {
  const chip = current()?.[cursor.side][cursor.at];
  const holder = viewport.querySelector(".row.cursor .chip.active .text");
  if (!chip || !holder || chip.cut) return;
  const box = element("textarea", { value: chip.text, rows: Math.min(12, Math.ceil(chip.text.length / 40) + 1), "aria-label": word("edit") });
  holder.replaceChildren(box);
  box.focus();
  say(word("editHint"));
  const end = async (keep) => {
    if (keep && box.value !== chip.text) await operate({ do: "edit", texts: [[cursor.row, cursor.side, cursor.at, box.value]] });
    else list.redraw(cursor.position);
    say("");
    viewport.focus();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    end(event.key === "Enter");
  });
}

async function confirm() {
  const chosen = selection();
  anchor = null;
  const operation = { do: "mark", row: chosen.row, count: chosen.count, status: "approved" };
  const follow = { kind: "unsure", row: chosen.row + chosen.count - 1, ...NEAR };
  const answer = await operate(operation, { position: cursor.position + 1 }, { follow });
  if (answer?.found) await show("unsure", answer.found);
}

async function check() {
  const found = await attempt(() => get("check"));
  if (!found) return;
  findings = new Map();
  for (const { row, message } of found) findings.set(row, [...(findings.get(row) ?? []), message]);
  redrawAll();
  say(word("checked", found.length));
}

async function split() {
  const again = splits && splits.row === cursor.row;
  if (again && !(await send("do", { operation: { do: "undo" } }))) return;
  const choice = again ? splits.choice + 1 : 0;
  if (await operate({ do: "split", row: cursor.row, choice })) splits = { row: cursor.row, choice };
}

// A new row begins at the sentence of the cursor; the other side is split where it is as far along.
async function shiftBoth() {
  const row = current();
  const other = cursor.side === "source" ? "target" : "source";
  const share = row[cursor.side].length ? cursor.at / row[cursor.side].length : 0;
  const sizes = { [cursor.side]: cursor.at, [other]: Math.round(share * row[other].length) };
  await operate({ do: "split", row: cursor.row, ...sizes });
}

async function replaceAll(body) {
  if (!(await send("replace", body))) return;
  await go({ at: cursor.at });
  say(word("replaced"));
}

const page = () => Math.max(1, Math.floor(viewport.clientHeight / 60));
const merge = async () => {
  const chosen = selection();
  anchor = null;
  await operate({ do: "merge", row: chosen.row, count: Math.max(2, chosen.count) }, { position: chosen.position ?? cursor.position });
};
const select = (step) => {
  anchor ??= cursor.position;
  return go({ position: cursor.position + step });
};
const walk = (step) => {
  anchor = null;
  return go({ position: cursor.position + step });
};

const ACTIONS = {
  up: () => walk(-1),
  down: () => walk(1),
  left: () => sideways(-1),
  right: () => sideways(1),
  pageUp: () => walk(-page()),
  pageDown: () => walk(page()),
  first: () => place(0),
  last: () => place(list.count - 1),
  nextUnsure: () => seek("unsure", 1),
  previousUnsure: () => seek("unsure", -1),
  nextUnpaired: () => seek("unpaired", 1),
  nextOther: () => seek("other", 1),
  mark: () => operate({ do: "bookmark", row: cursor.row }),
  nextBookmark: () => seek("bookmark", 1),
  shift: () => operate({ do: "shift", ...where(), at: current()?.[cursor.side].length ? cursor.at : 0 }, { position: cursor.position + 1 }),
  unshift: () => operate({ do: "unshift", ...where() }, { position: cursor.position - 1 }),
  shiftBoth,
  unshiftBoth: () => operate({ do: "merge", row: cursor.row - 1, count: 2 }, { position: cursor.position - 1 }),
  moveUp: () => operate({ do: "move", ...where(), by: -1 }),
  moveDown: () => operate({ do: "move", ...where(), by: 1 }),
  selectUp: () => select(-1),
  selectDown: () => select(1),
  merge,
  split,
  link,
  nextWord,
  alone: () => operate({ do: "alone", ...where() }),
  cut: startCut,
  join: () => operate({ do: "join", ...where(), at: cursor.at }),
  edit,
  confirm,
  confirmAbove: () => operate({ do: "mark", row: 0, count: cursor.row + 1, status: "approved" }),
  reject: () => operate({ do: "mark", row: cursor.row, status: current()?.status === "rejected" ? "" : "rejected" }),
  realign: () => realign(false),
  realignAll: () => realign(true),
  path1: () => takePath(1),
  path2: () => takePath(2),
  path3: () => takePath(3),
  undo: () => history("undo"),
  redo: () => history("redo"),
  replace: () => askReplace(view, (body) => offer("replace", { ...body, revision: state.revision }), replaceAll),
  filter: () => askFilter(),
  check,
  export: () => askExport(),
  mergeOther: () => askJournal((file) => inTurn(() => attempt(async () => mergeWith(await upload(file))))),
  help: () => showHelp(buildTools),
};

const KEEPS_PATH = new Set(["path1", "path2", "path3"]);

// One action after the other, in the order of the keys, however fast they come.
function run(action) {
  caret = null;
  if (action !== "split") splits = null;
  if (!KEEPS_PATH.has(action)) taken = null;
  return inTurn(() => ACTIONS[action]());
}

async function drawMap() {
  const canvas = byId("map");
  const parts = await get("map").catch(() => null);
  if (!parts?.length) return;
  canvas.height = canvas.clientHeight || 400;
  const pen = canvas.getContext("2d");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
  const height = canvas.height / parts.length;
  parts.forEach((part, number) => {
    pen.fillStyle = part.moved ? colour("changed") : part.gap ? colour("sure1") : part.doubt > 0.5 ? colour("sure0") : part.doubt > 0.25 ? colour("sure1") : part.done > 0.5 ? colour("confirmed") : colour("line");
    pen.fillRect(part.gap ? 4 : 0, number * height, canvas.width, Math.max(1, height));
  });
}

translate();
