// The review queue: picking several, stock reasons, going through it by keyboard; and copying a text.
// Without it each button and <details> still works.
(() => {
  "use strict";

  // ---- A text ready to copy ----
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const told = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.focus();
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        told.textContent = "已复制";
      } catch {
        told.textContent = "已选中，请按Ctrl+C复制"; // plain http has no clipboard
      }
    });
  }

  const form = document.getElementById("queue");
  if (!form) return;
  const boxes = () => [...form.querySelectorAll("input[name=pick]")];
  const all = form.querySelector("[data-all]");
  const told = form.querySelector("[data-picked]");
  const approve = form.querySelector("[data-approve]");

  const count = () => {
    const picked = boxes().filter((box) => box.checked);
    const doubtful = picked.filter((box) => "doubtful" in box.dataset).length;
    if (told) {
      told.textContent = !picked.length ? "还没有选" : doubtful
        ? `已选${picked.length}条，其中${doubtful}条有预警，须逐条通过`
        : `已选${picked.length}条，均无预警`;
    }
    if (approve) approve.textContent = picked.length ? `通过所选${picked.length}条` : "通过所选";
    if (all) {
      const sure = boxes().filter((box) => !("doubtful" in box.dataset));
      const chosen = sure.filter((box) => box.checked).length;
      all.checked = sure.length > 0 && chosen === sure.length;
      all.indeterminate = chosen > 0 && chosen < sure.length;
    }
  };
  if (all) {
    all.closest("label").hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes()) if (!("doubtful" in box.dataset)) box.checked = all.checked;
      count();
    });
  }
  form.addEventListener("change", (event) => { if (event.target.name === "pick") count(); });

  // ---- Returning: the box under a row opens by the row's own link; a stock phrase fills the reason ----
  for (const only of form.querySelectorAll("[data-phrases], [data-cancel]")) only.hidden = false;
  for (const row of form.querySelectorAll(".retrow")) row.hidden = !row.querySelector("details").open;
  const open = (box) => {
    const row = box.closest(".retrow");
    if (row) row.hidden = false;
    box.open = true;
    box.querySelector("textarea").focus();
  };
  const shut = (box) => {
    const row = box.closest(".retrow");
    box.open = false;
    if (row) row.hidden = true;
    (form.querySelector(`[data-return="${box.id}"]`) || box.querySelector("summary")).focus();
  };
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-return]");
    const phrase = event.target.closest("[data-phrase]");
    const cancel = event.target.closest("[data-cancel]");
    if (link) {
      event.preventDefault();
      open(document.getElementById(link.dataset.return));
    } else if (phrase) {
      const field = phrase.closest(".ret").querySelector("textarea");
      field.value = field.value.trim() ? `${field.value.trim()}${phrase.dataset.phrase}` : phrase.dataset.phrase;
      field.focus();
    } else if (cancel) {
      shut(cancel.closest("details"));
    }
  });
  form.addEventListener("keydown", (event) => {
    const box = event.target.closest(".ret")?.closest("details");
    if (event.key === "Escape" && box) shut(box);
  });

  // ---- By keyboard: J and K move, A approves, R gives back; never while somebody types ----
  const keys = form.querySelector("[data-keys]");
  const isOn = keys?.querySelector("[data-keys-on]");
  const rows = () => [...form.querySelectorAll("[data-row]")];
  const isTyping = (where) => where.closest("textarea, select, input:not([type=checkbox])") !== null;
  const current = () => rows().find((row) => row.contains(document.activeElement) ||
    (document.activeElement.closest(".retrow, .sayrow") && above(document.activeElement) === row));
  const above = (where) => {
    let row = where.closest("tr");
    while (row && !("row" in row.dataset)) row = row.previousElementSibling;
    return row;
  };
  const go = (by) => {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const press = { j: () => go(1), k: () => go(-1),
    a: () => current()?.querySelector("[data-key-approve]")?.click(),
    r: () => current()?.querySelector("[data-return]")?.click() };
  if (keys && rows().length) {
    keys.hidden = false;
    try { isOn.checked = localStorage.getItem("review-keys") !== "off"; } catch { /* kept nowhere */ }
    isOn.addEventListener("change", () => {
      try { localStorage.setItem("review-keys", isOn.checked ? "on" : "off"); } catch { /* kept nowhere */ }
    });
    document.addEventListener("keydown", (event) => {
      const act = press[event.key?.toLowerCase()];
      if (!act || !isOn.checked || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.isComposing || (event.repeat && !"jk".includes(event.key)) || isTyping(event.target)) return;
      event.preventDefault();
      act();
    });
    rows().find((row) => location.hash === `#${row.id}`)?.focus(); // go on where the last press left off
  }

  count();
})();
