// The form of a notice shows the parts that its kind needs; without script all of them are there.
// What is ticked or wrong in another part stays in sight.
(() => {
  const update = (kind) => {
    document.querySelectorAll("[data-notice-kinds]").forEach((part) => {
      const isNeeded = part.dataset.noticeKinds.split(" ").includes(kind);
      part.hidden = !isNeeded && !part.querySelector(".error-message, :checked:not(option)");
    });
  };
  // A button of the desk says in the address which kind is wanted; only of a new notice.
  const choose = (select) => {
    const wanted = new URLSearchParams(window.location.search).get("kind");
    const isNew = window.location.pathname.includes("/pages/add/");
    const isOffered = [...select.options].some((option) => option.value === wanted);
    if (isNew && isOffered && !document.querySelector(".error-message")) select.value = wanted;
  };
  const begin = () => {
    const select = document.getElementById("id_kind");
    if (!select || !document.querySelector("[data-notice-kinds]")) return;
    choose(select);
    select.addEventListener("change", () => update(select.value));
    update(select.value);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
