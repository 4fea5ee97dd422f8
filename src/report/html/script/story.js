// The story page: its facts, how it spread, and what each copy changed.

async function showStory(main, { name, options }) {
  const read = await readStory(main, name);
  if (read === null) return null;
  const { place, story, copies, texts, reference: canonical } = read;
  const related = await relatedTo(story, copies);
  const all = byTime(copies);
  const asked = copies.findIndex((copy) => copy.id === options.get("copy"));
  const against = copies.findIndex((copy) => copy.id === options.get("with"));
  const state = {
    chosen: asked >= 0 ? asked : (all[1] ?? all[0]).order,
    against: against >= 0 ? against : canonical.order,
    isOfPassages: options.get("show") !== "differences",
    isSide: options.get("view") ? options.get("view") !== "one" : innerWidth >= 760,
    fold: options.get("fold") === "yes",
    filter: memberFilter(options),
    shown: all,
  };

  const comparison = el("section", { class: "comparison", id: "comparison", "aria-label": "Comparison" });
  const articles = el("div", {});
  const told = el("p", { class: "told", role: "status" });
  const sheetLink = el("a", { class: "button" }, "Sheet to print or send");
  const rowsByOrder = new Map();

  function mark() {
    for (const [copy, row] of rowsByOrder) {
      row.classList.toggle("current", copy === state.chosen);
      row.querySelector("button").setAttribute("aria-pressed", String(copy === state.chosen));
    }
    for (const dot of main.querySelectorAll(".dot[data-order]")) dot.classList.toggle("chosen", Number(dot.dataset.order) === state.chosen);
  }
  function list() {
    state.shown = all.filter((copy) => passes(copy, state.filter));
    fill(told, state.shown.length === all.length ? `All ${counted(all.length, "article")}` : `${count(state.shown.length)} of ${counted(all.length, "article")}`);
    fill(articles, state.shown.length > 0 ? memberTable(state.shown, rowsByOrder, choose) : el("p", { class: "empty" }, "No article passes this filter."));
    sheetLink.setAttribute("href", hrefOf("sheet", story.id, state.filter));
    mark();
  }
  function compare() {
    setOptions({
      copy: copies[state.chosen].id, with: state.against === canonical.order ? "" : copies[state.against].id,
      show: state.isOfPassages ? "" : "differences", view: state.isSide === innerWidth >= 760 ? "" : state.isSide ? "side" : "one", fold: state.fold ? "yes" : "",
    });
    mark();
    fill(comparison, comparisonOf(story, all, canonical, copies[state.chosen], texts, state, { step, set }));
  }
  function choose(copy) {
    state.chosen = copy;
    compare();
    announce(`${nameOf(copies[copy])}, ${WORDS.roles[copies[copy].role][0]}`);
  }
  /// Goes to the next of the articles that the filter lets pass.
  function step(by) {
    const orders = (state.shown.length > 0 ? state.shown : all).map((copy) => copy.order);
    const at = orders.indexOf(state.chosen);
    choose(orders[at < 0 ? 0 : (at + by + orders.length) % orders.length]);
    rowsByOrder.get(state.chosen)?.scrollIntoView?.({ block: "nearest" });
  }
  function set(changes) {
    Object.assign(state, changes);
    compare();
  }

  fill(
    main,
    el("article", { class: "story" },
      el("p", { class: "crumb" }, el("a", { href: hrefOf("stories") }, "Stories"), ` · no. ${count(place + 1)} of ${count(storyCount())}`,
        el("span", { class: "screen" }, " · ", copyButton())),
      quoted("h1", titleOf(story), { class: "headline", lang: story.language }),
      el("p", { class: "lead" }, leadOf(story)),
      story.status ? el("p", { class: "notice" }, el("strong", {}, WORDS.statuses[story.status][0]), `: ${WORDS.statuses[story.status][1]}`) : null,
      story.flags.map((flag) => el("p", { class: "notice" }, el("strong", {}, WORDS.flags[flag]?.[0] ?? flag), `: ${WORDS.flags[flag]?.[1] ?? ""}`)),
      el("dl", { class: "facts" }, factsOf(story, canonical, copies).map(fact)),
      el("div", { class: "beside" }, whyTogether(story, copies), variantsOf(copies, canonical)),
      timeline(story, copies, () => state.chosen, choose),
      el("section", { class: "copies" }, el("h2", {}, "Articles ", el("span", { class: "times" }, count(copies.length))),
        filterBar(copies, state.filter, (filter) => {
          Object.assign(state.filter, filter);
          setOptions(filter);
          list();
        }),
        el("div", { class: "tools screen" }, told,
          el("button", { type: "button", onclick: () => saveMembers(story, state.shown) }, "Save as CSV"), sheetLink),
        articles),
      comparison,
      related,
      evidence(),
    ),
  );
  list();
  compare();
  document.title = `${titleOf(story)} – wirecopy`;
  return {
    step,
    move: step,
    turn: () => set({ isSide: !state.isSide }),
    swap: () => set({ isOfPassages: !state.isOfPassages }),
  };
}

/// A story with its copies, their texts and its reference text; null where there is none of this name, which `main` then says.
async function readStory(main, name) {
  const place = placeOf(name);
  if (place === undefined) {
    fill(main, el("h1", {}, "No such story"),
      el("p", {}, "This report has no story with the name ", el("code", {}, name), ". ", el("a", { href: hrefOf("stories") }, "All stories")));
    return null;
  }
  const story = storyAt(place);
  const [copies, texts] = await Promise.all([copiesOf(place), textsOf(story)]);
  const reference = copies.find((copy) => copy.role === "canonical") ?? copies[0];
  return { place, story, copies, texts, reference };
}

/// The articles of a story, the reference text first, then by time.
function byTime(copies) {
  return [...copies].sort((one, other) =>
    (one.role !== "canonical") - (other.role !== "canonical") || (one.time ?? Infinity) - (other.time ?? Infinity) || one.order - other.order);
}

/// A button that copies the URL of the page as it is shown. Whoever has the same file comes to the same place with it.
function copyButton() {
  const button = el("button", { type: "button", class: "link", onclick: async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      fill(button, "The link was copied");
      announce("The link was copied");
    } catch {
      // The browser allows no access to the clipboard: then the link can be copied by hand.
      prompt("The link to this story as it is shown:", location.href);
    }
  } }, "Copy the link");
  return button;
}

function leadOf(story) {
  return [
    el("strong", {}, counted(story.size, "article")), " in ", el("strong", {}, counted(story.outlets, "outlet")),
    story.agency ? [", from ", el("strong", {}, story.agency)] : null,
    story.first === null ? null : `, ${dayOf(story.first)}${Math.floor(story.first / DAY) === Math.floor(story.last / DAY) ? "" : ` to ${dayOf(story.last)}`}`, ".",
  ];
}

function factsOf(story, canonical, copies) {
  const states = copies.map(creditOf);
  const credits = Object.entries(WORDS.credits).map(([state, name]) => [name, states.filter((one) => one === state).length]).filter(([, number]) => number > 0);
  return [
    ["Agency", story.agency ? [story.agency, story.agencyConfidence === null ? null : ` (confidence ${similarity(story.agencyConfidence)})`] : "its copies credit none"],
    story.evidence ? ["Credited", evidenceWords(story.evidence)] : null,
    story.creditKept === null ? null : ["Credit of its articles", credits.map(([name, number]) => `${count(number)} ${name}`).join(", ")],
    ["Reference text", [canonical.outlet ?? canonical.id, ` (${WORDS.rules[story.rule] ?? story.rule})`]],
    story.first === null ? null : ["First to last copy", spanOf(story)],
    ["Jaccard of its pairs", `mean ${similarity(story.simMean)}, lowest ${similarity(story.simMin)}`],
    ["Cohesion", [similarity(story.cohesion), story.cohesionSampled ? " (of a sample)" : null]],
    ["Kinds", [["verbatim", story.verbatim], ["edited", story.edited], [story.excerpts === 1 ? "excerpt" : "excerpts", story.excerpts], ["extended", story.extended], [story.versions === 1 ? "other version" : "other versions", story.versions]]
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
    const headline = copy.ownHeadline?.trim().replace(/\s+/gu, " ");
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

/// One article beside another one.
function comparisonOf(story, copies, canonical, copy, texts, state, { step, set }) {
  const choice = (label, is, changes, key) => el("button", { type: "button", "aria-pressed": String(is), title: key, onclick: () => set(changes) }, label);
  const language = copy.language ?? story.language;
  const at = state.shown.findIndex((other) => other.order === copy.order);
  const asked = copies.find((other) => other.order === state.against) ?? canonical;
  const against = texts && !texts.copies[asked.order] ? copies.find((other) => other.order === texts.base) : asked;
  const bar = el("div", { class: "bar" },
    el("h2", {}, copy.order === against.order ? nameOf(copy) : `Compared with ${nameOf(against)}`),
    el("div", { class: "tools" },
      el("span", { class: "group" },
        el("button", { type: "button", onclick: () => step(-1), title: "Previous article (p)", "aria-label": "Previous article" }, "‹"),
        el("span", { class: "at" }, at < 0 ? "–" : `${count(at + 1)} of ${count(state.shown.length)}`),
        el("button", { type: "button", onclick: () => step(1), title: "Next article (n)", "aria-label": "Next article" }, "›")),
      el("span", { class: "group kind" }, choice("Copied passages", state.isOfPassages, { isOfPassages: true }, "m"), choice("Differences", !state.isOfPassages, { isOfPassages: false }, "m")),
      el("span", { class: "group" }, choice("Side by side", state.isSide, { isSide: true }, "v"), choice("One column", !state.isSide, { isSide: false }, "v")),
      texts ? el("label", { class: "check against" }, "Compare with ", el("select", { onchange: (event) => set({ against: Number(event.target.value) }) },
        copies.filter((other) => texts.copies[other.order]).map((other) => el("option", { value: other.order, selected: other.order === against.order }, other.order === canonical.order ? `${nameOf(other)} (reference)` : nameOf(other))))) : null,
      el("label", { class: "check" }, el("input", { type: "checkbox", name: "fold", checked: state.fold, onchange: (event) => set({ fold: event.target.checked }) }),
        state.isOfPassages ? "Hide paragraphs that are not copied" : "Hide identical passages")));
  const about = el("div", { class: "about" },
    el("p", {}, el("strong", {}, nameOf(copy)), ` · ${WORDS.roles[copy.role][0]} · `, dateOf(copy), copy.url ? [" · ", webLink(copy.url, "the article")] : null),
    copy.ownHeadline ? quoted("p", copy.ownHeadline, { class: "headline", lang: language }) : null,
    el("p", { class: "small" }, [
      copy.byline ? ["Byline: ", quoted("span", copy.byline)] : null,
      copy.creditText ? ["Credit: ", quoted("mark", copy.creditText)] : creditOf(copy) === "unknown" ? null : WORDS.credits[creditOf(copy)],
      `${count(copy.words)} words, ${count(copy.wordsRaw)} with boilerplate`,
      copy.role === "canonical" ? null : `score ${similarity(copy.score)} with the reference text`,
      ["id ", el("code", {}, copy.id)],
      copy.source ? ["most similar earlier copy: ", el("code", {}, copy.source)] : null,
      [copy.file, ` line ${count(copy.line)}`],
    ].filter(Boolean).flatMap((part, place) => (place === 0 ? [part] : [" · ", part]))));
  return [bar, about, textsShown(story, canonical, against, copy, texts, state)];
}

function textsShown(story, canonical, against, copy, texts, state) {
  if (texts ? !texts.copies[copy.order] : copy.indexOnly && canonical.indexOnly) {
    return el("p", { class: "notice" }, `No text: this article is only in the index${index.run.index ? ` ${index.run.index.path}` : ""}.`);
  }
  if (!texts) {
    return el("p", { class: "notice" }, "The texts of this story are not in this file. See them with ",
      el("code", {}, `wirecopy explain ${quotedId(folderOf(index.run))} ${quotedId(canonical.id)} ${quotedId(copy.id)} --full`), index.no_texts ? ` (${index.no_texts})` : null);
  }
  const isSelf = copy.order === against.order;
  const ofCanonical = against.order === canonical.order;
  const pair = beside(texts, against.order, copy.order);
  const isSame = !isSelf && pair.steps.every(({ kind }) => kind === "same");
  const languages = [against, copy].map((article) => article.language ?? story.language);
  const shown = textsBeside(pair, {
    isOfPassages: state.isOfPassages && !isSelf, isSide: state.isSide && !isSelf && !(isSame && !state.isOfPassages),
    heads: [ofCanonical ? `Reference: ${nameOf(against)}` : nameOf(against), nameOf(copy)], languages, fold: state.fold && !isSelf,
  });
  return [
    el("p", { class: "told" }, isSelf ? (ofCanonical ? "This is the reference text." : "This is the article itself.") : toldOf(pair, against, copy, ofCanonical, isSame, state)),
    isSelf ? null : legendOfTexts(state.isOfPassages),
    state.isOfPassages ? linkPassages(shown) : shown,
    el("p", { class: "note" }, "The reference text is the agency's own version, or else the earliest complete one, which need not be the original. Boilerplate, dateline and credit are removed; case and punctuation are ignored."),
  ];
}

/// How much of a copy was copied, or how it differs.
function toldOf({ steps, passages }, against, copy, ofCanonical, isSame, { isOfPassages }) {
  const same = isSame ? `The same wording as ${nameOf(against)}. ` : null;
  if (isOfPassages) {
    const copied = passages.reduce((sum, passage) => sum + passage.words, 0);
    const moved = passages.filter((passage, at) => at > 0 && passage.left[0] < Math.max(...passages.slice(0, at).map(({ left }) => left[0]))).length;
    return [same, el("strong", {}, `${count(copied)} of ${counted(copy.words, "word")}`), ` ${copied === 1 ? "is" : "are"} also in ${nameOf(against)}, in ${counted(passages.length, "passage")}`,
      moved > 0 ? `, ${count(moved)} of them in another place` : null, ".",
      ofCanonical ? ` By the measure of the tables, ${percent(copy.contained, 10000)} of this text is in the reference, and ${percent(copy.coverage, 10000)} of the reference in this text.` : null];
  }
  if (same) return same;
  const [more, less] = ofCanonical && copy.added !== null ? [copy.added, copy.removed] : [countOf(steps, "added"), countOf(steps, "removed")];
  return [el("ins", {}, `${counted(more, "word")} only here`), " ", el("del", {}, `${counted(less, "word")} in ${nameOf(against)} ${less === 1 ? "is" : "are"} not here`)];
}

/// The source of a printed sheet.
function evidence() {
  const { run } = index;
  return el("footer", { class: "print" },
    el("p", {}, `wirecopy ${run.version}, threshold ${run.config?.matching?.threshold ?? "–"}.`),
    el("ul", {}, run.inputs.map((input) => el("li", {}, input.path, `, ${count(input.bytes)} bytes, XXH3 ${input.xxh3}`))));
}
