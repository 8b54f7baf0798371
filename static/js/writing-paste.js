// What is pasted into a text goes to the server first, which keeps its structure and drops the rest.
// Words without marks, and what was copied inside the editor, are pasted by the editor itself.
(() => {
  const OWN = /data-draftjs-conductor|data-editor=|public-DraftStyleDefault/;
  const STRUCTURED = /<(table|ul|ol|h[1-6]|b|strong|a|p|div|section|span|br|img|font)\b/i;
  const MOST = 2000000;
  const lighter = (html) => html.replace(/(["'(])data:[^"')]*/g, "$1").replace(/<style[\s\S]*?<\/style>/gi, "").replace(/<!--\[if[\s\S]*?<!\[endif\]-->/g, "");

  const say = (field, lines, isWrong) => {
    if (!field) return;
    let box = field.previousElementSibling;
    if (!box || !box.classList.contains("writing-notes")) {
      box = document.createElement("div");
      box.className = "writing-notes";
      box.setAttribute("role", "status");
      field.before(box);
    }
    box.classList.toggle("writing-notes--wrong", Boolean(isWrong));
    box.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  };

  const put = ({ getEditorState, setEditorState }, selection, fragment) => {
    const { EditorState, Modifier } = window.DraftJS;
    const state = getEditorState();
    const content = Modifier.replaceWithFragment(state.getCurrentContent(), selection, fragment);
    setEditorState(EditorState.push(state, content, "insert-fragment"));
  };

  const fragmentOf = (raw) => {
    const { convertFromRaw } = window.DraftJS;
    return convertFromRaw(raw).getBlockMap();
  };
  const plainOf = (text) => fragmentOf({
    entityMap: {},
    blocks: text.split(/\r?\n/).filter((line) => line.trim()).map((line) => ({ text: line.trim(), type: "unstyled", depth: 0, inlineStyleRanges: [], entityRanges: [] })),
  });

  const ask = async (html) => {
    const config = window.wagtailConfig || JSON.parse(document.getElementById("wagtail-config").textContent);
    const address = document.querySelector("[data-writing-paste]").dataset.writingPaste;
    const answer = await fetch(address, {
      method: "POST",
      headers: { [config.CSRF_HEADER_NAME || "X-CSRFToken"]: config.CSRF_TOKEN, Accept: "application/json" },
      body: new URLSearchParams({ html }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  window.writingPaste = (text, html, editorState, access, entityType) => {
    if (!html || OWN.test(html) || !STRUCTURED.test(html)) return "not-handled";
    const selection = editorState.getSelection();
    const active = document.activeElement;
    const field = active && active.closest("[data-draftail-editor-wrapper]");
    const lean = lighter(html);
    say(field, [entityType.words.pasting]);
    (lean.length > MOST ? Promise.reject(new Error("long")) : ask(lean)).then(({ content, notes }) => {
      if (content.blocks.some((block) => block.text.trim() || block.type === "atomic")) put(access, selection, fragmentOf(content));
      say(field, notes);
    }).catch(() => {
      put(access, selection, plainOf(text || ""));
      say(field, [entityType.words.failed], true);
    });
    return "handled";
  };
})();
