// 会议模式: turns the slides of one page by key, clicker, button and #hash. Without it each slide is a page with links.
// Nothing is asked of the server while slides turn, so a meeting goes on when the network drops.
(() => {
  "use strict";
  const deck = document.querySelector("[data-deck]");
  const slides = [...deck.querySelectorAll(":scope > .slide")];
  const say = document.querySelector("[data-say]");
  const leave = document.querySelector("[data-leave]");
  const auto = document.querySelector("[data-autoplay]");
  const full = document.querySelector("[data-full]");
  let here = slides.findIndex((slide) => !slide.hidden);

  const tell = (words) => { say.textContent = words; };

  // ---- Turning ----
  const mark = (button, isOff) => {
    button.classList.toggle("off", isOff);
    button.setAttribute("aria-disabled", String(isOff));
  };
  const turns = [...document.querySelectorAll("[data-turn]")].map((old) => {
    const button = document.createElement("button"); // a link could leave the page by a middle click
    button.type = "button";
    button.className = old.className;
    button.textContent = old.textContent;
    button.dataset.turn = old.dataset.turn;
    old.replaceWith(button);
    button.addEventListener("click", () => { stop(); show(here + Number(button.dataset.turn)); });
    return button;
  });
  const show = (to, isQuiet) => {
    const next = Math.min(Math.max(to, 0), slides.length - 1);
    slides.forEach((slide, place) => { slide.hidden = place !== next; });
    here = next;
    document.querySelector("[data-number]").textContent = String(here + 1);
    for (const button of turns) mark(button, button.dataset.turn === "1" ? here === slides.length - 1 : here === 0);
    window.scrollTo(0, 0);
    slides[here].scrollTop = 0;
    if (isQuiet) return;
    const heading = slides[here].querySelector("h2").textContent;
    tell("");
    document.title = `${here + 1}. ${heading}`;
    announce.textContent = `第${here + 1}页，共${slides.length}页：${heading}`;
    history.replaceState(null, "", `#s${here + 1}`);
  };
  const announce = document.createElement("p");
  announce.className = "visually-hidden";
  announce.setAttribute("role", "status");
  document.querySelector(".m-foot").append(announce);
  const asked = () => slides.findIndex((slide) => `#${slide.id}` === window.location.hash);
  window.addEventListener("hashchange", () => { if (asked() >= 0) show(asked()); });
  // A name in a list leads to its slide: its address ends in the slide's number.
  deck.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-slide]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stop();
    show(Number(link.pathname.split("/").at(-2)) - 1);
  });

  // ---- Turning by itself: any key or press stops it ----
  let clock = 0;
  const seconds = Number(deck.dataset.play) || Number(deck.dataset.usual);
  const stop = () => {
    if (!clock) return;
    clearInterval(clock);
    clock = 0;
    auto.textContent = "自动播放";
    tell("自动播放已停止");
  };
  const start = () => {
    clock = setInterval(() => show((here + 1) % slides.length), seconds * 1000);
    auto.textContent = "停止播放";
    tell(`每${seconds}秒一页`);
  };
  auto.hidden = false;
  auto.addEventListener("click", () => (clock ? stop() : start()));

  // ---- Full screen, and leaving: not while there is no network to leave to ----
  const toggleFull = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => tell("浏览器不允许全屏，请按F11"));
  };
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", toggleFull);
  const goAway = async () => {
    stop();
    try {
      await fetch(leave.href, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(5000) });
      window.location.assign(leave.href);
    } catch {
      tell("网络中断，暂时不能退出；翻页不受影响");
    }
  };
  leave.addEventListener("click", (event) => { event.preventDefault(); goAway(); });

  // ---- Keys ----
  const small = window.matchMedia("(max-width: 999.98px), (max-height: 539.98px)"); // as in meeting.css
  const KEYS = {
    ArrowRight: () => show(here + 1), ArrowDown: () => show(here + 1), PageDown: () => show(here + 1), " ": () => show(here + 1),
    ArrowLeft: () => show(here - 1), ArrowUp: () => show(here - 1), PageUp: () => show(here - 1), Backspace: () => show(here - 1),
    Home: () => show(0), End: () => show(slides.length - 1),
    f: toggleFull, F: toggleFull,
    Escape: () => { if (document.fullscreenElement) document.exitFullscreen(); else goAway(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isPress = event.key === " " || event.key === "Enter";
    if (isPress && event.target.closest("a, button")) return; // the focused button's own
    stop();
    const act = KEYS[event.key];
    if (!act) return;
    // Small screens read a slide by scrolling: up and down stay the browser's there.
    if (small.matches && ["ArrowDown", "ArrowUp", " ", "PageDown", "PageUp"].includes(event.key)) return;
    event.preventDefault();
    act();
  });

  show(asked() >= 0 ? asked() : here, true);
  const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (Number(deck.dataset.play) && !isStill) start();
})();
