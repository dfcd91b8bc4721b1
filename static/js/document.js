// 原文对照: a phrase's card beside its chip, the place in the table of contents. Without this every
// chip is a link to its card, which shows at the corner of the page by its address.
(() => {
  "use strict";
  const SHOW_AFTER = 250;
  const HIDE_AFTER = 250;
  const GAP = 6;
  const doc = document.querySelector(".doc");
  if (!doc) return;
  let open = null; // {card, from}
  let timer = 0;

  const place = (card, from) => {
    const at = from.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(at.left, width - card.offsetWidth - 8));
    const isRoomBelow = at.bottom + GAP + card.offsetHeight <= window.innerHeight || at.top < card.offsetHeight + GAP;
    const top = isRoomBelow ? at.bottom + GAP : at.top - GAP - card.offsetHeight;
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${top + window.scrollY}px`;
  };
  const hide = (isBack) => {
    clearTimeout(timer);
    if (!open) return;
    const { card, from } = open;
    open = null;
    card.classList.remove("is-open");
    from.removeAttribute("aria-expanded");
    if (isBack || card.contains(document.activeElement)) from.focus();
  };
  const show = (from, isFocused) => {
    const card = document.getElementById(from.dataset.card);
    if (!card) return;
    if (!open || open.card !== card || open.from !== from) {
      hide(false);
      card.classList.add("is-open");
      place(card, from);
      from.setAttribute("aria-expanded", "true");
      open = { card, from };
    }
    open.isKept = open.isKept || isFocused;
    if (isFocused) card.focus({ preventScroll: true });
  };

  // ---- Press or Enter opens and keeps; a second press, Esc and a press beside it close ----
  document.addEventListener("click", (event) => {
    const from = event.target.closest("a[data-card]");
    if (from && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      clearTimeout(timer);
      if (open && open.from === from && open.isKept) hide(true);
      else show(from, true);
    } else if (open && event.target.closest(".tcard .shut")) {
      event.preventDefault();
      hide(true);
    } else if (open && !open.card.contains(event.target)) hide(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    hide(true);
  });
  document.addEventListener("focusin", (event) => {
    if (open && open.isKept && !open.card.contains(event.target) && event.target !== open.from) hide(false);
  });

  // ---- Hovering shows it too, and lets the pointer go over it ----
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const from = event.target.closest("a.chip[data-card]");
    const isOver = open && (open.card.contains(event.target) || open.from === from);
    clearTimeout(timer);
    if (isOver) return;
    if (from) timer = setTimeout(() => show(from, false), open && open.isKept ? SHOW_AFTER * 4 : SHOW_AFTER);
    else if (open && !open.isKept) timer = setTimeout(() => hide(false), HIDE_AFTER);
  });
  window.addEventListener("resize", () => hide(false));

  // ---- The table of contents: folded on a narrow screen; marked where one reads on a wide one ----
  const narrow = window.matchMedia("(max-width: 1199.98px)");
  const fold = document.querySelector(".tocfold");
  const suit = () => { if (fold) fold.open = !narrow.matches; };
  narrow.addEventListener("change", suit);
  suit();
  const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
  const mark = (link) => {
    for (const each of links.values()) each.toggleAttribute("aria-current", false);
    if (link) link.setAttribute("aria-current", "true");
  };
  if (links.size) {
    const seen = new Set();
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) seen.add(entry.target);
        else seen.delete(entry.target);
      }
      const first = [...seen].sort((one, other) => one.offsetTop - other.offsetTop)[0];
      if (first) mark(links.get(first.id));
    }, { rootMargin: "0px 0px -60% 0px" });
    for (const row of doc.querySelectorAll(".drow[id]")) if (links.has(row.id)) watch.observe(row);
  }

  // ---- A link to a folded block opens it; paper shows the covering letter ----
  const unfold = () => {
    const row = location.hash && document.getElementById(location.hash.slice(1));
    const folded = row && row.querySelector("details.fold");
    if (folded) folded.open = true;
  };
  window.addEventListener("hashchange", unfold);
  unfold();
  window.addEventListener("beforeprint", () => {
    hide(false);
    for (const letter of document.querySelectorAll(".letter:not([open])")) {
      letter.open = true;
      window.addEventListener("afterprint", () => { letter.open = false; }, { once: true });
    }
  });
})();
