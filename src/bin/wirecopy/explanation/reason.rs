//! The reason in words.

use wirecopy::engine::{Explanation, Reason};
use wirecopy::report::Share;
use wirecopy::verify::Guard;

use super::INDENT;
use crate::summary::{Against, Line, Page, grouped, harmless, similarity, wrap};

/// Tells why two articles are together, or apart.
pub(super) fn tell(page: &mut Page, explanation: &Explanation) {
    let numbers = &explanation.numbers;
    let scores = Against::new(numbers.threshold, &[numbers.score]);
    let (score, threshold) = (scores.figure(numbers.score), scores.bound());
    let own = numbers.guard.map_or_else(
        || format!("Their own score is {score}, short of {threshold}"),
        |guard| format!("By themselves they would be no copies: {}", words(guard)),
    );
    let text = match &explanation.reason {
        Reason::SameText => "Their words are the same once furniture is taken off.".to_owned(),
        Reason::Copies => {
            format!(
                "They are copies by themselves: {threshold} makes a copy, and they score {score}."
            )
        }
        Reason::Linked { path, .. } if path.len() == 2 => {
            format!("{own}; but the average of all pairs of the story holds them together.")
        }
        Reason::Linked { .. } => format!("{own}; but other articles of the story link them:"),
        Reason::NotFound => format!("{own}; and nothing that was compared links them."),
        Reason::Guarded { guard } => format!("They are not counted as copies: {}.", words(*guard)),
        Reason::TooShort { min_words } => format!(
            "One of them has under {min_words} words (--min-words): too few to be compared."
        ),
        Reason::BelowThreshold => {
            format!("Too little was taken over: they score {score}, and {threshold} makes a copy.")
        }
        Reason::NoCandidates => format!(
            "They score {score}, enough for a copy, but share {} LSH buckets where {} make a candidate pair: the run \
             never measured them.",
            numbers.shared_buckets, numbers.needed_buckets
        ),
        &Reason::Outweighed { averages: [one, other], of_stories, needed } => {
            let scores = Against::new(needed, &[one, other, of_stories]);
            format!(
                "They score {score}, enough for a copy, but the stories as a whole do not: 1 scores {} on average with the \
                 story of 2, 2 scores {} with the story of 1, and all pairs between the two {}, where {} is needed.",
                scores.figure(one),
                scores.figure(other),
                scores.figure(of_stories),
                scores.bound()
            )
        }
        _ => "The program that shows this does not know the reason.".to_owned(),
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
            1 => "The text of 1 article of the story is known to the index alone".to_owned(),
            not_at_hand => format!(
                "The texts of {} articles of the story are known to the index alone",
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

/// What a guard guards against.
fn words(guard: Guard) -> &'static str {
    match guard {
        Guard::OtherValues => {
            "other numbers and names stand in the same places, as in a template (markets, results, prices)"
        }
        Guard::OtherDay => "they are headlines of different days",
        Guard::Series => {
            "they are of one outlet and days apart, and too much is new for the same text published again"
        }
        _ => "a guard against texts that are alike for another reason",
    }
}
