// The dialogs: keys, find and replace, export.
import { download, get, standalone } from "./api.js";
import { keyOf, nameOf, setKey, shown, USUAL, usualKeys } from "./keys.js";
import { element } from "./row.js";
import { word } from "./words.js";

const dialog = document.getElementById("dialog");

function open(title, ...children) {
  const close = element("button", { type: "button" }, word("close"));
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(element("h2", { id: "dialog-title" }, title), ...children, element("p", {}, close));
  if (!dialog.open) dialog.showModal();
}

dialog.addEventListener("close", () => document.getElementById("viewport").focus());

export function showHelp(changed) {
  const lines = Object.keys(USUAL).map((action) => {
    const button = element("button", { type: "button" }, shown(keyOf(action)) || "–");
    button.setAttribute("aria-label", `${word(action)}: ${keyOf(action)}`);
    button.addEventListener("click", () => {
      button.textContent = word("pressKey");
      const take = (event) => {
        if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
        removeEventListener("keydown", take, true);
        if (event.key !== "Escape") setKey(action, nameOf(event));
        changed();
        showHelp(changed);
      };
      addEventListener("keydown", take, true);
    });
    return element("div", {}, button, element("span", {}, word(action)));
  });
  const usual = element("button", { type: "button" }, word("usual"));
  usual.addEventListener("click", () => {
    usualKeys();
    changed();
    showHelp(changed);
  });
  open(word("keys"), element("p", {}, word("keysHint"), " ", usual), element("div", { class: "keys" }, ...lines));
}

export function askFilter() {
  const order = ["kind", "query"];
  const now = order.indexOf(document.activeElement?.id);
  document.getElementById(order[(now + 1) % order.length]).focus();
}

function field(name, input) {
  return element("label", {}, `${word(name)} `, input);
}

export function askReplace(view, preview, apply) {
  const query = element("input", { type: "text", value: view.query, required: true });
  const replacement = element("input", { type: "text" });
  const pattern = element("input", { type: "checkbox", checked: view.pattern });
  const ignoring = element("input", { type: "checkbox", checked: true });
  const side = element("select", {}, ...["", "source", "target"].map((each) => element("option", { value: each }, word(each || "both"))));
  const found = element("div", { class: "found" });
  const count = element("p", { role: "status" });
  const look = element("button", { type: "submit" }, word("preview"));
  const all = element("button", { type: "button", disabled: true }, word("replaceAll"));
  const body = () => ({ query: query.value, replacement: replacement.value, is_pattern: pattern.checked, ignore_case: ignoring.checked, side: side.value });
  const form = element("form", {}, field("find", query), field("replaceWith", replacement), field("pattern", pattern), field("ignoreCase", ignoring), field("side", side), element("p", {}, look, " ", all), count, found);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await preview(body());
    count.textContent = answer ? word("places", answer.count) : document.getElementById("message").textContent;
    all.disabled = !answer?.count;
    found.replaceChildren(...(answer?.shown ?? []).flatMap((each) => [element("b", {}, String(each.row + 1)), element("span", {}, each.old), element("span", {}, each.new)]));
  });
  all.addEventListener("click", () => {
    apply({ ...body(), apply: true });
    dialog.close();
  });
  open(word("replace"), form);
  query.focus();
}

export async function askExport() {
  const formats = await get("formats");
  const format = element("select", {}, ...Object.entries(formats).map(([name, summary]) => element("option", { value: name }, `${name}: ${summary}`)));
  const which = element("select", {}, ...["all", "confirmed", "sure"].map((each) => element("option", { value: each }, word(`which_${each}`))));
  const least = element("input", { type: "number", value: "0.75", min: "0", max: "1", step: "0.05" });
  const save = element("button", { type: "submit" }, word("save"));
  const note = element("p", { role: "status" });
  const choices = standalone ? [element("p", {}, Object.values(formats)[0])] : [field("format", format), field("which", which), field("least", least)];
  const form = element("form", {}, ...choices, element("p", {}, save), note);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const { blob, name, remarks } = await download({ format: format.value, which: which.value, least: least.value });
      note.textContent = remarks;
      const address = URL.createObjectURL(blob);
      element("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    } catch (error) {
      note.textContent = error.message;
    }
  });
  open(word("export"), form);
}

export function askJournal(merge) {
  const file = element("input", { type: "file", accept: ".jsonl", required: true });
  const form = element("form", {}, field("journalOf", file), element("p", {}, element("button", { type: "submit" }, word("short_mergeOther"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    merge(file.files[0]);
  });
  open(word("mergeOther"), form);
  file.focus();
}
