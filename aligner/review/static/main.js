// The start page, and the step from it to the editor.
import { bye, get, post, upload } from "./api.js";
import { openEditor } from "./editor.js";
import { toggleLanguage, translate, word } from "./words.js";

const start = document.getElementById("start");
const files = document.getElementById("files");
const drop = document.getElementById("drop");
const begin = document.getElementById("begin");
const progress = document.getElementById("progress");
const bar = document.getElementById("bar");
let chosen = [];
let timer; // of the one question that is waiting to be asked

for (const button of document.querySelectorAll(".language"))
  button.addEventListener("click", () => {
    toggleLanguage();
    translate();
    dispatchEvent(new Event("language"));
  });

function choose(list) {
  chosen = [...chosen, ...list].slice(-2);
  if (list.length > 2) progress.textContent = word("tooMany");
  document.getElementById("chosen").replaceChildren(
    ...chosen.map((file) => Object.assign(document.createElement("li"), { textContent: file.name })),
  );
  begin.disabled = !chosen.length;
}

files.addEventListener("change", () => choose([...files.files]));
for (const kind of ["dragover", "dragleave", "drop"])
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop") choose([...event.dataTransfer.files]);
  });

begin.addEventListener("click", async () => {
  begin.disabled = true;
  progress.textContent = "…";
  try {
    const names = [];
    for (const file of chosen) names.push(await upload(file));
    await post("open", { names });
    wait();
  } catch (error) {
    progress.textContent = error.message;
    begin.disabled = false;
  }
});

async function wait() {
  clearTimeout(timer);
  const asked = (timer = setTimeout(wait, 10000));
  const state = await get("state").catch(() => null);
  if (asked !== timer) return;
  clearTimeout(timer);
  if (!state) {
    progress.textContent = word("gone");
    return;
  }
  if (state.open) {
    start.hidden = true;
    openEditor(state);
    return;
  }
  start.hidden = false;
  bar.hidden = !state.stage;
  bar.value = state.share;
  progress.textContent = state.error || state.stage;
  if (state.error) begin.disabled = !chosen.length;
  timer = setTimeout(wait, state.stage ? 250 : 3000);
}

addEventListener("pagehide", bye);
translate();
wait();
