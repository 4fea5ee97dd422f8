//! An article, and the dense numbers that the stages use for it.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The dense number of an article within one run.
///
/// Numbers follow the order of the articles' keys, never the order in which they were read: the same corpus in any
/// order of files and lines gives each article the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub u32);

impl ArticleId {
    /// The number as an index into a slice with one element per article.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the compared text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyIs {
    /// The text of the story.
    #[default]
    Story,
    /// The headline, followed by the blurb or text if there is one.
    Headline,
}

/// One article as the corpus has it: every field as written, none guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article<'a> {
    /// The caller's name for the article, unique in a corpus.
    pub key: Cow<'a, str>,
    /// The compared text, with line ends between its blocks.
    pub body: Cow<'a, str>,
    /// What the body is.
    pub body_is: BodyIs,
    /// The headline.
    pub headline: Option<Cow<'a, str>>,
    /// Its byline.
    pub byline: Option<Cow<'a, str>>,
    /// Its publisher: a name or a host.
    pub outlet: Option<Cow<'a, str>>,
    /// When it was published, as written.
    pub published: Option<Cow<'a, str>>,
    /// Its URL.
    pub url: Option<Cow<'a, str>>,
    /// The language, as written.
    pub language: Option<Cow<'a, str>>,
    /// What an agency format says about it.
    pub wire: Option<Box<WireItem>>,
}

/// What an agency format says about an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireItem {
    /// The identifier that all versions of the item share.
    pub guid: Option<String>,
    /// The number of this version.
    pub version: Option<u32>,
    /// The status of this version.
    pub status: ItemStatus,
    /// The status as the item words it.
    pub status_said: String,
    /// Candidates for the agency that sent it, the likeliest first.
    pub providers: Vec<String>,
    /// Place and date of writing, if the format has them outside the text.
    pub dateline: Option<String>,
}

/// The status of a version of an item; a later variant outweighs an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ItemStatus {
    /// May run.
    #[default]
    Usable,
    /// Replaces an earlier version.
    Updated,
    /// Corrects an earlier version.
    Corrected,
    /// Withdrawn: must not run.
    Killed,
}

impl<'a> Article<'a> {
    /// An article of which only the key and the text are known. Add other fields by update syntax:
    ///
    /// ```
    /// use wirecopy::Article;
    ///
    /// let article = Article {
    ///     outlet: Some("gazette.example".into()),
    ///     ..Article::new("a1", "The ferry to Tarn was late again.")
    /// };
    /// ```
    pub fn new(key: impl Into<Cow<'a, str>>, body: impl Into<Cow<'a, str>>) -> Article<'a> {
        Article { key: key.into(), body: body.into(), ..Article::default() }
    }
}

impl<'a> From<&'a Article<'_>> for Article<'a> {
    /// The same article, borrowed.
    fn from(article: &'a Article<'_>) -> Article<'a> {
        let borrowed = |text: &'a Option<Cow<'_, str>>| text.as_deref().map(Cow::Borrowed);
        Article {
            key: Cow::Borrowed(&article.key),
            body: Cow::Borrowed(&article.body),
            body_is: article.body_is,
            headline: borrowed(&article.headline),
            byline: borrowed(&article.byline),
            outlet: borrowed(&article.outlet),
            published: borrowed(&article.published),
            url: borrowed(&article.url),
            language: borrowed(&article.language),
            wire: article.wire.clone(),
        }
    }
}

impl Article<'_> {
    /// Copies the article so that it no longer borrows from the input.
    pub fn into_owned(self) -> Article<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Article {
            key: own(self.key),
            body: own(self.body),
            body_is: self.body_is,
            headline: self.headline.map(own),
            byline: self.byline.map(own),
            outlet: self.outlet.map(own),
            published: self.published.map(own),
            url: self.url.map(own),
            language: self.language.map(own),
            wire: self.wire,
        }
    }
}

/// The number of an input file, in the order of the files' paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// Where an article is in the corpus, so that it can be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Bytes from the start of the (decompressed) file to the record; for a table, the row number.
    pub offset: u64,
    /// Bytes of the record without its line end.
    pub bytes: u64,
    /// The record's first line, or the row, counted from 1.
    pub line: u64,
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How an article names the agency that its story comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditState {
    /// Where a credit belongs: in the dateline or byline, or in a line before or after the story.
    Credited,
    /// Only elsewhere on the page: in the text, or in a caption.
    Named,
    /// Nowhere.
    Absent,
}

impl CreditState {
    /// The state in one word.
    pub fn name(self) -> &'static str {
        match self {
            CreditState::Credited => "credited",
            CreditState::Named => "named",
            CreditState::Absent => "absent",
        }
    }
}
