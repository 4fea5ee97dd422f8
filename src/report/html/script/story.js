// The story page: its facts, how it spread, and what each copy changed.

async function showStory(main, { name, options }) {
  const place = placeOf(name);
  if (place === undefined) {
    fill(main, el("h1", {}, "No such story"), el("p", {}, "This report has no story with the name ", el("code", {}, name), ". ", el("a", { href: hrefOf("stories") }, "All stories")));
    return null;
  }
  const story = storyAt(place);
  const [copies, texts] = await Promise.all([copiesOf(place), textsOf(story)]);
  const related = await relatedTo(story, copies);
  const canonical = copies.find((copy) => copy.role === "canonical") ?? copies[0];
  const byTime = [...copies].sort((one, other) =>
    (one.role !== "canonical") - (other.role !== "canonical") || (one.time ?? Infinity) - (other.time ?? Infinity) || one.order - other.order);
  const order = byTime.map((copy) => copy.order);
  const asked = copies.findIndex((copy) => copy.id === options.get("copy"));
  const state = {
    chosen: asked >= 0 ? asked : order[1] ?? order[0],
    view: options.get("view") === "one" || (!options.get("view") && innerWidth < 760) ? "one" : "side",
    fold: options.get("fold") === "yes",
    against: Math.max(0, copies.findIndex((copy) => copy.id === options.get("with"))),
  };
  if (!copies.some((copy) => copy.id === options.get("with"))) state.against = canonical.order;

  const comparison = el("section", { class: "comparison", id: "comparison", "aria-label": "Difference" });
  const rowsByOrder = new Map();
  let spread = null;

  function mark() {
    for (const [copy, row] of rowsByOrder) {
      row.classList.toggle("current", copy === state.chosen);
      row.querySelector("button").setAttribute("aria-pressed", String(copy === state.chosen));
    }
    for (const dot of main.querySelectorAll(".dot")) dot.classList.toggle("chosen", Number(dot.dataset.order) === state.chosen);
  }
  function compare() {
    setOptions({ copy: copies[state.chosen].id, view: state.view === "one" ? "one" : "", fold: state.fold ? "yes" : "", with: state.against === canonical.order ? "" : copies[state.against].id });
    mark();
    fill(comparison, comparisonOf(story, byTime, canonical, copies[state.chosen], texts, state, order.indexOf(state.chosen), { step, setView, setFold, setAgainst }));
  }
  function choose(copy) {
    state.chosen = copy;
    compare();
    announce(`${copies[copy].outlet ?? copies[copy].id}, ${WORDS.roles[copies[copy].role][0]}`);
  }
  function step(by) {
    const at = (order.indexOf(state.chosen) + by + order.length) % order.length;
    choose(order[at]);
    rowsByOrder.get(order[at])?.scrollIntoView?.({ block: "nearest" });
  }
  function setView(view) {
    state.view = view;
    compare();
  }
  function setFold(fold) {
    state.fold = fold;
    compare();
  }

  function setAgainst(copy) {
    state.against = copy;
    compare();
  }

  spread = timeline(story, copies, () => state.chosen, choose);
  fill(
    main,
    el("article", { class: "story" },
      el("p", { class: "crumb" }, el("a", { href: hrefOf("stories") }, "Stories"), ` · no. ${count(place + 1)} of ${count(storyCount())}`, el("span", { class: "screen" }, " · ", el("button", { type: "button", class: "link", onclick: () => print() }, "Print"))),
      quoted("h1", titleOf(story), { class: "headline", lang: story.language }),
      el("p", { class: "lead" }, leadOf(story)),
      story.status ? el("p", { class: "notice" }, el("strong", {}, WORDS.statuses[story.status][0]), `: ${WORDS.statuses[story.status][1]}`) : null,
      story.flags.map((flag) => el("p", { class: "notice" }, el("strong", {}, WORDS.flags[flag]?.[0] ?? flag), `: ${WORDS.flags[flag]?.[1] ?? ""}`)),
      el("dl", { class: "facts" }, factsOf(story, canonical).map(fact)),
      el("div", { class: "beside" }, whyTogether(story, copies), variantsOf(copies, canonical)),
      spread,
      el("section", { class: "copies" }, el("h2", {}, "Articles ", el("span", { class: "times" }, count(copies.length))), copyTable(byTime, rowsByOrder, choose)),
      comparison,
      related,
      evidence(),
    ),
  );
  compare();
  document.title = `${titleOf(story)} – wirecopy`;
  return {
    step,
    move: step,
    turn: () => setView(state.view === "side" ? "one" : "side"),
  };
}

function leadOf(story) {
  return [
    el("strong", {}, counted(story.size, "article")), " in ", el("strong", {}, counted(story.outlets, "outlet")),
    story.agency ? [", from ", el("strong", {}, story.agency)] : null,
    story.first === null ? null : `, ${dayOf(story.first)}${Math.floor(story.first / DAY) === Math.floor(story.last / DAY) ? "" : ` to ${dayOf(story.last)}`}`, ".",
  ];
}

function factsOf(story, canonical) {
  return [
    ["Agency", story.agency ? [story.agency, story.agencyConfidence === null ? null : ` (confidence ${similarity(story.agencyConfidence)})`] : "its copies credit none"],
    story.evidence ? ["Credited", evidenceWords(story.evidence)] : null,
    story.creditKept === null ? null : ["Copies that credit it", percent(story.creditKept, 10000)],
    ["Reference text", [canonical.outlet ?? canonical.id, ` (${WORDS.rules[story.rule] ?? story.rule})`]],
    story.first === null ? null : ["First to last copy", spanOf(story)],
    ["Jaccard of its pairs", `mean ${similarity(story.simMean)}, lowest ${similarity(story.simMin)}`],
    ["Cohesion", [similarity(story.cohesion), story.cohesionSampled ? " (of a sample)" : null]],
    ["Kinds", [["verbatim", story.verbatim], ["edited", story.edited], ["excerpts", story.excerpts], ["extended", story.extended], [story.versions === 1 ? "other version" : "other versions", story.versions]]
      .filter(([, number]) => number > 0).map(([kind, number]) => `${count(number)} ${kind}`).join(", ") || "repeats within one outlet"],
  ].filter(Boolean);
}

/// `dateline:31 byline:6` in words.
function evidenceWords(evidence) {
  return evidence.split(" ").map((part) => {
    const at = part.lastIndexOf(":");
    const kind = part.slice(0, at);
    return `${count(Number(part.slice(at + 1)))} ${WORDS.evidence[kind] ?? kind}`;
  }).join(", ");
}

/// The different headlines of the copies.
function variantsOf(copies, canonical) {
  const counts = new Map();
  for (const copy of copies) {
    const headline = copy.headline?.trim().replace(/\s+/gu, " ");
    if (!headline) continue;
    const key = headline.toLowerCase();
    counts.set(key, [counts.get(key)?.[0] ?? headline, (counts.get(key)?.[1] ?? 0) + 1]);
  }
  if (counts.size < 2) return null;
  const variants = [...counts.values()].sort((one, other) => other[1] - one[1] || COLLATOR.compare(one[0], other[0]));
  const item = ([headline, times]) => el("li", {}, el("span", { class: "times" }, `${count(times)}×`), quoted("span", headline, { class: "variant", lang: canonical.language }));
  const shownFirst = 5;
  return el("section", { class: "variants" },
    el("h2", {}, `${count(counts.size)} headlines`),
    el("ul", {}, variants.slice(0, shownFirst).map(item)),
    variants.length > shownFirst
      ? el("details", {}, el("summary", {}, `${count(variants.length - shownFirst)} more`), el("ul", {}, variants.slice(shownFirst).map(item)))
      : null);
}

function whyTogether(story, copies) {
  const others = copies.filter((copy) => copy.role !== "canonical");
  const roles = (role) => others.filter((copy) => copy.role === role).length;
  const least = others.reduce((least, copy) => (copy.contained < least.contained ? copy : least), others[0]);
  const parts = [
    roles("verbatim") > 0 ? `${counted(roles("verbatim"), "article")} ${roles("verbatim") === 1 ? "has" : "have"} the same wording as the reference text.` : null,
    `${percent(story.cohesion, 10000)} of pairs match directly (lowest Jaccard ${similarity(story.simMin)}).`,
    least ? ["Least similar: ", least.outlet ?? least.id, `, ${percent(least.contained, 10000)} of whose text is in the reference.`] : null,
  ].filter(Boolean);
  return el("section", { class: "why" }, el("h2", {}, "Why together"), el("p", {}, parts.flatMap((part) => [part, " "])),
    others.length > 0 ? el("p", { class: "note" }, "To compare any two: ", el("code", {}, `wirecopy explain ${quotedId(folderOf(index.run))} ${quotedId(story.canonicalId)} ${quotedId(others[0].id)}`)) : null);
}

/// An id, quoted for the shell.
function quotedId(id) {
  return /^[\w./:@%+=,-]+$/.test(id) ? id : `'${id.replaceAll("'", "'\\''")}'`;
}

function copyTable(copies, rowsByOrder, choose) {
  const heads = [["Outlet"], ["Published"], ["Kind"], ["In reference", "Share of this text that is in the reference text", true], ["Of reference", "Share of the reference text that is in this one", true],
    ["Words", "Words, without boilerplate", true], ["Only here", "Words that only this text has", true], ["Only in reference", "Words that only the reference text has", true], ["Credit", "The agency that it credits", false, "credit"]];
  const rows = copies.map((copy) => {
    const row = el("tr", { onclick: (event) => { if (!event.target.closest("a, button")) choose(copy.order); } },
      el("th", { scope: "row", class: "outlet" },
        el("button", { type: "button", class: "link", "aria-pressed": "false", onclick: () => choose(copy.order) }, copy.outlet ?? "(no outlet)"),
        el("span", { class: "small" }, copy.headlineChanged ? quoted("span", copy.headline ?? "", { class: "variant" }) : copy.role === "canonical" ? copy.headline ?? "" : "same headline"),
        el("span", { class: "small narrow" }, [copy.time === null ? copy.published : timeOf(copy.time, copy.dayOnly), WORDS.roles[copy.role][0], copy.credit,
          copy.added === null || copy.role === "canonical" ? null : `+${count(copy.added)}\u00a0−${count(copy.removed)}`].filter(Boolean).join(" · "))),
      el("td", { class: "published" }, copy.time === null ? copy.published ?? "–" : timeOf(copy.time, copy.dayOnly),
        copy.lag ? el("span", { class: "small behind" }, `+${minutesLong(copy.lag)}`) : null),
      el("td", {}, el("span", { class: `role ${copy.role}`, title: WORDS.roles[copy.role][1] }, WORDS.roles[copy.role][0]),
        copy.marker ? quoted("span", copy.marker, { class: "small" }) : null),
      el("td", { class: "number" }, percent(copy.contained, 10000)),
      el("td", { class: "number" }, percent(copy.coverage, 10000)),
      el("td", { class: "number" }, count(copy.words)),
      el("td", { class: "number" }, copy.added === null || copy.role === "canonical" ? "–" : `+${count(copy.added)}`),
      el("td", { class: "number" }, copy.removed === null || copy.role === "canonical" ? "–" : `−${count(copy.removed)}`),
      el("td", { class: "credit" }, copy.credit ? el("span", { title: copy.creditText }, copy.credit) : WORDS.credits[copy.creditState] ?? "–"));
    rowsByOrder.set(copy.order, row);
    return row;
  });
  return el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Articles of the story" },
    el("table", { class: "plain members" },
      el("caption", { class: "unseen" }, "Articles of the story, the reference text first, then by time"),
      el("thead", {}, el("tr", {}, heads.map(([title, hint, numeric, name]) => el("th", { scope: "col", title: hint, class: numeric ? "number" : name }, title)))),
      el("tbody", {}, rows)));
}

function comparisonOf(story, copies, canonical, copy, texts, state, at, { step, setView, setFold, setAgainst }) {
  const all = copies.length;
  const nameOf = (article) => article.outlet ?? article.id;
  const choice = (view, label) => el("button", { type: "button", "aria-pressed": String(state.view === view), onclick: () => setView(view) }, label);
  const language = copy.language ?? story.language;
  const bar = el("div", { class: "bar" },
    el("h2", {}, copy.order === state.against ? nameOf(copy) : `Compared with ${nameOf(copies.find((other) => other.order === state.against) ?? canonical)}`),
    el("div", { class: "tools" },
      el("span", { class: "group" },
        el("button", { type: "button", onclick: () => step(-1), title: "Previous article (p)", "aria-label": "Previous article" }, "‹"),
        el("span", { class: "at" }, `${count(at + 1)} of ${count(all)}`),
        el("button", { type: "button", onclick: () => step(1), title: "Next article (n)", "aria-label": "Next article" }, "›")),
      el("span", { class: "group" }, choice("side", "Side by side"), choice("one", "One column")),
      texts ? el("label", { class: "check against" }, "Compare with ", el("select", { onchange: (event) => setAgainst(Number(event.target.value)) },
        copies.filter((other) => texts.copies[other.order]).map((other) => el("option", { value: other.order, selected: other.order === state.against }, other.order === canonical.order ? `${nameOf(other)} (reference)` : nameOf(other))))) : null,
      el("label", { class: "check" }, el("input", { type: "checkbox", checked: state.fold, onchange: (event) => setFold(event.target.checked) }), "Hide identical passages")));
  const about = el("div", { class: "about" },
    el("p", {}, el("strong", {}, nameOf(copy)), ` · ${WORDS.roles[copy.role][0]} · `, copy.time === null ? copy.published ?? "no date" : timeOf(copy.time, copy.dayOnly),
      copy.url ? [" · ", webLink(copy.url, "the article")] : null),
    copy.headline ? quoted("p", copy.headline, { class: "headline", lang: language }) : null,
    el("p", { class: "small" }, [
      copy.byline ? ["Byline: ", quoted("span", copy.byline)] : null,
      copy.creditText ? ["Credit: ", quoted("mark", copy.creditText)] : null,
      `${count(copy.words)} words, ${count(copy.wordsRaw)} with boilerplate`,
      ["id ", el("code", {}, copy.id)],
      copy.source ? ["most similar earlier copy: ", el("code", {}, copy.source)] : null,
      [copy.file, ` line ${count(copy.line)}`],
    ].filter(Boolean).flatMap((part, place) => (place === 0 ? [part] : [" · ", part]))));
  const chosen = copies.find((other) => other.order === state.against) ?? canonical;
  const against = texts && !texts.copies[chosen.order] ? copies.find((other) => other.order === texts.base) : chosen;
  return [bar, about, textsShown(story, canonical, against, copy, texts, state, nameOf)];
}

function textsShown(story, canonical, against, copy, texts, state, nameOf) {
  if (texts ? !texts.copies[copy.order] : copy.indexOnly && canonical.indexOnly) {
    return el("p", { class: "notice" }, `No text: this article is only in the index${index.run.index ? ` ${index.run.index.path}` : ""}.`);
  }
  if (!texts) {
    return el("p", { class: "notice" }, "The texts of this story are not in this file. See them with ",
      el("code", {}, `wirecopy explain ${quotedId(folderOf(index.run))} ${quotedId(canonical.id)} ${quotedId(copy.id)} --full`), index.no_texts ? ` (${index.no_texts})` : null);
  }
  const language = copy.language ?? story.language;
  const isSelf = copy.order === against.order;
  const ofCanonical = against.order === canonical.order;
  const { text, edits } = against.order === texts.base
    ? { text: texts.words, edits: texts.copies[copy.order] }
    : between(texts.words, texts.copies[against.order], texts.copies[copy.order]);
  const same = edits.every((edit) => typeof edit === "number" && edit > 0);
  const added = edits.reduce((sum, edit) => sum + (typeof edit === "string" ? edit.split(/[ \n]+/u).filter(Boolean).length : 0), 0);
  const cut = edits.reduce((sum, edit) => sum + (edit < 0 ? -edit : 0), 0);
  const [more, less] = ofCanonical ? [copy.added, copy.removed] : [added, cut];
  const told = isSelf ? (ofCanonical ? "This is the reference text." : "This is the article itself.") : same
    ? `The same wording as ${nameOf(against)}.`
    : [el("ins", {}, `${counted(more, "word")} only here`), " ", el("del", {}, `${counted(less, "word")} in ${nameOf(against)} ${less === 1 ? "is" : "are"} not here`)];
  return [
    el("p", { class: "told" }, told),
    isSelf || same || state.view === "one"
      ? inOneColumn(text, edits, { language, fold: state.fold && !isSelf && !same })
      : sideBySide(text, edits, { canonical: ofCanonical ? `Reference: ${nameOf(against)}` : nameOf(against), copy: nameOf(copy), language, fold: state.fold }),
    el("p", { class: "note" }, "The reference text is the agency's own version, or else the earliest complete one, which need not be the original. Boilerplate, dateline and credit are removed; case and punctuation are ignored."),
  ];
}

/// The source of a printed page: version, threshold and inputs.
function evidence() {
  const { run } = index;
  return el("footer", { class: "print" },
    el("p", {}, `wirecopy ${run.version}, threshold ${run.config?.matching?.threshold ?? "–"}.`),
    el("ul", {}, run.inputs.map((input) => el("li", {}, input.path, `, ${count(input.bytes)} bytes, XXH3 ${input.xxh3}`))));
}
