// What Material for MkDocs makes in the browser gets what keyboards and screen readers need: tables that scroll can be
// reached by the tabulator key, and the bars of copy buttons are no landmarks of their own.
"use strict";
function mend() {
  for (const table of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) table.tabIndex = 0;
  for (const bar of document.querySelectorAll("nav.md-code__nav:not([role])")) bar.setAttribute("role", "none");
}
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
mend();
