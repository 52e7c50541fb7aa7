"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const pages = [...document.querySelectorAll(".page")];
  const buttons = [...document.querySelectorAll("button[data-rule]")];
  const count = document.getElementById("count");
  let rule = "";
  const fits = (article, show, words, name) =>
    (!rule || article.dataset.rule === rule) &&
    (!["error", "warning"].includes(show) || article.dataset.severity === show) &&
    (show !== "stale" || article.dataset.rule === "stale") &&
    (!words || name.includes(words) || article.textContent.toLowerCase().includes(words));
  const apply = () => {
    const show = form.elements.show.value, words = form.elements.words.value.trim().toLowerCase();
    const narrow = Boolean(rule || words || ["error", "warning", "stale"].includes(show));
    let shown = 0;
    for (const page of pages) {
      const name = page.querySelector(".name").textContent.toLowerCase();
      const articles = [...page.querySelectorAll("article")];
      let left = 0;
      for (const article of articles) {
        article.hidden = !fits(article, show, words, name);
        left += !article.hidden;
      }
      let here = !narrow || left > 0 || (!rule && show === "" && words && name.includes(words));
      if (show === "findings") here = here && left > 0;
      if (show === "open") here = here && !page.dataset.whole;
      page.hidden = !here;
      if (narrow && left) page.open = true;
      shown += here;
    }
    count.textContent = count.dataset.template.replace("{shown}", shown).replace("{all}", pages.length);
    document.getElementById("none").hidden = shown > 0;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of buttons) {
    button.addEventListener("click", () => {
      rule = rule === button.dataset.rule ? "" : button.dataset.rule;
      for (const each of buttons) each.setAttribute("aria-pressed", String(each.dataset.rule === rule));
      apply();
    });
  }
  apply();
})();
