"use strict";
(() => {
  const form = document.querySelector(".filter");
  const text = document.getElementById("filter-text");
  const category = document.getElementById("filter-category");
  const count = document.getElementById("filter-count");
  const tables = [...document.querySelectorAll("table.items")];
  if (!tables.length) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  let words = null;
  const apply = () => {
    words ??= tables.map((table) =>
      [...table.tBodies[0].rows].map((row) => [row, row.textContent.toLowerCase(), row.dataset.c]));
    const wanted = text.value.trim().toLowerCase();
    const only = category.value;
    let shown = 0, total = 0;
    words.forEach((rows, index) => {
      let here = 0;
      for (const [row, said, kind] of rows) {
        const fits = (!only || kind === only) && said.includes(wanted);
        if (row.hidden === fits) row.hidden = !fits;
        here += fits;
      }
      const fold = tables[index].closest("details");
      if (fold) {
        fold.hidden = here === 0;
        fold.open = Boolean(wanted || only) && here > 0 && shown < 1000;
      }
      shown += here;
      total += rows.length;
    });
    count.textContent = wanted || only ? `${shown.toLocaleString("en")} of ${total.toLocaleString("en")}` : "";
  };
  let waiting = 0;
  text.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  category.addEventListener("change", apply);
})();
