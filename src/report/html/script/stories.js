// The stories page: all stories with search and sort order, both in the URL.

/// The columns of the table. Its rows are places of stories.
function storyColumns() {
  const { stories } = index;
  const byText = { compare: COLLATOR.compare };
  return [
    { key: "rank", title: "#", hint: "Rank by number of outlets", numeric: true, up: true, value: (place) => place, cell: (place) => count(place + 1) },
    {
      key: "headline", title: "Headline", value: headlineAt, ...byText,
      cell: (place) => {
        const story = storyAt(place);
        const small = [story.agency, story.first === null ? null : dayOf(story.first), `mean Jaccard\u00a0${similarity(story.simMean)}`];
        return [
          el("a", { href: hrefOf("story", story.id), class: "headline" }, quoted("span", titleOf(story), { lang: story.language }), statusMark(story.status), flagMarks(story.flags)),
          el("span", { class: "small" }, small.filter(Boolean).join(" · ")),
        ];
      },
    },
    { key: "agency", title: "Agency", value: (place) => textAt(stories.agency, place), ...byText, cell: (place) => textAt(stories.agency, place) ?? "–" },
    { key: "outlets", title: "Outlets", numeric: true, value: (place) => stories.outlets[place], cell: (place) => count(stories.outlets[place]) },
    { key: "copies", title: "Articles", hint: "All articles of the story", numeric: true, value: (place) => stories.size[place], cell: (place) => count(stories.size[place]) },
    { key: "first", title: "First seen", value: (place) => stories.first[place], cell: (place) => (stories.first[place] === null ? "–" : dayOf(stories.first[place])) },
    {
      key: "span", title: "Span", hint: "From the first article to the last", numeric: true,
      value: (place) => (stories.first[place] === null ? null : stories.last[place] - stories.first[place]), cell: (place) => spanOf(storyAt(place)),
    },
    { key: "sim", title: "Jaccard", hint: "Mean Jaccard similarity of its pairs", numeric: true, value: (place) => stories.sim_mean[place], cell: (place) => similarity(stories.sim_mean[place]) },
  ];
}

function flagMarks(flags) {
  return flags.map((flag) => el("span", { class: "flag", title: WORDS.flags[flag]?.[1] }, WORDS.flags[flag]?.[0] ?? flag));
}

function statusMark(status) {
  return status ? el("span", { class: "flag", title: WORDS.statuses[status][1] }, WORDS.statuses[status][0]) : null;
}

const BY_RANK = { key: "rank", direction: "up" };

function showStories(main, { options }) {
  const columns = storyColumns();
  let sort = sortOf(options, BY_RANK);
  let rows = [];
  const table = grid({
    caption: "Stories", name: "stories", columns, rowHeader: "headline",
    onSort(key) {
      sort = turned(sort, key, columns);
      setOptions({ sort: sort.key === "rank" && sort.direction === "up" ? "" : `${sort.key}.${sort.direction}` });
      show();
    },
  });
  const box = el("input", {
    type: "search", id: "search", value: options.get("q") ?? "", placeholder: "Search the stories",
    "aria-label": "Search the stories", autocomplete: "off", spellcheck: "false",
  });
  const told = el("p", { class: "told", role: "status" });
  const empty = el("p", { class: "empty", hidden: true }, "No story matches this search.");
  let latest = 0;

  async function find() {
    const turn = (latest += 1);
    const { found, problems } = await search(box.value);
    if (turn !== latest) return;
    rows = found;
    fill(told, problems.length > 0
      ? el("span", { class: "problem" }, problems.join(" · "))
      : found.length === storyCount() ? `All ${counted(found.length, "story", "stories")}` : `${count(found.length)} of ${counted(storyCount(), "story", "stories")}`);
    empty.hidden = found.length > 0;
    show();
  }
  function show() {
    table.show(sorted(rows, columns, sort), sort);
  }
  box.addEventListener("input", () => {
    setOptions({ q: box.value });
    find();
  });

  fill(
    main,
    el("h1", {}, "Stories"),
    el("form", { class: "search", role: "search", onsubmit: (event) => { event.preventDefault(); table.move(1); } },
      box,
      el("button", { type: "button", class: "quiet", onclick: () => saveStories(sorted(rows, columns, sort)) }, "Save as CSV")),
    el("details", { class: "hints" }, el("summary", {}, "Search syntax"),
      el("dl", {}, WORDS.searchHelp.map(([typed, meaning]) => el("div", {}, el("dt", {}, el("code", {}, typed)), el("dd", {}, meaning))))),
    told,
    table.element,
    empty,
  );
  find();
  const unwatch = table.watch();
  return { leave: unwatch, move: (step) => table.move(step) };
}

/// Saves the rows that are shown: the cells of the table `clusters`, as it writes them.
function saveStories(rows) {
  const head = ["cluster_id", "articles", "outlets", "headline", "agency", "first_date", "last_date", "first_seen", "last_seen", "jaccard_min", "jaccard_mean", "cohesion", "review_flags"];
  saveCsv("stories.csv", head, rows.map((place) => {
    const story = storyAt(place);
    return [
      story.id, story.size, story.outlets, story.headline, story.agency, dayCell(story.first), dayCell(story.last), timeCell(story.first, story.dayOnly), timeCell(story.last, story.dayOnly),
      shareCell(story.simMin), shareCell(story.simMean), shareCell(story.cohesion), story.flags.join("|"),
    ];
  }));
}
