// 通报: figures are put in where the cursor stands, and found by typing; all else works without.
"use strict";

(() => {
  const form = document.querySelector(".bl-form");
  if (!form) return;
  let field = form.querySelector("textarea");
  let isTouched = false;

  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) field = event.target;
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) isTouched = true;
  });
  form.addEventListener("submit", () => { isTouched = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isTouched) event.preventDefault();
  });

  for (const name of form.querySelectorAll("[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn-text";
    button.textContent = name.textContent;
    button.addEventListener("click", () => insert(name.textContent));
    name.replaceWith(button);
    button.dataset.insert = "";
  }

  function insert(token) {
    if (!field) return;
    const { selectionStart, selectionEnd } = field;
    field.setRangeText(token, selectionStart, selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  const find = form.querySelector("#bl-find");
  find.closest("[hidden]").hidden = false;
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  find.addEventListener("input", () => {
    const wanted = find.value.trim();
    for (const section of form.querySelectorAll(".bl-groups section")) {
      let some = false;
      for (const item of section.querySelectorAll("li")) {
        item.hidden = wanted !== "" && !item.textContent.includes(wanted);
        some ||= !item.hidden;
      }
      section.hidden = !some;
    }
  });
})();
