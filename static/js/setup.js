// Tables of twelve months: the sum while typing, Enter to the next month, and a block pasted from a
// spreadsheet. Without it every form works the same; the server reads and sums again.
"use strict";

(() => {
  const PLACES = 1e6;

  function fields(row) {
    return [...row.querySelectorAll("input[inputmode]")];
  }

  function numberIn(text) {
    const tidy = text.normalize("NFKC").replace(/。/g, ".").replace(/[,%\s]/g, "");
    return /^\d+(\.\d*)?$|^\.\d+$/.test(tidy) ? Number(tidy) : null;
  }

  // What the row comes to in percent, as far as it can be told; null where it cannot.
  function sum(row) {
    const texts = fields(row).map((field) => field.value.trim());
    if (texts.every((text) => text === "")) {
      return 100;
    }
    const parts = texts.map(numberIn);
    if (row.dataset.way === "monthly") {
      return parts.includes(null) ? null : parts.reduce((all, part) => all + part, 0);
    }
    return row.dataset.way === "cumulative" ? parts[11] : null;
  }

  function tell(row) {
    const total = row.querySelector("[data-total]");
    if (total) {
      const percent = sum(row);
      const rounded = percent === null ? null : Math.round(percent * PLACES) / PLACES;
      total.textContent = rounded === null ? "—" : `${rounded}%`;
      total.classList.toggle("down", rounded !== null && rounded < 100);
    }
    row.classList.add("ed");
  }

  // A block of cells from where it was pasted on: along the months, and down the rows.
  function paste(event) {
    const text = event.clipboardData ? event.clipboardData.getData("text") : "";
    const block = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    const cells = block.map((line) => line.split("\t"));
    if (cells.length === 1 && cells[0].length === 1) {
      return;
    }
    event.preventDefault();
    const rows = [...document.querySelectorAll("tr[data-months]")].filter((row) => fields(row).length);
    const first = event.target.closest("tr");
    const month = fields(first).indexOf(event.target);
    const below = rows.slice(rows.indexOf(first), rows.indexOf(first) + cells.length);
    below.forEach((row, at) => {
      fields(row).slice(month).forEach((field, place) => {
        if (place < cells[at].length) {
          field.value = cells[at][place].trim();
        }
      });
      tell(row);
    });
  }

  function next(event) {
    if (event.key !== "Enter") {
      return;
    }
    event.preventDefault(); // the button is pressed on purpose, not by the way
    const all = [...document.querySelectorAll("tr[data-months] input[inputmode]")];
    const field = all[all.indexOf(event.target) + (event.shiftKey ? -1 : 1)];
    if (field) {
      field.focus();
      field.select();
    }
  }

  document.querySelectorAll("tr[data-months]").forEach((row) => {
    fields(row).forEach((field) => {
      field.addEventListener("input", () => tell(row));
      field.addEventListener("paste", paste);
      field.addEventListener("keydown", next);
    });
  });
})();
