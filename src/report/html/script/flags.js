// The stories to review before relying on them.

/// Stories of each flag that are listed here; the search has them all.
const MOST_FLAGGED = 50;

function showFlags(main) {
  const { flags } = index.stories;
  const byFlag = new Map();
  flags.rows.forEach((row, place) => {
    if (row < 0) return;
    for (const flag of flags.texts[row].split(" ")) byFlag.set(flag, [...(byFlag.get(flag) ?? []), place]);
  });
  const byStatus = new Map();
  index.stories.status.rows.forEach((row, place) => {
    if (row >= 0) {
      const status = index.stories.status.texts[row];
      byStatus.set(status, [...(byStatus.get(status) ?? []), place]);
    }
  });
  const byCount = (one, other) => other[1].length - one[1].length;
  const sections = [
    ...["killed", "corrected"].filter((status) => byStatus.has(status)).map((status) => flagged(WORDS.statuses[status], byStatus.get(status), `status:${status}`)),
    ...[...byFlag].sort(byCount).map(([flag, places]) => flagged(WORDS.flags[flag] ?? [flag, ""], places, `flag:${flag}`)),
  ];
  fill(main,
    el("h1", {}, "Flags"),
    sections.length === 0
      ? [el("p", { class: "lead" }, "No story is flagged."),
        el("h2", {}, "What is flagged"),
        el("dl", { class: "meanings" }, [...Object.values(WORDS.flags), ...Object.values(WORDS.statuses)].map(([name, meaning]) => el("div", {}, el("dt", {}, name), el("dd", {}, meaning))))]
      : el("p", { class: "lead" }, "A flag is not a verdict. It marks the stories that are most likely to be wrong."),
    sections);
}

function flagged([name, meaning], places, query) {
  const item = (place) => {
    const story = storyAt(place);
    return el("li", {},
      quoted("a", titleOf(story), { href: hrefOf("story", story.id), class: "headline", lang: story.language }),
      el("p", { class: "meta" }, `${counted(story.size, "article")} · ${counted(story.outlets, "outlet")} · cohesion ${similarity(story.cohesion)} · mean Jaccard ${similarity(story.simMean)}`));
  };
  return el("section", {},
    el("h2", {}, `${name} `, el("span", { class: "times" }, count(places.length))),
    el("p", {}, meaning),
    el("ol", { class: "flagged" }, places.slice(0, MOST_FLAGGED).map(item)),
    places.length > MOST_FLAGGED ? el("p", { class: "more" }, el("a", { href: hrefOf("stories", "", { q: query }) }, `All ${count(places.length)}`)) : null);
}
