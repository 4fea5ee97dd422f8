//! Why two articles are in one story, for the terminal.

mod difference;
mod reason;

use wirecopy::engine::{Explanation, Numbers, Shown};
use wirecopy::report::Share;

use crate::summary::{Against, Line, Page, Style, Tone, grouped, harmless, similarity};

/// How much of the word difference is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
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
pub(crate) fn render(
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
    reason::show(&mut page, explanation);
    page.skip();
    numbers(&mut page, &explanation.numbers);
    page.skip();
    difference::show(&mut page, &explanation.difference, length);
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
    for line in crate::summary::wrap(&facts, marks.dot(), page.style().width - INDENT) {
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
