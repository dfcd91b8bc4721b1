// The entry table: keys, suggestions and preview. Without it the form is sent whole; keep.js saves.
(() => {
  "use strict";
  const form = document.getElementById("figures");
  const bar = document.getElementById("submitbar");
  if (!form || !bar) return; // nothing to fill in: all is handed in, or the month is closed
  const FIGURE = "input[data-figure]";
  const figures = () => [...form.querySelectorAll(FIGURE)];
  const TO_TELL = ["warn", "late", "proof"]; // a word, or a file, is wanted before it can be handed in
  const rowOf = (element) => element.closest("tbody.fig");

  // ---- A row shows what its message says ----
  const sync = (row) => {
    const said = row.querySelector("[data-state]");
    const input = row.querySelector(FIGURE);
    if (!said || !input) return;
    const { state, asks, late } = said.dataset;
    const frame = input.closest(".inp");
    frame.classList.toggle("inp-err", state === "err");
    frame.classList.toggle("inp-warn", TO_TELL.includes(state));
    if (state === "err") input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const why = row.querySelector(".why");
    why.hidden = asks !== "yes" && !why.querySelector("input").value;
    why.dataset.tone = state;
    const behind = row.querySelector(".behind");
    const isTold = [...behind.querySelectorAll("input")].some((field) => field.value);
    behind.hidden = late !== "yes" && !isTold;
    behind.dataset.tone = state;
    const nil = row.querySelector("[data-nil]");
    if (nil) nil.hidden = Boolean(input.value.trim());
    const message = said.closest("tr");
    message.hidden = !said.childElementCount && why.hidden && behind.hidden;
    row.classList.toggle("has-msg", !message.hidden);
  };
  const problems = () => [...form.querySelectorAll('[data-state="err"], [data-state="warn"], [data-state="late"], [data-state="proof"], [data-state="clash"]')];
  const count = () => {
    const filled = figures().filter((input) => input.value.trim()).length + Number(bar.dataset.handedIn);
    bar.querySelector("[data-filled]").textContent = `${filled}/${bar.dataset.total}`;
    const states = problems().map((said) => said.dataset.state);
    for (const [kind, words] of [["err", "处错误"], ["warn", "处待说明"]]) {
      const number = states.filter((state) => (kind === "err" ? ["err", "clash"] : TO_TELL).includes(state)).length;
      const box = bar.querySelector(`[data-count="${kind}"]`);
      box.hidden = !number;
      box.querySelector("span").textContent = `${number}${words}`;
    }
    bar.querySelector("[data-next]").hidden = !states.length;
    strike();
  };
  // The summary of a press that was held back: a line that is put right goes, the last one with all.
  const strike = () => {
    const summary = document.querySelector(".errsum");
    if (!summary) return;
    const open = problems().map(rowOf);
    for (const line of summary.querySelectorAll("li")) {
      const row = rowOf(document.getElementById(line.querySelector("a")?.hash.slice(1)) || summary);
      line.hidden = Boolean(row?.querySelector(FIGURE)) && !open.includes(row);
    }
    const number = summary.querySelectorAll("li:not([hidden])").length;
    summary.querySelector("h2").lastChild.textContent = `有${number}处需要改正`;
    summary.hidden = !number;
    const notice = document.querySelector("[data-notice]");
    if (!number && notice) notice.querySelector("span").textContent = "都已改好，还没有提交，请点“提交审核”。";
  };

  // ---- Moving: Enter and the arrows, F8 to the next problem ----
  const step = (from, by) => {
    const all = figures();
    const here = all.indexOf(rowOf(from)?.querySelector(FIGURE));
    const to = all[here + by];
    if (!to) return false;
    to.focus();
    to.select();
    return true;
  };
  const toNextProblem = () => {
    const found = problems();
    if (!found.length) return;
    const here = document.activeElement;
    const after = found.find((said) => here.compareDocumentPosition(said) & Node.DOCUMENT_POSITION_FOLLOWING && rowOf(said) !== rowOf(here));
    const said = after || found[0];
    const row = rowOf(said);
    const wanted = { warn: ".why input", late: ".behind input:placeholder-shown" }[said.dataset.state];
    const field = (wanted && row.querySelector(wanted)) || said.querySelector("input, button") || row.querySelector(FIGURE);
    field.focus();
    field.scrollIntoView({ block: "center" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    if (event.key === "F8") { event.preventDefault(); toNextProblem(); return; }
    if (event.ctrlKey || event.metaKey) return;
    const field = event.target;
    if (!field.matches?.(".fig input:not([type=radio])")) return;
    if (event.key === "Enter") { event.preventDefault(); if (!step(field, event.shiftKey ? -1 : 1)) bar.querySelector('button[value="submit"]').focus(); }
    else if (event.key === "ArrowDown" && field.matches(FIGURE)) { event.preventDefault(); step(field, 1); }
    else if (event.key === "ArrowUp" && field.matches(FIGURE)) { event.preventDefault(); step(field, -1); }
  });
  bar.querySelector("[data-next]").addEventListener("click", (event) => { event.preventDefault(); toNextProblem(); });

  // ---- Putting a figure in: the offered correction (what is pasted from a spreadsheet: paste.js) ----
  const put = (input, text) => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  form.addEventListener("click", (event) => {
    const fix = event.target.closest("button[data-fix]");
    if (!fix) return;
    event.preventDefault();
    const input = rowOf(fix).querySelector(FIGURE);
    put(input, fix.dataset.fix);
    input.focus();
  });
  // The field keeps the focus while one of these is pressed, or its saving would swap the button away.
  form.addEventListener("mousedown", (event) => {
    if (event.target.closest("button[data-fix], button[data-problem], button[data-nil]")) event.preventDefault();
  });
  // 沿用8月, 无新增: the fields are filled and the row saves itself, once.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-problem], button[data-nil]");
    if (!button) return;
    event.preventDefault();
    const row = rowOf(button);
    const input = row.querySelector(FIGURE);
    if (button.dataset.nil) {
      row.querySelector(".why input").value ||= "零报告：本月无新增";
      row.querySelector("[data-nil-mark]").value = "yes";
      input.value = button.dataset.nil;
      input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: { nil: true } }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
      return;
    }
    const [problem, next] = row.querySelectorAll(".behind input");
    problem.value ||= button.dataset.problem;
    next.value ||= button.dataset.next;
    put(next, next.value);
    next.focus();
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches(FIGURE) || event.detail?.nil) return;
    const mark = rowOf(event.target).querySelector("[data-nil-mark]");
    if (mark.value) {
      mark.value = "";
      const why = rowOf(event.target).querySelector(".why input");
      if (why.value === "零报告：本月无新增") why.value = "";
    }
    sync(rowOf(event.target));
  });

  // ---- Preview: only of what is still being typed; what was left is answered by its own saving ----
  const left = new WeakMap();
  form.addEventListener("change", (event) => {
    const row = rowOf(event.target);
    if (row) left.set(row, row.querySelector(FIGURE)?.value);
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches(FIGURE) && left.get(rowOf(event.target)) === event.target.value) event.preventDefault();
  });
  document.body.addEventListener("htmx:oobAfterSwap", () => {
    for (const row of form.querySelectorAll("tbody.fig")) sync(row);
    count();
  });
  form.addEventListener("input", (event) => { if (event.target.matches(FIGURE)) count(); });

  for (const row of form.querySelectorAll("tbody.fig")) sync(row);
  count();
  // What was typed before this script and htmx were ready is tried out too.
  document.addEventListener("DOMContentLoaded", () => {
    for (const input of figures()) if (input.value !== input.defaultValue) put(input, input.value);
  });
})();
