// 原文对照: a phrase's card beside its chip, the place in the table of contents. Without this every
// chip is a link to its target's page.
(() => {
  "use strict";
  const SHOW_AFTER = 250;
  const HIDE_AFTER = 250;
  const GAP = 6;
  const doc = document.querySelector(".doc");
  if (!doc) return;
  const kept = document.getElementById("cards");
  let cards = null; // the cards' HTML by code, read when the first one is wanted
  let open = null; // {card, from, isKept}
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
    const isInside = card.contains(document.activeElement);
    card.remove();
    from.removeAttribute("aria-expanded");
    if (isBack || isInside) from.focus();
  };
  const make = (code) => {
    cards ??= JSON.parse(kept.textContent);
    if (!Object.hasOwn(cards, code)) return null;
    const card = document.createElement("div");
    card.className = "tcard";
    card.tabIndex = -1;
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", `name-${code}`);
    card.innerHTML = cards[code];
    return card;
  };
  const show = (from, isFocused) => {
    if (!open || open.from !== from) {
      const card = make(from.dataset.card);
      if (!card) return false;
      hide(false);
      document.getElementById("main").append(card);
      place(card, from);
      from.setAttribute("aria-expanded", "true");
      open = { card, from, isKept: false };
    }
    open.isKept ||= isFocused;
    if (isFocused) open.card.focus({ preventScroll: true });
    return true;
  };

  // ---- Press or Enter opens and keeps; a second press, Esc and a press beside it close ----
  document.addEventListener("click", (event) => {
    const from = event.target.closest("a[data-card]");
    if (from && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      clearTimeout(timer);
      if (open && open.from === from && open.isKept) hide(true);
      else if (!show(from, true)) return;
      event.preventDefault();
    } else if (open && event.target.closest(".tcard .shut")) {
      event.preventDefault();
      hide(true);
    } else if (open && !open.card.contains(event.target)) hide(false);
  });
  // Tab out of the card goes back to its chip, and from there on through the text.
  const isLeaving = (event) => {
    const inside = [open.card, ...open.card.querySelectorAll("a, button")];
    const at = inside.indexOf(document.activeElement);
    return event.shiftKey ? at === 0 || at === 1 : at === inside.length - 1;
  };
  document.addEventListener("keydown", (event) => {
    if (!open || (event.key !== "Escape" && (event.key !== "Tab" || !isLeaving(event)))) return;
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
    }, { rootMargin: "-24px 0px -60% 0px" });
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
