// Ticks of a list survive another tab of the page, a reload and the way back: this browser tab remembers them.
(() => {
  "use strict";
  for (const list of document.querySelectorAll("[data-mb-ticks]")) {
    const key = `mb-ticks-${list.dataset.mbTicks}`;
    const boxes = [...list.querySelectorAll("input[type=checkbox]")];
    const kept = JSON.parse(window.sessionStorage.getItem(key) || "[]");
    for (const box of boxes) box.checked = kept.includes(box.value);
    list.addEventListener("change", () => {
      const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
      window.sessionStorage.setItem(key, JSON.stringify(ticked));
    });
  }
})();
