// Which key does what: the usual keys, and those that a person has chosen instead.
export const USUAL = {
  up: "ArrowUp", down: "ArrowDown", left: "ArrowLeft", right: "ArrowRight", pageUp: "PageUp", pageDown: "PageDown",
  first: "Home", last: "End", nextUnsure: "n", previousUnsure: "N", nextUnpaired: "e", nextOther: "x", mark: "m",
  nextBookmark: "b", shift: "Enter", unshift: "Backspace", shiftBoth: "Ctrl+Enter", unshiftBoth: "Ctrl+Backspace",
  moveUp: "Ctrl+ArrowUp", moveDown: "Ctrl+ArrowDown", selectUp: "Shift+ArrowUp", selectDown: "Shift+ArrowDown",
  merge: "g", split: "s", link: "Space", alone: "i", cut: "/", join: "j", edit: "t", confirm: "c", confirmAbove: "C",
  reject: "d", nextWord: "l", realign: "r", realignAll: "R", path1: "1", path2: "2", path3: "3", undo: "u", redo: "U", replace: "f",
  filter: "v", check: "k", export: "o", mergeOther: "w", help: "?",
};
// The buttons of the tool bar, in groups; every key but the arrows has a button.
export const BUTTONS = [
  ["previousUnsure", "nextUnsure", "confirm", "reject"],
  ["merge", "split", "shift", "unshift", "moveUp", "moveDown"],
  ["link", "nextWord", "alone", "cut", "join", "edit"],
  ["realign", "realignAll", "path1", "path2", "path3"],
  ["undo", "redo", "replace", "check", "export", "mergeOther", "help"],
];
// Buttons that are shown when somebody asks for more.
export const MORE = ["nextUnpaired", "nextOther", "mark", "nextBookmark", "confirmAbove", "shiftBoth", "unshiftBoth", "selectUp", "selectDown", "filter"];
export const NEEDS_PROGRAM = new Set(["nextWord", "realign", "realignAll", "path1", "path2", "path3", "check", "mergeOther"]);
const STORED = "aligner.keys";
let own = {};
try {
  own = JSON.parse(localStorage.getItem(STORED)) ?? {};
} catch {
  own = {};
}

export function keyOf(action) {
  return own[action] ?? USUAL[action];
}

export function setKey(action, key) {
  for (const other of Object.keys(USUAL)) if (other !== action && keyOf(other) === key) own[other] = "";
  own[action] = key;
  localStorage.setItem(STORED, JSON.stringify(own));
}

export function usualKeys() {
  own = {};
  localStorage.removeItem(STORED);
}

// The name of a key with its modifiers: "c", "C", "Ctrl+Enter", "Shift+ArrowUp"; on a Mac, Command counts as Ctrl.
export function nameOf(event) {
  const key = event.key === " " ? "Space" : event.key;
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const shift = event.shiftKey && key.length > 1 ? "Shift+" : "";
  return control + shift + key;
}

export function actionOf(event) {
  const name = nameOf(event);
  return Object.keys(USUAL).find((action) => keyOf(action) === name);
}

export function shown(key) {
  return key.replace("ArrowUp", "↑").replace("ArrowDown", "↓").replace("ArrowLeft", "←").replace("ArrowRight", "→");
}
