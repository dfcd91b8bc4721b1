// What is typed on an entry page is not lost: not with the connection, not with the session, not at a
// reload. Rows that save themselves are tried again; a form is sent only to a server that will take it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const told = form.querySelector("[data-unsaved]");
  const isRow = (element) => element.matches("[data-row]");
  const WORDS = {
    offline: "网络中断，刚才的修改还没有保存。恢复后自动重试。",
    down: "服务器没有响应，刚才的修改还没有保存。请勿关闭页面，稍后自动重试。",
    expired: "登录已过期，刚才的修改还没有保存。请在新窗口重新登录，回来后自动保存。",
    other: "已换成另一个账号登录，这里填的没有保存。请换回原来的账号，再回来保存。",
  };
  const say = (text) => {
    const saved = document.getElementById("saved"); // each answer brings a new one
    saved.textContent = text;
    saved.classList.add("saved-not");
  };
  const warn = (state) => {
    if (!told) return;
    told.hidden = !state;
    told.querySelector("[data-words]").textContent = WORDS[state] || "";
    told.querySelector("a").hidden = state !== "expired";
    if (state) say("还没有保存");
  };

  // ---- What the server knows of each field, and what this tab keeps of the rest ----
  const KEY = `typed:${form.dataset.keep}`;
  // Somebody else's, who worked in this tab before, is nobody's here.
  const person = KEY.split(":", 2).join(":");
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("typed:") && !key.startsWith(`${person}:`)) sessionStorage.removeItem(key);
  } catch { /* private mode */ }
  const fields = (within = form) => [...within.querySelectorAll("input:not([type]), textarea, select")];
  const rendered = (field) => (field.options ? [...field.options].find((each) => each.defaultSelected)?.value || "" : field.defaultValue);
  const known = new Map(fields().map((field) => [field.name, rendered(field)]));
  const write = (kept) => {
    try {
      if (Object.keys(kept.typed).length) sessionStorage.setItem(KEY, JSON.stringify(kept));
      else sessionStorage.removeItem(KEY);
    } catch { /* private mode: the page alone keeps it */ }
  };
  const read = () => {
    try { return JSON.parse(sessionStorage.getItem(KEY)) || { typed: {} }; } catch { return { typed: {} }; }
  };
  const store = (isSent = false) => {
    const open = fields().filter((field) => field.value !== known.get(field.name));
    write({ isSent, typed: Object.fromEntries(open.map((field) => [field.name, [known.get(field.name), field.value]])) });
  };
  const note = (text) => {
    const box = document.getElementById("kept-note").content.firstElementChild.cloneNode(true);
    box.querySelector("[data-words]").textContent = text;
    form.before(box);
  };
  const restore = () => {
    const { typed, isSent } = read();
    // A page that answers a press has dealt with everything that was sent.
    const isAnswer = isSent && document.querySelector("#flash .note, .errsum, [data-notice]");
    let count = 0;
    for (const [name, [was, now]] of isAnswer ? [] : Object.entries(typed)) {
      const field = fields().find((each) => each.name === name);
      if (!field || field.value === now) continue;
      if (known.get(name) !== was) {
        note(`${field.closest("[data-row]").dataset.row}：上次填的“${now}”没有保存，现在已是“${known.get(name)}”，请核对。`);
        continue;
      }
      field.value = now;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      count += 1;
    }
    if (count) note(`已填回上次没有保存的${count}处内容，请核对。`);
    store();
  };
  form.addEventListener("input", () => store());
  form.addEventListener("change", () => store());

  // ---- Rows that save themselves ----
  let open = 0;
  let landed = [];
  const unsaved = new Set();
  const sent = new Map();
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.defaultPrevented) return;
    open += 1;
    if (!isRow(event.target)) return;
    sent.set(event.target, fields(event.target).map((field) => [field.name, field.value]));
    say("正在保存");
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    open -= 1;
    if (isRow(event.target)) answered(event.target, event.detail.xhr);
    if (open) return;
    for (const release of landed) release();
    landed = [];
  });
  const answered = (row, xhr) => {
    const isSignIn = new URL(xhr.responseURL || window.location.href).pathname.startsWith("/accounts/");
    const state = !xhr.status ? "offline" : isSignIn || xhr.status === 403 ? "expired" : xhr.status >= 500 ? "down" : "";
    if (state) {
      unsaved.add(row);
      warn(state);
      return;
    }
    unsaved.delete(row);
    if (!unsaved.size) warn("");
    if (xhr.status >= 300) say("还没有保存"); // the row itself says why
    else {
      for (const [name, value] of sent.get(row)) known.set(name, value);
      for (const field of row.querySelectorAll(".is-bad")) { field.classList.remove("is-bad"); field.removeAttribute("aria-invalid"); }
    }
    store();
  };
  // Said here, in the bar that is always in sight, instead of above the page.
  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) form.addEventListener(kind, (event) => event.stopPropagation());
  let isAsking = false;
  const again = async () => {
    if (!unsaved.size || open || isAsking) return;
    isAsking = true;
    const state = await window.staySignedIn();
    isAsking = false;
    if (state !== "ok") { warn(state); return; }
    for (const row of [...unsaved]) row.dispatchEvent(new Event("change"));
  };
  setInterval(again, 10000);
  window.addEventListener("online", again);
  window.addEventListener("focus", again);

  // ---- Sending the form: after what is on its way, and only where it will arrive ----
  let stage = "";
  form.addEventListener("submit", async (event) => {
    if (stage === "clear") {
      stage = "sent";
      store(true);
      setTimeout(() => { stage = ""; }, 8000); // stopped on the way: it may be pressed again
      return;
    }
    event.preventDefault();
    if (stage) return; // a second press
    stage = "asking";
    const button = event.submitter || form.querySelector('button[value="save"]');
    say(button.value === "submit" ? "正在提交" : "正在保存");
    if (open) await new Promise((resolve) => { landed.push(resolve); });
    const state = await window.staySignedIn();
    stage = state === "ok" ? "clear" : "";
    if (state === "ok") form.requestSubmit(button);
    else warn(state);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const name = event.key === "Enter" ? "submit" : event.key.toLowerCase() === "s" ? "save" : "";
    const button = name && form.querySelector(`button[name="action"][value="${name}"]`);
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
  });
  window.addEventListener("pageshow", () => { stage = ""; });
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved.size || stage === "sent") return;
    event.preventDefault();
    event.returnValue = ""; // what older browsers ask for
  });

  document.addEventListener("DOMContentLoaded", restore);

  // 去改正 leads to the very field.
  const field = window.location.hash && document.getElementById(window.location.hash.slice(1));
  if (field && field.matches("input, textarea")) { field.focus(); field.select(); }
})();
