/* Copy buttons: shown only where the browser can copy; what was copied is said aloud. */
(() => {
  "use strict";
  const say = (button, words) => {
    const place = button.parentElement.querySelector("[role=status]");
    if (place) place.textContent = words;
  };
  const absolute = (text) => new URL(text, window.location.href).href;
  const canShare = typeof navigator.share === "function";
  const canCopy = Boolean(navigator.clipboard && navigator.clipboard.writeText);

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!canCopy) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text =
        button.dataset.copyAs === "element"
          ? document.querySelector(button.dataset.copy).textContent.trim()
          : absolute(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(text);
        say(button, button.dataset.done);
      } catch {
        say(button, text);
      }
    });
  }

  for (const button of document.querySelectorAll("[data-share]")) {
    if (!canShare) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator
        .share({ title: button.dataset.title, url: absolute(button.dataset.share) })
        .catch(() => {});
    });
  }
})();
