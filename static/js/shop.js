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

  // A sheet closes when one looks elsewhere.
  for (const sheet of document.querySelectorAll("details[data-close]")) {
    document.addEventListener("click", (event) => {
      if (!sheet.contains(event.target)) sheet.open = false;
    });
    sheet.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !sheet.open) return;
      sheet.open = false;
      sheet.querySelector("summary").focus();
    });
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
  let shownPast = document.querySelector('#buy input[name="sku"]:checked, #buy input[name="sku"][type="hidden"]')?.value;
  const showPast = () => {
    const id = document.querySelector('#buy input[name="sku"]:checked, #buy input[name="sku"][type="hidden"]')?.value;
    if (!past?.open || !id || id === shownPast || !window.htmx) return;
    shownPast = id;
    htmx.ajax("GET", `${past.dataset.url}${id}/`, { target: "#price-history-body" });
  };
  past?.addEventListener("toggle", showPast);
  if (past) document.addEventListener("change", showPast);

  // By options: the page's links do it one load at a time; here the choice is made at once. As in choices.py.
  const picks = document.querySelector("[data-picks]");
  if (picks) {
    const field = document.querySelector('#buy input[name="sku"]');
    const links = [...picks.querySelectorAll("[data-value]")];
    const goods = [...picks.querySelectorAll("template[data-values]")].map((template) => ({
      id: template.dataset.priceOf,
      values: template.dataset.values.split(" "),
      price: template.dataset.price,
      out: "out" in template.dataset,
    }));
    const current = () => goods.find((row) => row.id === field.value);
    const kept = (row) => row.values.filter((value) => current().values.includes(value)).length;
    const nearest = (value) => goods
      .filter((row) => !row.out && row.values.includes(value))
      .reduce((best, row) => (best && kept(best) >= kept(row) ? best : row), undefined);
    const draw = () => {
      for (const link of links) {
        const { value, option } = link.dataset;
        const target = nearest(value);
        const siblings = links.filter((other) => other.dataset.option === option).map((other) => other.dataset.value);
        const others = current().values.filter((other) => !siblings.includes(other));
        const fits = Boolean(target) && others.every((other) => target.values.includes(other));
        const isChosen = current().values.includes(value);
        if (target) link.href = `?sku=${target.id}#options`;
        link.classList.toggle("chip-out", !fits);
        link.querySelector("[data-else]").hidden = fits;
        link.toggleAttribute("aria-current", isChosen);
        if (isChosen) {
          link.setAttribute("aria-current", "true");
          picks.querySelector(`[data-chosen-of="${option}"]`).textContent = link.firstElementChild.firstChild.data.trim();
        }
      }
    };
    const pick = (row) => {
      field.value = row.id;
      field.dataset.price = row.price;
      draw();
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    picks.addEventListener("click", (event) => {
      const link = event.target.closest("[data-value]");
      const target = link && nearest(link.dataset.value);
      if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      pick(target);
      history.replaceState(null, "", `?sku=${target.id}`);
    });
    // The way back leaves the field as it was, and the rest of the page as it came.
    if (field.value !== field.defaultValue && current()) pick(current());
  }

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
  const left = document.querySelector(".order-deadline[data-until]");
  if (left) {
    const tick = () => {
      const minutes = Math.ceil((Date.parse(left.dataset.until) - Date.now()) / 60000);
      const unit = minutes > 120 && left.dataset.hours ? left.dataset.hours.replace("{hours}", Math.floor(minutes / 60)) : left.dataset.minutes.replace("{minutes}", minutes);
      left.textContent = minutes > 0 ? unit : left.dataset.over;
      left.hidden = false;
    };
    tick();
    setInterval(tick, 15000);
  }
})();
