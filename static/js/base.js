// What every page shares. Everything here only adds: without it each form, link and <details> still works.
(() => {
  "use strict";
  const OPENED = "details.fx[open], details.me[open], details.nav-more[open], details.menu[open], details.mid[open], details.fx-say[open]";

  // ---- Sheets: one open at a time; Esc and a click beside it close, Esc gives the focus back ----
  // On a phone 更多 stands in its row, over nothing: shutting it would move what is just being tapped.
  const isInRow = (sheet) => sheet.matches(".fx-say") && getComputedStyle(sheet.lastElementChild).position === "static";
  const shut = (except) => {
    for (const sheet of document.querySelectorAll(OPENED)) {
      if (!except || (!sheet.contains(except) && !isInRow(sheet))) sheet.open = false;
    }
  };
  document.addEventListener("click", (event) => shut(event.target));
  document.addEventListener("focusin", (event) => shut(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const sheet = document.querySelector(OPENED);
    if (!sheet) return;
    event.preventDefault();
    sheet.open = false;
    sheet.querySelector("summary").focus();
  });
  window.addEventListener("beforeprint", () => shut(null));

  // ---- Tabs that scroll sideways on a phone show the one that is open ----
  for (const here of document.querySelectorAll(".tabs > [aria-current]")) {
    const strip = here.parentElement.getBoundingClientRect();
    const tab = here.getBoundingClientRect();
    if (tab.right > strip.right) here.parentElement.scrollLeft = tab.right - strip.right + tab.width;
  }

  // ---- Rows: a click anywhere goes where the row's own link goes ----
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, select, textarea, label, summary")) return;
    if (String(window.getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href);
    else window.location.assign(row.dataset.href);
  });

  // ---- Buttons that make sense with JavaScript only stand in the page as hidden ----
  const wake = (root) => {
    for (const button of root.querySelectorAll("[data-print], [data-show]")) button.hidden = false;
    for (const form of root.querySelectorAll("form[data-auto]")) {
      for (const button of form.querySelectorAll("[data-go]")) button.hidden = true;
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print], [data-show]");
    if (!button) return;
    if ("print" in button.dataset) return window.print();
    const field = document.getElementById(button.dataset.show);
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = hidden ? "隐藏" : "显示";
  });
  // A filter form marked data-auto is sent as soon as a choice is made.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && "auto" in form.dataset && event.target.tagName === "SELECT") form.requestSubmit();
  });

  // ---- Notes above the content ----
  const note = (kind, icon, text) => {
    const box = document.createElement("div");
    box.className = `note note-${kind}`;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#i-${icon}`);
    svg.append(use);
    const words = document.createElement("span");
    words.textContent = text;
    box.append(svg, words);
    return box;
  };

  // ---- htmx: the token, trouble on the way, focus on what went wrong ----
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });
  const trouble = (text) => {
    const flash = document.getElementById("flash");
    flash?.replaceChildren(note("err", "err", text));
  };
  document.addEventListener("htmx:sendError", () => trouble("没有连上服务器，刚才的修改还没有保存。内容还在页面上，请勿关闭，稍后再保存。"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 403) trouble("没有权限，或登录已过期。请重新登录后再保存。");
    else trouble("服务器没有完成这次操作。内容还在页面上，请稍后再保存。");
  });
  // A session that ended answers with the sign-in page: that must not land inside a form.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!new URL(event.detail.xhr.responseURL || window.location.href).pathname.startsWith("/accounts/")) return;
    event.detail.shouldSwap = false;
    trouble("登录已过期，刚才的修改还没有保存。请在新窗口重新登录，再回来保存。");
  });
  // A summary takes the focus once, when it appears: not again at every answer while it is being worked off.
  const toSummary = () => {
    const fresh = document.querySelector(".errsum[data-fresh]");
    fresh?.removeAttribute("data-fresh");
    fresh?.focus();
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    wake(event.target);
    toSummary();
  });

  // ---- The session's end: a warning two minutes before, counted from the last page or request of any tab ----
  const idle = Number(document.body.dataset.idle || 0);
  const SEEN = "seen-at";
  const seen = () => {
    try { localStorage.setItem(SEEN, String(Date.now())); } catch { /* private mode: this tab alone */ }
    lastSeen = Date.now();
  };
  let lastSeen = Date.now();
  let bar = null;
  const left = () => {
    let other = 0;
    try { other = Number(localStorage.getItem(SEEN)) || 0; } catch { other = 0; }
    return idle - (Date.now() - Math.max(lastSeen, other)) / 1000;
  };
  // Asks for this page once more: that moves the session's end on. After signing in again the forms
  // on the page need the new session's token, so what was typed into them can still be sent.
  // Answers how it went: ok, offline, expired, down, or other (somebody else is signed in by now).
  const ask = async () => {
    const limit = new AbortController();
    const clock = setTimeout(() => limit.abort(), 15000);
    try {
      const answer = await fetch(window.location.href, { redirect: "manual", cache: "no-store", signal: limit.signal });
      return { answer, text: answer.ok ? await answer.text() : "" };
    } catch {
      return null; // no connection, or none that answers
    } finally {
      clearTimeout(clock);
    }
  };
  const stay = async () => {
    const got = await ask();
    if (!got) return "offline";
    if (!got.answer.ok) return got.answer.status >= 400 && got.answer.status !== 403 ? "down" : "expired";
    const fresh = new DOMParser().parseFromString(got.text, "text/html");
    const keeps = (page) => page.querySelector("form[data-keep]")?.dataset.keep;
    if (keeps(document) && keeps(fresh) && keeps(fresh) !== keeps(document)) return "other";
    const token = fresh.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) if (token) field.value = token;
    seen();
    watch();
    return "ok";
  };
  window.staySignedIn = stay; // keep.js asks it before a form is sent
  const warn = (text, signIn) => {
    bar?.remove();
    bar = note("warn", "clock", text);
    bar.classList.add("idle");
    bar.setAttribute("role", "alert");
    const actions = document.createElement("span");
    actions.className = "r d-flex gap-2";
    if (signIn) {
      const link = document.createElement("a");
      link.className = "btn btn-line btn-sm";
      link.href = "/";
      link.target = "_blank";
      link.textContent = "重新登录";
      actions.append(link);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-line btn-sm";
    button.textContent = "继续使用";
    button.addEventListener("click", stay);
    actions.append(button);
    bar.append(actions);
    document.body.prepend(bar);
  };
  let shown = "";
  const watch = () => {
    const rest = left();
    const state = rest <= 0 ? "over" : rest <= 120 ? "soon" : "";
    if (state === shown) return;
    shown = state;
    if (state === "over") warn("登录已过期，页面上的内容还在。请在新窗口重新登录，再回来点“继续使用”。", true);
    else if (state === "soon") warn("2分钟后自动退出。", false);
    else { bar?.remove(); bar = null; }
  };
  if (idle) {
    seen();
    document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) seen(); });
    setInterval(watch, 10000);
  }

  wake(document);
  toSummary();
})();
