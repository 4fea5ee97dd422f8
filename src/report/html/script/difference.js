// The words of the reference text that a copy lacks, and the words that it adds.

/// Separates two words that the text does not separate; see `StoryText::words`.
const JOINT = "\u001f";

/// The words of the reference text, each as `[separator before it, word]`.
function wordsOf(marked) {
  return Array.from(marked.matchAll(/([ \n\u001f])([^ \n\u001f]*)/gu), ([, before, word]) => [before === JOINT ? "" : before, word]);
}

/// The difference as runs of text `{kind, text}`, split at the line ends of both texts. A line end has the `kind` `break` if
/// both texts have it, otherwise `break-removed` or `break-added`.
function runsOf(marked, edits) {
  const words = wordsOf(marked);
  const runs = [];
  let at = 0;
  const push = (kind, text) => {
    if (text !== "") runs.push({ kind, text });
  };
  const pushLines = (kind, text, lineEnd) => {
    text.split("\n").forEach((line, place) => {
      if (place > 0) runs.push({ kind: lineEnd });
      push(kind, line);
    });
  };
  for (const edit of edits) {
    if (typeof edit === "string") {
      pushLines("added", edit, "break-added");
      continue;
    }
    const kind = edit > 0 ? "same" : "removed";
    const end = at + Math.abs(edit);
    const text = words.slice(at, end).map(([before, word]) => before + word).join("");
    pushLines(kind, text, edit > 0 ? "break" : "break-removed");
    at = end;
  }
  return runs;
}

/// Rows of paragraphs, `{left, right, changed}`. A row starts where both texts start a paragraph.
function pairedParagraphs(runs) {
  const rows = [];
  let row = { left: [[]], right: [[]], changed: false };
  for (const run of runs) {
    if (run.kind === "break") {
      rows.push(row);
      row = { left: [[]], right: [[]], changed: false };
      continue;
    }
    if (run.kind !== "same") row.changed = true;
    if (run.kind === "break-removed") row.left.push([]);
    else if (run.kind === "break-added") row.right.push([]);
    else {
      if (run.kind !== "added") row.left.at(-1).push(run);
      if (run.kind !== "removed") row.right.at(-1).push(run);
    }
  }
  rows.push(row);
  const full = (side) => side.filter((paragraph) => paragraph.length > 0);
  return rows.map((row) => ({ ...row, left: full(row.left), right: full(row.right) })).filter((row) => row.left.length + row.right.length > 0);
}

/// The edits from one copy to another, computed from the edits of both to the reference text. A word that both copies kept is
/// the same, a word that only one of them kept was removed or added. Insertions at one place are compared word by word.
function between(marked, one, other) {
  const words = wordsOf(marked);
  const [left, right] = [atWords(one, words.length), atWords(other, words.length)];
  const text = [];
  const edits = [];
  const push = (edit) => {
    const last = edits.at(-1);
    if (typeof edit === "number" && typeof last === "number" && Math.sign(edit) === Math.sign(last)) edits[edits.length - 1] += edit;
    else if (typeof edit === "string" && typeof last === "string") edits[edits.length - 1] += edit;
    else if (edit !== 0 && edit !== "") edits.push(edit);
  };
  const joined = ([before, word]) => `${before === "" ? JOINT : before}${word}`;
  const own = (parts) => {
    text.push(...parts);
    return parts.length;
  };
  const partsOf = (inserted) => wordsOf(/^[ \n\u001f]/.test(inserted) ? inserted : ` ${inserted}`).map(joined).filter((part) => part.trim() !== "");
  for (let place = 0; place <= words.length; place += 1) {
    const [here, there] = [partsOf(left.inserted[place]), partsOf(right.inserted[place])];
    const least = Math.min(here.length, there.length);
    let start = 0;
    while (start < least && here[start].trim() === there[start].trim()) start += 1;
    let end = 0;
    while (end < least - start && here.at(-1 - end).trim() === there.at(-1 - end).trim()) end += 1;
    push(own(here.slice(0, start)));
    push(-own(here.slice(start, here.length - end)));
    push(there.slice(start, there.length - end).join("").replaceAll(JOINT, ""));
    push(own(here.slice(here.length - end)));
    if (place === words.length) break;
    const word = joined(words[place]);
    if (left.kept[place]) {
      text.push(word);
      push(right.kept[place] ? 1 : -1);
    } else if (right.kept[place]) push(word.replaceAll(JOINT, ""));
  }
  return { text: text.join(""), edits };
}

/// For each word of the reference text, whether the copy has it and what the copy adds before it.
function atWords(edits, words) {
  const kept = new Array(words).fill(false);
  const inserted = new Array(words + 1).fill("");
  let at = 0;
  for (const edit of edits) {
    if (typeof edit === "string") inserted[at] += edit;
    else {
      if (edit > 0) kept.fill(true, at, at + edit);
      at += Math.abs(edit);
    }
  }
  return { kept, inserted };
}

/// Removed passages longer than this, in UTF-16 units, are not struck through, so that they stay readable.
const LONG = 120;

function marked(run) {
  const text = run.text.trim();
  if (run.kind === "same") return [text, " "];
  const isLong = text.length > LONG;
  return [el(run.kind === "removed" ? "del" : "ins", { class: isLong ? "long" : null }, text), " "];
}

function paragraph(runs, language) {
  return el("p", { dir: "auto", lang: language }, runs.map(marked));
}

function wordCount(paragraphs) {
  return paragraphs.flat().reduce((sum, run) => sum + run.text.trim().split(/\s+/u).length, 0);
}

/// The difference side by side.
function sideBySide(text, edits, { canonical, copy, language, fold }) {
  const rows = pairedParagraphs(runsOf(text, edits));
  const sides = (row) => el("div", { class: row.changed ? "pair" : "pair same" },
    el("div", {}, row.left.map((runs) => paragraph(runs, language))),
    el("div", {}, row.right.map((runs) => paragraph(runs, language))));
  return el("div", { class: "difference side" },
    el("div", { class: "pair heads" }, el("h4", {}, canonical), el("h4", {}, copy)),
    folded(rows, sides, (row) => row.right, fold));
}

/// The difference in one column.
function inOneColumn(text, edits, { language, fold }) {
  const rows = [];
  let row = { lines: [[]], changed: false };
  for (const run of runsOf(text, edits)) {
    if (run.kind === "break") {
      rows.push(row);
      row = { lines: [[]], changed: false };
    } else if (run.kind === "break-removed" || run.kind === "break-added") row.lines.push([]);
    else {
      row.changed ||= run.kind !== "same";
      row.lines.at(-1).push(run);
    }
  }
  rows.push(row);
  const full = rows.map((row) => ({ ...row, lines: row.lines.filter((line) => line.length > 0) })).filter((row) => row.lines.length > 0);
  return el("div", { class: "difference inline" }, folded(full, (row) => el("div", { class: row.changed ? "row" : "row same" }, row.lines.map((runs) => paragraph(runs, language))), (row) => row.lines, fold));
}

/// The elements of the rows. With `fold`, rows without a change are collapsed.
function folded(rows, toElement, paragraphsOf, fold) {
  const elements = [];
  for (let place = 0; place < rows.length; ) {
    let end = place;
    while (end < rows.length && !rows[end].changed) end += 1;
    const same = rows.slice(place, end);
    if (fold && same.length > 0 && rows.length > same.length) {
      const words = same.reduce((sum, row) => sum + wordCount(paragraphsOf(row)), 0);
      elements.push(el("details", { class: "fold" },
        el("summary", {}, `${counted(same.length, "paragraph")} unchanged, ${counted(words, "word")}`), same.map(toElement)));
    } else elements.push(...same.map(toElement));
    if (end < rows.length) elements.push(toElement(rows[end]));
    place = end + 1;
  }
  return elements;
}
