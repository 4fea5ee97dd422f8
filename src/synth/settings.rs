//! The settings of a synthetic corpus.

/// The default seed.
pub const DEFAULT_SEED: u64 = 1;

/// The default number of articles.
pub const DEFAULT_ARTICLES: u64 = 10_000;

/// The settings of a corpus: the same settings give the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Another seed gives other stories.
    pub seed: u64,
    /// The number of articles.
    ///
    /// A larger corpus with the same seed begins with the same whole days.
    pub articles: u64,
    /// The length of the articles.
    pub length: Length,
}

/// The length of the articles of a corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Length {
    /// 130 to 900 words, as in news, with the boilerplate of the outlets' sites.
    #[default]
    News,
    /// About 80 words without boilerplate, so that ten million of them fit on a small disk.
    Short,
}

/// The settings of `data/sample.jsonl` and of its ignore file.
pub const SAMPLE: Settings = Settings { seed: 4, articles: 400, length: Length::News };

impl Default for Settings {
    fn default() -> Settings {
        Settings { seed: DEFAULT_SEED, articles: DEFAULT_ARTICLES, length: Length::default() }
    }
}
