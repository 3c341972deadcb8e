// Keeps the formatted half of what is pasted; the field shows the plain words of it. Nothing of it is drawn here, so
// that no picture of another host is asked for.
(function () {
  "use strict";

  const area = document.querySelector("[data-mb-paste]");
  const note = document.getElementById("pasted-note");
  if (!area || !note) return;
  const kept = document.getElementById(area.dataset.mbPaste);
  area.closest(".mb-field").append(note);

  function say(lines) {
    note.textContent = lines.join(" ");
    note.hidden = lines.length === 0;
  }

  area.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html) return;
    event.preventDefault();
    const page = new DOMParser().parseFromString(html, "text/html");
    const pictures = [...page.querySelectorAll("img")];
    const local = pictures.some((one) => (one.getAttribute("src") || "").startsWith("file:"));
    const parcel = new DataTransfer();
    parcel.items.add(new File([html], "pasted.html", { type: "text/html" }));
    kept.files = parcel.files;
    area.value = event.clipboardData.getData("text/plain");
    const lines = [note.dataset.kept];
    if (pictures.length) lines.push(`${note.dataset.pictures} ${pictures.length}.`);
    if (local) lines.push(note.dataset.file);
    say(lines);
  });
  area.addEventListener("input", () => {
    kept.value = "";
    say([]);
  });
})();
