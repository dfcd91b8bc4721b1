// Evidence beside a row: opened in place, sent as soon as it is chosen, dropped on the row. Without it a link leads to the page.
(() => {
  "use strict";
  const box = document.getElementById("proof");
  const body = document.getElementById("proof-body");
  if (!box || !body || !box.showModal) return;
  const title = document.getElementById("proof-title");
  const say = (text) => {
    const line = document.createElement("p");
    line.className = "note note-err mb-2";
    line.setAttribute("role", "alert");
    line.dataset.said = "";
    line.textContent = text;
    body.querySelector("[data-said]")?.remove();
    body.prepend(line);
  };
  const open = (link) => {
    title.textContent = link.getAttribute("aria-label");
    body.textContent = "正在打开…";
    if (!box.open) box.showModal();
    return window.htmx.ajax("GET", link.href, { target: body, swap: "innerHTML", source: body });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-proof]");
    if (link && !event.ctrlKey && !event.metaKey && window.htmx) { event.preventDefault(); open(link); }
    else if (event.target === box || event.target.closest("[data-proof-close]")) box.close();
  });

  // ---- A file that is chosen is sent; the server says whether it was taken ----
  const send = (files) => {
    const form = body.querySelector("[data-proof-form]");
    const input = document.getElementById("proof-file");
    if (!form || !files.length) return;
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    form.requestSubmit();
  };
  body.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.files.length) event.target.form.requestSubmit();
  });
  // Heard here and not by each form, which would send itself until htmx has seen it.
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const values = event.submitter?.name ? { [event.submitter.name]: event.submitter.value } : {};
    if (!form.hasAttribute("aria-busy")) window.htmx.ajax("POST", form.action, { source: form, target: body, swap: "innerHTML", values });
  });
  body.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.target.matches("form")) return;
    event.target.setAttribute("aria-busy", "true");
    if (event.target.matches("[data-proof-form]")) event.target.querySelector("button").textContent = "正在上传…";
  });
  body.addEventListener("htmx:afterSettle", () => {
    const waiting = box.dataset.dropped && body.querySelector("[data-proof-form]");
    if (waiting) { delete box.dataset.dropped; send(dropped); dropped = []; }
    (document.getElementById("proof-file") || box.querySelector("[data-proof-close]")).focus();
  });
  for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    body.addEventListener(kind, (event) => {
      event.stopPropagation();
      body.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
      const button = body.querySelector("[data-proof-form] button");
      if (button) button.textContent = "上传";
      const status = event.detail.xhr?.status;
      if (status === 413) say("文件太大，没有收下。每个最多10 MB。");
      else if (status === 403) say("没有权限，或登录已过期。请在新窗口重新登录，再传一次。");
      else say("没有连上服务器，文件没有上传。请稍后再传一次。");
    });
  }

  // ---- Dropped on the row of a figure or on a note ----
  let dropped = [];
  const linkOf = (target) => target.closest?.("[data-row]")?.querySelector("a[data-proof]");
  const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  const mark = (row) => {
    for (const each of document.querySelectorAll(".is-over")) if (each !== row) each.classList.remove("is-over");
    row?.classList.add("is-over");
  };
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event) || box.open) return;
    const link = linkOf(event.target);
    mark(link?.closest("[data-row]"));
    if (link) event.preventDefault();
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(null); });
  document.addEventListener("drop", (event) => {
    mark(null);
    const link = hasFiles(event) && linkOf(event.target);
    if (!link) return;
    event.preventDefault();
    dropped = [...event.dataTransfer.files];
    box.dataset.dropped = "yes";
    open(link);
  });
  body.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  body.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    send([...event.dataTransfer.files]);
  });
})();
