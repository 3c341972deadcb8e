// A colour as text and as a swatch: what is changed in one follows in the other.
(() => {
  "use strict";
  const other = (field) => field.closest("[data-mb-colour]")?.querySelector(field.type === "color" ? "input:not([type=color])" : "input[type=color]");
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.closest("[data-mb-colour]")) return;
    const twin = other(field);
    const text = field.value.trim().toLowerCase();
    const full = /^#?[0-9a-f]{6}$/.test(text) ? `#${text.replace("#", "")}` : "";
    if (!full || twin.value === full) return;
    twin.value = full;
    // The live preview listens for changes of the form's own fields.
    if (field.type === "color") twin.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
