// Excel导入: a file dropped on the box is uploaded, one that was picked says its name. Without it the input and button do.
(() => {
  "use strict";
  const form = document.getElementById("upload");
  if (!form) return;
  const box = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  box.querySelector("[data-hint]").prepend("也可以把文件拖到这里；");
  const over = (event) => {
    if (![...(event.dataTransfer?.types || [])].includes("Files")) return;
    event.preventDefault();
    box.classList.add("is-over");
  };
  box.addEventListener("dragenter", over);
  box.addEventListener("dragover", over);
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  // One press, one upload: a second while the first is on its way would only take longer.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
})();
