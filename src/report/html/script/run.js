// The run page: inputs, settings, rejected records and the citation.

async function showRun(main) {
  const { run } = index;
  const rejects = await unpack("rejects");
  const recall = run.lsh?.estimated_recall;
  fill(
    main,
    el("h1", {}, "Run"),
    el("p", { class: "lead" }, `wirecopy ${run.version} read `, el("strong", {}, counted(run.counts.read, "record")), ` from ${counted(run.inputs.length, "file")}.`),
    run.warnings.map((warning) => el("p", { class: "notice" }, warning)),
    el("dl", { class: "facts" }, [
      ["In a story", count(run.counts.clustered)],
      ["Without a copy", count(run.counts.single)],
      ["Rejected records", count(run.counts.rejected)],
      ["Time", `${Object.values(run.seconds).reduce((sum, seconds) => sum + seconds, 0).toFixed(1)} s`],
      run.peak_memory_bytes ? ["Memory", bytesLong(run.peak_memory_bytes)] : null,
      ["Texts in this file", `${count(index.with_texts)} of ${counted(storyCount(), "story", "stories")}`],
    ].filter(Boolean).map(fact)),
    el("section", {}, el("h2", {}, "Command"), el("pre", {}, run.argv.map(quotedId).join(" "))),
    el("section", {}, el("h2", {}, "Inputs"), inputTable(run.inputs)),
    el("section", {}, el("h2", {}, "Settings"), recall
      ? el("p", {}, `The ${run.lsh.scheme} scheme is expected to find ${(recall * 100).toFixed(2)} % of the pairs with a Jaccard similarity of ${run.lsh.estimated_at_jaccard}.`) : null,
      settingsTable(run.config)),
    el("section", {}, el("h2", {}, "Rejected records"), rejectTable(rejects)),
    el("section", {}, el("h2", {}, "Method, to paste"), el("blockquote", {}, methodOf(run))),
    el("section", {}, el("h2", {}, "Cite"), el("blockquote", {}, run.citation)),
  );
}

function inputTable(inputs) {
  return wideTable("Inputs", [["File"], ["Records", true], ["Rejected", true], ["Bytes", true], ["XXH3"], ["Read as"]], inputs.map((input) =>
    [input.path, count(input.records), count(input.rejects), count(input.bytes), el("code", {}, input.xxh3), input.schema]), "inputs");
}

function settingsTable(config) {
  const rows = [];
  const walk = (value, path) => {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    } else if (value !== null) rows.push([el("code", {}, path.join(".")), el("code", {}, JSON.stringify(value))]);
  };
  walk(config, []);
  return wideTable("Settings", [["Setting"], ["Value"]], rows, "settings");
}

function rejectTable({ all, rows }) {
  if (all === 0) return el("p", {}, "No records were rejected.");
  return [
    rows.length < all ? el("p", { class: "note" }, `The first ${count(rows.length)} of ${count(all)}; rejects.jsonl has all of them.`) : null,
    wideTable("Rejected records", [["Where"], ["Why"], ["Beginning"]], rows.map((row) =>
      [`${row.file}:${row.line}`, `${row.code}: ${row.message}`, quoted("code", row.snippet)])),
  ];
}

function wideTable(caption, heads, rows, name = "") {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", { class: `plain ${name}` },
      el("caption", { class: "unseen" }, caption),
      el("thead", {}, el("tr", {}, heads.map(([title, numeric]) => el("th", { scope: "col", class: numeric ? "number" : null }, title)))),
      el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((cell, place) =>
        place === 0 ? el("th", { scope: "row" }, cell) : el("td", { class: heads[place][1] ? "number" : null }, cell)))))));
}

/// The rules that turn down pairs which look like copies, in the words of a paper.
const GUARDS = {
  other_values: "texts that look like one template with other figures and names",
  statement: "texts that share a statement or speech alone, each with its own words around it",
  series: "texts that an outlet published days apart in a series, and its live pages and digests",
  other_day: "headlines of different days",
};

/// The rules of the score.
const SCORE_RULES = {
  top_first: "words near the top count more", whole_sentences: "lightly edited sentences count as copied", narration: "what is not a quotation must be copied too",
  headlines: "the longer text counts less the more alike the headlines are", one_outlet: "a pair of one outlet counts less", days_apart: "a pair a week or more apart counts less",
};

/// The method of this run in words: what it was set to, as its record says.
function methodOf(run) {
  const { matching = {}, cleaning = {}, reading = {}, preset } = run.config ?? {};
  const { threshold, linkage_allowance: allowance = 0, family_threshold: family, min_words: least, without = [], shingling = {}, pairing } = matching;
  const ofHeadlines = reading.body_is === "headline";
  const lists = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);
  const named = (rules) => Object.entries(rules).filter(([name]) => !without.includes(name) && (name !== "other_day" || ofHeadlines) && (!["statement", "series"].includes(name) || !ofHeadlines)).map(([, words]) => words);
  const [guards, rules] = [named(GUARDS), named(SCORE_RULES)];
  const unit = shingling.words ? `${shingling.words}-word sequences` : shingling.letters ? `sequences of ${shingling.letters} letters` : "word sequences";
  const parameters = Object.entries(run.lsh?.parameters ?? {}).map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`);
  const recall = run.lsh?.estimated_recall;
  return [
    selectionOf(reading.selection),
    `Copies were grouped with wirecopy ${run.version}${preset && preset !== "default" ? ` (preset ${preset})` : ""}.`,
    `Boilerplate, captions, datelines and credits were removed by the built-in lists${cleaning.boilerplate ? " and a list of our own" : ""}.`,
    `Candidate pairs were found with MinHash over ${unit} (${[run.lsh?.scheme, ...parameters].filter(Boolean).join(", ")}${
      recall ? `; expected to find ${percent(recall, 1, 2)} of the pairs with a Jaccard similarity of ${run.lsh.estimated_at_jaccard}` : ""}).`,
    `Each candidate pair was compared word by word and scored from 0 to 1 by how much of ${ofHeadlines ? "the two headlines" : "the shorter text, and less so of the longer one,"} is found in the other${rules.length > 0 && !ofHeadlines ? `: ${lists(rules)}` : ""}.`,
    guards.length > 0 ? `Not counted as copies, whatever their wording, were ${lists(guards)}.` : "No guard against templates and series was used.",
    `Two articles with a score of ${threshold} or more count as copies. Groups were joined by average linkage: two groups became one story where the average score of the pairs between them is ${
      allowance > 0 ? `at least ${(threshold - allowance).toFixed(2)}` : "at least the same"}. Articles with fewer than ${least} words ${ofHeadlines ? "were not matched" : "were matched only if their texts are identical"}.`,
    family > 0 ? `Stories with a fifth of the pairs between them at ${family} or more are listed as versions of one developing story, and were not merged.` : null,
    `The agency of a story is the one that its copies credit, by dateline, byline or credit line (built-in list of agencies${cleaning.agencies ? " and a list of our own" : ""}); where they credit none, or disagree, none is given. Articles on an agency’s own site are not counted as its copies.`,
    "The reference text of a story is the agency’s own version, or else the earliest complete one.",
    pairing?.window ? `Articles that were published more than ${minutesLong(pairing.window / 60)} apart were not compared.` : null,
    pairing?.across === "outlets" ? "Articles of one outlet were not compared with one another." : null,
    without.length > 0 ? `Rules that were switched off: ${without.join(", ")}.` : null,
    `${counted(run.counts.read, "record")} ${run.counts.read === 1 ? "was" : "were"} read and ${count(run.counts.rejected)} rejected${run.counts.left_out ? `, and ${counted(run.counts.left_out, "article")} left out by the selection` : ""}; ${counted(storyCount(), "story", "stories")} contain ${counted(run.counts.clustered, "article")}.`,
  ].filter(Boolean).join(" ");
}

/// The output folder as given on the command line.
function folderOf(run) {
  const at = run.argv.findIndex((word) => word === "-o" || word === "--output");
  if (at >= 0 && run.argv[at + 1]) return run.argv[at + 1];
  const joined = run.argv.find((word) => word.startsWith("--output="));
  return joined ? joined.slice("--output=".length) : "wirecopy-out";
}

/// Which articles a run was to use.
function selectionOf({ since, until, languages = [], number } = {}) {
  const parts = [
    since && until ? `published from ${since} to ${until}` : since ? `published since ${since}` : until ? `published until ${until}` : null,
    languages.length > 0 ? `in the languages ${languages.join(", ")}` : null,
  ].filter(Boolean);
  const sizes = { first: (size) => `the first ${counted(size, "article")}`, sample: (size) => `a sample of ${counted(size, "id")}`, share: (share) => `a sample of ${percent(share, 1, 2)} of the articles` };
  const [kind, size] = Object.entries(number ?? {})[0] ?? [];
  if (parts.length === 0 && !kind) return null;
  return `Only ${kind ? sizes[kind]?.(size) ?? "some articles" : "articles"}${parts.length > 0 ? `${kind ? ", of those" : ""} ${parts.join(" and ")}` : ""} were used.`;
}
