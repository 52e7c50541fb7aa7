// The rows of a review and what a person can do to them, for the page that works without the program. It does what
// aligner/review/operations.py does; the program does all steps again when it reads the journal, so its word counts.
const SIDES = ["source", "target"];
const APPROVED = ["approved", "locked"];
const BY_PERSON = [...APPROVED, "changed", "rejected"];
const LONGEST_EDIT = 1_000_000;
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+"; // Python's
const [LEADING, TRAILING] = [new RegExp(`^${SPACE}`), new RegExp(`${SPACE}$`)];
const trimStart = (text) => text.replace(LEADING, "");
const trimEnd = (text) => text.replace(TRAILING, "");

// Offsets count characters, not the halves of which JavaScript makes some of them.
const characters = (text) => (/[\ud800-\udbff]/.test(text) ? Array.from(text) : text);
export const lengthOf = (text) => characters(text).length;
export function slice(text, start, end) {
  const part = characters(text).slice(start, end);
  return typeof part === "string" ? part : part.join("");
}

const plain = (text) => (Array.isArray(text) ? text.join("") : text);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const byPlace = (one, other) => one.block - other.block || one.start - other.start || one.end - other.end;
const same = (one, other) => one === other || (one.block === other.block && one.start === other.start && one.end === other.end && one.text === other.text);
const sameRun = (one, other) => one.length === other.length && one.every((each, number) => same(each, other[number]));

const row = (source, target, known = {}) => ({ source, target, score: 0, confidence: 0, status: "", untranslated: [[], []], bookmark: false, ...known });
const made = (source, target, status = "changed") => row([...source].sort(byPlace), [...target].sort(byPlace), { status });
export const isSettled = (each) => APPROVED.includes(each.status) || each.status === "rejected";
const isNull = (each) => !each.source.length || !each.target.length;
const pair = (place, held, other) => (place === 0 ? [held, other] : [other, held]);

export const KINDS = {
  unsure: (each) => !isSettled(each) && (each.status === "needs-review" || (!BY_PERSON.includes(each.status) && (each.untranslated.some((some) => some.length) || (each.confidence < 0.75 && Boolean(each.score || each.confidence))))),
  unpaired: isNull,
  other: (each) => each.source.length !== 1 || each.target.length !== 1,
  confirmed: (each) => APPROVED.includes(each.status),
  changed: (each) => each.status === "changed",
  rejected: (each) => each.status === "rejected",
  moved: (each) => each.status === "moved",
  open: (each) => !isSettled(each),
  bookmark: (each) => each.bookmark,
};

export const expectedErrors = (each) => (isSettled(each) || each.status === "changed" || !(each.score || each.confidence) ? 0 : 1 - each.confidence);

// A review: what was reviewed, the rows as they are, what was done.
export class Review {
  // journal: the text of a NAME.review.jsonl; joints: what stands between two sentences of either side.
  constructor(journal, joints) {
    const lines = journal.split("\n");
    const count = JSON.parse(lines[0]).lines;
    this.joints = joints;
    this.documents = readBase(this, lines.slice(1, 1 + count));
    this.places = this.documents.map((document) => document.segments.slice());
    this.done = [];
    this.undone = [];
    this.revision = 0;
    for (const line of lines.slice(1 + count)) {
      const record = line.trim() ? JSON.parse(line) : {};
      if (record.do) this.do(record);
    }
  }

  // Carries an operation out and gives the splice {start, before, after}; throws where it does not fit.
  do(operation) {
    const { do: name, when, ...given } = operation;
    let splice;
    if (name === "undo" || name === "redo") {
      const [from, to] = name === "undo" ? [this.done, this.undone] : [this.undone, this.done];
      if (!from.length) throw new Error(`there is nothing to ${name === "undo" ? "undo" : "do again"}`);
      const last = from.pop();
      to.push(last);
      splice = name === "undo" ? { start: last.start, before: last.after, after: last.before } : last;
    } else {
      if (!Object.hasOwn(OPERATIONS, name)) throw new Error(`there is no operation ${name}`);
      splice = OPERATIONS[name](this, given);
      this.done.push(splice);
      this.undone.length = 0;
    }
    // not one call of splice, which takes no more than some 100,000 arguments
    this.rows = [...this.rows.slice(0, splice.start), ...splice.after, ...this.rows.slice(splice.start + splice.before.length)];
    this.revision += 1;
    return splice;
  }

  at(number) {
    if (!this.rows[number]) throw new Error(`there is no row ${number}: there are ${this.rows.length}`);
    return this.rows[number];
  }

  segment(number, side, at) {
    const found = this.at(number)[side]?.[at];
    if (!found) throw new Error(`there is no sentence ${at} on this side of the row`);
    return found;
  }

  own(place, segment) {
    return slice(this.documents[place].blocks[segment.block].text, segment.start, segment.end);
  }

  isEdited(place, segment) {
    return this.own(place, segment) !== segment.text;
  }

  splice(start, end, after) {
    return { start, before: this.rows.slice(start, end), after: after.filter((each) => each.source.length || each.target.length) };
  }

  // The first row from a number on that a person has settled, or the end.
  fence(start) {
    let end = start;
    while (end < this.rows.length && !isSettled(this.rows[end])) end += 1;
    return end;
  }

  // Pairs the runs of one side with those of the other; rows that stay equal are kept.
  paired(start, end, place, moved, others) {
    const after = moved.map((held, number) => {
      const old = start + number < end ? this.rows[start + number] : null;
      const [source, target] = pair(place, held, others[number]);
      return old && sameRun(old.source, source) && sameRun(old.target, target) ? old : made(source, target);
    });
    return this.splice(start, end, after);
  }
}

function readBase(review, lines) {
  const records = lines.filter((line) => line.trim()).map((line) => JSON.parse(line));
  const header = records[0];
  const documents = SIDES.map((side) => ({ name: plain(header[side].name), language: header[side].language, blocks: [], segments: [] }));
  const beads = [];
  for (const record of records.slice(1)) {
    if (record.bead) beads.push(record.bead);
    for (const [place, side] of SIDES.entries()) {
      const { blocks, segments } = documents[place];
      const [block, segment] = [record[`${side}_block`], record[`${side}_segment`]];
      if (block) blocks.push({ text: plain(block.text), line: block.line ?? 1, joins: block.joins ?? [] });
      if (segment) segments.push({ ...segment, text: segment.text === undefined ? slice(blocks[segment.block].text, segment.start, segment.end) : plain(segment.text) });
    }
  }
  review.rows = rowsOf(documents, beads);
  return documents;
}

function rowsOf(documents, beads) {
  const seen = [new Set(), new Set()];
  const rows = [];
  for (const bead of beads) {
    const held = SIDES.map((side, place) => bead[side].map((number) => (seen[place].add(number), documents[place].segments[number])));
    const marks = (bead.untranslated ?? [[], []]).map((numbers, place) => numbers.map((number) => documents[place].segments[number]));
    if (held[0].length || held[1].length) rows.push(row(held[0], held[1], { score: bead.score ?? 0, confidence: bead.confidence ?? 0, status: plain(bead.status ?? ""), untranslated: marks }));
  }
  documents.forEach(({ segments }, place) => segments.forEach((segment, number) => {
    if (seen[place].has(number)) return;
    let behind = rows.length;
    while (behind > 0 && !(rows[behind - 1][SIDES[place]].length && byPlace(rows[behind - 1][SIDES[place]].at(-1), segment) < 0)) behind -= 1;
    rows.splice(behind, 0, row(...pair(place, [segment], [])));
  }));
  return rows;
}

// A row with other segments of the same text on one side: what is known of the pair stays true.
function kept(old, side, segments) {
  const now = { ...old, [side]: segments };
  now.untranslated = old.untranslated.map((chosen, place) => chosen.filter((each) => now[SIDES[place]].some((held) => same(held, each))));
  return now;
}

const exchanged = (held, at, count, ...others) => [...held.slice(0, at), ...others, ...held.slice(at + count)];
const withSide = (old, side, segments) => (side === "source" ? made(segments, old.target) : made(old.source, segments));
const oneSided = (place, segments) => made(...pair(place, segments, []));
const lineAt = (block, offset) => block.joins.findLast(([start]) => start <= offset)?.[1] ?? block.line;

const OPERATIONS = {
  shift(review, { row: first, side, at = 0 }) {
    const place = SIDES.indexOf(side);
    review.segment(first, side, at);
    const end = review.fence(first + 1);
    const runs = review.rows.slice(first, end).map((each) => each[side]);
    const others = review.rows.slice(first, end).map((each) => each[SIDES[1 - place]]);
    return review.paired(first, end, place, [runs[0].slice(0, at), runs[0].slice(at), ...runs.slice(1)], [...others, []]);
  },
  unshift(review, { row: first, side }) {
    const place = SIDES.indexOf(side);
    review.at(first);
    if (first === 0) throw new Error("there is no row above the first one");
    const end = Math.max(review.fence(first), first + 1);
    const runs = review.rows.slice(first - 1, end).map((each) => each[side]);
    const others = review.rows.slice(first - 1, end).map((each) => each[SIDES[1 - place]]);
    return review.paired(first - 1, end, place, [[...runs[0], ...runs[1]], ...runs.slice(2), []], others);
  },
  move(review, { row: number, side, by }) {
    const here = review.at(number);
    const place = SIDES.indexOf(side);
    const held = here[side];
    if (!held.length || ![-1, 1].includes(by)) throw new Error("there is no sentence on this side to move");
    const [taken, rest] = by < 0 ? [held.slice(0, 1), held.slice(1)] : [held.slice(-1), held.slice(0, -1)];
    const stays = withSide(here, side, rest);
    const other = review.rows[number + by];
    if (!other) return review.splice(number, number + 1, by < 0 ? [oneSided(place, taken), stays] : [stays, oneSided(place, taken)]);
    const joined = withSide(other, side, by < 0 ? [...other[side], ...taken] : [...taken, ...other[side]]);
    const first = Math.min(number, number + by);
    return review.splice(first, first + 2, by < 0 ? [joined, stays] : [stays, joined]);
  },
  merge(review, { row: number, count = 2 }) {
    review.at(number);
    const chosen = review.rows.slice(number, number + count);
    if (count < 2 || chosen.length < count) throw new Error("there is no row to merge this one with");
    return review.splice(number, number + count, [made(chosen.flatMap((each) => each.source), chosen.flatMap((each) => each.target))]);
  },
  split(review, { row: number, source, target }) {
    const here = review.at(number);
    const halves = [made(here.source.slice(0, source), here.target.slice(0, target)), made(here.source.slice(source), here.target.slice(target))];
    if (Math.min(source, target) < 0 || halves.some((each) => !each.source.length && !each.target.length)) throw new Error("the row cannot be split there");
    return review.splice(number, number + 1, halves);
  },
  link(review, { source: [sourceRow, sourceAt], target: [targetRow, targetAt] }) {
    const [first, second] = [review.at(sourceRow), review.at(targetRow)];
    const linked = made([review.segment(sourceRow, "source", sourceAt)], [review.segment(targetRow, "target", targetAt)], "approved");
    const [start, end] = [Math.min(sourceRow, targetRow), Math.max(sourceRow, targetRow) + 1];
    const [before, behind] = [first.source.slice(0, sourceAt), first.source.slice(sourceAt + 1)];
    if (sourceRow === targetRow)
      return review.splice(start, end, [made(before, first.target.slice(0, targetAt)), linked, made(behind, first.target.slice(targetAt + 1))]);
    const around = before.length ? [made(before, first.target), linked, made(behind, [])] : [linked, made(behind, first.target)];
    const rest = withSide(second, "target", exchanged(second.target, targetAt, 1));
    const between = review.rows.slice(start + 1, end - 1);
    return review.splice(start, end, sourceRow < targetRow ? [...around, ...between, rest] : [rest, ...between, ...around]);
  },
  alone(review, { row: number, side = "source" }) {
    const here = review.at(number);
    if (isNull(here)) return review.splice(number, number + 1, [{ ...here, status: "approved" }]);
    const place = SIDES.indexOf(side);
    const both = [{ ...oneSided(place, here[side]), status: "approved" }, oneSided(1 - place, here[SIDES[1 - place]])];
    return review.splice(number, number + 1, place === 0 ? both : both.reverse());
  },
  cut(review, { row: number, side, at, offset }) {
    const here = review.at(number);
    const place = SIDES.indexOf(side);
    const segment = review.segment(number, side, at);
    const left = trimEnd(slice(segment.text, 0, offset));
    const right = trimStart(slice(segment.text, offset));
    const block = review.documents[place].blocks[segment.block];
    const whole = review.own(place, segment);
    if (!left || !right || offset < 0) throw new Error("there is no text on one side of the cut");
    let [end, start] = [segment.start + lengthOf(left), segment.end - lengthOf(right)];
    if (whole !== segment.text)
      end = start = segment.start + (whole.startsWith(left) ? offset : Math.floor((lengthOf(whole) * offset) / lengthOf(segment.text)));
    const halves = [{ ...segment, text: left, end }, { ...segment, text: right, start, line: lineAt(block, start) }];
    return review.splice(number, number + 1, [kept(here, side, exchanged(here[side], at, 1, ...halves))]);
  },
  join(review, { row: number, side, at }) {
    const here = review.at(number);
    const place = SIDES.indexOf(side);
    const first = review.segment(number, side, at);
    const second = here[side][at + 1];
    if (!second) throw new Error("there is no sentence behind this one in its row: merge the rows first");
    if (first.block !== second.block) throw new Error("the two sentences stand in different paragraphs, so they cannot become one");
    const text = review.documents[place].blocks[first.block].text;
    if (trimStart(slice(text, first.end, Math.max(first.end, second.start))) || second.start < first.end) throw new Error("other sentences stand between the two, so they cannot become one");
    const edited = [first, second].some((each) => review.isEdited(place, each));
    const whole = { ...first, text: edited ? first.text + review.joints[place] + second.text : slice(text, first.start, second.end), end: second.end };
    return review.splice(number, number + 1, [kept(here, side, exchanged(here[side], at, 2, whole))]);
  },
  edit(review, { texts }) {
    if (!texts.length) throw new Error("there is nothing to change");
    const numbers = texts.map(([number]) => number);
    const [start, end] = [Math.min(...numbers), Math.max(...numbers) + 1];
    const after = review.rows.slice(start, end);
    for (const [number, side, at, text] of texts) {
      const segment = after[number - start]?.[side]?.[at];
      if (!segment) throw new Error(`there is no sentence ${at} on this side of the row`);
      if (lengthOf(text) > LONGEST_EDIT) throw new Error(`the text is longer than ${LONGEST_EDIT.toLocaleString("en")} characters`);
      const now = { ...segment, text: text || review.own(SIDES.indexOf(side), segment) };
      after[number - start] = kept(after[number - start], side, exchanged(after[number - start][side], at, 1, now));
    }
    return review.splice(start, end, after);
  },
  mark(review, { row: number, status, count = 1 }) {
    review.at(number);
    if (status !== "" && !BY_PERSON.includes(status)) throw new Error(`there is no status ${status}`);
    const after = review.rows.slice(number, number + count).map((each) => (count > 1 && isSettled(each) ? each : { ...each, status }));
    return review.splice(number, number + after.length, after);
  },
  bookmark(review, { row: number }) {
    const here = review.at(number);
    return review.splice(number, number + 1, [{ ...here, bookmark: !here.bookmark }]);
  },
  put(review, { hunks }) {
    const start = hunks[0][0];
    const end = sum(hunks.at(-1).slice(0, 2));
    const after = [];
    let done = start;
    for (const [first, count, records] of hunks) {
      after.push(...review.rows.slice(done, first), ...records.map((record) => read(review, record)));
      done = first + count;
    }
    return review.splice(start, end, after);
  },
};

// The row of a JSON object, in which a segment is [block, start, end, line, text if it is edited].
function read(review, record) {
  const held = SIDES.map((side, place) => (record[side] ?? []).map(([block, start, end, line, text]) => ({ block, start, end, line, text: text ?? slice(review.documents[place].blocks[block].text, start, end) })));
  const untranslated = (record.untranslated ?? [[], []]).map((numbers, place) => numbers.map((number) => held[place][number]));
  const { score = 0, confidence = 0, status = "", bookmark = false } = record;
  return row(held[0], held[1], { score, confidence, status, bookmark, untranslated });
}
