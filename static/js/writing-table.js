// A table in a text of the desk: shown as it will look, edited cell by cell in a window of its own.
// What the cells hold is judged again by the server when the page is saved.
(() => {
  if (!window.draftail || !window.React) return;
  const { React, DraftJS, Draftail } = window;
  const make = React.createElement;
  const EMPTY = { rows: [["", ""], ["", ""], ["", ""]].map((row, at) => row.map(() => ({ text: "", head: at === 0 }))), caption: "" };
  const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  const spanOf = (cell, side) => Number(cell[side]) || 1;
  const isJoined = (rows) => rows.some((row) => row.some((cell) => spanOf(cell, "colspan") > 1 || spanOf(cell, "rowspan") > 1));

  // Every joined cell becomes the cells that it covers; its words stay in the first of them.
  const split = (rows) => {
    const grid = rows.map(() => []);
    rows.forEach((row, y) => {
      let x = 0;
      row.forEach((cell) => {
        while (grid[y][x]) x += 1;
        for (let down = 0; down < spanOf(cell, "rowspan") && grid[y + down]; down += 1) {
          for (let right = 0; right < spanOf(cell, "colspan"); right += 1) {
            grid[y + down][x + right] = { text: down || right ? "" : cell.text, head: Boolean(cell.head) };
          }
        }
      });
    });
    const width = Math.max(...grid.map((row) => row.length), 1);
    return grid.map((row) => Array.from({ length: width }, (_, x) => row[x] || { text: "", head: false }));
  };

  const button = (words, action) => {
    const element = document.createElement("button");
    Object.assign(element, { type: "button", textContent: words, className: "button button-small button-secondary" });
    element.addEventListener("click", action);
    return element;
  };

  class TableWindow {
    constructor(data, words, done) {
      this.rows = JSON.parse(JSON.stringify(data.rows && data.rows.length ? data.rows : EMPTY.rows));
      this.caption = data.caption || "";
      this.words = words;
      this.done = done;
      this.element = document.createElement("dialog");
      this.element.className = "writing-table-window";
      this.element.setAttribute("aria-label", words.title);
      this.element.addEventListener("cancel", (event) => { event.preventDefault(); this.close(null); });
      // The editor and the form around it must not take the keys typed here.
      ["keydown", "keyup", "input", "change", "paste", "beforeinput"].forEach((name) => this.element.addEventListener(name, (event) => event.stopPropagation()));
      document.body.append(this.element);
      this.show();
      this.element.showModal();
      const first = this.element.querySelector("textarea");
      if (first) first.focus();
    }

    close(result) {
      this.element.close();
      this.element.remove();
      this.done(result);
    }

    change(rows) {
      this.rows = rows;
      this.show();
    }

    show() {
      const { words } = this;
      const caption = document.createElement("label");
      caption.append(words.caption, this.captionField());
      this.element.replaceChildren(caption, this.headBox(), this.grid(), this.tools(), this.ends());
    }

    captionField() {
      const field = document.createElement("input");
      Object.assign(field, { type: "text", value: this.caption, maxLength: 300 });
      field.addEventListener("input", () => { this.caption = field.value; });
      return field;
    }

    headBox() {
      const label = document.createElement("label");
      const box = document.createElement("input");
      Object.assign(box, { type: "checkbox", checked: this.rows[0].every((cell) => cell.head) });
      box.addEventListener("change", () => this.rows[0].forEach((cell) => { cell.head = box.checked; }));
      label.append(box, ` ${this.words.head}`);
      label.className = "writing-table-window__head";
      return label;
    }

    grid() {
      const box = document.createElement("div");
      const table = document.createElement("table");
      this.rows.forEach((row, y) => {
        const line = table.insertRow();
        row.forEach((cell, x) => {
          const place = line.insertCell();
          place.colSpan = spanOf(cell, "colspan");
          place.rowSpan = spanOf(cell, "rowspan");
          const field = document.createElement("textarea");
          Object.assign(field, { value: cell.text, rows: Math.max(1, cell.text.split("\n").length) });
          field.setAttribute("aria-label", filled(this.words.cell, { row: y + 1, column: x + 1 }));
          field.addEventListener("input", () => { cell.text = field.value; });
          place.append(field);
        });
      });
      box.className = "writing-table-window__grid";
      box.append(table);
      return box;
    }

    tools() {
      const { words } = this;
      const box = document.createElement("div");
      box.className = "writing-table-window__tools";
      if (isJoined(this.rows)) {
        box.append(button(words.split, () => this.change(split(this.rows))));
        return box;
      }
      const blank = (like) => ({ text: "", head: Boolean(like && like.head) });
      box.append(
        button(words.addRow, () => this.change([...this.rows, this.rows[0].map(() => blank())])),
        button(words.addColumn, () => this.change(this.rows.map((row) => [...row, blank(row[row.length - 1])]))),
      );
      if (this.rows.length > 1) box.append(button(words.dropRow, () => this.change(this.rows.slice(0, -1))));
      if (this.rows[0].length > 1) box.append(button(words.dropColumn, () => this.change(this.rows.map((row) => row.slice(0, -1)))));
      return box;
    }

    ends() {
      const box = document.createElement("div");
      box.className = "writing-table-window__ends";
      const save = button(this.words.save, () => this.close({ rows: this.rows, caption: this.caption }));
      save.classList.remove("button-secondary");
      box.append(save, button(this.words.cancel, () => this.close(null)));
      return box;
    }
  }

  class TableSource extends React.Component {
    componentDidMount() {
      const { entity, entityType, onClose } = this.props;
      new TableWindow(entity ? entity.getData() : EMPTY, entityType.words, (result) => {
        if (result) this.keep(result);
        else onClose();
      });
    }

    keep(data) {
      const { editorState, entityKey, entityType, onComplete } = this.props;
      const content = editorState.getCurrentContent();
      const block = entityKey && content.getBlocksAsArray().find((part) => part.getEntityAt(0) === entityKey);
      if (block) {
        onComplete(Draftail.DraftUtils.updateBlockEntity(editorState, block, data));
        return;
      }
      const made = content.createEntity(entityType.type, "IMMUTABLE", data);
      onComplete(DraftJS.AtomicBlockUtils.insertAtomicBlock(editorState, made.getLastCreatedEntityKey(), " "));
    }

    render() { return null; }
  }

  const cellOf = (cell, at) => make(cell.head ? "th" : "td", { key: at, colSpan: spanOf(cell, "colspan"), rowSpan: spanOf(cell, "rowspan") }, cell.text);
  const TableBlock = ({ blockProps }) => {
    const { entity, entityType, onEditEntity, onRemoveEntity } = blockProps;
    const { rows = [], caption } = entity.getData();
    const { words } = entityType;
    const act = (words_, action) => make("button", { type: "button", className: "button button-small button-secondary", onClick: action }, words_);
    return make("div", { className: "writing-table", onDoubleClick: onEditEntity },
      make("table", null,
        caption ? make("caption", null, caption) : null,
        make("tbody", null, rows.map((row, at) => make("tr", { key: at }, row.map(cellOf))))),
      make("div", { className: "writing-table__tools" }, act(words.edit, onEditEntity), act(words.remove, onRemoveEntity)));
  };

  window.draftail.registerPlugin({
    type: "TABLE",
    source: TableSource,
    block: TableBlock,
    onPaste: (...what) => (window.writingPaste ? window.writingPaste(...what) : "not-handled"),
  });
})();
