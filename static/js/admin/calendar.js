// The calendar of channels: a piece is dragged to another day. Without it, its own page has the form.
(function () {
  "use strict";

  const form = document.querySelector("[data-lay]");
  if (!form) return;
  let dragged = null;

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-lay-url]");
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    for (const day of document.querySelectorAll(".is-over")) day.classList.remove("is-over");
  });
  for (const day of document.querySelectorAll("[data-day]")) {
    day.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      day.classList.add("is-over");
    });
    day.addEventListener("dragleave", () => day.classList.remove("is-over"));
    day.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      form.action = dragged.dataset.layUrl;
      form.elements.day.value = day.dataset.day;
      form.submit();
    });
  }
})();
