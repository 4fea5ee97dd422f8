// How a story spread: one dot per article, by time and number of articles so far.

function timeline(story, copies, chosen, choose) {
  const dated = copies.filter((copy) => copy.time !== null).sort((one, other) => one.time - other.time || one.order - other.order);
  if (dated.length < 2) return null;
  const undated = copies.length - dated.length;
  const dayOnly = dated.filter((copy) => copy.dayOnly);
  const notes = [
    dayOnly.length > 0 ? `Day known, time unknown for ${counted(dayOnly.length, "article")} (hatched).` : null,
    undated > 0 ? `${counted(undated, "article")} without a date ${undated === 1 ? "is" : "are"} not shown.` : null,
    "Times are in UTC.",
  ].filter(Boolean);
  return figure({
    title: "Pickup",
    note: notes.join(" "),
    drawAt: (width) => drawTimeline(story, dated, width, chosen, choose),
    table: {
      head: ["Published", "Outlet", "Articles by then"],
      rows: dated.map((copy, place) => [timeOf(copy.time, copy.dayOnly), copy.outlet ?? "–", count(place + 1)]),
    },
  });
}

function drawTimeline(story, dated, width, chosen, choose) {
  const height = 200;
  const start = leftMargin(dated.length);
  const inner = { width: width - start - MARGIN.right - 8, height: height - MARGIN.top - MARGIN.bottom };
  const ends = dated.map((copy) => (copy.dayOnly ? copy.time + DAY : copy.time));
  const [from, to] = [dated[0].time, Math.max(...ends, dated[0].time + 60)];
  const x = (time) => start + 4 + ((time - from) / (to - from)) * inner.width;
  const y = (number) => MARGIN.top + inner.height * (1 - number / dated.length);
  const drawing = draw("svg", {
    viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    "aria-label": `Pickup: ${counted(dated.length, "dated article")} from ${timeOf(from, dated[0].dayOnly)}, ${spanOf(story)}.`,
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
  for (const { at, label } of timeTicks(from, to, inner.width)) {
    drawing.append(
      draw("line", { class: "axis", x1: x(at), x2: x(at), y1: y(0), y2: y(0) + 4 }),
      draw("text", { class: "tick", x: x(at), y: y(0) + 17, "text-anchor": "middle" }, label),
    );
  }
  const points = dated.map((copy, place) => [x(copy.dayOnly ? copy.time + DAY / 2 : copy.time), y(place + 1)]);
  const path = points.map(([left, top], place) => (place === 0 ? `M${left} ${y(0)}V${top}` : `H${left}V${top}`)).join("");
  drawing.append(
    draw("path", { class: "step", d: `${path}H${x(to)}` }),
    draw("line", { class: "axis", x1: start, x2: width - MARGIN.right, y1: y(0), y2: y(0) }),
    draw("text", { class: "title", x: 12, y: MARGIN.top + inner.height / 2, "text-anchor": "middle", transform: `rotate(-90 12 ${MARGIN.top + inner.height / 2})` }, "articles"),
  );
  points.forEach(([left, top], place) => {
    const copy = dated[place];
    const tip = `${copy.outlet ?? "no outlet"} · ${timeOf(copy.time, copy.dayOnly)} · ${WORDS.roles[copy.role][0]}`;
    const dot = draw("circle", {
      class: `dot ${copy.role}${copy.order === chosen() ? " chosen" : ""}`, "data-order": copy.order, cx: left, cy: top,
      r: copy.role === "canonical" ? 5 : 3.5, onclick: () => choose(copy.order),
    }, draw("title", {}, tip));
    drawing.append(dot);
  });
  return drawing;
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
