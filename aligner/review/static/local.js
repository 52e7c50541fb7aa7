// Takes the place of api.js in the page that works without the program: the same answers, from the journal in the page.
import { expectedErrors, isSettled, KINDS, lengthOf, Review } from "./model.js";
import { problem, word } from "./words.js";

export const standalone = true;
const SIDES = ["source", "target"];
const BUCKETS = 400;
const PREVIEWED = 100;
const held = JSON.parse(document.getElementById("journal").textContent); // {id, name, text, joints}
const review = new Review(held.text, held.joints);
const stored = `aligner.review.${held.id}`;
const lines = []; // of the operations since the page was made
let saved = 0; // how many of them have been downloaded
let known = { revision: -1 }; // what was counted last

// What was done before the page was closed, as far as this browser keeps it.
try {
  for (const line of JSON.parse(localStorage.getItem(stored)) ?? []) {
    review.do(JSON.parse(line));
    lines.push(line);
  }
} catch {
  // nothing is kept here, or what is kept does not fit: what did fit counts
}

addEventListener("beforeunload", (event) => {
  if (lines.length > saved) event.preventDefault();
});

function perform(operation) {
  const splice = review.do(operation);
  lines.push(JSON.stringify({ ...operation, when: new Date().toISOString().replace(/\.\d+Z$/, "+00:00") }));
  try {
    localStorage.setItem(stored, JSON.stringify(lines));
  } catch {
    // too much for this browser, or not allowed: the download is what counts
  }
  return { revision: review.revision, first: splice.start, removed: splice.before.length, inserted: splice.after.length };
}

function counted() {
  if (known.revision === review.revision) return known;
  const totals = { rows: review.rows.length, errors: 0, ...Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, 0])) };
  for (const each of review.rows) {
    totals.errors += expectedErrors(each);
    for (const [kind, holds] of Object.entries(KINDS)) if (holds(each)) totals[kind] += 1;
  }
  known = { revision: review.revision, totals, shown: new Map() };
  return known;
}

function state() {
  return {
    open: true, revision: review.revision, undo: review.done.length, redo: review.undone.length, totals: counted().totals,
    names: review.documents.map((each) => each.name), languages: review.documents.map((each) => each.language),
    journal: held.name, result: word("downloads"), vanished: false, remarks: [word("standalone")], unsaved: lines.length - saved,
  };
}

function shown({ kind = "", query = "", pattern = "" } = {}) {
  const key = JSON.stringify([kind, query, pattern]);
  const { shown: before } = counted();
  if (!before.has(key)) {
    const holds = matcher(query, pattern === true || pattern === "1");
    const numbers = [...review.rows.keys()];
    const fits = (each) => (!kind || KINDS[kind](each)) && (!query || SIDES.some((side) => each[side].some((segment) => holds(segment.text))));
    before.set(key, kind || query ? numbers.filter((number) => fits(review.rows[number])) : numbers);
  }
  return before.get(key);
}

function matcher(query, isPattern) {
  if (isPattern) {
    const pattern = new RegExp(query, "iu");
    return (text) => pattern.test(text);
  }
  const wanted = query.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}

function window(start, count, filter) {
  const numbers = shown(filter);
  const first = Math.max(0, Math.min(start, numbers.length));
  return { revision: review.revision, start: first, shown: numbers.length, rows: numbers.slice(first, first + count).map(rowOf) };
}

const position = (number, filter) => shown(filter).filter((each) => each < number).length;

function rowOf(number) {
  const each = review.rows[number];
  const before = review.rows[number - 1];
  const content = Object.fromEntries(SIDES.map((side, place) => [side, each[side].map((segment) => chip(place, segment, each))]));
  const breaks = Boolean(before) && SIDES.some((side) => each[side].length && before[side].length && each[side][0].block !== before[side].at(-1).block);
  return { row: number, kinds: Object.keys(KINDS).filter((kind) => KINDS[kind](each)), ...content, shape: `${each.source.length}-${each.target.length}`, confidence: each.confidence, status: each.status, breaks };
}

function chip(place, segment, each) {
  let [low, high] = [0, review.places[place].length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = review.places[place][middle];
    if (other.block < segment.block || (other.block === segment.block && other.start <= segment.start)) low = middle + 1;
    else high = middle;
  }
  const result = { number: low, text: segment.text };
  if (review.isEdited(place, segment)) result.edited = true;
  if (each.untranslated[place].some((other) => other.block === segment.block && other.start === segment.start)) result.untranslated = true;
  return result;
}

function find({ kind, row, step = 1, start = 0, count = 0 }, filter) {
  const numbers = shown({ kind });
  if (!numbers.length) return null;
  const after = numbers.filter((number) => (step > 0 ? number <= row : number < row)).length;
  const place = (after - (step < 0 ? 1 : 0) + numbers.length) % numbers.length;
  const found = { row: numbers[place], number: place + 1, of: numbers.length };
  return count ? { ...found, window: window(position(found.row, filter) - start, count, filter) } : found;
}

// Without the model the best place for a split is where the lengths of both halves fit.
function resolved(operation) {
  if (operation.do !== "split" || operation.choice === undefined) return operation;
  const each = review.at(operation.row);
  const shares = SIDES.map((side) => {
    const sizes = each[side].map((segment) => lengthOf(segment.text));
    const total = sizes.reduce((one, other) => one + other, 0);
    return sizes.reduce((sums, size) => [...sums, sums.at(-1) + size / total], [0]);
  });
  const ways = [];
  for (let source = 0; source <= each.source.length; source += 1)
    for (let target = 0; target <= each.target.length; target += 1) {
      const inside = [source > 0 && source < each.source.length, target > 0 && target < each.target.length];
      const fits = [inside[0] || !each.source.length || (each.source.length === 1 && inside[1]), inside[1] || !each.target.length || (each.target.length === 1 && inside[0])];
      if (fits[0] && fits[1]) ways.push({ source, target, off: Math.abs(shares[0][source] - shares[1][target]) });
    }
  if (!ways.length) throw new Error("the row has one sentence on a side, so it cannot be split: cut the sentence first");
  const { source, target } = ways.sort((one, other) => one.off - other.off)[operation.choice % ways.length];
  return { do: "split", row: operation.row, source, target };
}

function replacements({ query, replacement, is_pattern: isPattern, ignore_case: ignoresCase, side: only }) {
  if (!query) throw new Error("say what to find");
  const pattern = new RegExp(isPattern ? query : query.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"), ignoresCase ? "giu" : "gu");
  const by = isPattern ? replacement.replace(/\$/g, "$$$$").replace(/\\(\d+)/g, "$$$1") : () => replacement;
  return review.rows.flatMap((each, number) =>
    SIDES.filter((side) => !only || side === only).flatMap((side) =>
      each[side].flatMap((segment, at) => {
        const text = segment.text.replace(pattern, by);
        return text && text !== segment.text ? [[number, side, at, text]] : [];
      })));
}

function overview() {
  const parts = Math.min(BUCKETS, review.rows.length);
  return Array.from({ length: parts }, (_, part) => {
    const some = review.rows.slice(Math.floor((part * review.rows.length) / parts), Math.floor(((part + 1) * review.rows.length) / parts));
    const any = (holds) => Number(some.some(holds));
    return { doubt: Math.max(...some.map(expectedErrors)), gap: any((each) => KINDS.unpaired(each) && !isSettled(each)), moved: any(KINDS.moved), done: some.filter(isSettled).length / some.length };
  });
}

function withWindow(done, body) {
  const view = body.view ?? {};
  return { done, window: window(view.start ?? 0, view.count ?? 0, view), state: state() };
}

const number = (query, name, usual) => Number(query[name] ?? usual);
const ANSWERS = {
  state,
  rows: (query) => window(query.around === undefined ? number(query, "start", 0) : position(number(query, "around"), query) - number(query, "start", 0), number(query, "count", 100), query),
  find: (query) => find(Object.fromEntries(Object.entries(query).map(([name, value]) => [name, name === "kind" ? value : Number(value)])), { kind: query.shown, query: query.query, pattern: query.pattern }),
  map: overview,
  formats: () => ({ journal: word("journalFormat") }),
  do: (body) => {
    const answer = withWindow(perform(resolved(body.operation)), body);
    return body.follow ? { ...answer, found: find(body.follow, body.view) } : answer;
  },
  replace: (body) => {
    const texts = replacements(body);
    if (body.apply) return withWindow(perform({ do: "edit", texts }), body);
    return { count: texts.length, shown: texts.slice(0, PREVIEWED).map(([row, side, at, text]) => ({ row, side, old: review.rows[row][side][at].text.slice(0, 400), new: text.slice(0, 400) })) };
  },
};

async function answer(path, given) {
  if (!Object.hasOwn(ANSWERS, path)) throw new Error(word("needsProgram"));
  try {
    return ANSWERS[path](given);
  } catch (error) {
    throw new Error(problem(error.message));
  }
}

export const get = (path, query = {}) => answer(path, query);
export const post = (path, body = {}) => answer(path, body);
export const upload = () => answer("upload");
export function bye() {}

// The journal with all that was done in the page.
export async function download() {
  const text = held.text + lines.map((line) => `${line}\n`).join("");
  saved = lines.length;
  return { blob: new Blob([text], { type: "application/jsonl" }), name: held.name, remarks: word("saveHint", held.name) };
}
