// The side panel of checks: asks what the rules find in the draft, again after each automatic saving.
(function () {
  "use strict";

  let asking = null;

  async function ask() {
    const panel = document.querySelector("[data-checks]");
    // A page that was never saved has no address of its own yet.
    if (!panel || !/\/edit\//.test(location.pathname)) return;
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${panel.dataset.checks}?at=${encodeURIComponent(location.pathname)}`, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: asking.signal,
      });
      if (!answer.ok) throw new Error(answer.status);
      panel.innerHTML = await answer.text();
      count(panel.querySelector("[data-checks-count]"));
    } catch (error) {
      if (error.name === "AbortError") return;
      const sorry = document.createElement("p");
      sorry.className = "mb-muted";
      sorry.textContent = panel.dataset.checksFailed;
      panel.replaceChildren(sorry);
    }
  }

  // Beside Wagtail's own counter, which tells of the preview.
  function count(section) {
    const toggle = document.querySelector("[data-side-panel-toggle=checks]");
    if (!toggle || !section) return;
    let badge = toggle.querySelector("[data-checks-badge]");
    if (!badge) {
      badge = document.createElement("span");
      badge.dataset.checksBadge = "";
      badge.className = "mb-checks__badge";
      toggle.append(badge);
    }
    badge.textContent = section.dataset.checksCount;
    badge.hidden = section.dataset.checksCount === "0";
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-checks-go]");
    if (!button) return;
    const place = document.getElementById(button.dataset.checksGo);
    const section = place && (place.closest("section") || place);
    if (!section) return;
    // What is folded away is opened first.
    const fold = section.querySelector("[data-panel-toggle][aria-expanded=false]");
    if (fold) fold.click();
    section.scrollIntoView({ block: "center" });
    const writable = "input:not([type=hidden]), textarea, [contenteditable=true]";
    const field = place.matches(writable) ? place : section.querySelector(writable);
    if (field) field.focus({ preventScroll: true });
  });

  document.addEventListener("w-autosave:success", ask);
  document.addEventListener("DOMContentLoaded", ask);
  if (document.readyState !== "loading") ask();
})();
