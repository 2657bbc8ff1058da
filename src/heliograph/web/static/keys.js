// Keys for whoever reviews many claims. Every one of them presses a button or follows a link that
// stands on the page: without this file everything still works.
"use strict";

(() => {
  const rows = () => [...document.querySelectorAll("[data-claim]")];
  const typing = (e) => e.target.closest("input, textarea, select") !== null;
  const here = (all) => all.findIndex((row) => row.contains(document.activeElement));
  const current = () => {
    const all = rows();
    return all[Math.max(here(all), 0)];
  };

  const move = (step) => {
    const all = rows();
    if (!all.length) {
      document.querySelector(`a[rel=${step > 0 ? "next" : "prev"}]`)?.click();
      return;
    }
    const at = here(all);
    const to = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    all[Math.min(Math.max(to, 0), all.length - 1)].querySelector("[data-open]").focus();
  };

  const press = (key) => {
    const where = current() ?? document.querySelector("[data-one]");
    const button =
      (key === "z" ? document.querySelector(".said [data-key=z]") : null) ??
      where?.querySelector(`[data-key=${key}]`);
    button?.click();
  };

  const note = () => {
    const field = document.getElementById("note");
    if (field) field.focus();
    else current()?.querySelector("[data-open]").click();
  };

  const up = () => document.querySelector("[data-up]")?.click();
  const keys = { j: () => move(1), k: () => move(-1), n: note, q: up };
  for (const key of "aruzse") keys[key] = () => press(key);

  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && typing(e)) e.target.blur();
    if (e.ctrlKey || e.metaKey || e.altKey || e.repeat || typing(e) || !keys[e.key]) return;
    e.preventDefault();
    // A key pressed while the next page is on its way is meant for what is to come, not for this.
    if (document.querySelector("main[aria-busy=true]")) return;
    keys[e.key]();
  });
  // The next claim stands where the last one stood.
  document.addEventListener("shown", () => {
    if (document.querySelector(".said")) rows()[0]?.querySelector("[data-open]").focus();
  });
})();
