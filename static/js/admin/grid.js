// Makes a small spreadsheet of the SKU grid's forms. Without this file every row has a button.
//
// A cell holds three values: what is stored (the input's default), what was seen when that was read (the row's hidden
// `*_seen`), and what stands in it. Whatever was typed stays until it is saved or dropped: an answer about other cells
// never touches a cell that waits, nor what it has seen.
(function () {
  "use strict";

  const NAMES = ["price", "cost", "stock", "weight", "barcode", "code", "is_active"];
  const AT_ONCE = 300;
  const UNDO_DEPTH = 100;
  const YES = /^(1|y|yes|true|on|是|✓|√|有|上架)$/i;
  const NO = /^(0|n|no|false|off|否|×|✗|无|下架)?$/i;

  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

  // What Excel, WPS and Sheets put on the clipboard: tabs, line ends, a cell in quotes where it holds either.
  function readTable(text) {
    const rows = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      const row = rows[rows.length - 1];
      const last = row.length - 1;
      if (quoted) {
        if (sign !== '"') row[last] += sign;
        else if (text[at + 1] === '"') { row[last] += '"'; at += 1; } else quoted = false;
      } else if (sign === '"' && row[last] === "") quoted = true;
      else if (sign === "\t") row.push("");
      else if (sign === "\n" || sign === "\r") {
        if (sign === "\r" && text[at + 1] === "\n") at += 1;
        rows.push([""]);
      } else row[last] += sign;
    }
    // Excel ends the last row too.
    if (rows.length > 1 && rows[rows.length - 1].length === 1 && !rows[rows.length - 1][0]) rows.pop();
    return rows.map((row) => row.map((cell) => cell.replace(/\s+/g, " ").trim()));
  }

  const quote = (text) => (/["\t\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

  function start(table) {
    const bar = document.querySelector("[data-mb-bar]");
    const texts = table.dataset;
    const rows = [...table.tBodies[0].rows];
    const columns = NAMES.filter((name) => table.querySelector(`[data-mb-cell="${name}"]`));
    if (!bar || !columns.length) return;
    const grid = rows.map((row) => columns.map((name) => row.querySelector(`[data-mb-cell="${name}"]`)));
    const rowOf = new Map(rows.map((row) => [row.dataset.mbSku, row]));
    const places = new Map();
    grid.forEach((cells, r) => cells.forEach((cell, c) => cell && places.set(cell, { r, c })));

    // --- One cell ------------------------------------------------------------------------------------------

    const nameOf = (cell) => cell.dataset.mbCell;
    const fieldOf = (cell) => cell.querySelector("input");
    const reasonOf = (cell) => cell.querySelector("select");
    const skuOf = (cell) => cell.closest("tr").dataset.mbSku;
    const cellOf = (sku, name) => rowOf.get(String(sku))?.querySelector(`[data-mb-cell="${name}"]`);
    const isBox = (cell) => fieldOf(cell).type === "checkbox";
    const bit = (on) => (on ? "1" : "0");
    const textOf = (cell) => (isBox(cell) ? bit(fieldOf(cell).checked) : fieldOf(cell).value);
    const storedOf = (cell) => (isBox(cell) ? bit(fieldOf(cell).defaultChecked) : fieldOf(cell).defaultValue);
    const shownOf = (cell) => (isBox(cell) ? texts[fieldOf(cell).checked ? "yes" : "no"] : fieldOf(cell).value);
    const seenField = (cell) => cell.closest("tr").querySelector(`[name="${nameOf(cell)}_seen"]`);
    const seenOf = (cell) => (isBox(cell) ? storedOf(cell) : seenField(cell).value);
    const isDirty = (cell) => textOf(cell) !== storedOf(cell);
    const isWrong = (cell) => cell.classList.contains("is-wrong");

    function write(cell, text) {
      if (isBox(cell)) fieldOf(cell).checked = text === "1";
      else fieldOf(cell).value = text;
      mark(cell);
    }

    function mark(cell) {
      cell.classList.toggle("is-dirty", isDirty(cell));
      if (!isDirty(cell)) cell.classList.remove("is-block");
    }

    function restore(cell) {
      clearError(cell);
      write(cell, storedOf(cell));
      if (reasonOf(cell)) reasonOf(cell).value = "";
    }

    function store(cell, data) {
      const name = nameOf(cell);
      if (isBox(cell)) fieldOf(cell).defaultChecked = data[name];
      else {
        fieldOf(cell).defaultValue = String(data[name]);
        seenField(cell).value = String(data[`${name}_seen`]);
      }
    }

    function clearError(cell) {
      cell.classList.remove("is-wrong");
      cell.querySelector(".mb-grid__error")?.remove();
      fieldOf(cell).removeAttribute("aria-invalid");
      fieldOf(cell).removeAttribute("aria-describedby");
    }

    function showError(cell, error) {
      clearError(cell);
      cell.classList.add("is-wrong");
      const note = document.createElement("div");
      note.className = "mb-grid__error";
      note.id = `${cell.closest("tr").dataset.mbRow}-${nameOf(cell)}-error`;
      const words = document.createElement("p");
      words.textContent = error.text;
      note.append(words);
      if (error.list) {
        const list = document.createElement("ul");
        for (const line of error.list) list.append(Object.assign(document.createElement("li"), { textContent: line }));
        note.append(list);
      }
      for (const side of ["theirs", "mine"]) {
        if (!error[side]) continue;
        const button = document.createElement("button");
        Object.assign(button, { type: "button", className: "mb-grid__choice", textContent: error[side] });
        button.dataset.mbSide = side;
        note.append(button);
      }
      cell.append(note);
      fieldOf(cell).setAttribute("aria-invalid", "true");
      fieldOf(cell).setAttribute("aria-describedby", note.id);
    }

    // --- What waits, what can be taken back ---------------------------------------------------------------------

    const status = bar.querySelector("[role=status]");
    const why = bar.querySelector("[data-mb-why]");
    const next = bar.querySelector("[data-mb-next]");
    const undoButton = bar.querySelector("[data-mb-undo]");
    const redoButton = bar.querySelector("[data-mb-redo]");
    const past = [];
    const future = [];
    const every = [...places.keys()];
    const tell = (...sentences) => { status.textContent = sentences.filter(Boolean).join(" · "); };
    const waitingStock = () => every.filter((cell) => cell.classList.contains("is-block") && isDirty(cell) && !isWrong(cell));

    function refreshBar() {
      const wrong = every.filter(isWrong).length;
      next.hidden = !wrong;
      next.textContent = say(texts.waiting, { count: wrong });
      undoButton.disabled = !past.length;
      redoButton.disabled = !future.length;
      if (!why) return;
      const count = waitingStock().length;
      why.hidden = !count;
      why.firstElementChild.textContent = say(texts.why, { count });
    }

    // --- Saving: one request at a time, so that answers come in the order of what they answer -------------------------

    let queue = Promise.resolve();
    let atWork = 0;

    // `seen` of a step is what must still be there; a plain edit has what its row has seen.
    function save(cells, { seen = () => undefined, sure = false, kind = "edit", words = "" } = {}) {
      const ready = cells.filter((cell) => {
        const needsReason = reasonOf(cell) && !reasonOf(cell).value;
        return !cell.dataset.saving && isDirty(cell) && !needsReason;
      });
      refreshBar();
      if (!ready.length) return Promise.resolve();
      const jobs = ready.map((cell) => ({
        cell,
        before: storedOf(cell),
        sent: textOf(cell),
        body: {
          sku: skuOf(cell),
          cell: nameOf(cell),
          value: textOf(cell),
          seen: seen(cell) ?? seenOf(cell),
          reason: reasonOf(cell)?.value ?? "",
          sure,
        },
      }));
      for (const { cell } of jobs) cell.dataset.saving = "1";
      atWork += 1;
      queue = queue.then(async () => {
        const steps = [];
        let problem = "";
        for (let at = 0; at < jobs.length; at += AT_ONCE) {
          const part = jobs.slice(at, at + AT_ONCE);
          const answer = await send(part.map((job) => job.body));
          problem = answer.problem ?? problem;
          steps.push(...digest(part, answer));
        }
        atWork -= 1;
        remember(steps, kind);
        report(steps.length, kind, problem, words);
      });
      return queue;
    }

    async function send(cells) {
      try {
        const response = await fetch(texts.mbBlock, {
          method: "POST",
          body: JSON.stringify({ cells }),
          headers: {
            "Content-Type": "application/json",
            "X-CSRFToken": table.querySelector("[name=csrfmiddlewaretoken]").value,
            "X-Requested-With": "XMLHttpRequest",
            Accept: "application/json",
          },
        });
        return await response.json();
      } catch {
        return { problem: texts.failed };
      }
    }

    // Shows what became of the cells; returns the steps that can be taken back: what was there, what is seen now.
    function digest(part, answer) {
      const steps = [];
      const errors = new Map((answer.errors ?? []).map((error) => [`${error.sku} ${error.cell}`, error]));
      const saved = new Set((answer.saved ?? []).map(([sku, name]) => `${sku} ${name}`));
      const asked = new Set(part.map((job) => job.cell));
      for (const [sku, data] of Object.entries(answer.rows ?? {})) showRow(rowOf.get(sku), data, asked);
      for (const { cell, before, sent } of part) {
        delete cell.dataset.saving;
        const key = `${skuOf(cell)} ${nameOf(cell)}`;
        const error = answer.problem ? { text: answer.problem } : errors.get(key);
        if (error) {
          showError(cell, error);
          cell.classList.remove("is-block");
          continue;
        }
        clearError(cell);
        if (saved.has(key)) {
          steps.push({ cell, text: before, seen: seenOf(cell) });
          flash(cell);
        }
        // Shown as the server writes it ("68" becomes "68.00"), unless more was typed meanwhile.
        if (textOf(cell) === sent) restore(cell);
        else {
          mark(cell);
          if (!cell.contains(document.activeElement)) save([cell]);
        }
      }
      return steps;
    }

    function showRow(row, data, asked) {
      for (const name of columns) {
        const cell = row.querySelector(`[data-mb-cell="${name}"]`);
        if (!cell) continue;
        const waits = isDirty(cell) || isWrong(cell) || cell.dataset.saving;
        if (asked.has(cell)) store(cell, data);
        else if (!waits) {
          store(cell, data);
          write(cell, storedOf(cell));
        }
      }
      for (const out of row.querySelectorAll("[data-mb-out]")) out.textContent = data[out.dataset.mbOut];
      const level = row.querySelector("[data-mb-level]");
      level.dataset.mbLevel = data.level;
      level.firstElementChild.className = `mb-state mb-state--${data.level}`;
      level.firstElementChild.textContent = data.level_label;
    }

    function flash(cell) {
      cell.classList.add("is-saved");
      window.setTimeout(() => cell.classList.remove("is-saved"), 1200);
    }

    function remember(steps, kind) {
      if (!steps.length) return;
      if (kind === "edit") future.length = 0;
      (kind === "undo" ? future : past).push(steps);
      if (past.length > UNDO_DEPTH) past.shift();
      keep();
    }

    // What can be taken back outlives the page, in this tab. It is safe to: a step only counts while its cell still
    // holds what it put there.
    const KEPT = `microbrand.grid ${window.location.pathname}${window.location.search}`;

    function keep() {
      const flat = (source) => source.map((steps) => steps.map(({ cell, text, seen }) => [skuOf(cell), nameOf(cell), text, seen]));
      try {
        window.sessionStorage.setItem(KEPT, JSON.stringify([flat(past), flat(future)]));
      } catch {
        // Full, or not allowed: then it lasts as long as the page.
      }
    }

    function recall() {
      try {
        const kept = JSON.parse(window.sessionStorage.getItem(KEPT)) ?? [[], []];
        [past, future].forEach((source, side) => {
          for (const steps of kept[side]) {
            const there = steps.map(([sku, name, text, seen]) => ({ cell: cellOf(sku, name), text, seen }));
            const known = there.filter(({ cell }) => cell && places.has(cell));
            if (known.length) source.push(known);
          }
        });
      } catch {
        past.length = future.length = 0;
      }
    }

    function report(count, kind, problem, words) {
      refreshBar();
      const done = { edit: texts.saved, undo: texts.undone, redo: texts.redone }[kind];
      tell(problem || (count ? say(done, { count }) : every.some(isWrong) ? "" : texts.same), words);
    }

    // Back to what each cell held before, if it still holds what was put there.
    async function takeBack(source, kind) {
      const wanted = new Map();
      const steps = source.pop() ?? [];
      keep();
      for (const { cell, text, seen } of steps) {
        // What somebody is typing there now is not thrown away.
        if (isDirty(cell) || cell.dataset.saving) continue;
        write(cell, text);
        if (reasonOf(cell)) reasonOf(cell).value = "correct";
        wanted.set(cell, seen);
      }
      await save([...wanted.keys()], { seen: (cell) => wanted.get(cell), kind });
      const here = grid[active.r][active.c];
      if (here?.contains(document.activeElement) && mode === "move") select(active.r, active.c);
    }

    // --- Where one is, and the range ---------------------------------------------------------------------------------

    let active = { r: 0, c: 0 };
    let head = { r: 0, c: 0 };
    // move: the arrows move. quick: typing has begun, the arrows save and move. edit (F2, click): they move the caret.
    let mode = "move";
    let painted = [];
    let dragging = false;
    let touched = null;

    function span() {
      const [top, bottom] = [active.r, head.r].sort((a, b) => a - b);
      const [left, right] = [active.c, head.c].sort((a, b) => a - b);
      return { top, bottom, left, right };
    }

    const isRange = () => active.r !== head.r || active.c !== head.c;

    function range() {
      const { top, bottom, left, right } = span();
      return grid.slice(top, bottom + 1).map((cells) => cells.slice(left, right + 1));
    }

    function paint() {
      for (const cell of painted) {
        cell.classList.remove("is-chosen");
        cell.removeAttribute("aria-selected");
      }
      painted = isRange() ? range().flat().filter(Boolean) : [];
      for (const cell of painted) {
        cell.classList.add("is-chosen");
        cell.setAttribute("aria-selected", "true");
      }
      if (isRange()) {
        const { top, bottom, left, right } = span();
        tell(say(texts.range, { rows: bottom - top + 1, columns: right - left + 1 }));
      }
    }

    function select(r, c) {
      const cell = grid[r]?.[c];
      if (!cell) return false;
      active = { r, c };
      head = { r, c };
      mode = "move";
      paint();
      fieldOf(cell).focus();
      if (!isBox(cell)) fieldOf(cell).select();
      return true;
    }

    function extend(r, c) {
      if (!grid[r] || c < 0 || c >= columns.length) return;
      head = { r, c };
      paint();
      (grid[r][c] ?? rows[r]).scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    // Over cells that cannot be changed to the next that can.
    function go(rowStep, columnStep) {
      let { r, c } = active;
      do {
        r += rowStep;
        c += columnStep;
      } while (grid[r] && c >= 0 && c < columns.length && !grid[r][c]);
      return select(r, c);
    }

    // Along the row and on to the next one; false at the end of the grid, where Tab leaves it.
    function goOn(step) {
      const cells = every;
      const place = cells.indexOf(grid[active.r][active.c]) + step;
      if (!cells[place]) return false;
      const { r, c } = places.get(cells[place]);
      return select(r, c);
    }

    // --- Blocks -------------------------------------------------------------------------------------------------

    function fill(pairs, words = "") {
      const cells = [];
      for (const [cell, text] of pairs) {
        if (isBox(cell)) {
          if (!YES.test(text) && !NO.test(text)) {
            showError(cell, { text: texts.yesno });
            continue;
          }
          clearError(cell);
          write(cell, bit(YES.test(text)));
        } else {
          clearError(cell);
          write(cell, text);
        }
        if (reasonOf(cell) && isDirty(cell) && !reasonOf(cell).value) cell.classList.add("is-block");
        cells.push(cell);
      }
      tell(words);
      return save(cells, { words });
    }

    function paste(text) {
      const block = readTable(text);
      const wide = Math.max(...block.map((row) => row.length));
      const { top, bottom, left, right } = span();
      // One value fills the range; a block that fits into it several times is repeated; else it is put there once.
      const high = (bottom - top + 1) % block.length ? block.length : Math.max(bottom - top + 1, block.length);
      const broad = (right - left + 1) % wide ? wide : Math.max(right - left + 1, wide);
      const pairs = [];
      let outside = 0;
      for (let r = 0; r < high; r += 1) {
        for (let c = 0; c < broad; c += 1) {
          const value = block[r % block.length][c % wide];
          const cell = grid[top + r]?.[left + c];
          if (value === undefined) continue;
          if (cell) pairs.push([cell, value]);
          else if (value) outside += 1;
        }
      }
      select(top, left);
      head = { r: Math.min(top + high, grid.length) - 1, c: Math.min(left + broad, columns.length) - 1 };
      paint();
      fill(pairs, outside ? say(texts.outside, { count: outside }) : "");
    }

    function fillDown() {
      const { top, bottom, left, right } = span();
      const from = top === bottom ? top - 1 : top;
      if (from < 0) return;
      const pairs = [];
      for (let c = left; c <= right; c += 1) {
        const source = grid[from][c];
        for (let r = from + 1; source && r <= bottom; r += 1) if (grid[r][c]) pairs.push([grid[r][c], textOf(source)]);
      }
      fill(pairs);
    }

    function copied() {
      return range().map((cells) => cells.map((cell) => (cell ? quote(shownOf(cell)) : "")).join("\t")).join("\n");
    }

    // --- Events -----------------------------------------------------------------------------------------------------

    const cellAt = (target) => {
      const cell = target.closest?.("[data-mb-cell]");
      return cell && places.has(cell) ? cell : null;
    };

    // Leaving a cell saves it. One that was refused waits for Enter or a choice: nothing is forced through by leaving.
    function leave(cell) {
      mode = "move";
      if (isWrong(cell)) return;
      if (reasonOf(cell) && isDirty(cell) && !reasonOf(cell).value) cell.classList.add("is-block");
      save([cell]);
    }

    function commit(cell, rowStep) {
      const reason = reasonOf(cell);
      // Stock asks why before it is saved.
      if (reason && isDirty(cell) && !reason.value && document.activeElement !== reason) {
        cell.classList.remove("is-block");
        refreshBar();
        reason.focus();
        return;
      }
      clearError(cell);
      save([cell]);
      go(rowStep, 0);
    }

    table.addEventListener("pointerdown", (event) => {
      touched = event.target.closest("select");
      const cell = cellAt(event.target);
      if (!cell || event.pointerType !== "mouse" || event.button || event.target.closest("select, button")) return;
      const { r, c } = places.get(cell);
      if (event.shiftKey) {
        event.preventDefault();
        extend(r, c);
      } else if (isBox(cell)) {
        active = head = { r, c };
        paint();
      } else if (document.activeElement === fieldOf(cell)) {
        mode = "edit";
        extend(r, c);
      } else {
        event.preventDefault();
        select(r, c);
        dragging = true;
      }
    });
    table.addEventListener("pointerover", (event) => {
      const cell = dragging && cellAt(event.target);
      if (cell) extend(places.get(cell).r, places.get(cell).c);
    });
    document.addEventListener("pointerup", () => { dragging = false; });

    table.addEventListener("focusin", (event) => {
      const cell = cellAt(event.target);
      if (!cell || event.target !== fieldOf(cell)) return;
      active = places.get(cell);
      head = active;
      mode = "move";
      paint();
      if (!isBox(cell)) fieldOf(cell).select();
    });
    table.addEventListener("focusout", (event) => {
      const cell = cellAt(event.target);
      if (cell && !cell.contains(event.relatedTarget)) leave(cell);
    });

    table.addEventListener("input", (event) => {
      const cell = cellAt(event.target);
      if (!cell || event.target !== fieldOf(cell)) return;
      if (mode === "move") mode = "quick";
      mark(cell);
      // Whoever types again has seen what was wrong; a conflict keeps its choice until then.
      clearError(cell);
      refreshBar();
    });
    table.addEventListener("change", (event) => {
      const cell = cellAt(event.target);
      if (!cell) return;
      // A reason picked by finger or mouse is meant; the arrow keys pass others on their way, so they need Enter.
      if (event.target.type === "checkbox" || event.target === touched) save([cell]);
    });

    table.addEventListener("click", (event) => {
      const side = event.target.closest("[data-mb-side]")?.dataset.mbSide;
      const cell = side && cellAt(event.target);
      if (!cell) return;
      if (side === "theirs") restore(cell);
      else {
        clearError(cell);
        if (reasonOf(cell) && !reasonOf(cell).value) cell.classList.add("is-block");
        save([cell], { sure: true });
      }
      refreshBar();
      select(places.get(cell).r, places.get(cell).c);
    });

    table.addEventListener("dblclick", (event) => {
      if (cellAt(event.target)) mode = "edit";
    });

    const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

    table.addEventListener("keydown", (event) => {
      touched = null;
      const cell = cellAt(event.target);
      if (!cell || event.isComposing || event.altKey || event.target.closest("button")) return;
      const inReason = event.target.tagName === "SELECT";
      if (event.ctrlKey || event.metaKey) {
        if (!inReason && mode === "move") control(event);
        return;
      }
      if (event.key === "Enter") {
        event.preventDefault();
        commit(cell, event.shiftKey ? -1 : 1);
      } else if (event.key === "Escape") {
        const { r, c } = isRange() ? active : places.get(cell);
        if (!isRange()) restore(cell);
        refreshBar();
        select(r, c);
      } else if (inReason) {
        return;
      } else if (event.key === "Tab") {
        if (goOn(event.shiftKey ? -1 : 1)) event.preventDefault();
      } else if (event.key === "F2") {
        event.preventDefault();
        mode = "edit";
        if (!isBox(cell)) fieldOf(cell).setSelectionRange(fieldOf(cell).value.length, fieldOf(cell).value.length);
      } else if (STEPS[event.key]) {
        const [rowStep, columnStep] = STEPS[event.key];
        if (mode === "edit" && columnStep) return;
        event.preventDefault();
        if (event.shiftKey && mode === "move") extend(head.r + rowStep, head.c + columnStep);
        else go(rowStep, columnStep);
      } else if (mode === "move" && (event.key === "Home" || event.key === "End")) {
        event.preventDefault();
        const cells = grid[active.r];
        const c = event.key === "Home" ? cells.findIndex(Boolean) : cells.findLastIndex(Boolean);
        if (event.shiftKey) extend(head.r, c);
        else select(active.r, c);
      } else if ((event.key === "Delete" || event.key === "Backspace") && isRange()) {
        event.preventDefault();
        fill(range().flat().filter((one) => one && !isBox(one)).map((one) => [one, ""]));
      }
    });

    function control(event) {
      const key = event.key.toLowerCase();
      const act = {
        z: () => (event.shiftKey ? takeBack(future, "redo") : takeBack(past, "undo")),
        y: () => takeBack(future, "redo"),
        d: fillDown,
        a: () => {
          active = { r: 0, c: 0 };
          extend(grid.length - 1, columns.length - 1);
        },
      }[key];
      if (!act) return;
      event.preventDefault();
      act();
    }

    table.addEventListener("copy", (event) => {
      const cell = cellAt(event.target);
      if (!cell || mode !== "move" || event.target.tagName === "SELECT") return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", copied());
      tell(say(texts.copied, { count: range().flat().filter(Boolean).length }));
    });
    table.addEventListener("cut", (event) => {
      if (cellAt(event.target) && mode === "move" && isRange()) event.preventDefault();
    });
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (!cellAt(event.target) || event.target.tagName === "SELECT" || !text) return;
      // In the middle of a word it is text, as everywhere; a block is a block wherever the caret is.
      if (mode !== "move" && !/[\t\n]/.test(text.trimEnd())) return;
      event.preventDefault();
      paste(text);
    });
    table.addEventListener("submit", (event) => event.preventDefault());

    undoButton.addEventListener("click", () => takeBack(past, "undo"));
    redoButton.addEventListener("click", () => takeBack(future, "redo"));
    next.addEventListener("click", () => {
      const here = every.indexOf(grid[active.r][active.c]);
      const cell = [...every.slice(here + 1), ...every.slice(0, here + 1)].find(isWrong);
      if (cell) select(places.get(cell).r, places.get(cell).c);
    });
    why?.querySelector("select").addEventListener("change", (event) => {
      const cells = waitingStock();
      for (const cell of cells) reasonOf(cell).value = event.target.value;
      if (event.target.value) save(cells);
      event.target.value = "";
    });
    window.addEventListener("beforeunload", (event) => {
      if (atWork || every.some(isDirty)) event.preventDefault();
    });

    table.classList.add("is-live");
    bar.hidden = false;
    recall();
    refreshBar();
  }

  document.querySelectorAll("[data-mb-grid]").forEach(start);
})();
