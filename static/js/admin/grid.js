// Makes cells of the SKU grid's forms: each is saved by itself, at once. Without this file every row has a button.
(function () {
  "use strict";

  const fields = (cell) => [...cell.querySelectorAll("input, select")];
  const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);
  const storedOf = (field) => {
    if (field.type === "checkbox") return field.defaultChecked;
    return field.tagName === "SELECT" ? "" : field.defaultValue;
  };
  const isDirty = (cell) => fields(cell).some((field) => valueOf(field) !== storedOf(field));

  function showError(cell, text) {
    let note = cell.querySelector(".mb-grid__error");
    if (!text) {
      if (note) note.remove();
    } else {
      if (!note) {
        note = document.createElement("p");
        note.className = "mb-grid__error";
        note.id = `${cell.closest("tr").dataset.mbRow}-${cell.dataset.mbCell}-error`;
        note.setAttribute("role", "alert");
        cell.append(note);
      }
      note.textContent = text;
    }
    for (const field of fields(cell)) {
      field.toggleAttribute("aria-invalid", Boolean(text));
      if (text) field.setAttribute("aria-describedby", note.id);
      else field.removeAttribute("aria-describedby");
    }
  }

  // What the server holds now: the base for Esc and for the next comparison.
  function store(row, data) {
    for (const name of ["price", "cost", "stock", "weight", "barcode", "is_active"]) {
      const field = row.querySelector(`[data-mb-cell] [name="${name}"]`);
      if (!field) continue;
      if (field.type === "checkbox") field.defaultChecked = data[name];
      else field.defaultValue = String(data[name]);
    }
    for (const name of ["price_seen", "cost_seen", "stock_seen", "weight_seen", "barcode_seen"]) {
      const field = row.querySelector(`[name="${name}"]`);
      if (field) field.value = data[name];
    }
    for (const out of row.querySelectorAll("[data-mb-out]")) out.textContent = data[out.dataset.mbOut];
    const level = row.querySelector("[data-mb-level]");
    level.dataset.mbLevel = data.level;
    level.firstElementChild.className = `mb-state mb-state--${data.level}`;
    level.firstElementChild.textContent = data.level_label;
  }

  function restore(cell) {
    for (const field of fields(cell)) {
      if (field.type === "checkbox") field.checked = field.defaultChecked;
      else field.value = storedOf(field);
    }
    cell.classList.remove("is-dirty");
    showError(cell, "");
  }

  async function save(cell) {
    if (!isDirty(cell) || cell.dataset.saving) return true;
    const row = cell.closest("tr");
    const table = cell.closest("table");
    const form = document.getElementById(row.dataset.mbRow);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const field of fields(cell)) {
      if (field.type !== "checkbox" || field.checked) body.set(field.name, field.value);
      const companion = form.elements[`${field.name}_seen`] || form.elements[`${field.name}_sent`];
      if (companion) body.set(companion.name, companion.value);
    }
    const sent = fields(cell).map(valueOf);
    cell.dataset.saving = "1";
    let answer;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body,
        headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
      });
      answer = await response.json();
    } catch {
      answer = { errors: { all: table.dataset.failed } };
    }
    delete cell.dataset.saving;
    const problem = Object.values(answer.errors).join(" ");
    if (answer.row) store(row, answer.row);
    showError(cell, problem);
    cell.classList.toggle("is-wrong", Boolean(problem));
    if (problem) return false;
    // Shown as the server writes it ("68" becomes "68.00"), unless more was typed meanwhile.
    if (fields(cell).every((field, place) => valueOf(field) === sent[place])) restore(cell);
    const said = row.querySelector(".mb-grid__said");
    said.textContent = table.dataset.saved;
    window.setTimeout(() => { said.textContent = ""; }, 1500);
    return true;
  }

  function move(cell, rows, columns) {
    const row = cell.closest("tr");
    if (columns) {
      const cells = [...row.querySelectorAll("[data-mb-cell]")];
      focusCell(cells[cells.indexOf(cell) + columns]);
      return;
    }
    let next = row;
    do {
      next = rows > 0 ? next.nextElementSibling : next.previousElementSibling;
    } while (next && !next.querySelector(`[data-mb-cell="${cell.dataset.mbCell}"]`));
    if (next) focusCell(next.querySelector(`[data-mb-cell="${cell.dataset.mbCell}"]`));
  }

  function focusCell(cell) {
    const field = cell && cell.querySelector("input");
    if (!field) return;
    field.focus();
    if (field.select && field.type !== "checkbox") field.select();
  }

  function atEdge(field, side) {
    if (field.type === "checkbox") return true;
    const whole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    return whole || (field.selectionStart === field.selectionEnd && field.selectionStart === (side < 0 ? 0 : field.value.length));
  }

  async function enter(cell) {
    const reason = cell.querySelector("select");
    // Stock asks why before it is saved.
    if (reason && isDirty(cell) && !reason.value && document.activeElement !== reason) {
      reason.focus();
      return;
    }
    if (await save(cell)) move(cell, 1, 0);
  }

  for (const table of document.querySelectorAll("[data-mb-grid]")) {
    table.classList.add("is-live");
    let touched = null;
    table.addEventListener("pointerdown", (event) => { touched = event.target.closest("select"); });
    table.addEventListener("input", (event) => {
      const cell = event.target.closest("[data-mb-cell]");
      if (!cell) return;
      cell.classList.toggle("is-dirty", isDirty(cell));
      // Whoever types again has seen what was wrong.
      cell.classList.remove("is-wrong");
    });
    table.addEventListener("change", (event) => {
      // A reason picked by finger or mouse is meant; the arrow keys pass others on their way, so they need Enter.
      const isMeant = event.target.type === "checkbox" || event.target === touched;
      if (isMeant) save(event.target.closest("[data-mb-cell]"));
    });
    table.addEventListener("focusin", (event) => {
      if (event.target.matches("[data-mb-cell] input:not([type=checkbox])")) event.target.select();
    });
    table.addEventListener("focusout", (event) => {
      const cell = event.target.closest("[data-mb-cell]");
      // A cell that was refused waits for Enter: leaving it must not force a conflict through.
      if (cell && !cell.contains(event.relatedTarget) && !cell.classList.contains("is-wrong")) save(cell);
    });
    table.addEventListener("keydown", (event) => {
      touched = null;
      const cell = event.target.closest("[data-mb-cell]");
      if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const inSelect = event.target.tagName === "SELECT";
      const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
      if (event.key === "Enter") {
        event.preventDefault();
        enter(cell);
      } else if (event.key === "Escape") {
        restore(cell);
        cell.classList.remove("is-wrong");
        focusCell(cell);
      } else if (steps[event.key] && !inSelect) {
        const [rows, columns] = steps[event.key];
        if (columns && !atEdge(event.target, columns)) return;
        event.preventDefault();
        move(cell, rows, columns);
      }
    });
    table.addEventListener("submit", (event) => event.preventDefault());
  }
})();
