// Refreshes a progress card until the work is over; then the page itself shows the next step.
(function () {
  "use strict";

  const card = document.getElementById("import-progress");
  if (!card) return;
  const timer = window.setInterval(async () => {
    if (card.dataset.mbPoll === "stop") {
      window.clearInterval(timer);
      return;
    }
    let fresh = null;
    try {
      const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
      // The web server is restarting: ask again.
      if (response.status >= 500) return;
      fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(card.id);
    } catch {
      return;
    }
    if (!fresh) {
      window.clearInterval(timer);
      window.location.reload();
      return;
    }
    card.replaceChildren(...fresh.childNodes);
    card.dataset.mbPoll = fresh.dataset.mbPoll;
  }, 1000);
})();
