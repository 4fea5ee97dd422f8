//! `wirecopy explain`: shows why two articles are one story, or are not.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use wirecopy::engine::{
    Change, Explanation, KeptTexts, KnownPlaces, Numbers, Passage, Question, Reason, Settings,
    Shown,
};
use wirecopy::report::{FinishedRun, Members, Share};
use wirecopy::verify::Guard;
use wirecopy::{ErrorKind, Wirecopy};

use crate::exit::{Exit, Failure};
use crate::finished::{self, UsedIndex};
use crate::global::Global;
use crate::options::cleaning::Cleaning;
use crate::terminal::{
    Against, Line, Output, Page, Style, Tone, columns, counted, grouped, harmless, similarity, wrap,
};

/// Show why two articles are in one story, or are not.
///
/// Reads both articles again. Shows their score, what decided, and the words in which they differ. The files must be
/// unchanged, in the same place or below --corpus. For articles that are only in an index, the index must have been built with
/// --texts.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Explain {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Id of one article.
    #[arg(value_name = "ID")]
    pub(crate) one: String,
    /// Id of the other.
    #[arg(value_name = "ID")]
    pub(crate) other: String,
    /// Show the whole difference.
    #[arg(long)]
    pub(crate) full: bool,
    /// Folder with the input files, if they have moved since the run.
    ///
    /// Each file is found by name and must be byte-identical to the one that was read.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Explained<'a> {
    /// The clusters of the two; none for an article without a copy.
    clusters: [Option<&'a str>; 2],
    #[serde(flatten)]
    explanation: &'a Explanation,
}

pub(crate) fn run(args: &Explain, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let ids = [&*args.one, &*args.other];
    if ids[0] == ids[1] {
        return Err(Failure::usage(format!(
            "'{}' is named twice; name two different articles",
            args.one
        )));
    }
    let mut run = finished::open(&args.run, args.corpus.as_deref())?;
    if run.version() != env!("CARGO_PKG_VERSION") {
        output.warning(&format!(
            "{} was written by wirecopy {}: its numbers may differ",
            args.run.display(),
            run.version()
        ));
    }
    let wirecopy = Wirecopy::builder()
        .settings(settings(&run, &args.run)?)
        .cleaner(Cleaning::of_run(&run)?.cleaner()?)
        .build();
    let corpus = finished::corpus(&mut run)?;
    let members = run.members()?;
    let clusters = ids.map(|id| members.cluster_of(id));
    let stories = [0, 1].map(|side| story(ids[side], clusters[side], &members));
    let index = UsedIndex::of(&run)?;
    let known = known(&members, &stories, index.as_ref())?;
    if let Some(id) = ids.iter().find(|&&id| known.in_index.get(id).is_some_and(Option::is_none)) {
        return Err(not_at_hand(id, &run));
    }
    let question = Question { ids, stories: [&stories[0], &stories[1]], known: &known };
    let explained = wirecopy.explain(&corpus, question);
    let explanation = match (explained, &index) {
        (Err(error), Some(index)) => {
            return Err(match error.kind() {
                ErrorKind::UnknownArticle { id, .. }
                    if KeptTexts::new(&index.snapshot, index.body_is).knows(id)? =>
                {
                    not_at_hand(id, &run)
                }
                _ => error.into(),
            });
        }
        (explained, _) => explained?,
    };
    let shown = if global.json {
        let result = Explained { clusters, explanation: &explanation };
        let json = serde_json::to_string(&result).expect("every key of an explanation is a string");
        format!("{json}\n")
    } else {
        let length = if args.full { Length::Full } else { Length::Shortened };
        render(&explanation, clusters, length, output.summary_style())
    };
    output.result(&shown)?;
    Ok(Exit::Done)
}

/// The articles of a story; an article without a copy is its own story.
fn story(id: &str, cluster: Option<&str>, members: &Members) -> Vec<String> {
    cluster.map_or_else(|| vec![id.to_owned()], |cluster| members.of_cluster(cluster).to_vec())
}

/// Where the articles of two stories are: in the inputs or in an index.
fn known(
    members: &Members,
    stories: &[Vec<String>; 2],
    index: Option<&UsedIndex>,
) -> Result<KnownPlaces, Failure> {
    let index = index.map(|index| KeptTexts::new(&index.snapshot, index.body_is));
    let mut known = KnownPlaces::default();
    for id in stories.iter().flatten() {
        let Some(stands) = members.stands(id) else { continue };
        if stands.index_only {
            let found = index.as_ref().map(|index| index.article(id, &stands.file, stands.offset));
            known.in_index.insert(id.clone(), found.transpose()?.flatten());
        } else {
            known.here.insert(id.clone(), (stands.file.clone(), stands.offset));
        }
    }
    Ok(known)
}

/// The error for an article that is only in an index without texts.
fn not_at_hand(id: &str, run: &FinishedRun) -> Failure {
    let index = run.index().map_or("the index", |index| &index.path);
    Failure::resources(
        format!("'{id}' is only in the index {index}, which has no texts"),
        Some(
            "To compare texts, cluster its file together with these inputs, or build the index with --texts",
        ),
    )
}

fn settings(run: &FinishedRun, folder: &Path) -> Result<Settings, Failure> {
    serde_json::from_value(run.config()["matching"].clone())
        .map_err(|error| finished::no_run(folder, &error.to_string()))
}

/// How much of the word difference is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    /// The ends of long passages.
    Shortened,
    /// Every word.
    Full,
}

/// The columns before the text.
const INDENT: usize = 2;

/// The columns for the name of a number.
const NAME: usize = 24;

/// Shows an explanation.
///
/// No line is wider than the style says. Control characters in articles are escaped.
fn render(
    explanation: &Explanation,
    clusters: [Option<&str>; 2],
    length: Length,
    style: Style,
) -> String {
    let mut page = Page::new(style);
    verdict(&mut page, explanation.together, clusters);
    page.skip();
    for (number, article) in (1..).zip(&explanation.articles) {
        show_article(&mut page, number, article);
    }
    page.skip();
    page.push(&Line::default().add(Tone::Heading, "Why"));
    reason(&mut page, explanation);
    page.skip();
    numbers(&mut page, &explanation.numbers);
    page.skip();
    difference(&mut page, &explanation.difference, length);
    page.into_text()
}

fn verdict(page: &mut Page, together: bool, clusters: [Option<&str>; 2]) {
    let line = match (together, clusters) {
        (true, [Some(cluster), _]) => {
            Line::default().add(Tone::Heading, "Together").plain(format!(", in story {cluster}"))
        }
        (true, _) => Line::default().add(Tone::Heading, "Together"),
        (false, clusters) => {
            let [one, other] = clusters
                .map(|cluster| cluster.map_or("in no story".to_owned(), |id| format!("in {id}")));
            let line = Line::default().add(Tone::Heading, "Not together");
            line.plain(format!(": 1 is {one}, 2 is {other}"))
        }
    };
    page.push(&line);
}

fn show_article(page: &mut Page, number: u32, article: &Shown) {
    let marks = page.style().marks;
    let mut facts = vec![harmless(&article.id)];
    facts.extend(article.outlet.as_deref().map(harmless));
    facts.extend(article.published.as_deref().map(harmless));
    facts.push(format!(
        "{} words, {} with boilerplate",
        grouped(article.words as u64),
        grouped(article.words_raw as u64)
    ));
    let headline = article.headline.as_deref().map_or("(no headline)".to_owned(), harmless);
    page.push(&Line::default().plain(format!("{number} ")).add(Tone::Heading, headline));
    for line in wrap(&facts, marks.dot(), page.style().width - INDENT) {
        page.push(&Line::indented(INDENT).add(Tone::Aside, line));
    }
}

fn numbers(page: &mut Page, numbers: &Numbers) {
    let share = |value: f64| similarity(Share::new(value));
    let both = |[one, other]: [f64; 2]| format!("1: {}   2: {}", share(one), share(other));
    let scores = Against::new(numbers.threshold, &[numbers.score]);
    page.push(&Line::default().add(Tone::Heading, "Numbers"));
    let buckets = format!(
        "{}   {} needed to be compared{}",
        numbers.shared_buckets,
        numbers.needed_buckets,
        if numbers.candidates { "" } else { ": they were not" }
    );
    let [one, other] = numbers.shingles;
    for (name, value) in [
        ("score", format!("{}   threshold {}", scores.figure(numbers.score), scores.bound())),
        ("sentences copied", both(numbers.prose_taken)),
        ("  outside quotes", both(numbers.narration_taken)),
        ("found in the other", both(numbers.contained)),
        ("Jaccard, cosine", format!("{}, {}", share(numbers.jaccard), share(numbers.cosine))),
        ("shared shingles", format!("{} of {one} and {other}", numbers.shared_shingles)),
        ("shared LSH buckets", buckets),
    ] {
        page.push(&Line::indented(INDENT).add(Tone::Aside, format!("{name:NAME$}")).plain(value));
    }
}

/// Says why two articles are in one story, or are not.
fn reason(page: &mut Page, explanation: &Explanation) {
    let numbers = &explanation.numbers;
    let scores = Against::new(numbers.threshold, &[numbers.score]);
    let (score, threshold) = (scores.figure(numbers.score), scores.bound());
    let own = match numbers.guard {
        Some(guard) => format!("Not copies of one another ({})", words(guard)),
        None if numbers.score < numbers.threshold => {
            format!("Score {score}, below the threshold {threshold}")
        }
        None => "Not compared with one another (--window, --across)".to_owned(),
    };
    let text = match &explanation.reason {
        Reason::SameText => "Identical text, apart from boilerplate.".to_owned(),
        Reason::Copies => {
            format!("Direct match: score {score} (threshold {threshold}).")
        }
        Reason::Linked { path, .. } if path.len() == 2 => {
            format!("{own}; but the average of all pairs of the story reaches the threshold.")
        }
        Reason::Linked { .. } => format!("{own}; but joined through other copies:"),
        Reason::NotFound => format!("{own}; no compared article links them."),
        Reason::Guarded { guard } => format!("Not copies: {}.", words(*guard)),
        Reason::TooShort { min_words } => {
            format!("Not compared: one of them has fewer than {min_words} words (--min-words).")
        }
        Reason::OutsideWindow => {
            "Not compared: they were published further apart than --window.".to_owned()
        }
        Reason::SameOutlet => "Not compared: they are of one outlet (--across outlets).".to_owned(),
        Reason::BelowThreshold => {
            format!("Too little is copied: score {score}, below the threshold {threshold}.")
        }
        Reason::NoCandidates => format!(
            "Score {score}, enough for a copy. But they share {} LSH buckets, and only pairs that share {} are compared: the \
             run missed them.",
            numbers.shared_buckets, numbers.needed_buckets
        ),
        &Reason::Outweighed { averages: [one, other], of_stories, needed } => {
            let scores = Against::new(needed, &[one, other, of_stories]);
            format!(
                "Score {score}, enough for a copy. But their stories do not match: the average score is {} between 1 and the \
                 story of 2, {} between 2 and the story of 1, and {} over all pairs, below the threshold {}.",
                scores.figure(one),
                scores.figure(other),
                scores.figure(of_stories),
                scores.bound()
            )
        }
        _ => "The reason is unknown to this version of wirecopy.".to_owned(),
    };
    push_text(page, &text);
    if let Reason::Linked { path, scores } = &explanation.reason
        && path.len() > 2
    {
        push_path(page, path, scores);
    }
    if explanation.compared < explanation.of {
        let (compared, of) = (grouped(explanation.compared as u64), grouped(explanation.of as u64));
        let why = match explanation.not_at_hand as u64 {
            0 => "The story is large".to_owned(),
            1 => "The text of 1 article of the story is only in the index".to_owned(),
            not_at_hand => format!(
                "The texts of {} articles of the story are only in the index",
                grouped(not_at_hand)
            ),
        };
        push_text(page, &format!("{why}: {compared} of its {of} articles were compared."));
    }
}

fn share(value: f64) -> String {
    similarity(Share::new(value))
}

fn push_text(page: &mut Page, text: &str) {
    let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for line in wrap(&words, " ", page.style().width - INDENT) {
        page.push(&Line::indented(INDENT).plain(line));
    }
}

fn push_path(page: &mut Page, path: &[String], scores: &[f64]) {
    let arrow = page.style().marks.arrow();
    let mut steps = vec![harmless(&path[0])];
    for (id, &score) in path[1..].iter().zip(scores) {
        steps.push(format!("{} {arrow} {}", share(score), harmless(id)));
    }
    for line in wrap(&steps, " ", page.style().width - 2 * INDENT) {
        page.push(&Line::indented(2 * INDENT).plain(line));
    }
}

/// What a guard rejects.
fn words(guard: Guard) -> &'static str {
    match guard {
        Guard::OtherValues => {
            "a template with other numbers and names in the same places, such as a market report"
        }
        Guard::Statement => {
            "a statement or speech that both quote, each with its own words around it"
        }
        Guard::OtherDay => "headlines of different days",
        Guard::Series => {
            "one outlet, and no republished text: days apart, or a live page or digest"
        }
        _ => "a guard against texts that are alike for another reason",
    }
}

/// Words of an unchanged passage that are shown beside a change.
const CONTEXT: usize = 6;
/// Words of a changed passage that are shown at its beginning and at its end.
const BEGINNING: usize = 40;
const END: usize = 12;
/// Fewer words than this are never omitted.
const FEWEST_LEFT_OUT: usize = 4;
/// The columns into which a run without a space is broken: Chinese, Japanese, Thai, and URLs.
const LONGEST: usize = 16;

/// A piece of a line that is not broken.
struct Piece {
    tone: Tone,
    text: String,
    /// Whether a space stands before it.
    spaced: bool,
    /// How many words it is.
    words: usize,
}

/// Shows a word difference.
fn difference(page: &mut Page, passages: &[Passage], length: Length) {
    let marks = [("[-", "only in 1", "-]", Tone::Removed), ("{+", "only in 2", "+}", Tone::Added)];
    let mut heading = Line::default().add(Tone::Heading, "Difference");
    for (open, text, close, tone) in marks {
        heading = heading.plain("   ").add(tone, format!("{open}{text}{close}"));
    }
    page.push(&heading);
    let ellipsis = page.style().marks.ellipsis();
    let mut pieces: Vec<Piece> = Vec::new();
    for (place, passage) in passages.iter().enumerate() {
        let (first, last) = (place == 0, place + 1 == passages.len());
        let (beginning, end) = match (passage.change, length) {
            (_, Length::Full) => (usize::MAX, 0),
            (Change::Same, _) => (if first { 0 } else { CONTEXT }, if last { 0 } else { CONTEXT }),
            _ => (BEGINNING, END),
        };
        let what = if passage.change == Change::Same { "unchanged" } else { "more" };
        let omitted = |left_out: usize| {
            format!("{ellipsis} {} {what} {ellipsis}", counted(left_out as u64, "word"))
        };
        let shown = shortened(pieces_of(passage), beginning, end, omitted);
        pieces.extend(marked(shown, passage.change));
    }
    if pieces.is_empty() {
        pieces.extend(split("Both texts are empty.", Tone::Aside));
    }
    flow(page, pieces);
}

fn tone(change: Change) -> Tone {
    match change {
        Change::Same => Tone::Plain,
        Change::Removed => Tone::Removed,
        Change::Added => Tone::Added,
    }
}

fn pieces_of(passage: &Passage) -> Vec<Piece> {
    split(&harmless(&passage.text), tone(passage.change))
}

/// Breaks a text at its spaces, and what is too long without one anywhere.
fn split(text: &str, tone: Tone) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for word in text.split(' ') {
        if columns(word) <= 2 * LONGEST {
            pieces.push(Piece { tone, text: word.to_owned(), spaced: true, words: 1 });
            continue;
        }
        let mut spaced = true;
        let mut piece = String::new();
        for character in word.chars() {
            piece.push(character);
            if columns(&piece) >= LONGEST || piece.len() >= 4 * LONGEST {
                let words = piece.chars().count();
                pieces.push(Piece { tone, text: std::mem::take(&mut piece), spaced, words });
                spaced = false;
            }
        }
        if !piece.is_empty() {
            let words = piece.chars().count();
            pieces.push(Piece { tone, text: piece, spaced, words });
        }
    }
    pieces
}

/// Omits the pieces between the beginning and the end, and says how many words that is.
fn shortened(
    mut pieces: Vec<Piece>,
    beginning: usize,
    end: usize,
    omitted: impl Fn(usize) -> String,
) -> Vec<Piece> {
    if pieces.len() <= beginning.saturating_add(end).saturating_add(FEWEST_LEFT_OUT) {
        return pieces;
    }
    let ending = pieces.split_off(pieces.len() - end);
    let left_out = pieces.split_off(beginning).iter().map(|piece| piece.words).sum();
    pieces.push(Piece { tone: Tone::Aside, text: omitted(left_out), spaced: true, words: 0 });
    pieces.extend(ending);
    pieces
}

/// Puts the marks of its change around a passage.
fn marked(mut pieces: Vec<Piece>, change: Change) -> Vec<Piece> {
    let (open, close) = match change {
        Change::Same => return pieces,
        Change::Removed => ("[-", "-]"),
        Change::Added => ("{+", "+}"),
    };
    if let Some(first) = pieces.first_mut() {
        first.text.insert_str(0, open);
    }
    if let Some(last) = pieces.last_mut() {
        last.text.push_str(close);
    }
    pieces
}

/// Sets pieces one after the other in lines.
fn flow(page: &mut Page, pieces: Vec<Piece>) {
    let width = page.style().width;
    let mut line = Line::indented(INDENT);
    let mut is_empty = true;
    for piece in pieces {
        let space = usize::from(piece.spaced && !is_empty);
        if !is_empty && line.columns() + space + columns(&piece.text) > width {
            page.push(&line);
            line = Line::indented(INDENT);
        } else if space > 0 {
            line = line.plain(" ");
        }
        line = line.add(piece.tone, piece.text);
        is_empty = false;
    }
    page.push(&line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(change: Change, text: &str) -> Passage {
        Passage { change, words: text.split_whitespace().count(), text: text.to_owned() }
    }

    fn shown(passages: &[Passage], length: Length) -> String {
        let mut page = Page::new(Style { width: 60, ..Style::default() });
        difference(&mut page, passages, length);
        page.into_text()
    }

    fn numbered(words: std::ops::Range<u32>) -> String {
        words.map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn middle_of_an_unchanged_passage_is_omitted() {
        let passages = [
            passage(Change::Same, &numbered(0..30)),
            passage(Change::Removed, "Tuesday"),
            passage(Change::Added, "Monday"),
            passage(Change::Same, &numbered(30..60)),
        ];
        assert_eq!(
            shown(&passages, Length::Shortened),
            "Difference   [-only in 1-]   {+only in 2+}\n  \
             … 24 words unchanged … w24 w25 w26 w27 w28 w29 [-Tuesday-]\n  \
             {+Monday+} w30 w31 w32 w33 w34 w35 … 24 words unchanged …\n"
        );
        assert!(!shown(&passages, Length::Full).contains('…'));
    }

    #[test]
    fn line_is_never_wider_than_the_terminal() {
        let long = "https://gazette.example/".repeat(20) + &"橋が開通した".repeat(30);
        for change in [Change::Same, Change::Added, Change::Removed] {
            let text = shown(&[passage(change, &long)], Length::Full);
            assert!(text.lines().all(|line| columns(line) <= 60), "{text}");
        }
    }

    #[test]
    fn hostile_words_do_nothing_to_the_terminal() {
        let text = shown(&[passage(Change::Added, "pay \u{1b}[2J now \u{202e}001")], Length::Full);
        assert!(text.contains(r"{+pay \u{1b}[2J now \u{202e}001+}"), "{text}");
    }
}
