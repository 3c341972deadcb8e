// Products on a picture: click to place one, drag its number, arrow keys for the last hundredth.
// The figures in the form are what is saved; without this script they are typed.
(function () {
  "use strict";

  const fieldOf = (row, name) => row.querySelector(`[data-contentpath="${name}"] input`);

  function isKept(row) {
    const child = row.closest("[data-streamfield-child]");
    const deleted = child && child.querySelector(':scope > input[name$="-deleted"]');
    return !deleted || !deleted.value;
  }

  function rowsOf(root) {
    return [...root.querySelectorAll(".hotspot")]
      .filter(isKept)
      .map((row) => ({ row, x: fieldOf(row, "x"), y: fieldOf(row, "y"), product: fieldOf(row, "product") }))
      .filter(({ x, y }) => x && y);
  }

  function set(field, value) {
    field.value = String(Math.min(100, Math.max(0, Math.round(value))));
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function place(panel, spot, event) {
    const box = panel.querySelector("img").getBoundingClientRect();
    set(spot.x, ((event.clientX - box.left) / box.width) * 100);
    set(spot.y, ((event.clientY - box.top) / box.height) * 100);
  }

  function choose(spot) {
    const button = spot.row.querySelector('[data-contentpath="product"] [data-chooser-action-choose]');
    if (button) button.click();
  }

  // Where the click was: the first row that has no product yet, else a new one.
  function add(root, panel, event) {
    const empty = () => rowsOf(root).find(({ product }) => product && !product.value);
    if (!empty()) {
      const buttons = root.querySelectorAll('[data-contentpath="spots"] button[data-streamfield-list-add]');
      const button = buttons[buttons.length - 1];
      if (!button || button.disabled) return;
      button.click();
    }
    // The form draws a new row when it has time.
    let patience = 60;
    const fill = () => {
      const spot = empty();
      if (!spot) {
        patience -= 1;
        if (patience > 0) requestAnimationFrame(fill);
        return;
      }
      place(panel, spot, event);
      draw(root);
      // A chooser that was drawn just now has to wake up first.
      setTimeout(() => choose(spot), 200);
    };
    fill();
  }

  function marker(root, panel, number) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mb-spot";
    const spot = () => rowsOf(root)[number];
    button.addEventListener("click", (event) => event.stopPropagation());
    button.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      button.setPointerCapture(event.pointerId);
    });
    button.addEventListener("pointermove", (event) => {
      if (!button.hasPointerCapture(event.pointerId) || !spot()) return;
      place(panel, spot(), event);
      draw(root);
    });
    button.addEventListener("keydown", (event) => {
      const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [];
      if (across === undefined || !spot()) return;
      event.preventDefault();
      set(spot().x, Number(spot().x.value) + across);
      set(spot().y, Number(spot().y.value) + down);
      draw(root);
    });
    return button;
  }

  function panelOf(root) {
    const existing = root.querySelector(":scope .mb-spots");
    if (existing) return existing;
    const field = root.querySelector('[data-contentpath="image"]');
    if (!field) return null;
    const panel = document.createElement("div");
    panel.className = "mb-spots";
    const picture = document.createElement("img");
    picture.alt = "";
    picture.draggable = false;
    panel.append(picture);
    picture.addEventListener("click", (event) => add(root, panel, event));
    picture.addEventListener("error", () => {
      // Who may not change pictures is not shown a larger one.
      if (picture.dataset.small && picture.src !== picture.dataset.small) picture.src = picture.dataset.small;
    });
    field.after(panel);
    return panel;
  }

  function draw(root) {
    const panel = panelOf(root);
    if (!panel) return;
    const chosen = fieldOf(root, "image");
    const small = root.querySelector('[data-contentpath="image"] img[data-chooser-image]');
    panel.hidden = !(chosen && chosen.value && small);
    if (panel.hidden) return;
    const picture = panel.querySelector("img");
    if (picture.dataset.of !== chosen.value) {
      picture.dataset.of = chosen.value;
      picture.dataset.small = small.src;
      const chooser = root.querySelector('[data-contentpath="image"] [data-chooser-url]');
      picture.src = chooser.dataset.chooserUrl.replace(/chooser\/$/, `${chosen.value}/preview/width-800/`);
    }
    const rows = rowsOf(root);
    const markers = panel.getElementsByClassName("mb-spot");
    while (markers.length > rows.length) markers[markers.length - 1].remove();
    while (markers.length < rows.length) panel.append(marker(root, panel, markers.length));
    rows.forEach(({ x, y, row }, number) => {
      const title = row.querySelector('[data-contentpath="product"] [data-chooser-title]');
      markers[number].textContent = String(number + 1);
      markers[number].title = title ? title.textContent.trim() : "";
      markers[number].setAttribute("aria-label", `${number + 1} ${markers[number].title}`.trim());
      markers[number].style.left = `${x.value || 50}%`;
      markers[number].style.top = `${y.value || 50}%`;
    });
  }

  let waiting = false;
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      document.querySelectorAll(".hotspots").forEach(draw);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    soon();
    new MutationObserver((changes) => {
      if (changes.some(({ target }) => !(target.closest && target.closest(".mb-spots")))) soon();
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["src", "value"] });
    document.addEventListener("input", (event) => {
      if (event.target.closest(".hotspots")) soon();
    });
  });
})();
