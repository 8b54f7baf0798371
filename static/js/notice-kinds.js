// The form of a notice shows the parts that its kind needs; without script all of them are there.
(() => {
  const update = (select) => {
    document.querySelectorAll("[data-notice-kinds]").forEach((part) => {
      const kinds = part.dataset.noticeKinds.split(" ");
      const panel = part.closest("section.w-panel") || part;
      const filled = part.querySelector(".w-field--error, .error-message");
      panel.hidden = !kinds.includes(select.value) && !filled;
    });
  };
  const begin = () => {
    const select = document.getElementById("id_kind");
    if (!select || !document.querySelector("[data-notice-kinds]")) return;
    select.addEventListener("change", () => update(select));
    update(select);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
