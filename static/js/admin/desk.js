// The desk's keyboard and small conveniences. Everything works without it.
(function () {
  "use strict";

  // g and a letter lead to a menu item; / goes to the search of the page.
  let leader = 0;
  const typing = (element) =>
    element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (Date.now() - leader < 1200) {
      leader = 0;
      const item = document.querySelector(`[data-mb-key="${CSS.escape(event.key)}"]`);
      if (item) {
        event.preventDefault();
        window.location.assign(item.href);
      }
      return;
    }
    if (event.key === "g") leader = Date.now();
    if (event.key === "/") {
      const search = document.querySelector("main input[type=search], main form[role=search] input[name=q]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
  });

  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-mb-copy]");
    if (copy) {
      const text = document.querySelector(copy.dataset.mbCopy).innerText;
      navigator.clipboard.writeText(text).then(() => {
        copy.textContent = copy.dataset.mbCopied;
      });
    }
    if (event.target.closest("[data-mb-print]")) window.print();
  });

  // On a narrow screen the tabs scroll: show the one we are on.
  document.addEventListener("DOMContentLoaded", () => {
    for (const tab of document.querySelectorAll(".mb-tab[aria-current]")) {
      const bar = tab.parentElement;
      bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
    }
  });

  // A second click while the first is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("[data-mb-once]");
    if (!button) return;
    if (button.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    // A page taken from the back/forward cache starts afresh.
    window.addEventListener("pageshow", () => button.removeAttribute("aria-disabled"), { once: true });
  });

  // On a phone the side panel of the last visit would cover the form.
  document.addEventListener("DOMContentLoaded", () => {
    if (window.innerWidth >= 600) return;
    window.setTimeout(() => {
      const open = document.querySelector("[data-side-panel-toggle][aria-expanded=true]");
      if (open) open.click();
    }, 0);
  });
})();
