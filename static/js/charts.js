// Puts Plotly in the place of a resting chart when someone first touches, points at or focuses one.
// The figure is the server's JSON; colours come as token names and are resolved here.
(() => {
  const files = document.getElementById("plotly-files");
  if (!files) return;
  const css = getComputedStyle(document.documentElement);
  const rem = parseFloat(css.fontSize) / 16;
  let loading = null;

  const script = (url) => new Promise((done, failed) => {
    const node = document.createElement("script");
    node.src = url;
    node.onload = done;
    node.onerror = () => failed(new Error(url));
    document.head.append(node);
  });

  const style = (url) => new Promise((done) => {
    const node = document.createElement("link");
    node.rel = "stylesheet";
    node.href = url;
    node.id = "plotly.js-style-global"; // Plotly takes it for its own and adds no style element
    node.className = "no-inline-styles";
    node.onload = node.onerror = done;
    document.head.append(node);
  });

  const load = () => {
    loading ??= style(files.dataset.style)
      .then(() => script(files.dataset.bundle))
      .then(() => script(files.dataset.locale))
      .catch((error) => { loading = null; throw error; });
    return loading;
  };

  const resolved = (part) => {
    if (typeof part === "string") return part.startsWith("--") ? css.getPropertyValue(part).trim() : part;
    if (Array.isArray(part)) return part.map(resolved);
    if (part && typeof part === "object") return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolved(value)]));
    return part;
  };

  const isPlain = (part) => part && typeof part === "object" && !Array.isArray(part);

  const merged = (layout, narrow) => {
    const result = { ...layout };
    for (const [key, value] of Object.entries(narrow)) result[key] = isPlain(value) && isPlain(result[key]) ? { ...result[key], ...value } : value;
    return result;
  };

  // The drawing at rest is stretched to its panel; words, marks and margins of the live one are too, so that nothing moves.
  const STRETCHED = new Set(["font", "tickfont", "textfont", "marker"]);
  const FREE = new Set(["xshift", "yshift", "ticklen", "l", "r", "t", "b"]);
  const stretched = (part, by, inside) => {
    if (Array.isArray(part)) return part.map((each) => stretched(each, by, inside));
    if (!part || typeof part !== "object") return part;
    return Object.fromEntries(Object.entries(part).map(([key, value]) => {
      if (typeof value === "number" && (FREE.has(key) || (key === "size" && STRETCHED.has(inside)))) return [key, value * by];
      return [key, stretched(value, by, typeof value === "object" && !Array.isArray(value) ? key : inside)];
    }));
  };

  const template = (by) => ({
    layout: {
      font: { family: css.getPropertyValue("--f-sans"), size: 12 * by, color: resolved("--c-ink-2") },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      showlegend: false,
      dragmode: false,
      separators: ".,",
      hoverlabel: { bgcolor: resolved("--c-paper"), bordercolor: resolved("--c-line-2"), font: { size: 13 * rem, color: resolved("--c-ink") } },
      xaxis: { fixedrange: true, showgrid: false, zeroline: false, ticks: "", linecolor: resolved("--c-line-3"), showline: true, tickangle: 0 },
      yaxis: { fixedrange: true, gridcolor: resolved("--c-line"), zeroline: false, ticks: "" },
    },
  });
  const config = { displayModeBar: false, responsive: false, locale: "zh-CN", doubleClick: false, scrollZoom: false };

  const figureOf = (box) => JSON.parse(document.querySelector(`script[data-chart-for="${box.id}"]`).textContent);

  const draw = (box) => {
    const figure = figureOf(box);
    const rest = [...box.querySelectorAll(".rest")].find((each) => each.clientWidth > 0);
    const by = rest.clientWidth / rest.viewBox.baseVal.width;
    const layout = rest.classList.contains("rest-narrow") ? merged(figure.layout, figure.narrow.layout) : figure.layout;
    const size = { width: rest.clientWidth, height: rest.clientHeight };
    const place = document.createElement("div");
    place.className = "live";
    box.append(place);
    return window.Plotly.newPlot(place, resolved(stretched(figure.traces, by)), { template: template(by), ...resolved(stretched(layout, by)), ...size }, config).then(() => {
      box.classList.add("is-live");
      place.on("plotly_click", (event) => {
        const url = event.points.map((point) => point.customdata).find(Boolean);
        if (url) window.location.assign(url);
      });
      return place;
    });
  };

  const drawn = new Map();
  const wake = (box) => {
    if (!drawn.has(box)) {
      box.setAttribute("aria-busy", "true");
      const ready = load().then(() => draw(box)).finally(() => box.removeAttribute("aria-busy"));
      drawn.set(box, ready);
      ready.catch(() => drawn.delete(box)); // the resting chart stays; the next touch tries again
    }
    return drawn.get(box);
  };

  // Of another width, a chart goes back to rest: the drawing at rest knows how to be wide and narrow.
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    for (const box of drawn.keys()) {
      const place = box.querySelector(".live");
      if (!place) continue;
      window.Plotly.purge(place);
      place.remove();
      box.classList.remove("is-live");
      drawn.delete(box);
    }
  });

  // The phone's drawing waits as text, which costs a desk nothing; without scripts the browser reads it itself.
  const phone = window.matchMedia("(max-width: 767.98px)");
  const unpack = () => {
    if (!phone.matches) return;
    for (const kept of document.querySelectorAll("[data-chart] > noscript")) kept.outerHTML = kept.textContent;
  };
  unpack();
  phone.addEventListener("change", unpack);

  for (const box of document.querySelectorAll("[data-chart]")) {
    for (const kind of ["pointerenter", "touchstart", "focusin"]) {
      box.addEventListener(kind, () => wake(box).catch(() => undefined), { once: false, passive: true });
    }
  }

  // 导出图片 within the strict policy: Plotly's PNG goes through a blob: image, its SVG through data: does not.
  const BAND = 40;
  const picture = async (box, title, zoom = 2) => {
    const place = await wake(box);
    const { width, height } = place.querySelector(".main-svg").getBoundingClientRect();
    const size = { width, height };
    const svg = await window.Plotly.toImage(place, { format: "svg", imageDataOnly: true, ...size });
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = size.width * zoom;
    canvas.height = (size.height + BAND) * zoom;
    const pen = canvas.getContext("2d");
    pen.scale(zoom, zoom);
    pen.fillStyle = resolved("--c-paper");
    pen.fillRect(0, 0, size.width, size.height + BAND);
    pen.fillStyle = resolved("--c-ink");
    pen.font = `700 16px ${css.getPropertyValue("--f-sans")}`;
    pen.fillText(title, 12, 26);
    pen.drawImage(image, 0, BAND, size.width, size.height);
    return canvas.toDataURL("image/png");
  };

  for (const button of document.querySelectorAll("[data-save]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const month = document.querySelector(".months [aria-current]")?.textContent.trim() ?? "";
      const demo = document.querySelector(".top .demo") ? "（演示数据）" : "";
      const link = document.createElement("a");
      const title = `${button.dataset.title}${month ? ` ${month}` : ""}${demo}`;
      link.href = await picture(document.getElementById(button.dataset.save), title);
      link.download = `${title}.png`;
      link.click();
    });
  }
})();
