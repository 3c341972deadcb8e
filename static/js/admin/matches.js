// While a collection's rule is written: what it would match, asked of the server after each pause.
(function () {
  "use strict";

  const panel = document.querySelector("[data-mb-matches]");
  const form = panel && panel.closest("form");
  if (!form) return;
  let waiting = 0;
  let asking = null;

  const ask = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const response = await fetch(panel.dataset.mbMatches, {
        method: "POST",
        body: new FormData(form),
        signal: asking.signal,
      });
      if (response.ok) panel.innerHTML = await response.text();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // Rows are added, chosen and removed by scripts, which raise no event.
  new MutationObserver((changes) => {
    if (changes.some((change) => !panel.contains(change.target))) soon();
  }).observe(form, { childList: true, subtree: true, attributes: true, attributeFilter: ["value"] });
})();
