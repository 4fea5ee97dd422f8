// Two texts, laid beside one another: which words of each stand in the other, and in which passages.

/// Stands between two words that nothing stands between; see `StoryText::words`.
const JOINT = "\u001f";

/// Words of a text, each as `{before, text}`: what stands before it is a line end, a space or nothing.
function wordsOf(marked) {
  return Array.from(marked.matchAll(/([ \n\u001f])([^ \n\u001f]*)/gu), ([, before, text]) => ({ before: before === JOINT ? "" : before, text }));
}

/// The words of an article in its own spelling, each with the place `at` that it has in the base text; -1 for its own words.
function wordsOfCopy(base, edits) {
  const words = [];
  let at = 0;
  for (const edit of edits) {
    if (typeof edit === "string") {
      const own = wordsOf(/^[ \n\u001f]/.test(edit) ? edit : ` ${edit}`);
      for (const word of own) if (word.text !== "") words.push({ ...word, at: -1 });
    } else if (Array.isArray(edit)) {
      for (const word of wordsOf(edit[0])) words.push({ ...word, at: at++ });
    } else if (edit > 0) {
      for (const end = at + edit; at < end; at += 1) words.push({ ...base[at], at });
    } else at -= edit;
  }
  return words;
}

/// A word as it is compared: case and punctuation make no difference.
function keyOf(word) {
  return word.text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/// The way from one text to another in steps `{kind, left, right}`, of which the last two are ranges of words: `same` in both,
/// `removed` in the left one alone, `added` in the right one alone.
///
/// What both have from the base text is the same, and so is what both put in its place alike.
function stepsBetween(left, right) {
  const atLeft = new Map();
  left.forEach(({ at }, place) => { if (at >= 0) atLeft.set(at, place); });
  const steps = [];
  const push = (kind, left, right) => {
    const last = steps.at(-1);
    if (last?.kind === kind) {
      last.left[1] = left[1];
      last.right[1] = right[1];
    } else if (left[1] > left[0] || right[1] > right[0]) steps.push({ kind, left, right });
  };
  let [here, there] = [0, 0];
  const apart = (leftEnd, rightEnd) => {
    const least = Math.min(leftEnd - here, rightEnd - there);
    const alike = (one, other) => left[one].at < 0 && right[other].at < 0 && keyOf(left[one]) === keyOf(right[other]);
    let start = 0;
    while (start < least && alike(here + start, there + start)) start += 1;
    let end = 0;
    while (end < least - start && alike(leftEnd - 1 - end, rightEnd - 1 - end)) end += 1;
    push("same", [here, here + start], [there, there + start]);
    push("removed", [here + start, leftEnd - end], [there + start, there + start]);
    push("added", [leftEnd - end, leftEnd - end], [there + start, rightEnd - end]);
    push("same", [leftEnd - end, leftEnd], [rightEnd - end, rightEnd]);
  };
  right.forEach(({ at }, place) => {
    const match = at >= 0 ? atLeft.get(at) : undefined;
    if (match === undefined) return;
    apart(match, place);
    push("same", [match, match + 1], [place, place + 1]);
    [here, there] = [match + 1, place + 1];
  });
  apart(left.length, right.length);
  return steps;
}

/// The fewest words in a row that are shown as copied: fewer stand in any two texts on one subject.
const FEWEST_COPIED = 7;
/// The fewest for words that were moved to another place.
const FEWEST_MOVED = 8;
/// Changed words up to which what stands on both sides of them is one passage.
const LONGEST_CHANGE = 8;

/// The copied passages, in the order of the right text: `{no, left, right, words}`. `words` counts those that are the same.
///
/// Also marks the words of both texts with the `passage` that they are in, and whether they are `copied`.
function passagesOf(left, right, steps) {
  for (const word of [...left, ...right]) [word.passage, word.copied] = [0, false];
  const passages = [];
  for (const { kind, left: [from, to], right: [rightFrom, rightTo] } of steps) {
    if (kind !== "same") continue;
    const last = passages.at(-1);
    const run = { left: [from, to], right: [rightFrom, rightTo] };
    if (last && Math.max(from - last.left[1], rightFrom - last.right[1]) <= LONGEST_CHANGE) {
      [last.left[1], last.right[1]] = [to, rightTo];
      last.runs.push(run);
    } else passages.push({ ...run, left: [from, to], right: [rightFrom, rightTo], runs: [run] });
  }
  const longest = ({ runs }) => Math.max(...runs.map(({ left: [from, to] }) => to - from));
  const found = passages.filter((passage) => longest(passage) >= FEWEST_COPIED);
  found.push(...movedPassages(left, right, found));
  found.sort((one, other) => one.right[0] - other.right[0]);
  found.forEach((passage, place) => {
    passage.no = place + 1;
    passage.words = passage.runs.reduce((sum, { left: [from, to] }) => sum + to - from, 0);
    for (const [side, words] of [["left", left], ["right", right]]) {
      for (let at = passage[side][0]; at < passage[side][1]; at += 1) words[at].passage = passage.no;
      for (const run of passage.runs) for (let at = run[side][0]; at < run[side][1]; at += 1) words[at].copied = true;
    }
  });
  return found;
}

/// Passages that stand in another order in the two texts: the longest common runs of words that are in no passage yet.
function movedPassages(left, right, passages) {
  const taken = { left: new Uint8Array(left.length), right: new Uint8Array(right.length) };
  for (const passage of passages) for (const side of ["left", "right"]) taken[side].fill(1, ...passage[side]);
  const keys = { left: left.map(keyOf), right: right.map(keyOf) };
  const starts = new Map();
  for (let at = 0; at + FEWEST_MOVED <= left.length; at += 1) {
    if (taken.left.subarray(at, at + FEWEST_MOVED).includes(1)) continue;
    const run = keys.left.slice(at, at + FEWEST_MOVED).join(" ");
    if (!starts.has(run)) starts.set(run, at);
  }
  const moved = [];
  for (let at = 0; at + FEWEST_MOVED <= right.length; at += 1) {
    if (taken.right.subarray(at, at + FEWEST_MOVED).includes(1)) continue;
    const start = starts.get(keys.right.slice(at, at + FEWEST_MOVED).join(" "));
    if (start === undefined || taken.left[start]) continue;
    let length = 0;
    while (start + length < left.length && at + length < right.length && !taken.left[start + length] && !taken.right[at + length] && keys.left[start + length] === keys.right[at + length]) length += 1;
    if (length < FEWEST_MOVED) continue;
    const run = { left: [start, start + length], right: [at, at + length] };
    taken.left.fill(1, ...run.left);
    taken.right.fill(1, ...run.right);
    moved.push({ left: [...run.left], right: [...run.right], runs: [run] });
    at += length - 1;
  }
  return moved;
}

/// Two articles of a story beside one another, as `{left, right, steps, passages}`; nothing where the page lacks one of the texts.
function beside(texts, left, right) {
  if (!texts?.copies[left] || !texts.copies[right]) return null;
  const base = wordsOf(texts.words);
  const [one, other] = [left, right].map((copy) => wordsOfCopy(base, texts.copies[copy]));
  const steps = stepsBetween(one, other);
  return { left: one, right: other, steps, passages: passagesOf(one, other, steps) };
}

/// Words as a text.
function textOf(words) {
  return words.map(({ before, text }) => (before === "\n" ? " " : before) + text).join("").trim();
}

/// Words of a kind.
function countOf(steps, kind) {
  const side = kind === "removed" ? "left" : "right";
  return steps.reduce((sum, step) => sum + (step.kind === kind ? step[side][1] - step[side][0] : 0), 0);
}
