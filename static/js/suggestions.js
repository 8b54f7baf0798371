/* Suggestions while typing: an ARIA combobox laid over the plain search form. */
(() => {
  "use strict";
  const PAUSE_MS = 150;
  let serial = 0;

  const enhance = (form) => {
    const field = form.querySelector("input[type=search]");
    const list = document.createElement("ul");
    list.id = `suggestions-${(serial += 1)}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.suggestLabel);
    list.hidden = true;
    form.append(list);
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-expanded", "false"],
      ["aria-controls", list.id],
      ["autocomplete", "off"],
    ]) {
      field.setAttribute(name, value);
    }

    let active = -1;
    let timer = 0;
    let asked = "";

    const options = () => [...list.children];
    const hide = () => {
      list.hidden = true;
      active = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      active = index;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      if (index >= 0) field.setAttribute("aria-activedescendant", options()[index].id);
      else field.removeAttribute("aria-activedescendant");
    };
    const take = (text) => {
      field.value = text;
      hide();
      field.form.requestSubmit(); // the field may belong to the form of the choices
    };
    const show = (words) => {
      list.replaceChildren(
        ...words.map((word, at) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${at}`;
          option.className = "suggestions__item";
          option.setAttribute("role", "option");
          option.textContent = word;
          if (/\p{Script=Han}/u.test(word) && !document.documentElement.lang.startsWith("zh")) {
            option.lang = "zh-Hans";
          }
          option.addEventListener("mousedown", (event) => event.preventDefault());
          option.addEventListener("click", () => take(word));
          return option;
        })
      );
      list.hidden = words.length === 0;
      field.setAttribute("aria-expanded", String(words.length > 0));
      mark(-1);
    };
    const ask = async () => {
      const query = field.value.trim();
      asked = query;
      if (!query) return hide();
      const address = `${form.dataset.suggest}?q=${encodeURIComponent(query)}`;
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" } });
        const words = answer.ok ? await answer.json() : [];
        if (asked === query && document.activeElement === field) show(words);
      } catch {
        hide();
      }
      return undefined;
    };

    const askSoon = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, PAUSE_MS);
    };
    field.addEventListener("input", (event) => {
      if (!event.isComposing) askSoon();
    });
    field.addEventListener("compositionstart", () => window.clearTimeout(timer));
    field.addEventListener("compositionend", askSoon);
    field.addEventListener("blur", hide);
    field.addEventListener("keydown", (event) => {
      // 229: Safari ends a composition before it tells of the Enter that ended it
      if (event.isComposing || event.keyCode === 229) return;
      const count = options().length;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        hide();
      } else if (list.hidden || count === 0) {
        return;
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        mark((active + 1) % count);
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        mark(active <= 0 ? count - 1 : active - 1);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        take(options()[active].textContent);
      }
    });
  };

  document.querySelectorAll("form[data-suggest]").forEach(enhance);
})();
