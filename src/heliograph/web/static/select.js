// Words that are selected in the text of a page fill the forms under it. Without this file they are
// pasted, and the line is named.
"use strict";

(() => {
  // Offsets count code points, as the case keeps them; a string of ours counts halves of some.
  const length = (words) => [...words].length;

  const part = (cell, range) => {
    const words = document.createRange();
    words.selectNodeContents(cell);
    if (cell.contains(range.startContainer)) {
      words.setStart(range.startContainer, range.startOffset);
    }
    if (cell.contains(range.endContainer)) words.setEnd(range.endContainer, range.endOffset);
    return words.toString();
  };

  const selected = () => {
    const now = document.getSelection();
    if (!now || now.isCollapsed || !now.rangeCount) return null;
    const range = now.getRangeAt(0);
    const cells = [...document.querySelectorAll(".lines td[data-at]")];
    const touched = cells.filter((cell) => range.intersectsNode(cell));
    if (!touched.length) return null;
    const words = touched.map((cell) => part(cell, range)).join("\n");
    const first = touched[0];
    const before = document.createRange();
    before.selectNodeContents(first);
    if (first.contains(range.startContainer)) {
      before.setEnd(range.startContainer, range.startOffset);
    } else before.setEnd(first, 0);
    const blank = words.slice(0, words.length - words.trimStart().length);
    const start = Number(first.dataset.at) + length(before.toString()) + length(blank);
    return words.trim() ? { words: words.trim(), start } : null;
  };

  document.addEventListener("selectionchange", () => {
    const forms = document.querySelectorAll("form[data-selected]");
    const found = forms.length ? selected() : null;
    if (!found) return;
    for (const form of forms) {
      form.querySelector("[data-words]").value = found.words;
      form.querySelector("[data-start]").value = found.start;
      form.querySelector("[name=line]").value = "";
    }
  });
  document.addEventListener("input", (e) => {
    // What is typed is no longer what was selected.
    if (!e.target.matches("form[data-selected] [data-words]")) return;
    e.target.closest("form").querySelector("[data-start]").value = "";
  });

  const open = () => {
    // A link to a form opens it.
    const asked = document.getElementById(location.hash.slice(1));
    if (asked instanceof HTMLDetailsElement) asked.open = true;
  };
  window.addEventListener("hashchange", open);
  document.addEventListener("shown", () => {
    const hint = document.querySelector("[data-hint]");
    if (hint) hint.hidden = false;
    open();
  });
})();
