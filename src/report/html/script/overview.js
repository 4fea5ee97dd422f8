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
  const articles = articleCount();
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
    carried.length > 0 ? el("section", { class: "most" }, el("h2", {}, "Most carried"), el("p", { class: "note" }, "Line: number of outlets, as a part of those of the first."), mostCarried(carried.slice(0, 10)),
      el("p", { class: "more" }, el("a", { href: hrefOf("stories") }, `All ${counted(storyCount(), "story", "stories")}`),
        storyCount() > carried.length ? `, ${count(storyCount() - carried.length)} of them within a single outlet` : null)) : null,
    el("section", {}, el("h2", {}, "In numbers"),
      el("dl", { class: "facts" }, [
        ["Articles read", count(run.counts.read)],
        ["Rejected records", [count(run.counts.rejected), run.counts.rejected ? [" – ", el("a", { href: hrefOf("run") }, "why")] : null]],
        run.counts.left_out ? ["Left out by the selection", count(run.counts.left_out)] : null,
        ["Without a copy", count(run.counts.single)],
        ["Verbatim copies", `${count(verbatim)} (${percent(verbatim, copies)})`],
        ["Edited, cut or extended", `${count(edited)} (${percent(edited, copies)})`],
        ["Excerpts", `${count(excerpts)} (${percent(excerpts, copies)})`],
        versions > 0 ? ["Other versions", `${count(versions)} (${percent(versions, copies)})`] : null,
        ["Same-outlet groups", count(storyCount() - carried.length)],
        ["Flagged for review", flagged ? el("a", { href: hrefOf("flags") }, count(flagged)) : "0"],
      ].filter(Boolean).map(fact))),
    storyCount() === 0 ? null : el("section", { class: "plots" }, el("h2", {}, "Charts"),
      agencyPlot(), timePlot(), lagCurve(), scorePlot(), simPlot(), sizePlot(stories)),
    el("section", { class: "aside" }, el("h2", {}, "What this is, and is not"),
      WORDS.isAndIsNot.map((text) => el("p", {}, text)), textsNote()),
  );
}

/// The articles of the run: the records that were read, without those that were rejected or left out.
function articleCount() {
  const { clustered, single } = index.run.counts;
  return clustered + single;
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

/// Agencies that have a bar of their own.
const MOST_NAMED = 12;

/// The copies of each agency, by how they name it.
function agencyPlot() {
  const { name, credited, named, absent, own } = index.charts.agencies;
  if (name.length === 0) return null;
  const read = articleCount();
  const rows = name.map((agency, place) => {
    const [states, pages] = [[credited[place], named[place], absent[place]], own[place]];
    return { agency, states, pages, all: states.reduce((sum, number) => sum + number, 0) };
  }).filter(({ all }) => all > 0).sort((one, other) => other.all - one.all || COLLATOR.compare(one.agency, other.agency));
  if (rows.length === 0) return null;
  const all = rows.reduce((sum, row) => sum + row.all, 0);
  const sums = [0, 1, 2].map((state) => rows.reduce((sum, row) => sum + row.states[state], 0));
  const pages = own.reduce((sum, number) => sum + number, 0);
  const rate = (states, all) => percent(states[0], all);
  return figure({
    title: "Agency copies, and whether they credit the agency",
    note: `${counted(all, "article")} of stories of a known agency: ${percent(all, read, 1)} of the ${count(read)} articles read. ${rate(sums, all)} credit it, ${percent(sums[1], all)} only name it, ${percent(sums[2], all)} do not name it.${
      pages > 0 ? ` ${counted(pages, "article")} on the agencies’ own pages ${pages === 1 ? "is" : "are"} not counted.` : ""}${rows.length > MOST_NAMED ? ` The ${MOST_NAMED} agencies with the most of ${count(rows.length)}.` : ""}`,
    legend: [["part-0", "credited"], ["part-1", "named, but not credited"], ["part-2", "not named"]],
    drawAt: stackPlot({
      title: "Agency copies", description: "The agency with the most articles first.",
      rows: rows.slice(0, MOST_NAMED).map(({ agency, states, all }) => ({
        name: agency, label: `${counted(all, "article")}, ${percent(all, read, 1)} of all; ${rate(states, all)} credit it`, short: `${count(all)}, ${percent(all, read, 1)}; ${rate(states, all)}`,
        parts: states.map((value, state) => [STYLES[state], value]), tip: `${agency}: ${count(states[0])} credited, ${count(states[1])} named, ${count(states[2])} not named`,
      })),
    }),
    table: {
      head: ["Agency", "Articles", "Share of all", "Credited", "Named", "Not named", "Credit rate", "On its own pages"],
      rows: rows.map(({ agency, states, all, pages }) => [agency, count(all), percent(all, read, 1), ...states.map(count), rate(states, all), count(pages)]),
    },
  });
}

/// How soon the copies followed, for all stories and for the agencies with the most of them.
function lagCurve() {
  const { bounds, agency, copies } = index.charts.lags;
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const all = bounds.map((_, bound) => sum(copies.map((counts) => counts[bound])));
  const total = sum(copies.flat());
  if (total < 10) return null;
  const top = agency.map((name, place) => ({ name, counts: copies[place], total: sum(copies[place]) }))
    .filter(({ name, total }) => name !== null && total >= 10).sort((one, other) => other.total - one.total || COLLATOR.compare(one.name, other.name)).slice(0, 3);
  const series = [{ name: "all stories", counts: all, total }, ...(top.length > 0 ? top : [])];
  const shares = series.map(({ counts, total }) => counts.map((_, bound) => sum(counts.slice(0, bound + 1)) / total));
  const label = (minutes) => (minutes < 60 ? `${minutes} min` : minutes < 1440 ? `${minutes / 60} h` : `${minutes / 1440} d`);
  const half = bounds.find((_, bound) => shares[0][bound] >= 0.5);
  return figure({
    title: "How soon copies follow",
    note: `${counted(total, "copy", "copies")} in stories of two or more outlets of which all times are known, by the time since the first article of the story.${
      half === undefined ? "" : ` Half of them were published within ${label(half)}.`}`,
    legend: series.map(({ name, total }, place) => [`curve-${place}`, `${name} (${count(total)})`]),
    drawAt: curvePlot({
      title: "How soon copies follow", description: `Share of copies published by then, from ${label(bounds[0])} to ${label(bounds.at(-1))}.`,
      xTitle: "after the first article", yTitle: "copies published by then", labels: bounds.map(label), curves: shares,
    }),
    table: { head: ["Within", ...series.map(({ name }) => name)], rows: bounds.map((minutes, bound) => [label(minutes), ...shares.map((share) => percent(share[bound], 1, 1))]) },
  });
}

function scorePlot() {
  const { scores } = index.run;
  if (!scores) return null;
  const { threshold, family_threshold: least } = index.run.config?.matching ?? {};
  const series = [["part-0", "copies in one story", scores.in_one_story], ["part-1", "copies that were not merged", scores.not_merged], ["part-6", "not copies", scores.not_copies]]
    .filter(([, , pairs]) => pairs.some((number) => number > 0));
  if (series.length === 0) return null;
  const bars = shareBars(series.map(([style, , pairs]) => [style, pairs]));
  const legend = [...series.map(([style, name]) => [style, name]), ["threshold", "threshold"]];
  return figure({
    title: "Scores of the compared pairs",
    note: `How much of one article is copied in the other. From the threshold on, two articles are copies; two groups of copies become one story if their average score reaches it too.${
      least === undefined ? "" : ` Pairs below ${similarity(least * 10000)} are not kept, except where one text is a part of the other.`}`,
    legend,
    drawAt: barPlot({
      title: "Scores of the compared pairs", description: "From 0 to 1 in fifty steps.",
      xTitle: "score", yTitle: "pairs of different texts", bars,
      line: threshold === undefined ? null : { at: threshold, label: `threshold ${similarity(threshold * 10000)}` },
    }),
    table: {
      head: ["Score from", ...series.map(([, name]) => name)],
      rows: bars.map((bar) => [bar.low.toFixed(2), ...bar.parts.map(([, value]) => count(value))]).filter((row) => row.slice(1).some((cell) => cell !== "0")),
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

const HOUR = 3600;
const monthAt = (seconds) => {
  const date = new Date(seconds * 1000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const startOfMonth = (month) => Date.UTC(Math.floor(month / 12), month % 12, 1) / 1000;
const steps = (name, step, start = 0) => ({ name, at: (seconds) => Math.floor((seconds - start) / step), from: (unit) => unit * step + start, isOfHours: step < DAY });

/// Units of the time axis: the number of the unit that a second is in, and the first second of a unit. Day 0 was a Thursday.
const UNITS = [
  steps("hour", HOUR),
  steps("3 hours", 3 * HOUR),
  steps("6 hours", 6 * HOUR),
  steps("12 hours", 12 * HOUR),
  steps("day", DAY),
  steps("week", 7 * DAY, -3 * DAY),
  { name: "month", at: monthAt, from: startOfMonth },
  { name: "quarter", at: (seconds) => Math.floor(monthAt(seconds) / 3), from: (quarter) => startOfMonth(quarter * 3) },
  { name: "year", at: (seconds) => Math.floor(monthAt(seconds) / 12), from: (year) => startOfMonth(year * 12) },
];

/// Copied articles over time, in bins that fit their span, and by the largest agencies.
function timePlot() {
  const { days: [days, agencies, articles], hours, agency, undated, own } = index.charts;
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

  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const all = sum(articles);
  const [from, to] = mostDays(days, articles);
  const isInRange = (seconds) => seconds >= from * DAY && seconds < (to + 1) * DAY;
  // Hours are of use where the time of nearly all articles is known.
  const ofHours = hours ? sum(hours[2].filter((_, row) => isInRange(hours[0][row] * HOUR))) : 0;
  const ofDays = sum(articles.filter((_, row) => isInRange(days[row] * DAY)));
  const isExact = ofHours >= 0.9 * ofDays;
  const times = isExact ? hours[0].map((hour) => hour * HOUR) : days.map((day) => day * DAY);
  const [codes, counts] = isExact ? [hours[1], hours[2]] : [agencies, articles];
  const inRange = times.filter(isInRange);
  const [start, end] = [inRange[0], inRange.at(-1)];
  const unit = UNITS.find(({ at, isOfHours }) => (isExact || !isOfHours) && at(end) - at(start) < MOST_BARS) ?? UNITS.at(-1);
  const first = unit.at(start);
  const length = unit.at(end) - first + 1;
  if (length < 2) {
    return el("figure", {}, el("figcaption", {}, el("h3", {}, "Copied articles over time"),
      el("p", {}, `${all === ofDays ? "All" : `${count(ofDays)} of the`} ${counted(all, "dated article")} ${all === 1 ? "is" : "are"} of ${unit.isOfHours ? `one hour of ${dayOf(start)}` : dayOf(start)}.`)));
  }
  const bins = Array.from({ length }, () => series.map(() => 0));
  let shown = 0;
  times.forEach((time, row) => {
    if (!isInRange(time)) return;
    bins[unit.at(time) - first][seriesOf(codes[row])] += counts[row];
    shown += counts[row];
  });
  const outside = all - ofDays;
  const notes = [
    outside > 0 ? `${counted(outside, "article")} outside this range (${isoDay(days[0] * DAY)} to ${isoDay(days.at(-1) * DAY)} in all) ${outside === 1 ? "is" : "are"} not shown.` : null,
    shown < ofDays ? `${counted(ofDays - shown, "article")} of which only the day is known ${ofDays - shown === 1 ? "is" : "are"} not shown.` : null,
    undated > 0 ? `${counted(undated, "article")} without a date, or with an ambiguous one, ${undated === 1 ? "is" : "are"} not shown.` : null,
    own > 0 ? `${counted(own, "article")} on the agencies’ own pages ${own === 1 ? "is" : "are"} not counted.` : null,
  ].filter(Boolean);
  const label = (bin) => (unit.isOfHours ? new Date(unit.from(first + bin) * 1000).toISOString().slice(0, 16).replace("T", " ") : isoDay(unit.from(first + bin)));
  const shortLabel = (bin) => (unit.isOfHours ? hourLabel(unit.from(first + bin)) : shortDay(unit.from(first + bin) / DAY, to - from));
  return figure({
    title: `Copied articles per ${unit.name}`,
    note: notes.join(" "),
    legend: series.map((name, place) => [styleOf(place), name]),
    drawAt: barPlot({
      title: `Copied articles per ${unit.name}`, description: `From ${label(0)}, stacked by agency.`, yTitle: "articles",
      xTitle: unit.isOfHours ? "published (UTC)" : unit.name === "day" ? "day" : `first day of the ${unit.name}`,
      bars: bins.map((values, bin) => ({
        parts: values.map((value, place) => [styleOf(place), value]), label: shortLabel(bin),
        tip: `${label(bin)}: ${values.map((value, place) => (value ? `${series[place]} ${count(value)}` : null)).filter(Boolean).join(", ")}`,
      })),
    }),
    table: { head: [unit.name === "day" ? "Day" : "From", ...series], rows: bins.map((values, bin) => [label(bin), ...values.map(count)]) },
  });
}

/// An hour on an axis: `15 Jul 06h`.
function hourLabel(seconds) {
  return `${dayOf(seconds).replace(/ \d{4}$/, "")} ${new Date(seconds * 1000).toISOString().slice(11, 13)}h`;
}

/// The days to draw: all of them, or where a few dates would leave most of the plot empty, the shortest run of days that has
/// nine articles in ten.
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
