//! The reason in words.

use wirecopy::engine::{Explanation, Reason};
use wirecopy::report::Share;
use wirecopy::verify::Guard;

use super::INDENT;
use crate::summary::{Against, Line, Page, grouped, harmless, similarity, wrap};

/// Says why two articles are in one story, or are not.
pub(super) fn show(page: &mut Page, explanation: &Explanation) {
    let numbers = &explanation.numbers;
    let scores = Against::new(numbers.threshold, &[numbers.score]);
    let (score, threshold) = (scores.figure(numbers.score), scores.bound());
    let own = numbers.guard.map_or_else(
        || format!("Score {score}, below the threshold {threshold}"),
        |guard| format!("Not copies of one another ({})", words(guard)),
    );
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
        Guard::OtherDay => "headlines of different days",
        Guard::Series => "one outlet, days apart, and too much is new for a republished text",
        _ => "a guard against texts that are alike for another reason",
    }
}
