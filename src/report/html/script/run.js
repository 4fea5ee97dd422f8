// The run: what it read, with what settings, what it left out, and how to cite it.

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
      ["In a story with others", count(run.counts.clustered)],
      ["Without a copy", count(run.counts.single)],
      ["Left out", count(run.counts.rejected)],
      ["Time", `${Object.values(run.seconds).reduce((sum, seconds) => sum + seconds, 0).toFixed(1)} s`],
      run.peak_memory_bytes ? ["Memory", bytesLong(run.peak_memory_bytes)] : null,
      ["Texts in this file", `${count(index.with_texts)} of ${counted(storyCount(), "story", "stories")}`],
    ].filter(Boolean).map(fact)),
    el("section", {}, el("h2", {}, "Command"), el("pre", {}, run.argv.map(quotedId).join(" "))),
    el("section", {}, el("h2", {}, "Inputs"), inputTable(run.inputs)),
    el("section", {}, el("h2", {}, "Settings"), recall
      ? el("p", {}, `Pairs with a Jaccard similarity of ${run.lsh.estimated_at_jaccard} are expected to be found in ${(recall * 100).toFixed(2)} % of cases, by the scheme ${run.lsh.scheme}.`) : null,
      settingsTable(run.config)),
    el("section", {}, el("h2", {}, "Left out"), rejectTable(rejects)),
    el("section", {}, el("h2", {}, "Method, to paste"), el("blockquote", {}, methodOf(run))),
    el("section", {}, el("h2", {}, "Cite"), el("blockquote", {}, run.citation)),
  );
}

function inputTable(inputs) {
  return wideTable("Inputs", [["File"], ["Records", true], ["Left out", true], ["Bytes", true], ["XXH3"], ["Read as"]], inputs.map((input) =>
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
  if (all === 0) return el("p", {}, "Nothing: every record is an article.");
  return [
    rows.length < all ? el("p", { class: "note" }, `The first ${count(rows.length)} of ${count(all)}; rejects.jsonl has them all.`) : null,
    wideTable("Records that were left out", [["Where"], ["Why"], ["Beginning"]], rows.map((row) =>
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
  return `Copies were grouped with wirecopy ${run.version}. Page furniture, datelines and credits were removed; articles that shared ${
    matching.shingling?.words ?? "several"}-word shingles (${run.lsh?.scheme ?? "LSH"}) were compared sentence by sentence, and articles were put together by average linkage at a score of ${
    matching.threshold ?? "–"} or more. Articles of fewer than ${matching.min_words ?? "–"} words were matched only when equal. ${
    count(run.counts.read)} records were read, ${count(run.counts.rejected)} left out; ${counted(storyCount(), "story", "stories")} hold ${count(run.counts.clustered)} articles.`;
}
