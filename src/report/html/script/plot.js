// Plots. They fit the available width, have a table of their numbers, and can be read without colour.

/// A figure that is drawn again when its width changes.
///
/// `drawAt` returns the drawing for a width. `table` has the numbers of the plot as `head` and `rows`.
function figure({ title, note, drawAt, table, legend }) {
  const canvas = el("div", { class: "canvas" });
  const numbers = el("details", { class: "numbers" }, el("summary", {}, "Show as table"));
  numbers.addEventListener("toggle", () => {
    if (numbers.open && numbers.children.length === 1) numbers.append(plainTable(title, table));
  });
  const element = el("figure", {}, el("figcaption", {}, el("h3", {}, title), note ? el("p", {}, note) : null), legend, canvas, numbers);
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
    const every = Math.ceil(bars.length / Math.max(2, Math.floor(inner.width / 64)));
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
        drawing.append(draw("text", { class: "tick", x: bar.fixed ? start + place * step : left + (step - gap) / 2, y: height - MARGIN.bottom + 16, "text-anchor": "middle" }, bar.label));
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

/// Horizontal bars, each with a name on the left and a value on the right.
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

function legendOf(names) {
  return el("ul", { class: "legend" }, names.map(([style, name]) =>
    el("li", {}, draw("svg", { width: 16, height: 12, "aria-hidden": "true" }, draw("rect", { width: 16, height: 12, fill: `url(#${style})` })), name),
  ));
}
