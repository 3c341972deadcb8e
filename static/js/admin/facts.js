// Only the facts of the chosen product type are in sight. What was typed for another type stays in the form.
(function () {
  "use strict";

  const follow = () => {
    const type = document.querySelector("select[name=product_type]");
    const facts = document.querySelector("[data-mb-facts]");
    if (!type || !facts) return;
    const show = () => {
      let shown = false;
      for (const group of facts.querySelectorAll("[data-type]")) {
        group.hidden = group.dataset.type !== type.value;
        shown = shown || !group.hidden;
      }
      facts.querySelector("[data-mb-facts-hint]").hidden = shown;
    };
    type.addEventListener("change", show);
    show();
  };

  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", follow) : follow();
})();
