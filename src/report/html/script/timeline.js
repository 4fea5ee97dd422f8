// How a story spread: one dot per article, by time and number of articles so far.

function timeline(story, copies, chosen, choose) {
  const dated = copies.filter((copy) => copy.time !== null).sort((one, other) => one.time - other.time || one.order - other.order);
  if (dated.length < 2) return null;
  const undated = copies.length - dated.length;
  const dayOnly = dated.filter((copy) => copy.dayOnly);
  const notes = [
    "Articles published by each time, in UTC; the names are those of their outlets.",
    dayOnly.length > 0 ? `Day known, time unknown for ${counted(dayOnly.length, "article")}.` : null,
    undated > 0 ? `${counted(undated, "article")} without a date ${undated === 1 ? "is" : "are"} not shown.` : null,
  ].filter(Boolean);
  const has = (is) => dated.some(is);
  const isPlain = (copy) => !copy.own && !["canonical", "excerpt"].includes(copy.role);
  return figure({
    title: `Pick-up of “${titleOf(story)}”`,
    saved: `pick-up ${titleOf(story)}`,
    note: notes.join(" "),
    legend: [
      has((copy) => copy.role === "canonical") ? ["dot canonical", "reference text"] : null,
      has((copy) => copy.own && copy.role !== "canonical") ? ["dot own", "the agency’s own page"] : null,
      has(isPlain) ? ["dot edited", "copy"] : null,
      has((copy) => copy.role === "excerpt" && !copy.own) ? ["dot excerpt", "excerpt"] : null,
      ["dot chosen", "the article compared below"],
      dayOnly.length > 0 ? ["hatch", "a day of which the time is not known"] : null,
    ].filter(Boolean),
    drawAt: (width) => drawTimeline(story, dated, width, chosen, choose),
    table: {
      head: ["Published", "Outlet", "Kind", "Articles by then"],
      rows: dated.map((copy, place) => [timeOf(copy.time, copy.dayOnly), copy.outlet ?? "–", WORDS.roles[copy.role][0], count(place + 1)]),
    },
  });
}

function drawTimeline(story, dated, width, chosen, choose) {
  const height = 280;
  const start = leftMargin(dated.length);
  const inner = { width: width - start - MARGIN.right - 8, height: height - MARGIN.top - MARGIN.bottom };
  const ends = dated.map((copy) => (copy.dayOnly ? copy.time + DAY : copy.time));
  const [from, to] = [dated[0].time, Math.max(...ends, dated[0].time + 60)];
  const x = (time) => start + 4 + ((time - from) / (to - from)) * inner.width;
  const y = (number) => MARGIN.top + inner.height * (1 - number / dated.length);
  const drawing = draw("svg", {
    viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    "aria-label": `Pick-up: ${counted(dated.length, "dated article")} from ${timeOf(from, dated[0].dayOnly)}, ${spanOf(story)}.`,
  });
  for (const tick of ticks(dated.length)) {
    drawing.append(
      draw("line", { class: "rule", x1: start, x2: width - MARGIN.right, y1: y(tick), y2: y(tick) }),
      draw("text", { class: "tick", x: start - 6, y: y(tick) + 4, "text-anchor": "end" }, count(tick)),
    );
  }
  for (const day of new Set(dated.filter((copy) => copy.dayOnly).map((copy) => copy.time))) {
    drawing.append(draw("rect", { fill: "url(#hatch)", class: "band", x: x(day), y: MARGIN.top, width: Math.max(2, x(day + DAY) - x(day)), height: inner.height }));
  }
  const axis = timeTicks(from, to, inner.width);
  for (const { at, label } of axis) {
    drawing.append(
      draw("line", { class: "axis", x1: x(at), x2: x(at), y1: y(0), y2: y(0) + 4 }),
      draw("text", { class: "tick", x: x(at), y: y(0) + 17, "text-anchor": "middle" }, label),
    );
  }
  const points = dated.map((copy, place) => [x(copy.dayOnly ? copy.time + DAY / 2 : copy.time), y(place + 1)]);
  const path = points.map(([left, top], place) => (place === 0 ? `M${left} ${y(0)}V${top}` : `H${left}V${top}`)).join("");
  const days = axis.every(({ label }) => /^\d\d:\d\d$/.test(label)) ? `, ${dayOf(from)}` : "";
  drawing.append(
    draw("path", { class: "step", d: `${path}H${x(to)}` }),
    draw("line", { class: "axis", x1: start, x2: width - MARGIN.right, y1: y(0), y2: y(0) }),
    draw("text", { class: "title", x: start + inner.width / 2, y: height - 4, "text-anchor": "middle" }, `published (UTC${days})`),
    draw("text", { class: "title", x: 12, y: MARGIN.top + inner.height / 2, "text-anchor": "middle", transform: `rotate(-90 12 ${MARGIN.top + inner.height / 2})` }, "articles by then"),
  );
  drawing.append(...labelsOf(dated, points, { left: start, right: width - MARGIN.right, bottom: y(0) }));
  points.forEach(([left, top], place) => {
    const copy = dated[place];
    const tip = `${copy.outlet ?? "no outlet"} · ${timeOf(copy.time, copy.dayOnly)} · ${WORDS.roles[copy.role][0]}`;
    const kind = copy.role === "canonical" ? "canonical" : copy.own ? "own" : copy.role;
    const dot = draw("circle", {
      class: `dot ${kind}${copy.order === chosen() ? " chosen" : ""}`, "data-order": copy.order, cx: left, cy: top,
      r: copy.role === "canonical" ? 5 : 3.5, onclick: () => choose(copy.order),
    }, draw("title", {}, tip));
    drawing.append(dot);
  });
  return drawing;
}

/// Points that have a name at most, so that the curve can be seen.
const MOST_LABELS = 14;

/// The names of outlets beside their points: the first, the reference, the last, and of the others as many as there is room for.
function labelsOf(dated, points, { left, right, bottom }) {
  const last = dated.length - 1;
  const isNamed = (place) => dated[place].outlet !== null;
  const weight = (place) => (place === 0 ? 3 : 0) + (dated[place].role === "canonical" || dated[place].own ? 2 : 0) + (place === last ? 1 : 0);
  const order = dated.map((_, place) => place).filter(isNamed).sort((one, other) => weight(other) - weight(one) || one - other);
  const taken = points.map(([x, y]) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  const isFree = (box) => box.left >= left && box.right <= right && box.top >= 0 && box.bottom <= bottom &&
    taken.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
  const labels = [];
  for (const place of order) {
    if (labels.length === MOST_LABELS) break;
    const [x, y] = points[place];
    const name = dated[place].outlet.length > 26 ? `${dated[place].outlet.slice(0, 25)}…` : dated[place].outlet;
    const wide = name.length * 7 + 2;
    // The curve comes from the lower left and goes on to the right, so there is room at the other corners, and until its
    // next step above it.
    const next = points[place + 1]?.[0] ?? right;
    const corners = [[x + 7, y + 6, "start"], [x - 7, y - 16, "end"], ...(x + 7 + wide < next ? [[x + 7, y - 16, "start"]] : [])];
    for (const [at, top, anchor] of corners) {
      const box = { left: anchor === "start" ? at : at - wide, right: anchor === "start" ? at + wide : at, top, bottom: top + 13 };
      if (!isFree(box)) continue;
      taken.push(box);
      labels.push(draw("text", { class: "label", x: at, y: top + 10, "text-anchor": anchor }, name));
      break;
    }
  }
  return labels;
}

const TIME_STEPS = [60, 300, 900, 1800, 3600, 2 * 3600, 3 * 3600, 4 * 3600, 6 * 3600, 12 * 3600, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 365 * DAY];

/// Ticks of the time axis: whole minutes, hours or days, as many as fit.
function timeTicks(from, to, width) {
  const most = Math.max(2, Math.floor(width / 72));
  const step = TIME_STEPS.find((step) => (to - from) / step <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const date = new Date(at * 1000).toISOString();
    const label = step >= DAY || at % DAY === 0 ? dayOf(at).replace(/ \d{4}$/, "") : date.slice(11, 16);
    found.push({ at, label });
  }
  return found;
}
