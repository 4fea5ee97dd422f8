// Sections next to a story: its versions, related stories, round-ups and extracts, and copies that were not merged.

async function relatedTo(story, copies) {
  const { families, parts, apart } = await unpack("related");
  const takes = families.find((family) => family.some((take) => take.story === story.place))?.filter((take) => take.story !== story.place) ?? [];
  const here = ({ stories }) => stories.includes(story.place);
  const sections = [
    versionsOf(copies),
    takes.length === 0 ? null : el("section", {}, el("h2", {}, "Other versions of this developing story ", times(takes)),
      el("p", { class: "note" }, "Updates and rewrites, each too different to be merged with this story."),
      el("ul", { class: "flagged" }, takes.map(({ story: place, id }) => el("li", {}, place === null ? ["One article: ", el("code", {}, id)] : storyLink(place))))),
    listed("Round-ups and extracts", "Articles that contain an article of this story, or are a short part of one. They are not merged with it.", parts.filter(here), partOf(story)),
    listed("Copies that were not merged", "Pairs of copies whose stories as a whole do not match.", apart.filter(here), apartFrom(story)),
  ].filter(Boolean);
  return sections.length === 0 ? null : el("div", { class: "beside" }, sections);
}

function times(items) {
  return el("span", { class: "times" }, count(items.length));
}

/// A list of which only the first items are expanded.
function listed(title, note, items, itemOf) {
  if (items.length === 0) return null;
  const shownFirst = 5;
  return el("section", {}, el("h2", {}, `${title} `, times(items)), el("p", { class: "note" }, note),
    el("ul", { class: "flagged" }, items.slice(0, shownFirst).map(itemOf)),
    items.length > shownFirst ? el("details", {}, el("summary", {}, `${count(items.length - shownFirst)} more`), el("ul", { class: "flagged" }, items.slice(shownFirst).map(itemOf))) : null);
}

function storyLink(place) {
  const story = storyAt(place);
  return [
    quoted("a", titleOf(story), { href: hrefOf("story", story.id), class: "headline", lang: story.language }),
    el("p", { class: "meta" }, [counted(story.size, "article"), counted(story.outlets, "outlet"), story.first === null ? null : dayOf(story.first)].filter(Boolean).join(" · ")),
  ];
}

function partOf(story) {
  return ({ a, b, stories, relation, share }) => {
    const [of, inside] = relation === "contains" ? [b, a] : [a, b];
    const other = stories.find((place) => place !== null && place !== story.place);
    return el("li", {}, `${percent(share, 10000)} of `, el("code", {}, of), " in ", el("code", {}, inside), other === undefined ? null : el("div", {}, storyLink(other)));
  };
}

function apartFrom(story) {
  return ({ a, b, stories, score }) => {
    const other = stories.find((place) => place !== null && place !== story.place);
    return el("li", {}, el("code", {}, a), " and ", el("code", {}, b), ` score\u00a0${similarity(score)}`, other === undefined ? null : el("div", {}, storyLink(other)));
  };
}

/// The articles that are marked as a version of the agency's story.
function versionsOf(copies) {
  const marked = copies.filter((copy) => copy.marker || copy.role === "version").sort((one, other) => (one.time ?? Infinity) - (other.time ?? Infinity) || one.order - other.order);
  if (marked.length === 0) return null;
  const rows = marked.map((copy) => [
    copy.outlet ?? copy.id, copy.time === null ? copy.published ?? "–" : timeOf(copy.time, copy.dayOnly), copy.marker ? quoted("code", copy.marker) : "–", WORDS.marks[copy.markStatus] ?? "–",
  ]);
  return el("section", {}, el("h2", {}, "Versions ", times(marked)),
    wideTable("Versions", [["Outlet"], ["Published"], ["Mark"], ["Meaning"]], rows));
}
