// The words of the page, so that they can be read, checked and translated in one place.

const WORDS = {
  pages: { overview: "Overview", stories: "Stories", outlets: "Outlets", flags: "Flags", run: "Run" },

  roles: {
    canonical: ["canonical", "The article shown for all of them: the one with the most words."],
    verbatim: ["verbatim", "The same text, once furniture, dateline and credit are off."],
    edited: ["edited", "The same story with words changed, cut or added."],
    excerpt: ["excerpt", "A part of the canonical text."],
    extended: ["extended", "The canonical text and more."],
    version: ["version", "Another version of the agency's story, by the mark that it carries."],
    same_outlet: ["same outlet", "One more article of an outlet that is in the story already; not counted as a copy."],
  },

  flags: {
    chained: ["chained", "Few of its pairs are alike by themselves: it may be several stories in a row, each like the next."],
    template: ["template", "Short texts that differ in names and numbers alone: it may be a form, such as a market report, and no story."],
    oversize: ["oversize", "More articles than a story is likely to have copies."],
    mixed_language: ["mixed language", "Its articles say that they are in different languages."],
  },

  statuses: {
    killed: ["killed", "An article says that the agency withdrew the story: it must not run."],
    corrected: ["corrected", "An article says that the agency put the story right. Copies of the earlier version may stand uncorrected."],
  },

  marks: { ok: "as it was sent", updated: "in place of an earlier version", corrected: "a correction", killed: "must not run" },

  rules: {
    longest: "it has the most words",
    id: "others are as long; its id comes first",
  },

  evidence: {
    dateline: "in the dateline",
    byline: "in the by-line",
    line: "in a line of its own",
    tail: "at the end",
    contributor: "as a contributor",
    provider: "as the provider",
    outlet: "by its own site",
    copyright: "in a copyright line",
  },

  isAndIsNot: [
    "A story here is a group of articles whose words were taken over from one another, or from one text behind them all. Furniture of the page, datelines and credits do not count.",
    "Rewrites and translations are not found, for they share no runs of words. Nothing here says who wrote first: the canonical article is the longest, not the original.",
    "The agency is the one that the copies credit. Where they credit none, none is named.",
  ],

  searchHelp: [
    ["harbour strike", "both words in the headline, outlet or id"],
    ["\"harbour strike\"", "the two words, one after the other"],
    ["-harbour", "without the word"],
    ["agency:reuters", "from an agency; agency:none for those that name none"],
    ["outlet:gazette", "carried by an outlet whose name has the word"],
    ["copies:>20  outlets:5..10", "by number"],
    ["sim:<.8  cohesion:<.5", "by similarity"],
    ["date:2026-03-12..2026-03-14", "first seen on these days"],
    ["flag:template", "with a flag; flag:any for all"],
    ["status:killed", "killed or corrected by the agency"],
    ["language:de", "by language"],
  ],

  keys: [
    ["/", "search the stories"],
    ["j  k", "next and previous row"],
    ["Enter", "open the row"],
    ["n  p", "in a story: next and previous copy"],
    ["v", "in a story: side by side or in one column"],
    ["g o, g s, g u, g f, g r", "overview, stories, outlets, flags, run"],
    ["t", "light, dark, or as the system says"],
    ["?", "this help"],
    ["Esc", "leave the search or close the help"],
  ],
};
