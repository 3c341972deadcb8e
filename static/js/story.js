// Small comforts of stories: everything is there without them.
(() => {
  "use strict";

  // Before and after: one over the other, the border where the slider stands.
  for (const figure of document.querySelectorAll("[data-compare]")) {
    const slide = figure.querySelector("input[type=range]");
    const pair = figure.querySelector(".compare-pair");
    const show = () => pair.style.setProperty("--border", `${slide.value}%`);
    slide.addEventListener("input", show);
    show();
  }

  // A film goes on from the moment in which the product is seen.
  for (const figure of document.querySelectorAll("[data-film]")) {
    const film = figure.querySelector("video");
    for (const link of figure.querySelectorAll("a[data-seconds]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const start = () => {
          film.currentTime = Number(link.dataset.seconds);
          film.play();
        };
        if (film.readyState > 0) start();
        else {
          film.addEventListener("loadedmetadata", start, { once: true });
          film.preload = "metadata";
          film.load();
        }
        film.scrollIntoView({ block: "center" });
      });
    }
  }

  // Time left, by the second. A browser whose clock is wrong keeps the words of the page.
  const clocks = [...document.querySelectorAll("[data-until]")].map((row) => ({
    row,
    word: row.querySelector(".until-left"),
    until: Date.parse(row.dataset.until),
    drawn: Date.parse(row.dataset.now),
  })).filter(({ drawn }) => Math.abs(Date.now() - drawn) < 180000);
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    for (const { row, word, until } of clocks) {
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      const days = Math.floor(left / 86400);
      const time = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60].map(two).join(":");
      word.textContent = days ? `${days} ${row.dataset.days} ${time}` : time;
      if (left === 0) row.parentElement.querySelector(".until-over").hidden = false;
    }
  };
  if (clocks.length) {
    tick();
    setInterval(tick, 1000);
  }
})();
