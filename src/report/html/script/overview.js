// The overview page: the stories with the most outlets, the numbers and the plots.

function showOverview(main) {
  const { run, stories } = index;
  const carried = [];
  for (let place = 0; place < storyCount(); place += 1) if (stories.outlets[place] > 1) carried.push(place);
  const sum = (column, places = carried) => places.reduce((total, place) => total + column[place], 0);
  const verbatim = sum(stories.verbatim);
  const edited = sum(stories.edited) + sum(stories.extended);
  const excerpts = sum(stories.excerpts);
  const versions = sum(stories.versions);
  const copies = verbatim + edited + excerpts + versions;
  const articles = run.counts.read - run.counts.rejected;
  const flagged = stories.flags.rows.filter((row) => row >= 0).length;

  const lead = carried.length === 0
    ? el("p", { class: "lead" }, "No story was carried by two or more outlets.")
    : el("p", { class: "lead" },
        el("strong", {}, counted(carried.length, "story", "stories")), " carried by two or more outlets, in ",
        el("strong", {}, counted(copies + carried.length, "article")),
        `: ${percent(copies + carried.length, articles, 1)} of the ${count(articles)} articles read.`);

  fill(
    main,
    el("h1", { class: "unseen" }, "Overview"),
    lead,
    carried.length > 0 ? el("section", { class: "most" }, el("h2", {}, "Most carried"), mostCarried(carried.slice(0, 10)),
      el("p", { class: "more" }, el("a", { href: hrefOf("stories") }, `All ${counted(storyCount(), "story", "stories")}`),
        storyCount() > carried.length ? `, ${count(storyCount() - carried.length)} of them within a single outlet` : null)) : null,
    el("section", {}, el("h2", {}, "In numbers"),
      el("dl", { class: "facts" }, [
        ["Articles read", count(run.counts.read)],
        ["Rejected records", [count(run.counts.rejected), run.counts.rejected ? [" – ", el("a", { href: hrefOf("run") }, "why")] : null]],
        ["Without a copy", count(run.counts.single)],
        ["Verbatim copies", `${count(verbatim)} (${percent(verbatim, copies)})`],
        ["Edited, cut or extended", `${count(edited)} (${percent(edited, copies)})`],
        ["Excerpts", `${count(excerpts)} (${percent(excerpts, copies)})`],
        versions > 0 ? ["Other versions", `${count(versions)} (${percent(versions, copies)})`] : null,
        ["Same-outlet groups", count(storyCount() - carried.length)],
        ["Flagged for review", flagged ? el("a", { href: hrefOf("flags") }, count(flagged)) : "0"],
      ].filter(Boolean).map(fact))),
    storyCount() === 0 ? null : el("section", { class: "plots" }, el("h2", {}, "Charts"),
      sizePlot(stories), scorePlot(), simPlot(), dayPlot(stories)),
    el("section", { class: "aside" }, el("h2", {}, "What this is, and is not"),
      WORDS.isAndIsNot.map((text) => el("p", {}, text)), textsNote()),
  );
}

function fact([name, value]) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, value));
}

function textsNote() {
  const without = storyCount() - index.with_texts;
  if (without === 0) return null;
  const size = `The size limit of the file is ${bytesLong(index.html_max)} (--html-max).`;
  const known = `${count(index.index_only)} of them are only in the index${index.run.index ? ` ${index.run.index.path}` : ""}, which has no texts.`;
  const reason = index.no_texts
    ? `The articles could not be read again: ${index.no_texts}.`
    : [index.index_only > 0 ? known : null, without > index.index_only ? size : null].filter(Boolean).join(" ");
  return el("p", { class: "note" }, `${count(without)} of ${counted(storyCount(), "story", "stories")} are included without text. ${reason}`);
}

/// The list of the stories with the most outlets.
function mostCarried(places) {
  const most = index.stories.outlets[places[0]];
  return el("ol", { class: "top" }, places.map((place) => {
    const story = storyAt(place);
    return el("li", {},
      quoted("a", titleOf(story), { href: hrefOf("story", story.id), class: "headline", lang: story.language }),
      el("p", { class: "meta" }, [
        counted(story.outlets, "outlet"), story.agency, story.first === null ? null : dayOf(story.first),
        `mean Jaccard\u00a0${similarity(story.simMean)}`,
      ].filter(Boolean).join(" · ")),
      el("div", { class: "strip", "aria-hidden": "true", style: `--part: ${story.outlets / most}` }));
  }));
}

function sizePlot(stories) {
  const bins = [];
  for (const size of stories.size) {
    const bin = Math.floor(Math.log2(size - 1));
    while (bins.length <= bin) bins.push(0);
    bins[bin] += 1;
  }
  const label = (bin) => {
    const [low, high] = [2 ** bin + 1, 2 ** (bin + 1)];
    return low === high ? String(low) : `${low}–${high}`;
  };
  return figure({
    title: "Articles per story",
    drawAt: barPlot({
      title: "Articles per story", description: `${bins.length} groups of sizes, each twice as wide as the one before.`,
      xTitle: "articles in the story", yTitle: "stories",
      bars: bins.map((value, bin) => ({ parts: [["part-0", value]], label: label(bin), tip: `${label(bin)} articles: ${counted(value, "story", "stories")}` })),
    }),
    table: { head: ["Articles", "Stories"], rows: bins.map((value, bin) => [label(bin), count(value)]) },
  });
}

/// The bars of a histogram from 0 to 1, labelled at each tenth.
function shareBars(series) {
  const bars = series[0][1].length;
  return Array.from({ length: bars }, (_, bar) => {
    const [low, high] = [bar / bars, (bar + 1) / bars];
    const parts = series.map(([style, values]) => [style, values[bar]]);
    const tip = `${low.toFixed(2)} to ${high.toFixed(2)}: ${count(parts.reduce((sum, [, value]) => sum + value, 0))}`;
    return { parts, tip, label: (bar * 10) % (bars * 2) === 0 ? `.${Math.round(low * 10)}` : undefined, fixed: true, low };
  });
}

function scorePlot() {
  const { scores } = index.charts;
  if (!scores) return null;
  const threshold = index.run.config?.matching?.threshold;
  const bars = shareBars([["part-0", scores.together], ["part-1", scores.apart]]);
  return figure({
    title: "Scores of the compared pairs",
    note: "How much of one article is copied in the other. From the threshold on, two articles are copies. Two groups of copies become one story if their average score reaches the threshold too. No pair below the threshold is kept.",
    legend: legendOf([["part-0", "in one story"], scores.apart.some((pairs) => pairs > 0) ? ["part-1", "not merged"] : null].filter(Boolean)),
    drawAt: barPlot({
      title: "Scores of the compared pairs", description: "From 0 to 1 in fifty steps.",
      xTitle: "score", yTitle: "pairs", bars,
      line: threshold === undefined ? null : { at: threshold, label: `threshold ${threshold}` },
    }),
    table: {
      head: ["Score from", "In one story", "Not merged"],
      rows: bars.map((bar) => [bar.low.toFixed(2), ...bar.parts.map(([, value]) => count(value))]).filter((row) => row[1] !== "0" || row[2] !== "0"),
    },
  });
}

function simPlot() {
  const bars = shareBars([["part-0", index.charts.sim]]);
  return figure({
    title: "Similarity to the reference text",
    note: "Jaccard similarity of each article with the reference text of its story. Excerpts are far below 1, even if every word of them is copied.",
    drawAt: barPlot({ title: "Similarity to the reference text", description: "From 0 to 1 in fifty steps.", xTitle: "Jaccard similarity", yTitle: "articles", bars }),
    table: { head: ["Jaccard from", "Articles"], rows: bars.map((bar) => [bar.low.toFixed(2), count(bar.parts[0][1])]).filter((row) => row[1] !== "0") },
  });
}

/// The most bars in the chart over time.
const MOST_BARS = 62;

const monthAt = (day) => {
  const date = new Date(day * DAY * 1000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const dayOfMonth = (month) => Date.UTC(Math.floor(month / 12), month % 12, 1) / 1000 / DAY;

/// Units of the time axis: `at` is the unit of a day, `from` the first day of a unit. Day 0 was a Thursday.
const UNITS = [
  { name: "day", at: (day) => day, from: (day) => day },
  { name: "week", at: (day) => Math.floor((day + 3) / 7), from: (week) => week * 7 - 3 },
  { name: "month", at: monthAt, from: dayOfMonth },
  { name: "quarter", at: (day) => Math.floor(monthAt(day) / 3), from: (quarter) => dayOfMonth(quarter * 3) },
  { name: "year", at: (day) => Math.floor(monthAt(day) / 12), from: (year) => dayOfMonth(year * 12) },
];

/// Copied articles per day, week, month, quarter or year, and per agency for the largest agencies.
function dayPlot() {
  const { days: [days, agencies, articles], agency, undated } = index.charts;
  if (days.length === 0) return null;
  const totals = new Map();
  agencies.forEach((code, row) => totals.set(code, (totals.get(code) ?? 0) + articles[row]));
  const named = [...totals].filter(([code]) => code >= 0).sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  const top = named.slice(0, 4).map(([code]) => code);
  const series = top.map((code) => agency.texts[code]);
  if (named.length > top.length) series.push("other agencies");
  if (totals.has(-1)) series.push("no agency known");
  const seriesOf = (code) => (code < 0 ? series.length - 1 : top.includes(code) ? top.indexOf(code) : top.length);
  const styleOf = (place) => (series[place] === "no agency known" ? "part-6" : series[place] === "other agencies" ? "part-5" : STYLES[place]);

  const [from, to] = mostDays(days, articles);
  const unit = UNITS.find(({ at }) => at(to) - at(from) < MOST_BARS) ?? UNITS.at(-1);
  const start = unit.at(from);
  const bins = Array.from({ length: unit.at(to) - start + 1 }, () => series.map(() => 0));
  let outside = 0;
  days.forEach((day, row) => {
    if (day < from || day > to) outside += articles[row];
    else bins[unit.at(day) - start][seriesOf(agencies[row])] += articles[row];
  });
  const notes = [
    outside > 0 ? `${counted(outside, "article")} outside this range (${isoDay(days[0] * DAY)} to ${isoDay(days.at(-1) * DAY)} in all) ${outside === 1 ? "is" : "are"} not shown.` : null,
    undated > 0 ? `${counted(undated, "article")} without a date, or with an ambiguous one, ${undated === 1 ? "is" : "are"} not shown.` : null,
  ].filter(Boolean);
  const label = (bin) => isoDay(unit.from(start + bin) * DAY);
  return figure({
    title: `Copied articles per ${unit.name}`,
    note: notes.join(" "),
    legend: legendOf(series.map((name, place) => [styleOf(place), name])),
    drawAt: barPlot({
      title: `Copied articles per ${unit.name}`, description: `From ${label(0)}, stacked by agency.`, xTitle: unit.name === "day" ? "day" : `first day of the ${unit.name}`, yTitle: "articles",
      bars: bins.map((values, bin) => ({
        parts: values.map((value, place) => [styleOf(place), value]), label: shortDay(unit.from(start + bin), to - from),
        tip: `${label(bin)}: ${values.map((value, place) => (value ? `${series[place]} ${count(value)}` : null)).filter(Boolean).join(", ")}`,
      })),
    }),
    table: { head: [unit.name === "day" ? "Day" : "From", ...series], rows: bins.map((values, bin) => [label(bin), ...values.map(count)]) },
  });
}

/// The first and last day to draw: of all days, or if a few dates would leave most of the plot empty, of the shortest period
/// with nine in ten articles.
function mostDays(days, articles) {
  const wanted = 0.9 * articles.reduce((sum, number) => sum + number, 0);
  const all = [days[0], days.at(-1)];
  let best = all;
  let inside = 0;
  for (let first = 0, last = 0; last < days.length; last += 1) {
    inside += articles[last];
    for (; inside - articles[first] >= wanted; first += 1) inside -= articles[first];
    if (inside >= wanted && days[last] - days[first] < best[1] - best[0]) best = [days[first], days[last]];
  }
  return best[1] - best[0] < (all[1] - all[0]) / 4 ? best : all;
}
