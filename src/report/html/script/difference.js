// Two texts beside one another: the passages that one copied from the other, or the words in which they differ.

/// Paragraphs of both texts, side by side where both begin one: `{left, right, lines, changed, copied}`, each a list of
/// paragraphs, and each of these a list of words with their kinds. `lines` has both in one column.
function rowsOf({ left, right, steps }) {
  const rows = [];
  let row = null;
  const begin = () => {
    row = { left: [[]], right: [[]], lines: [[]], changed: false, copied: false };
    rows.push(row);
  };
  begin();
  const put = (side, word, kind) => {
    if (word.before === "\n") row[side].push([]);
    row[side].at(-1).push({ ...word, kind });
    row.copied ||= word.copied;
  };
  for (const { kind, left: [from, to], right: [rightFrom, rightTo] } of steps) {
    if (kind === "same") {
      for (let step = 0; step < to - from; step += 1) {
        const [one, other] = [left[from + step], right[rightFrom + step]];
        if (one.before === "\n" && other.before === "\n") begin();
        put("left", one, kind);
        put("right", other, kind);
        put("lines", other, kind);
      }
      continue;
    }
    row.changed = true;
    for (const word of kind === "removed" ? left.slice(from, to) : right.slice(rightFrom, rightTo)) {
      put(kind === "removed" ? "left" : "right", word, kind);
      put("lines", word, kind);
    }
  }
  const full = (side) => side.filter((paragraph) => paragraph.length > 0);
  return rows
    .map((row) => ({ ...row, left: full(row.left), right: full(row.right), lines: full(row.lines) }))
    .filter((row) => row.lines.length > 0);
}

/// Removed passages longer than this, in UTF-16 units, are not struck through, so that they stay readable.
const LONG = 120;

/// A paragraph with its copied passages marked, and the rest dimmed.
function paragraphOfPassages(words, language) {
  const runs = runsOf(words, (word) => (word.copied ? word.passage : 0));
  let before = 0;
  return el("p", { dir: "auto", lang: language }, runs.map(({ key, words }) => {
    const isFirst = key !== 0 && key !== before && words[0].isFirst;
    if (key !== 0) before = key;
    const text = textOf(words);
    const piece = key === 0
      ? el("span", { class: "rest" }, text)
      : el("mark", { class: isFirst ? "copied first" : "copied", "data-passage": key }, text);
    return [words[0].before === " " ? " " : null, piece];
  }));
}

/// A paragraph with its differences marked.
function paragraphOfDifferences(words, language) {
  return el("p", { dir: "auto", lang: language }, runsOf(words, (word) => word.kind).map(({ key, words }) => {
    const text = textOf(words);
    const space = words[0].before === " " ? " " : null;
    if (key === "same") return [space, text];
    return [" ", el(key === "removed" ? "del" : "ins", { class: text.length > LONG ? "long" : null }, text), " "];
  }));
}

/// Words in runs that have the same key.
function runsOf(words, keyOf) {
  const runs = [];
  for (const word of words) {
    const key = keyOf(word);
    if (runs.at(-1)?.key === key) runs.at(-1).words.push(word);
    else runs.push({ key, words: [word] });
  }
  return runs;
}

/// The two texts: side by side or in one column, as passages or as differences. In one column of passages stands the right
/// text alone. `fold` folds away the paragraphs in which there is nothing to see.
function textsBeside(texts, { isOfPassages, isSide, heads, languages, fold }) {
  for (const side of ["left", "right"]) {
    const seen = new Set();
    for (const word of texts[side]) {
      word.isFirst = word.copied && !seen.has(word.passage);
      if (word.copied) seen.add(word.passage);
    }
  }
  const rows = rowsOf(texts);
  const paragraph = isOfPassages ? paragraphOfPassages : paragraphOfDifferences;
  const isDull = (row) => (isOfPassages ? !row.copied : !row.changed);
  const style = (name) => `difference ${name} ${isOfPassages ? "passages" : "differences"}`;
  if (!isSide) {
    const side = isOfPassages ? "right" : "lines";
    const full = rows.filter((row) => row[side].length > 0);
    const toElement = (row) => el("div", { class: isDull(row) ? "row same" : "row" }, row[side].map((words) => paragraph(words, languages[1])));
    return el("div", { class: style("inline") }, folded(full, toElement, isDull, (row) => row[side], fold, isOfPassages));
  }
  const toElement = (row) => el("div", { class: isDull(row) ? "pair same" : "pair" },
    el("div", {}, row.left.map((words) => paragraph(words, languages[0]))),
    el("div", {}, row.right.map((words) => paragraph(words, languages[1]))));
  return el("div", { class: style("side") },
    el("div", { class: "pair heads" }, heads.map((head) => el("h4", {}, head))),
    folded(rows, toElement, isDull, (row) => (row.right.length > 0 ? row.right : row.left), fold, isOfPassages));
}

/// Rows, those in which there is nothing to see folded away if wanted.
function folded(rows, toElement, isDull, paragraphsOf, fold, isOfPassages) {
  const elements = [];
  for (let place = 0; place < rows.length; ) {
    let end = place;
    while (end < rows.length && isDull(rows[end])) end += 1;
    const dull = rows.slice(place, end);
    if (fold && dull.length > 0 && rows.length > dull.length) {
      const words = dull.reduce((sum, row) => sum + paragraphsOf(row).flat().length, 0);
      elements.push(el("details", { class: "fold" },
        el("summary", {}, `${counted(dull.length, "paragraph")} ${isOfPassages ? "not copied" : "unchanged"}, ${counted(words, "word")}`), dull.map(toElement)));
    } else elements.push(...dull.map(toElement));
    if (end < rows.length) elements.push(toElement(rows[end]));
    place = end + 1;
  }
  return elements;
}

/// Shows where the passage under the pointer stands in the other text; a click goes there.
function linkPassages(element) {
  const of = (event) => event.target.closest?.("[data-passage]");
  const light = (no) => {
    for (const mark of element.querySelectorAll("[data-passage]")) mark.classList.toggle("lit", mark.dataset.passage === no);
  };
  element.addEventListener("pointerover", (event) => light(of(event)?.dataset.passage));
  element.addEventListener("pointerleave", () => light(undefined));
  element.addEventListener("click", (event) => {
    const mark = of(event);
    if (!mark) return;
    const column = mark.closest(".pair > div");
    const others = [...element.querySelectorAll(`[data-passage="${mark.dataset.passage}"]`)]
      .filter((other) => other.closest(".pair > div")?.matches(":first-child") !== column?.matches(":first-child"));
    others[0]?.scrollIntoView({ block: "nearest" });
  });
  return element;
}

/// What the marks of a comparison mean.
function legendOfTexts(isOfPassages) {
  return el("ul", { class: "legend" }, isOfPassages
    ? [el("li", {}, el("mark", { class: "copied first", "data-passage": "1" }, "copied passage"), "numbered alike in both texts"),
      el("li", {}, el("span", { class: "rest" }, "not copied"), `fewer than ${FEWEST_COPIED} words in a row, or not in the other text`)]
    : [el("li", {}, el("ins", {}, "only in the right text")), el("li", {}, el("del", {}, "only in the left text"))]);
}
