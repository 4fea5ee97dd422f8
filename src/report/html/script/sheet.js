// The sheet of a story, to print or to send: all its copies in one table, then the passages of those that were chosen.

/// Copies that are chosen at first.
const CHOSEN_AT_FIRST = 6;
/// Passages of a copy that a short sheet has, and the words at both ends of each.
const MOST_PASSAGES = 3;
const ENDS = 18;

async function showSheet(main, { name, options }) {
  const read = await readStory(main, name);
  if (read === null) return null;
  const { story, copies, texts, reference } = read;
  const filter = memberFilter(options);
  const listed = byTime(copies).filter((copy) => copy.order === reference.order || passes(copy, filter));
  const numbers = new Map(listed.filter((copy) => copy !== reference).map((copy, at) => [copy.order, at + 1]));
  const asked = options.has("copies") ? new Set(options.get("copies").split("\n")) : null;
  const chosen = new Set(asked ? [...numbers.keys()].filter((order) => asked.has(copies[order].id)) : firstChosen(copies, numbers));
  let isWhole = options.get("passages") === "whole";
  const sheet = el("article", { class: "sheet" });

  function show() {
    const entries = [...numbers.keys()].filter((order) => chosen.has(order));
    fill(sheet,
      sheetHead(story, reference, listed.length - 1, copies.length - 1),
      sheetTable(listed, reference, numbers, chosen, choose),
      entries.length > 0 ? el("section", {}, el("h2", {}, "Copied passages"),
        el("p", { class: "note" }, `What each copy has in common with the reference text, that of ${nameOf(reference)}: runs of ${FEWEST_COPIED} words or more, in the words of the copy. Case and punctuation are ignored; […] stands for words of its own, and the number in brackets for copied words that are not printed.`),
        entries.map((order) => sheetEntry(story, copies[order], reference, texts, numbers.get(order), isWhole))) : null,
      evidence());
  }
  function choose(orders, isChosen) {
    for (const order of orders) {
      if (isChosen) chosen.add(order);
      else chosen.delete(order);
    }
    setOptions({ copies: [...numbers.keys()].filter((order) => chosen.has(order)).map((order) => copies[order].id).join("\n") || "\n" });
    show();
  }

  fill(main,
    el("div", { class: "screen" },
      el("p", { class: "crumb" }, el("a", { href: hrefOf("story", story.id) }, "The story"), ` · sheet to print or send`),
      filterBar(copies, filter, (changed) => {
        location.hash = hrefOf("sheet", story.id, { ...changed, passages: isWhole ? "whole" : "" });
      }),
      el("div", { class: "tools" },
        el("button", { type: "button", onclick: () => choose(numbers.keys(), true) }, "Choose all"),
        el("button", { type: "button", onclick: () => choose([...numbers.keys()], false) }, "Choose none"),
        el("label", { class: "check" }, el("input", { type: "checkbox", name: "whole", checked: isWhole, onchange: (event) => {
          isWhole = event.target.checked;
          setOptions({ passages: isWhole ? "whole" : "" });
          show();
        } }), "Passages in full"),
        el("button", { type: "button", onclick: () => print() }, "Print, or save as PDF"),
        el("button", { type: "button", onclick: () => download(fileName(`sheet ${titleOf(story)}`, "html"), pageOf(titleOf(story), sheet), "text/html") }, "Save as a page"),
        el("button", { type: "button", onclick: () => saveMembers(story, listed) }, "Save the table as CSV"))),
    sheet);
  show();
  document.title = `${titleOf(story)} – wirecopy`;
  return null;
}

/// The copies that a sheet begins with: those that have the most of the reference text and do not credit the agency first.
function firstChosen(copies, numbers) {
  const isUncredited = ({ creditState }) => Number(creditState === "absent");
  return [...numbers.keys()]
    .filter((order) => !copies[order].own)
    .sort((one, other) => isUncredited(copies[other]) - isUncredited(copies[one]) || copies[other].coverage - copies[one].coverage || numbers.get(one) - numbers.get(other))
    .slice(0, CHOSEN_AT_FIRST);
}

function sheetHead(story, reference, listed, all) {
  return [
    quoted("h1", titleOf(story), { class: "headline", lang: story.language }),
    el("p", { class: "lead" }, leadOf(story)),
    el("dl", { class: "facts" }, [
      ["Agency", story.agency ?? "its copies credit none"],
      ["Reference text", [nameOf(reference), ` (${WORDS.rules[story.rule] ?? story.rule}), ${dateOf(reference)}, ${count(reference.words)} words`, reference.url ? [" ", addressOf(reference)] : null]],
      ["Copies", listed === all ? count(all) : `${count(listed)} of ${count(all)}, as filtered`],
      ["Story", [el("code", {}, story.id), ` in wirecopy’s report of ${index.run.inputs.map(({ path }) => path.split(/[\\/]/).at(-1)).slice(0, 3).join(", ")}${index.run.inputs.length > 3 ? " …" : ""}`]],
    ].map(fact)),
  ];
}

/// The URL of an article, to be read on paper.
function addressOf(copy) {
  return copy.url ? webLink(copy.url, copy.url) : el("span", { class: "soft" }, "no URL");
}

function sheetTable(listed, reference, numbers, chosen, choose) {
  const row = (copy) => {
    const no = numbers.get(copy.order);
    return el("tr", {},
      el("td", { class: "number" }, no === undefined ? "–" : no),
      el("td", { class: "screen" }, no === undefined ? null : el("input", { type: "checkbox", "aria-label": `Passages of ${nameOf(copy)}`, checked: chosen.has(copy.order), onchange: (event) => choose([copy.order], event.target.checked) })),
      el("th", { scope: "row" }, nameOf(copy), el("span", { class: "small address" }, copy.url ? addressOf(copy) : copy.outlet ? `id ${copy.id}` : null)),
      el("td", {}, dateOf(copy)),
      el("td", {}, WORDS.roles[copy.role][0]),
      el("td", {}, creditWords(copy)),
      el("td", { class: "number" }, copy === reference ? "–" : percent(copy.contained, 10000)),
      el("td", { class: "number" }, copy === reference ? "–" : percent(copy.coverage, 10000)));
  };
  const heads = [["No.", true], ["", false, "screen"], ["Outlet and URL"], ["Published"], ["Kind"], ["Credit"], ["In ref.", true], ["Of ref.", true]];
  return el("section", {}, el("h2", {}, "All copies"),
    el("p", { class: "note" }, "In ref.: share of the copy’s text that is in the reference text. Of ref.: share of the reference text that is in the copy. Times are in UTC."),
    el("div", { class: "scroll" },
      el("table", { class: "plain copies" },
        el("caption", { class: "unseen" }, "All copies"),
        el("thead", {}, el("tr", {}, heads.map(([title, numeric, name]) => el("th", { scope: "col", class: numeric ? "number" : name }, title)))),
        el("tbody", {}, listed.map(row)))));
}

/// The credit of a copy in words.
function creditWords(copy) {
  const state = creditOf(copy);
  if (state === "credited") return copy.credit ? `credits ${copy.credit}` : WORDS.credits.credited;
  return `${WORDS.credits[state]}${copy.credit && state !== "own" ? `; credits ${copy.credit}` : ""}`;
}

/// What there is to say of one copy.
function sheetEntry(story, copy, reference, texts, no, isWhole) {
  const pair = beside(texts, reference.order, copy.order);
  return el("section", { class: "entry" },
    el("h3", {}, `${no}. ${nameOf(copy)}`),
    copy.ownHeadline ? quoted("p", copy.ownHeadline, { class: "headline", lang: copy.language ?? story.language }) : null,
    el("p", { class: "small" }, [
      addressOf(copy), dateOf(copy), creditWords(copy),
      copy.creditText ? ["“", quoted("span", copy.creditText), "”"] : null,
      `${percent(copy.contained, 10000)} of its ${count(copy.words)} words in the reference, ${percent(copy.coverage, 10000)} of the reference in it`,
      copy.byline ? ["byline ", quoted("span", copy.byline)] : null,
    ].filter(Boolean).flatMap((part, at) => (at === 0 ? [part] : [" · ", part]))),
    pair ? passageList(pair, no, isWhole, copy.language ?? story.language) : el("p", { class: "note" }, "Its text is not in this file."));
}

/// The passages of a copy, numbered; in a short sheet the longest ones, with their ends.
function passageList({ right, passages }, no, isWhole, language) {
  if (passages.length === 0) return el("p", { class: "note" }, `No run of ${FEWEST_COPIED} words or more.`);
  const longest = [...passages].sort((one, other) => other.words - one.words || one.no - other.no).slice(0, MOST_PASSAGES);
  const printed = isWhole ? passages : passages.filter((passage) => longest.includes(passage));
  const rest = passages.filter((passage) => !printed.includes(passage));
  return [
    el("ol", { class: "passages" }, printed.map((passage) => el("li", {},
      el("span", { class: "no" }, `${no}.${passage.no}`),
      quoted("q", passageText(right, passage, isWhole), { lang: language }),
      el("span", { class: "small" }, ` ${counted(passage.words, "word")}`)))),
    rest.length > 0 ? el("p", { class: "small" }, `And ${counted(rest.length, "shorter passage")} of ${counted(rest.reduce((sum, passage) => sum + passage.words, 0), "word")} in all.`) : null,
  ];
}

/// A passage in the words of the copy, with […] for those that are its own; if it is long and not wanted in full, its ends.
function passageText(words, passage, isWhole) {
  const parts = [];
  for (const { right: [from, to] } of passage.runs) {
    const last = parts.at(-1);
    if (last && last.to === from) last.to = to;
    else parts.push({ from, to });
  }
  const all = parts.flatMap(({ from, to }, at) => [...(at > 0 ? [GAP] : []), ...words.slice(from, to)]);
  if (isWhole || all.length <= ENDS * 2 + 8) return textOf(all);
  const [begin, end] = [all.slice(0, ENDS), all.slice(-ENDS)];
  // A gap beside the one that is made here says nothing more.
  if (begin.at(-1) === GAP) begin.pop();
  if (end[0] === GAP) end.shift();
  const between = all.slice(begin.length, -end.length).filter((word) => word !== GAP).length;
  return `${textOf(begin)} [… ${counted(between, "word")} …] ${textOf(end)}`;
}

/// Stands for words of the copy's own inside a passage.
const GAP = { before: " ", text: "[…]" };
