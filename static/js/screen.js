// 看板: asks for its own page every minute and shows it where it changed; without it the page reloads itself.
// Such a request does not count as somebody at work (dashboard/idle.py): the session ends as it would have.
(() => {
  "use strict";
  const EVERY = 60000;
  const say = document.querySelector("[data-say]");
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  let good = clock();
  let isOver = false;

  const tell = (words) => {
    if (say.textContent !== words) say.textContent = words;
    document.body.classList.toggle("is-stale", words !== "");
  };
  const ask = async (isWork) => {
    const headers = isWork ? {} : { "X-Refresh": "1" };
    const answer = await fetch(window.location.pathname, { headers, cache: "no-cache", redirect: "manual", signal: AbortSignal.timeout(20000) });
    if (answer.type === "opaqueredirect" || answer.status === 403) return null;
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const refresh = async (isWork) => {
    try {
      const fresh = await ask(isWork);
      isOver = fresh === null;
      if (isOver) return tell(`登录已过期，显示的是${good}的数据，请重新登录`);
      for (const part of ["[data-screen]", ".m-asof", ".m-top"]) {
        const old = document.querySelector(part);
        const now = fresh.querySelector(part);
        if (old && now && old.innerHTML !== now.innerHTML) old.replaceWith(now);
      }
      good = clock();
      tell("");
    } catch {
      tell(`网络中断，显示的是${good}的数据`);
    }
  };
  setInterval(() => refresh(false), EVERY);
  window.addEventListener("online", () => refresh(false));
  window.addEventListener("offline", () => tell(`网络中断，显示的是${good}的数据`));
  // Somebody stands before it: that is work, and keeps the session; once a minute is enough.
  let touched = Date.now();
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.closest("a") || Date.now() - touched < EVERY) return;
      touched = Date.now();
      refresh(true);
    });
  }
})();
