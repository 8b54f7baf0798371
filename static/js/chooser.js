/* Community chooser and menu: filter while typing, one open at a time, Escape closes. */
(() => {
  "use strict";
  const openables = [...document.querySelectorAll("header details")];

  const close = (part, giveFocusBack) => {
    if (!part.open) return;
    part.open = false;
    if (giveFocusBack) part.querySelector("summary").focus();
  };

  for (const part of openables) {
    part.addEventListener("toggle", () => {
      if (part.open) openables.filter((other) => other !== part).forEach((other) => close(other));
    });
    part.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(part, true);
    });
  }
  document.addEventListener("click", (event) => {
    openables.filter((part) => !part.contains(event.target)).forEach((part) => close(part));
  });

  for (const field of document.querySelectorAll("[data-filter]")) {
    const list = document.getElementById(field.dataset.filter);
    const nothing = list.parentElement.querySelector("[data-filter-empty]");
    field.closest("[hidden]").hidden = false;
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLocaleLowerCase();
      let shown = 0;
      for (const group of list.querySelectorAll("[data-filter-group]")) {
        let left = 0;
        for (const row of group.querySelectorAll("li")) {
          row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
          if (!row.hidden) left += 1;
        }
        group.hidden = left === 0;
        shown += left;
      }
      nothing.hidden = shown > 0;
    });
  }
})();
