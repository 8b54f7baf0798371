/* Reading a long text: chapters fold and unfold, a link into a folded chapter opens it, the
   contents say where the reader is, and the arrow keys turn to the article before and after. */
(() => {
  "use strict";
  const folds = [...document.querySelectorAll("details.fold")];

  const openTarget = () => {
    const id = decodeURIComponent(window.location.hash.slice(1));
    const target = id && document.getElementById(id);
    const fold = target && target.closest("details.fold");
    if (!fold || fold.open) return;
    fold.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", openTarget);
  openTarget();

  const buttons = [...document.querySelectorAll("[data-fold]")];
  const offer = () => {
    const some = folds.some((fold) => fold.open);
    for (const button of buttons) button.hidden = some !== (button.dataset.fold === "close");
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const fold of folds) fold.open = button.dataset.fold === "open";
      offer();
      const shown = buttons.find((one) => !one.hidden);
      if (shown) shown.focus();
    });
  }
  for (const fold of folds) fold.addEventListener("toggle", offer);
  if (folds.length) offer();

  const list = document.querySelector("[data-contents]");
  const here = document.querySelector("[data-here]");
  if (list && "IntersectionObserver" in window) {
    const links = new Map();
    for (const link of list.querySelectorAll("a")) {
      const part = document.getElementById(link.hash.slice(1));
      if (part) links.set(part, link);
    }
    const seen = new Set();
    const mark = () => {
      const first = [...links.keys()].find((part) => seen.has(part));
      if (!first) return;
      for (const [part, link] of links) {
        if (part === first) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
      const link = links.get(first);
      const name = link.querySelector(".fold__title") || link;
      if (here) here.textContent = name.textContent;
      const box = list.closest(".regulation__side");
      if (box && box.scrollHeight > box.clientHeight) {
        const top = link.offsetTop;
        if (top < box.scrollTop || top + link.offsetHeight > box.scrollTop + box.clientHeight) {
          box.scrollTop = top - box.clientHeight / 3;
        }
      }
    };
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (entry.isIntersecting) seen.add(entry.target);
          else seen.delete(entry.target);
        }
        mark();
      },
      { rootMargin: "-10% 0px -70% 0px" },
    );
    for (const part of links.keys()) observer.observe(part);
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = way && document.querySelector(`.neighbours [rel="${way}"]`);
    if (link) link.click();
  });
})();
