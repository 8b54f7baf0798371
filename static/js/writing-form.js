// The form of a page: the list of what is to be mended gets the focus and leads to its fields; the
// preview stands open beside the form, at the width of a telephone, until somebody closes it.
(() => {
  document.addEventListener("load", (event) => showHints(event), true);
  const FOCUSABLE = 'a[href], button, [contenteditable="true"], select, textarea, input:not([type="hidden"])';

  // The rich editor keeps its field hidden and is written in beside it.
  const writableAt = (id) => {
    const element = document.getElementById(id);
    if (!element) return null;
    if (element.matches(FOCUSABLE) && element.offsetParent) return element;
    const box = element.closest("[data-field], [data-panel], .w-field__wrapper") || element;
    return box.querySelector('[contenteditable="true"]') || box.querySelector(FOCUSABLE) || element;
  };

  const unfold = (element) => {
    for (let part = element.closest("[data-panel]"); part; part = part.parentElement.closest("[data-panel]")) {
      const toggle = part.querySelector("[data-panel-toggle][aria-expanded='false']");
      if (toggle && toggle.closest("[data-panel]") === part) toggle.click();
    }
    const tab = element.closest("[role='tabpanel'][hidden]");
    if (tab) document.getElementById(tab.getAttribute("aria-labelledby"))?.click();
    const dialog = element.closest("dialog, [data-controller~='w-dialog'], .w-dialog");
    if (dialog && dialog.id) document.querySelector(`[data-a11y-dialog-show='${dialog.id}']`)?.click();
  };

  const lead = (event) => {
    const link = event.target.closest("[data-mending]");
    if (!link) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    unfold(target);
    window.setTimeout(() => {
      const place = writableAt(target.id) || target;
      (place.closest("[data-panel]") || place).scrollIntoView({ block: "start" });
      if (place === target && !place.matches(FOCUSABLE)) place.tabIndex = -1;
      place.focus({ preventScroll: true });
    }, 60);
  };

  const openPreview = () => {
    const panel = document.querySelector('[data-side-panel="preview"]');
    let kept = null;
    try { kept = localStorage.getItem("wagtail:side-panel-open"); } catch { kept = ""; }
    if (panel && kept === null && window.innerWidth >= 1200) panel.dispatchEvent(new CustomEvent("open"));
  };

  // The preview carries hints on the text that it shows.
  const showHints = (event) => {
    const box = document.querySelector("[data-writing-hints]");
    if (!box || !event.target.matches || !event.target.matches("iframe.w-preview__iframe, iframe[id^='w-preview']")) return;
    const found = event.target.contentDocument && event.target.contentDocument.getElementById("writing-hints");
    if (!found) return;
    const { hints, none } = JSON.parse(found.textContent);
    box.replaceChildren(...(hints.length ? hints : [none]).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  };

  // A form that has saved itself says which version that was, so that it is not taken for stale.
  const nameOwnVersion = (event) => {
    const own = event.target.getAttribute("data-w-autosave-revision-id-value");
    if (own && own !== "0") event.formData.set("own_revision_id", own);
  };

  const begin = () => {
    document.addEventListener("click", lead);
    document.getElementById("page-edit-form")?.addEventListener("formdata", nameOwnVersion);
    const list = document.getElementById("mendings");
    if (list) {
      list.scrollIntoView({ block: "center" });
      list.focus({ preventScroll: true });
    }
    window.setTimeout(openPreview, 300);
  };
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
})();
