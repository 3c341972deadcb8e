// Small comforts on top of pages that work without any of this.
(() => {
  "use strict";

  // Quantity: minus and plus beside the field.
  for (const stepper of document.querySelectorAll("[data-stepper]")) {
    const field = stepper.querySelector("input");
    for (const button of stepper.querySelectorAll("button[data-step]")) {
      button.addEventListener("click", () => {
        const wanted = (parseInt(field.value, 10) || 0) + Number(button.dataset.step);
        field.value = Math.min(Number(field.max) || 999, Math.max(1, wanted));
      });
    }
  }

  // Another option: its own price, stock and promotion, drawn by the server beforehand.
  const priceBlock = document.getElementById("price-block");
  const barPrice = document.getElementById("bar-price");
  const strip = document.getElementById("pictures");
  const showOption = (id) => {
    const own = document.querySelector(`template[data-picture-of="${CSS.escape(id)}"]`)
      || document.querySelector('template[data-picture-of=""]');
    if (own && strip) {
      strip.firstElementChild.replaceWith(own.content.cloneNode(true));
      strip.scrollTo({ left: 0 });
    }
    const template = document.querySelector(`template[data-price-of="${CSS.escape(id)}"]`);
    if (!template || !priceBlock) return;
    priceBlock.replaceChildren(template.content.cloneNode(true));
    const price = priceBlock.querySelector(".price");
    if (barPrice && price) barPrice.replaceChildren(price.cloneNode(true));
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches('#buy input[name="sku"]')) showOption(event.target.value);
  });

  // What this option cost before: asked for when somebody looks.
  const past = document.getElementById("price-history");
  let shownPast = document.querySelector('#buy input[name="sku"]:checked')?.value;
  const showPast = () => {
    const id = document.querySelector('#buy input[name="sku"]:checked')?.value;
    if (!past?.open || !id || id === shownPast || !window.htmx) return;
    shownPast = id;
    htmx.ajax("GET", `${past.dataset.url}${id}/`, { target: "#price-history-body" });
  };
  past?.addEventListener("toggle", showPast);
  if (past) document.addEventListener("change", showPast);
  const chosen = document.querySelector('#buy input[name="sku"][type="radio"]:checked');
  if (chosen && !chosen.defaultChecked) showOption(chosen.value);

  // What the chosen answers make of the price. The server says it again, and its word counts.
  const each = document.getElementById("each-price");
  const showEach = () => {
    const sku = document.querySelector('#buy input[name="sku"]:checked, #buy input[name="sku"][type="hidden"]');
    let fen = Number(sku?.dataset.price) || 0;
    for (const choice of document.querySelectorAll("#buy [data-surcharge]:checked")) fen += Number(choice.dataset.surcharge);
    each.textContent = each.dataset.text.replace("{price}", (fen / 100).toFixed(fen % 100 ? 2 : 0));
  };
  if (each) {
    document.getElementById("buy").addEventListener("change", showEach);
    showEach();
  }

  // A second tap on a button that is already at work does nothing. Coming back to the page frees it.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.busy) event.preventDefault();
    form.dataset.busy = "1";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-busy]")) delete form.dataset.busy;
  });

  // What was just said need not stay for ever.
  const toast = document.getElementById("toast");
  let gone;
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== toast) return;
    clearTimeout(gone);
    gone = setTimeout(() => toast.replaceChildren(), 8000);
  });

  // Errors come first.
  document.getElementById("summary")?.focus();

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  });

  // How long is left until a deadline whose exact time stands beside it.
  const left = document.querySelector("[data-until]");
  if (left) {
    const tick = () => {
      const minutes = Math.ceil((Date.parse(left.dataset.until) - Date.now()) / 60000);
      left.textContent = minutes > 0 ? left.dataset.minutes.replace("{minutes}", minutes) : left.dataset.over;
      left.hidden = false;
    };
    tick();
    setInterval(tick, 15000);
  }
})();
