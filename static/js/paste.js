// Rows pasted from a spreadsheet land in the right cells of the entry table: by code or name where they
// carry one, under their heads where they bring them, else line by line from the field pasted into.
(() => {
  "use strict";
  const form = document.getElementById("figures");
  if (!form) return;
  const FIGURE = "input[data-figure]";
  const HEADS = { 本月数: "value", 数值: "value", 情况说明: "why", 说明: "why", 存在问题: "problem", 下步措施: "next", 预计数: "expect", 数据来源: "source" };
  // The entry workbook's own columns, where its rows are copied without their heads.
  const WORKBOOK = { value: 5, expect: 10, why: 11, problem: 12, next: 13, source: 14 };
  const WIDTH = 15;
  const plain = (text) => text.replace(/\s+/g, "").replace(/（/g, "(").replace(/）/g, ")");
  const codeOf = (row) => row.id.slice("row-".length);
  const nameOf = (row) => plain(row.querySelector("th b").textContent);

  // Cells as a spreadsheet puts them on the clipboard; one that holds a line break stands in quotes.
  const cellsOf = (text) => {
    const lines = [[""]];
    let isQuoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const letter = text[at];
      const line = lines[lines.length - 1];
      const last = line.length - 1;
      if (isQuoted) {
        if (letter !== '"') line[last] += letter === "\n" ? " " : letter;
        else if (text[at + 1] === '"') { line[last] += '"'; at += 1; }
        else isQuoted = false;
      } else if (letter === '"' && !line[last] && text.indexOf('"', at + 1) > 0) isQuoted = true;
      else if (letter === "\t") line.push("");
      else if (letter === "\n") lines.push([""]);
      else line[last] += letter;
    }
    return lines.map((line) => line.map((cell) => cell.trim()));
  };

  // ---- Which row a line means, and which of its cells is what ----
  const keys = (rows) => {
    const found = new Map();
    for (const row of rows) for (const key of [plain(codeOf(row)), nameOf(row)]) found.set(key, found.has(key) && found.get(key) !== row ? null : row);
    return found;
  };
  const headsOf = (line) => {
    const places = {};
    line.forEach((cell, at) => { const what = HEADS[plain(cell)]; if (what && !(what in places)) places[what] = at; });
    return "value" in places ? places : null;
  };
  const byPlaces = (cells, places) => Object.fromEntries(Object.entries(places).map(([what, at]) => [what, cells[at] || ""]));
  const afterKey = (cells, at, row) => {
    const measure = plain(row.querySelector(".inp > span, .kept .u")?.textContent || "");
    const rest = cells.slice(at + 1).filter((cell) => cell && plain(cell) !== measure);
    return rest.length > 2 ? null : { value: rest[0] || "", why: rest[1] || "" }; // more: which is it?
  };
  const named = (lines, rows) => {
    const known = keys(rows);
    const matches = lines.map((cells) => cells.map((cell) => (cell && known.get(plain(cell))) || null));
    if (!matches.some((line) => line.some(Boolean))) return null;
    let heads = null;
    const landed = [];
    lines.forEach((cells, number) => {
      if (!cells.some(Boolean)) return;
      const first = matches[number].findIndex(Boolean);
      const brought = first < 0 && headsOf(cells);
      if (brought) { heads = brought; return; }
      if (first < 0) { landed.push({ label: cells.find(Boolean) }); return; }
      const row = matches[number][first];
      const last = matches[number][first + 1] === row ? first + 1 : first;
      const isWorkbook = cells.length >= WIDTH && first === 0 && last === 1;
      const put = heads || isWorkbook ? byPlaces(cells, heads || WORKBOOK) : afterKey(cells, last, row);
      landed.push({ row: put && row, label: cells[last], put });
    });
    return landed;
  };
  // Line by line down the table, past what is handed in already, or the rest would slip up a row.
  const placed = (lines, rows, from) => {
    const isPair = Math.max(...lines.map((cells) => cells.length)) === 2;
    return lines.map((cells, at) => ({ row: rows[from + at], label: "", put: { value: cells[0], why: isPair ? cells[1] || "" : "" } }));
  };

  // ---- Putting it in, and telling what did not land ----
  const fill = ({ row, put }) => {
    const input = row.querySelector(FIGURE);
    const { value, ...words } = put;
    for (const [what, text] of Object.entries(words)) {
      const field = text && form.elements[`${what}-${codeOf(row)}`];
      if (field) field.value = field.maxLength > 0 ? text.slice(0, field.maxLength) : text;
    }
    if (value) input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const tell = (text) => {
    const box = document.getElementById("kept-note").content.firstElementChild.cloneNode(true);
    box.querySelector("[data-words]").textContent = text;
    document.querySelector("[data-pasted]")?.remove();
    box.dataset.pasted = "";
    form.before(box);
    box.scrollIntoView({ block: "center" });
  };
  form.addEventListener("paste", (event) => {
    if (!event.target.matches(FIGURE)) return;
    const text = event.clipboardData.getData("text").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!/[\n\t]/.test(text)) return;
    event.preventDefault();
    const rows = [...form.querySelectorAll("tbody.fig")];
    const lines = cellsOf(text);
    const byName = named(lines, rows);
    const landed = byName || placed(lines, rows, rows.indexOf(event.target.closest("tbody.fig")));
    const wanted = landed.filter((each) => !each.put || Object.values(each.put).some(Boolean));
    const astray = wanted.filter((each) => !each.row?.querySelector(FIGURE));
    for (const each of wanted) if (!astray.includes(each)) fill(each);
    const isWide = !byName && lines.some((cells) => cells.length > 2);
    const which = byName ? `${astray.slice(0, 5).map((each) => each.label).join("、")}。那些行已提交、不在这张表里，或看不出哪一列是本月数（请连表头一起复制）。` : "那些行已提交，或超出了表格。";
    if (astray.length) tell(`粘贴了${byName ? wanted.length : lines.length}行，有${astray.length}行没有填进去：${which}请逐行核对。`);
    else if (isWide) tell(`粘贴了${lines.length}行，没有编码或指标名称，只取了第一列。请逐行核对。`);
  });
})();
