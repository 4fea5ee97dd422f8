// Plots. They fit the available width, have a table of their numbers, and can be read without colour.

/// A figure that draws itself again when its width changes, and that can be saved: the drawing as SVG, its numbers as CSV.
///
/// `drawAt` gives the drawing for a width; `table` has `head` and `rows`, the numbers that are drawn; `legend` has a style and
/// a name for each mark.
function figure({ title, note, drawAt, table, legend, saved = title }) {
  const canvas = el("div", { class: "canvas" });
  const numbers = el("details", { class: "numbers" }, el("summary", {}, "Show as table"));
  numbers.addEventListener("toggle", () => {
    if (numbers.open && numbers.children.length === 1) numbers.append(plainTable(title, table));
  });
  const saving = el("p", { class: "saving screen" },
    el("button", { type: "button", class: "link", onclick: () => download(fileName(saved, "svg"), svgOf(canvas.querySelector("svg"), { title, note, legend }), "image/svg+xml") }, "Save as SVG"),
    el("button", { type: "button", class: "link", onclick: () => saveCsv(fileName(saved, "csv"), table.head, table.rows.map((row) => row.map(plainCell))) }, "Save numbers as CSV"));
  const element = el("figure", {}, el("figcaption", {}, el("h3", {}, title), note ? el("p", {}, note) : null), legend ? legendOf(legend) : null, canvas, saving, numbers);
  let width = 0;
  new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (now > 0 && now !== width) {
      width = now;
      fill(canvas, drawAt(now));
    }
  }).observe(canvas);
  return element;
}

/// A number of a table as a program reads it: without the commas.
function plainCell(cell) {
  return typeof cell === "string" && /^\d{1,3}(,\d{3})+$/.test(cell) ? cell.replaceAll(",", "") : cell;
}

function plainTable(caption, { head, rows }) {
  return el(
    "div",
    { class: "scroll" },
    el(
      "table",
      { class: "plain" },
      el("caption", { class: "unseen" }, caption),
      el("thead", {}, el("tr", {}, head.map((title) => el("th", { scope: "col" }, title)))),
      el("tbody", {}, rows.map(([first, ...rest]) =>
        el("tr", {}, el("th", { scope: "row" }, first), rest.map((cell) => el("td", { class: "number" }, cell))),
      )),
    ),
  );
}

/// Round numbers for an axis from 0 to `most`.
function ticks(most, wanted = 4) {
  if (most <= 0) return [0];
  const rough = most / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, place) => place * step);
}

const MARGIN = { top: 14, right: 10, bottom: 40 };

/// The width left of a plot for the title of the axis and its longest label.
function leftMargin(most) {
  return 26 + 7 * Math.max(3, ...ticks(most).map((tick) => count(tick).length));
}

/// Vertical bars. Each has stacked `parts`, `[style, value]`, and optionally a `label` below.
function barPlot({ title, description, bars, height = 220, xTitle, yTitle, line }) {
  return (width) => {
    const totals = bars.map((bar) => bar.parts.reduce((sum, [, value]) => sum + value, 0));
    const most = Math.max(1, ...totals);
    const start = leftMargin(most);
    const inner = { width: width - start - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
    const up = (value) => MARGIN.top + inner.height * (1 - value / most);
    const step = inner.width / bars.length;
    const gap = step > 8 ? Math.min(step * 0.25, 14) : step > 3 ? 1 : 0;
    const drawing = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${title}. ${description}` });
    for (const tick of ticks(most)) {
      drawing.append(
        draw("line", { class: "rule", x1: start, x2: width - MARGIN.right, y1: up(tick), y2: up(tick) }),
        draw("text", { class: "tick", x: start - 6, y: up(tick) + 4, "text-anchor": "end" }, count(tick)),
      );
    }
    const letters = Math.max(...bars.map((bar) => bar.label?.length ?? 0));
    const every = Math.ceil(bars.length / Math.max(2, Math.floor(inner.width / Math.max(64, letters * 7 + 12))));
    let labels = 0;
    bars.forEach((bar, place) => {
      const left = start + place * step + gap / 2;
      let base = 0;
      for (const [style, value] of bar.parts) {
        if (value === 0) continue;
        const [from, to] = [up(base), up(base + value)];
        base += value;
        drawing.append(
          draw("rect", { class: `bar ${style}`, fill: `url(#${style})`, x: left, y: to, width: Math.max(0.6, step - gap), height: Math.max(0.8, from - to) },
            draw("title", {}, bar.tip)),
        );
      }
      if (bar.label !== undefined && (bar.fixed || (!bars.some((one) => one.fixed) && labels++ % every === 0))) {
        const middle = bar.fixed ? start + place * step : left + (step - gap) / 2;
        drawing.append(draw("text", { class: "tick", x: Math.min(middle, width - 3.5 * bar.label.length), y: height - MARGIN.bottom + 16, "text-anchor": "middle" }, bar.label));
      }
    });
    if (line) {
      const x = start + line.at * inner.width;
      drawing.append(
        draw("line", { class: "threshold", x1: x, x2: x, y1: MARGIN.top - 10, y2: MARGIN.top + inner.height }),
        draw("text", { class: "threshold", x: x + (line.at > 0.5 ? -6 : 6), y: MARGIN.top, "text-anchor": line.at > 0.5 ? "end" : "start" }, line.label),
      );
    }
    drawing.append(
      draw("line", { class: "axis", x1: start, x2: width - MARGIN.right, y1: up(0), y2: up(0) }),
      draw("text", { class: "title", x: start + inner.width / 2, y: height - 6, "text-anchor": "middle" }, xTitle),
      draw("text", { class: "title", x: 12, y: MARGIN.top + inner.height / 2, "text-anchor": "middle", transform: `rotate(-90 12 ${MARGIN.top + inner.height / 2})` }, yTitle),
    );
    return drawing;
  };
}

/// Bars below each other, each made of `parts` as `[style, value]`, under its name and what is said of it.
function stackPlot({ title, description, rows }) {
  return (width) => {
    const step = 38;
    const height = rows.length * step + 4;
    const most = Math.max(1, ...rows.map((row) => row.parts.reduce((sum, [, value]) => sum + value, 0)));
    const drawing = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${title}. ${description}` });
    rows.forEach((row, place) => {
      const top = place * step + 2;
      const label = width < 420 ? row.short : row.label;
      const letters = Math.floor(width / 6.8) - label.length - 2;
      const name = row.name.length > letters ? `${row.name.slice(0, Math.max(3, letters - 1))}…` : row.name;
      drawing.append(draw("text", { class: "tick", x: 0, y: top + 13 }, draw("title", {}, row.name), draw("tspan", { class: "strong" }, name), `: ${label}`));
      let left = 0;
      for (const [style, value] of row.parts) {
        if (value === 0) continue;
        const wide = Math.max(1, (value / most) * width);
        drawing.append(draw("rect", { class: `bar ${style}`, fill: `url(#${style})`, x: left, y: top + 18, width: wide, height: 13 }, draw("title", {}, row.tip)));
        left += wide;
      }
    });
    return drawing;
  };
}

/// Curves of shares from 0 to 1, over steps that have labels.
function curvePlot({ title, description, labels, curves, height = 240, xTitle, yTitle }) {
  return (width) => {
    const start = 58;
    const inner = { width: width - start - MARGIN.right - 8, height: height - MARGIN.top - MARGIN.bottom };
    const x = (place) => start + 6 + (place / (labels.length - 1)) * (inner.width - 6);
    const y = (share) => MARGIN.top + inner.height * (1 - share);
    const drawing = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${title}. ${description}` });
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      drawing.append(
        draw("line", { class: share === 0 ? "axis" : "rule", x1: start, x2: width - MARGIN.right, y1: y(share), y2: y(share) }),
        draw("text", { class: "tick", x: start - 6, y: y(share) + 4, "text-anchor": "end" }, percent(share, 1)),
      );
    }
    const every = Math.ceil(labels.length / Math.max(2, Math.floor(inner.width / 48)));
    labels.forEach((label, place) => {
      if (place % every === 0) drawing.append(draw("text", { class: "tick", x: x(place), y: height - MARGIN.bottom + 16, "text-anchor": "middle" }, label));
    });
    [...curves.keys()].reverse().forEach((curve) => {
      const points = curves[curve].map((share, place) => `${x(place).toFixed(1)} ${y(share).toFixed(1)}`);
      drawing.append(draw("path", { class: `curve curve-${curve}`, d: `M${points.join("L")}` }, draw("title", {}, labels.map((label, place) => `${label}: ${percent(curves[curve][place], 1)}`).join(", "))));
    });
    drawing.append(
      draw("text", { class: "title", x: start + inner.width / 2, y: height - 6, "text-anchor": "middle" }, xTitle),
      draw("text", { class: "title", x: 12, y: MARGIN.top + inner.height / 2, "text-anchor": "middle", transform: `rotate(-90 12 ${MARGIN.top + inner.height / 2})` }, yTitle),
    );
    return drawing;
  };
}

/// Bars below each other, each with its name before it and its number behind it.
function rankPlot({ title, description, rows }) {
  return (width) => {
    const step = 20;
    const height = rows.length * step + 4;
    const names = Math.min(180, Math.floor(width * 0.4));
    const room = width - names - 86;
    const most = Math.max(1, ...rows.map((row) => row.value));
    const letters = Math.max(6, Math.floor((names - 8) / 7.8));
    const drawing = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${title}. ${description}` });
    rows.forEach((row, place) => {
      const top = place * step + 2;
      const name = row.name.length > letters ? `${row.name.slice(0, letters - 1)}…` : row.name;
      const length = Math.max(1, (row.value / most) * room);
      drawing.append(
        draw("text", { class: "tick", x: names - 8, y: top + 13, "text-anchor": "end" }, draw("title", {}, row.name), name),
        draw("rect", { class: "bar part-0", fill: "url(#part-0)", x: names, y: top + 3, width: length, height: step - 7 }, draw("title", {}, `${row.name}: ${row.label}`)),
        draw("text", { class: "tick", x: names + length + 6, y: top + 13 }, row.label),
      );
    });
    return drawing;
  };
}

/// Styles of the parts of a bar. They also differ in pattern.
const STYLES = ["part-0", "part-1", "part-2", "part-3", "part-4", "part-5", "part-6"];

function patterns() {
  const marks = [
    [],
    [["path", { d: "M-2 2l4-4M0 8l8-8M6 10l4-4" }]],
    [["circle", { cx: 2, cy: 2, r: 1.2 }], ["circle", { cx: 6, cy: 6, r: 1.2 }]],
    [["path", { d: "M0 2h8M0 6h8" }]],
    [["path", { d: "M-2 6l4 4M0 0l8 8M6-2l4 4M-2 2l4-4M0 8l8-8M6 10l4-4" }]],
    [["path", { d: "M2 0v8M6 0v8" }]],
    [["circle", { cx: 4, cy: 4, r: 0.9 }]],
  ];
  const one = (id, shapes) =>
    draw("pattern", { id, class: id, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      draw("rect", { width: 8, height: 8, class: "ground" }),
      shapes.map(([name, attributes]) => draw(name, { class: "mark", ...attributes })));
  return draw("svg", { class: "patterns", width: 0, height: 0, "aria-hidden": "true", focusable: "false" },
    draw("defs", {}, STYLES.map((id, place) => one(id, marks[place])), one("hatch", marks[1])));
}

/// The mark of a style in a legend, 16 wide and 12 high.
function markOf(style) {
  const circle = (name, radius) => [draw("circle", { class: `dot ${name}`, cx: 8, cy: 6, r: radius })];
  const lines = { step: "step", threshold: "threshold" };
  if (style.startsWith("dot")) return circle(style.slice(4), style === "dot canonical" ? 5 : 3.5);
  if (style.startsWith("curve")) return [draw("line", { class: `curve ${style}`, x1: 0, x2: 16, y1: 6, y2: 6 })];
  if (lines[style]) return [draw("line", { class: lines[style], x1: 0, x2: 16, y1: 6, y2: 6 })];
  return [draw("rect", { width: 16, height: 12, fill: `url(#${style})`, class: style === "hatch" ? "band" : "bar" })];
}

function legendOf(legend) {
  return el("ul", { class: "legend" }, legend.map(([style, name]) =>
    el("li", {}, draw("svg", { width: 16, height: 12, "aria-hidden": "true" }, markOf(style)), name),
  ));
}
