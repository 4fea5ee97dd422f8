// The articles of a story: filtered by kind, credit, outlet and day, and saved as they are shown.

/// What is said of the credit of an article: `own` for the agency's own page, `unknown` where no agency is known.
function creditOf(copy) {
  return copy.own ? "own" : copy.creditState ?? "unknown";
}

function dateOf(copy) {
  return copy.time === null ? copy.published ?? "no date" : timeOf(copy.time, copy.dayOnly);
}

function nameOf(copy) {
  return copy.outlet ?? copy.id;
}

/// The filter of the articles that the address asks for.
function memberFilter(options) {
  return Object.fromEntries(["role", "credit", "outlet", "from", "to"].map((name) => [name, options.get(name) ?? ""]));
}

/// Whether an article passes a filter. One without a date passes no range of days.
function passes(copy, { role, credit, outlet, from, to }) {
  if (role && copy.role !== role) return false;
  if (credit && creditOf(copy) !== credit) return false;
  if (outlet && ![copy.outlet, copy.outletRaw, copy.id, copy.url].some((text) => text?.toLowerCase().includes(outlet.toLowerCase()))) return false;
  if (!from && !to) return true;
  if (copy.time === null) return false;
  const day = isoDay(copy.time);
  return (!from || day >= from) && (!to || day <= to);
}

/// The controls of a filter. `changed` is called with each new one.
function filterBar(copies, filter, changed) {
  const counts = (of) => {
    const found = new Map();
    for (const copy of copies) found.set(of(copy), (found.get(of(copy)) ?? 0) + 1);
    return found;
  };
  const set = (name) => (event) => changed({ ...filter, [name]: event.target.value });
  const choice = (name, label, of, nameOf) => {
    const found = counts(of);
    const values = Object.keys(nameOf).filter((value) => found.has(value));
    return el("label", {}, label, el("select", { name, onchange: set(name) },
      el("option", { value: "" }, "all"), values.map((value) => el("option", { value, selected: filter[name] === value }, `${nameOf[value]} (${count(found.get(value))})`))));
  };
  const roles = Object.fromEntries(Object.entries(WORDS.roles).map(([role, [name]]) => [role, name]));
  const days = copies.filter((copy) => copy.time !== null).map((copy) => isoDay(copy.time)).sort();
  const day = (name, label) => el("label", {}, label, el("input", { type: "date", name, value: filter[name], min: days[0], max: days.at(-1), onchange: set(name) }));
  return el("form", { class: "filters screen", onsubmit: (event) => event.preventDefault() },
    choice("role", "Kind", (copy) => copy.role, roles),
    choice("credit", "Credit", creditOf, WORDS.credits),
    el("label", {}, "Outlet", el("input", { type: "search", name: "outlet", value: filter.outlet, placeholder: "name, id or URL", autocomplete: "off", spellcheck: "false", oninput: set("outlet") })),
    days.length > 0 ? [day("from", "From"), day("to", "To")] : null);
}

/// The articles as CSV, with the columns of the table `members`.
function saveMembers(story, copies) {
  const columns = {
    cluster_id: () => story.id, id: (copy) => copy.id, role: (copy) => copy.role, outlet: (copy) => copy.outlet, url: (copy) => copy.url,
    headline: (copy) => copy.headline, byline: (copy) => copy.byline, date: (copy) => dayCell(copy.time), published: (copy) => timeCell(copy.time, copy.dayOnly), published_raw: (copy) => copy.published,
    language: (copy) => copy.language, n_words: (copy) => copy.words, n_words_raw: (copy) => copy.wordsRaw, score: (copy) => shareCell(copy.score), jaccard: (copy) => shareCell(copy.sim),
    contained: (copy) => shareCell(copy.contained), coverage: (copy) => shareCell(copy.coverage), words_added: (copy) => copy.added, words_removed: (copy) => copy.removed,
    agency: () => story.agency, agency_credit: (copy) => copy.credit, credit_text: (copy) => copy.creditText, credit_state: (copy) => copy.creditState, own: (copy) => copy.own,
    best_source_id: (copy) => copy.source, lag_minutes: (copy) => copy.lag, source_file: (copy) => copy.file, source_line: (copy) => copy.line,
  };
  saveCsv(`${story.id}.csv`, Object.keys(columns), copies.map((copy) => Object.values(columns).map((of) => of(copy))));
}

/// What is said of the credit in a cell: the agency that it credits, or how else it names that of the story.
function creditCell(copy) {
  const state = creditOf(copy);
  if (state === "credited" || (state === "unknown" && copy.credit)) return el("span", { title: copy.creditText }, copy.credit ?? WORDS.credits.credited);
  if (state === "unknown") return "–";
  return [el("span", { class: `credit-${state}` }, WORDS.credits[state]), copy.credit && state !== "own" ? el("span", { class: "small", title: copy.creditText }, `credits ${copy.credit}`) : null];
}

/// The table of articles; `choose` is called with the one that is clicked. Fills `rowsByOrder`.
function memberTable(copies, rowsByOrder, choose) {
  const heads = [["Outlet"], ["Published"], ["Kind"], ["In reference", "Share of this text that is in the reference text", true], ["Of reference", "Share of the reference text that is in this one", true],
    ["Words", "Words, without boilerplate", true], ["Only here", "Words that only this text has", true], ["Only in reference", "Words that only the reference text has", true],
    ["Credit", "The agency that it credits, or whether it names that of the story at all", false, "credit"]];
  rowsByOrder.clear();
  const rows = copies.map((copy) => {
    const isReference = copy.role === "canonical";
    const row = el("tr", { onclick: (event) => { if (!event.target.closest("a, button")) choose(copy.order); } },
      el("th", { scope: "row", class: "outlet" },
        el("button", { type: "button", class: "link", "aria-pressed": "false", onclick: () => choose(copy.order) }, copy.outlet ?? "(no outlet)"),
        el("span", { class: "small" }, copy.ownHeadline === null ? "no headline" : copy.headlineChanged || isReference ? quoted("span", copy.ownHeadline, { class: "variant" }) : "same headline"),
        el("span", { class: "small narrow" }, [dateOf(copy), WORDS.roles[copy.role][0], isReference ? null : `${percent(copy.contained, 10000)} in reference`,
          ["credited", "unknown"].includes(creditOf(copy)) ? copy.credit : WORDS.credits[creditOf(copy)]].filter(Boolean).join(" · "))),
      el("td", { class: "published" }, copy.time === null ? copy.published ?? "–" : timeOf(copy.time, copy.dayOnly),
        copy.lag ? el("span", { class: "small behind" }, `+${minutesLong(copy.lag)}`) : null),
      el("td", {}, el("span", { class: `role ${copy.role}`, title: WORDS.roles[copy.role][1] }, WORDS.roles[copy.role][0]),
        copy.marker ? quoted("span", copy.marker, { class: "small" }) : null),
      el("td", { class: "number" }, percent(copy.contained, 10000)),
      el("td", { class: "number" }, percent(copy.coverage, 10000)),
      el("td", { class: "number" }, count(copy.words)),
      el("td", { class: "number" }, copy.added === null || isReference ? "–" : `+${count(copy.added)}`),
      el("td", { class: "number" }, copy.removed === null || isReference ? "–" : `−${count(copy.removed)}`),
      el("td", { class: "credit" }, creditCell(copy)));
    rowsByOrder.set(copy.order, row);
    return row;
  });
  return el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Articles of the story" },
    el("table", { class: "plain members" },
      el("caption", { class: "unseen" }, "Articles of the story, the reference text first, then by time"),
      el("thead", {}, el("tr", {}, heads.map(([title, hint, numeric, name]) => el("th", { scope: "col", title: hint, class: numeric ? "number" : name }, title)))),
      el("tbody", {}, rows)));
}
