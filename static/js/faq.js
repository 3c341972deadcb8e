// Find an answer by typing; each answer is there without it.
(() => {
  "use strict";
  const find = document.querySelector(".faq-find");
  if (!find) return;
  const field = find.querySelector("input");
  const said = find.querySelector("[role=status]");
  const rows = [...document.querySelectorAll(".question")];
  const groups = [...document.querySelectorAll(".faq-groups > .faq")];

  const show = () => {
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) count += 1;
    }
    for (const group of groups) group.hidden = !group.querySelector(".question:not([hidden])");
    said.textContent = words.length && !count ? said.dataset.none : "";
  };
  field.addEventListener("input", show);

  // The address of an answer opens it, wherever the browser does not do that by itself.
  const open = () => {
    const answer = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const row = answer && answer.closest("details");
    if (!row) return;
    row.open = true;
    row.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", open);
  open();
})();
