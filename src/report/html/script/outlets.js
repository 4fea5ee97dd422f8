// The outlets page: what each outlet carries, from which agency, how soon, and whether it credits the agency.

/// The most outlets and agencies in the heat map.
const MOST_OUTLETS = 40;
const MOST_AGENCIES = 12;

async function showOutlets(main, { options }) {
  const outlets = await unpack("outlets");
  const share = (part, whole) => (row) => (whole[row] > 0 ? part[row] / whole[row] : null);
  const shareCell = (part, whole) => (row) => percent(part[row], whole[row]);
  const wire = wireOf(outlets);
  const columns = [
    {
      key: "name", title: "Outlet", value: (row) => outlets.name.texts[row], compare: COLLATOR.compare,
      cell: (row) => [
        el("a", { href: hrefOf("stories", "", { q: termFor("outlet", outlets.name.texts[row]) }) }, outlets.name.texts[row]),
        el("span", { class: "small" }, `${counted(outlets.stories[row], "story", "stories")} · ${percent(wire[row], outlets.articles[row])} from a known agency`),
      ],
    },
    { key: "stories", title: "Stories", hint: "Stories that it carries", numeric: true, value: (row) => outlets.stories[row], cell: (row) => count(outlets.stories[row]) },
    { key: "articles", title: "Articles", hint: "Its articles in these stories", numeric: true, value: (row) => outlets.articles[row], cell: (row) => count(outlets.articles[row]) },
    { key: "wire", title: "Agency share", hint: "Share of these articles whose agency is known; the agency's own pages are not counted", numeric: true, value: share(wire, outlets.articles), cell: (row) => [
      el("span", { class: "meter", "aria-hidden": "true", style: `--part: ${wire[row] / outlets.articles[row]}` }), percent(wire[row], outlets.articles[row])] },
    { key: "verbatim", title: "Verbatim", hint: "Share of its copies that are word for word", numeric: true, value: share(outlets.verbatim, outlets.copies), cell: shareCell(outlets.verbatim, outlets.copies) },
    { key: "credit", title: "Credit kept", hint: "Share of its agency articles that credit the agency", numeric: true, value: share(outlets.credit_kept, outlets.credit_known), cell: shareCell(outlets.credit_kept, outlets.credit_known) },
    { key: "first", title: "First", hint: "Stories that it certainly published before every other dated copy", numeric: true, value: (row) => outlets.first[row], cell: (row) => count(outlets.first[row]) },
    { key: "lag", title: "Median lag", hint: "After the first copy of the story; in whole days if only the day is known", numeric: true, up: true, value: (row) => outlets.median_lag[row], cell: (row) => minutesLong(outlets.median_lag[row]) },
  ];
  const usual = { key: "stories", direction: "down" };
  let sort = sortOf(options, usual);
  const rows = outlets.name.texts.map((_, row) => row);
  const table = grid({
    caption: "Outlets", name: "outlets", columns, rowHeader: "name",
    onSort(key) {
      sort = turned(sort, key, columns);
      setOptions({ sort: sort.key === usual.key && sort.direction === usual.direction ? "" : `${sort.key}.${sort.direction}` });
      table.show(sorted(rows, columns, sort), sort);
    },
  });
  fill(
    main,
    el("h1", {}, "Outlets"),
    el("p", { class: "lead" }, el("strong", {}, counted(rows.length, "outlet")), " with articles in stories. Articles without a copy are not counted here."),
    el("div", { class: "spread" }, rows.length > 0 ? heatMap(outlets) : null, lagPlot(outlets)),
    el("h2", {}, "All outlets"),
    el("p", { class: "tools screen" }, el("button", { type: "button", onclick: () => saveOutlets(outlets, wire, sorted(rows, columns, sort)) }, "Save as CSV")),
    table.element,
  );
  table.show(sorted(rows, columns, sort), sort);
  return { leave: table.watch(), move: (step) => table.move(step) };
}

/// Saves the outlets as they are shown.
function saveOutlets(outlets, wire, rows) {
  const part = (one, whole) => (whole > 0 ? (one / whole).toFixed(4) : null);
  saveCsv("outlets.csv", ["outlet", "stories", "articles", "agency_articles", "agency_share", "verbatim_share", "credit_kept_share", "first_count", "median_lag_minutes"], rows.map((row) => [
    outlets.name.texts[row], outlets.stories[row], outlets.articles[row], wire[row], part(wire[row], outlets.articles[row]), part(outlets.verbatim[row], outlets.copies[row]),
    part(outlets.credit_kept[row], outlets.credit_known[row]), outlets.first[row], outlets.median_lag[row],
  ]));
}

/// The number of articles of each outlet in stories whose agency is known.
function wireOf(outlets) {
  const wire = outlets.name.texts.map(() => 0);
  const [rows, , articles] = outlets.by_agency;
  rows.forEach((row, at) => { wire[row] += articles[at]; });
  return wire;
}

/// A table of outlets by agencies. The shading of a cell is the share of the outlet's articles.
function heatMap(outlets) {
  const [rows, agencies, articles] = outlets.by_agency;
  const [byOutlet, byAgency, cells] = [new Map(), new Map(), new Map()];
  rows.forEach((row, at) => {
    byOutlet.set(row, (byOutlet.get(row) ?? 0) + articles[at]);
    byAgency.set(agencies[at], (byAgency.get(agencies[at]) ?? 0) + articles[at]);
    cells.set(`${row} ${agencies[at]}`, articles[at]);
  });
  if (byAgency.size === 0) return null;
  const top = (totals, most) => [...totals].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, most).map(([place]) => place);
  const shownOutlets = top(byOutlet, MOST_OUTLETS);
  const shownAgencies = top(byAgency, MOST_AGENCIES);
  const most = Math.max(...rows.map((row, at) => articles[at] / byOutlet.get(row)));
  const cell = (row, agency) => {
    const number = cells.get(`${row} ${agency}`) ?? 0;
    const part = number / byOutlet.get(row);
    return el("td", { class: "number heat", style: `--part: ${(part / most).toFixed(3)}`, title: `${outlets.name.texts[row]}, ${outlets.agency.texts[agency]}: ${counted(number, "article")}, ${percent(number, byOutlet.get(row))}` }, number === 0 ? "·" : count(number));
  };
  return el("section", { class: "heatmap" },
    el("h2", {}, "Outlets by agency"),
    el("p", { class: "note" }, `Articles of each outlet by agency. Shading: share of the outlet's agency articles. ${
      byOutlet.size > MOST_OUTLETS ? `Top ${MOST_OUTLETS} of ${count(byOutlet.size)} outlets.` : ""} ${byAgency.size > MOST_AGENCIES ? `Top ${MOST_AGENCIES} of ${count(byAgency.size)} agencies.` : ""}`),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Outlets by agency" },
      el("table", { class: "plain heat-table" },
        el("caption", { class: "unseen" }, "Articles by outlet and agency"),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Outlet"), shownAgencies.map((agency) => el("th", { scope: "col", class: "number" }, outlets.agency.texts[agency])))),
        el("tbody", {}, shownOutlets.map((row) => el("tr", {}, el("th", { scope: "row" }, outlets.name.texts[row]), shownAgencies.map((agency) => cell(row, agency))))))));
}

/// The most outlets in the plot of lags.
const MOST_LAGS = 25;

/// The median lags of the outlets with the most stories.
function lagPlot(outlets) {
  const known = outlets.median_lag.map((lag, row) => row).filter((row) => outlets.median_lag[row] !== null);
  if (known.length < 2) return null;
  const rows = known
    .sort((one, other) => outlets.stories[other] - outlets.stories[one] || one - other)
    .slice(0, MOST_LAGS)
    .sort((one, other) => outlets.median_lag[one] - outlets.median_lag[other] || one - other)
    .map((row) => ({ name: outlets.name.texts[row], value: outlets.median_lag[row], label: minutesLong(outlets.median_lag[row]) }));
  return figure({
    title: "Lag by outlet",
    note: `Median delay after the first copy.${known.length > MOST_LAGS ? ` The ${MOST_LAGS} outlets with the most stories, of ${count(known.length)}.` : ""}`,
    drawAt: rankPlot({ title: "Lag by outlet", description: "The shortest delay first.", rows }),
    table: { head: ["Outlet", "Median lag"], rows: rows.map(({ name, label }) => [name, label]) },
  });
}
