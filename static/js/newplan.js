// 逐项确认: words selected in the text become a finding, F8 goes to the next open one, and on a narrow
// screen text and findings are two tabs. Without it the same forms and links do the same.
(() => {
  "use strict";
  const page = () => document.getElementById("confirm");
  if (!page()) return;

  // Where a point of the page lies in the stored text: the numbers of chips are not part of it.
  const placeOf = (node, offset) => {
    const line = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!line) return -1;
    const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let count = 0;
    for (let each = walk.nextNode(); each; each = walk.nextNode()) {
      if (each.parentElement.closest(".fn")) continue;
      if (each === node) return Number(line.dataset.start) + count + offset;
      count += each.data.length;
    }
    return -1;
  };

  const lineOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");

  const pick = () => {
    const form = document.getElementById("pick");
    const chosen = document.getSelection();
    if (!form || !chosen || chosen.isCollapsed || !chosen.rangeCount) return;
    const range = chosen.getRangeAt(0);
    const text = document.getElementById("text");
    if (!text.contains(range.commonAncestorContainer) || lineOf(range.startContainer) !== lineOf(range.endContainer)) return;
    const start = placeOf(range.startContainer, range.startOffset);
    const end = placeOf(range.endContainer, range.endOffset);
    if (start < 0 || end <= start) return;
    const clone = range.cloneContents();
    for (const each of clone.querySelectorAll(".fn")) each.remove();
    form.elements.start.value = String(start);
    form.elements.end.value = String(end);
    form.elements.phrase.value = clone.textContent;
    form.classList.add("is-picked");
  };

  document.addEventListener("mouseup", pick);
  document.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") pick(); });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "phrase") return;
    event.target.form.elements.start.value = "";
    event.target.form.elements.end.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8") return;
    const next = document.getElementById("next");
    if (next) { event.preventDefault(); next.click(); }
  });

  const show = (side) => {
    const both = page().querySelector(".cfm");
    both.classList.remove("one-found", "one-source");
    both.classList.add(`one-${side}`);
    for (const each of page().querySelectorAll(".cfm-tabs a")) {
      if (each.hash === `#${side}`) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  };
  let side = "found";
  const ready = () => {
    for (const each of page().querySelectorAll(".cfm-tabs a")) {
      each.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); side = each.hash.slice(1); show(side); });
    }
    show(side);
    const here = page().querySelector(".f-cur");
    if (here) {
      const folded = here.closest("details");
      if (folded) folded.open = true;
      const text = document.getElementById("text");
      text.scrollTop = here.offsetTop - text.clientHeight / 3;
    }
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("a.f")) side = "found";
  }, true);
  document.addEventListener("htmx:afterSettle", () => {
    ready();
    const fault = page().querySelector("[aria-invalid]");
    const press = fault || page().querySelector(".card1 .btn-primary");
    if (press) { press.focus({ preventScroll: true }); press.closest("tr").scrollIntoView({ block: "nearest" }); }
  });
  ready();
})();
