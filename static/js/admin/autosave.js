// Two gaps of Wagtail's autosave (8.0) that leave drafts nobody asked for. Its events tell when it is at work.
(function () {
  "use strict";

  const atWork = new Set(); // forms whose autosave was sent or is about to be
  const leaving = new WeakSet(); // forms on their way to the server
  const waiting = new Map(); // form → the button that was pressed while autosave was at work

  // A new page or product is saved from the moment it is called something: opening the form and going away
  // left a nameless draft behind. And what is being published is not saved once more beside it.
  document.addEventListener(
    "w-autosave:save",
    (event) => {
      const title = event.target.elements.namedItem("title");
      if (!leaving.has(event.target) && (!title || title.value.trim())) return;
      event.preventDefault();
      // Nor is anybody told that something is being saved.
      event.stopImmediatePropagation();
    },
    true,
  );
  // On the window, after everybody who may prevent it.
  window.addEventListener("w-autosave:save", (event) => {
    if (!event.defaultPrevented) atWork.add(event.target);
  });

  // Publishing while the first autosave of a new page was on its way made two pages: the form did not know yet
  // that it had become one. So the button waits for the answer, whatever it is.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches("[data-controller~=w-autosave]")) return;
      if (atWork.has(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!waiting.has(form)) waiting.set(form, event.submitter);
      }
      leaving.add(form);
    },
    true,
  );
  const answered = (event) => {
    const form = event.target;
    atWork.delete(form);
    if (!waiting.has(form)) return;
    const button = waiting.get(form);
    waiting.delete(form);
    if (button && button.name) {
      // Its own progress has disabled the button by now, and what is disabled is not sent.
      const pressed = document.createElement("input");
      pressed.type = "hidden";
      pressed.name = button.name;
      pressed.value = button.value;
      form.append(pressed);
    }
    form.requestSubmit();
  };
  document.addEventListener("w-autosave:success", answered);
  document.addEventListener("w-autosave:error", answered);
  // A question in between (somebody else changed it meanwhile) keeps the form here.
  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented) leaving.delete(event.target);
  });
})();
