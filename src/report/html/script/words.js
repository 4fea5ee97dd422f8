// All texts of the page.

const WORDS = {
  pages: { overview: "Overview", stories: "Stories", outlets: "Outlets", flags: "Flags", run: "Run" },

  roles: {
    canonical: ["reference", "The agency's own version, or else the earliest complete one. The others are compared with it."],
    verbatim: ["verbatim", "The same text, apart from boilerplate, dateline and credit."],
    edited: ["edited", "The story with words changed, cut or added."],
    excerpt: ["excerpt", "A part of the reference text."],
    extended: ["extended", "The whole reference text and more."],
    version: ["version", "Another version of the agency's story, by its mark, such as UPDATE 2."],
    same_outlet: ["same outlet", "Another article of an outlet that is already in the story; not counted as a copy."],
  },

  flags: {
    chained: ["chained", "Few of its pairs match directly: it may chain several different stories."],
    template: ["template", "Short texts that differ only in names and numbers: may be a template (market report) rather than a story."],
    oversize: ["oversize", "Implausibly large."],
    mixed_language: ["mixed language", "Mixed language tags."],
  },

  statuses: {
    killed: ["killed", "The agency withdrew the story, according to one of its articles."],
    corrected: ["corrected", "The agency issued a correction, according to one of the articles. Copies of the earlier version may be uncorrected."],
  },

  marks: { ok: "original", updated: "replaces an earlier version", corrected: "correction", killed: "withdrawn" },

  rules: {
    agency: "the agency's own version",
    earliest: "the earliest complete version",
    longest: "the longest version; no complete one has a date",
    id: "one of several that are as good; its id comes first",
  },

  credits: { credited: "credited", named: "named, not credited", absent: "not named", own: "the agency’s own", unknown: "no agency known" },

  evidence: {
    dateline: "in the dateline",
    byline: "in the byline",
    line: "on a line of its own",
    tail: "at the end",
    contributor: "as a contributor",
    provider: "as the provider",
    outlet: "on its own site",
    copyright: "in a copyright line",
  },

  isAndIsNot: [
    "A story is a group of articles that share wording, copied from one another or from a common source. Boilerplate, datelines and credits do not count.",
    "Rewrites and translations are not found, because they share no wording. Nothing here says who wrote first: the reference text is the agency's own version, or else the earliest complete one here, which need not be the original.",
    "The agency is the one that the copies credit. If they credit none, none is named.",
  ],

  searchHelp: [
    ["harbour strike", "both words in the headline, outlet or id of the story"],
    ["id:a17", "with an article of this id, or of one that begins so"],
    ["\"harbour strike\"", "this phrase"],
    ["-harbour", "without the word"],
    ["agency:reuters", "from an agency; agency:none for stories that credit none"],
    ["outlet:gazette", "carried by an outlet with this word in its name"],
    ["copies:>20  outlets:5..10", "by number"],
    ["jaccard:<.8  cohesion:<.5", "by similarity"],
    ["date:2026-03-12..2026-03-14", "first seen on these days"],
    ["flag:template", "with a flag; flag:any for all flagged stories"],
    ["status:killed", "killed or corrected by the agency"],
    ["language:de", "by language"],
  ],

  keys: [
    ["/", "search the stories"],
    ["j  k", "next and previous row"],
    ["Enter", "open the row"],
    ["n  p", "in a story: next and previous copy"],
    ["m", "in a story: copied passages or differences"],
    ["v", "in a story: side by side or one column"],
    ["g o, g s, g u, g f, g r", "overview, stories, outlets, flags, run"],
    ["t", "light, dark, or the system's setting"],
    ["?", "this help"],
    ["Esc", "leave the search or close the help"],
  ],
};
