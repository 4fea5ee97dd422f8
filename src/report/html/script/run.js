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

function methodOf(run) {
  const matching = run.config?.matching ?? {};
  const threshold = matching.threshold ?? "–";
  const allowance = matching.linkage_allowance ?? 0;
  const average = allowance > 0 ? `at least ${(threshold - allowance).toFixed(2)}` : "at least that";
  return `Copies were grouped with wirecopy ${run.version}. Boilerplate, datelines and credits were removed. Candidate pairs were found with MinHash (${
    run.lsh?.scheme ?? "LSH"}) over ${matching.shingling?.words ?? "several"}-word shingles. Each candidate pair was scored from 0 to 1 by the share of each text, weighed by sentence, that is found in the other; pairs that look like one template with other figures, or like a series of one outlet, score 0. Articles with a score of ${
    threshold} or more count as copies; groups were joined by average linkage, at an average score of ${average}. Articles with fewer than ${
    matching.min_words ?? "–"} words were matched only if identical. The agency of a story is the one that its copies credit. ${
    count(run.counts.read)} records were read and ${count(run.counts.rejected)} rejected; ${counted(storyCount(), "story", "stories")} contain ${count(run.counts.clustered)} articles.`;
}

/// The output folder as given on the command line.
function folderOf(run) {
  const at = run.argv.findIndex((word) => word === "-o" || word === "--output");
  if (at >= 0 && run.argv[at + 1]) return run.argv[at + 1];
  const joined = run.argv.find((word) => word.startsWith("--output="));
  return joined ? joined.slice("--output=".length) : "wirecopy-out";
}
