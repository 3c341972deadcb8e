// A piece of a channel: asks what is found in the words while they are typed. Nothing is saved by it.
(function () {
  "use strict";

  const form = document.querySelector("[data-piece-check]");
  const panel = document.querySelector("[data-piece-checked]");
  if (!form || !panel) return;
  let waiting = 0;
  let asking = null;

  async function ask() {
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(form.dataset.pieceCheck, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: asking.signal,
      });
      if (!answer.ok) throw new Error(answer.status);
      panel.innerHTML = await answer.text();
    } catch (error) {
      if (error.name === "AbortError") return;
      const sorry = document.createElement("p");
      sorry.className = "mb-muted";
      sorry.textContent = panel.dataset.failed;
      panel.replaceChildren(sorry);
    }
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-piece-insert]");
    if (!button) return;
    const text = form.elements.text;
    const parts = [button.dataset.phrase, text.value.trim()];
    if (button.dataset.pieceInsert === "end") parts.reverse();
    text.value = parts.filter(Boolean).join("\n\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });

  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 350);
  });
})();
