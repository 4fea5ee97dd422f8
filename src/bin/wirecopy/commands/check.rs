//! `wirecopy check`: shows how the input is read. Writes nothing.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use wirecopy::article::BodyIs;
use wirecopy::corpus::Selection;
use wirecopy::date::{Calendar, DateReader, DateSettings, Unread};
use wirecopy::engine::{
    self, Checked, DateCheck, FieldCheck, GroupCheck, Preset, SampleArticle, Settings, Tolerance,
};
use wirecopy::report::Share;
use wirecopy::scratch::Workspace;

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::options::reading::{self, Understanding};
use crate::terminal::{
    Line, Output, Page, Style, Tone, columns, counted, grouped, harmless, percent, quoted, wrap,
};

/// Look at the input: format, fields, problems. Writes nothing.
///
/// Shows how the files are read, three sample articles, and warnings. Looks at the first 10,000 records of each kind of file.
/// Exits with 1 if `cluster` would refuse the input.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Check {
    /// Files, folders or globs; `-` is standard input.
    ///
    /// docs/formats.md lists the formats.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) how: Understanding,
    /// Format of ambiguous dates, as for `cluster`.
    #[arg(long, value_name = "FORMAT …", help_heading = "Reading")]
    pub(crate) date_format: Vec<String>,
    /// Time zone for times without one, as for `cluster`.
    #[arg(long, value_name = "ZONE", help_heading = "Reading")]
    pub(crate) timezone: Option<String>,
}

pub(crate) fn run(args: &Check, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let spool = Workspace::in_folder(&std::env::temp_dir())?;
    let corpus = reading::open(
        &args.inputs,
        &args.how,
        Selection::default(),
        BodyIs::default(),
        spool.path(),
    )?;
    for input in corpus.unreadable() {
        output.warning(&format!("{}: {}", input.path.display(), input.reason));
    }
    let (formats, timezone) = (args.date_format.clone(), args.timezone.clone());
    let dates = DateReader::new(DateSettings { formats, timezone })?;
    let settings = Settings { dates, ..Preset::Default.settings() };
    let checked = engine::check(&corpus, &settings, Timestamp::now().as_second())?;
    let reason = why_not_ready(&checked, corpus.unreadable().len());
    let is_good = reason.is_none();
    if global.json {
        let json = serde_json::to_string(&checked).expect("every key is a string");
        output.result(&format!("{json}\n"))?;
    } else {
        let verdict = match reason {
            None => Verdict::Ready { next: next_command(std::env::args().skip(1)) },
            Some(reason) => Verdict::NotReady { reason },
        };
        output.result(&render(&checked, &verdict, output.summary_style()))?;
    }
    Ok(if is_good { Exit::Done } else { Exit::No })
}

/// Why `wirecopy cluster` would not go through with it, if it would not.
fn why_not_ready(checked: &Checked, unreadable: usize) -> Option<String> {
    let articles: u64 = checked.groups.iter().map(GroupCheck::articles).sum();
    let rejected: u64 = checked.groups.iter().map(GroupCheck::rejected).sum();
    let mistakes: u64 = checked.groups.iter().map(GroupCheck::mistakes).sum();
    if unreadable > 0 {
        let files = if unreadable == 1 { "1 input" } else { "several inputs" };
        Some(format!("{files} cannot be read"))
    } else if articles == 0 {
        Some("it has no articles".to_owned())
    } else if Tolerance::default().is_exceeded(mistakes, articles + rejected) {
        Some(format!("{mistakes} of {} records are bad", articles + rejected))
    } else {
        None
    }
}

/// The command that clusters the same: as it was typed, but for the name of this one.
fn next_command(typed: impl Iterator<Item = String>) -> String {
    let mut is_named = false;
    let mut words = vec!["wirecopy".to_owned()];
    for word in typed {
        if !is_named && word == "check" {
            is_named = true;
            words.push("cluster".to_owned());
        } else {
            words.push(quoted(word));
        }
    }
    words.join(" ")
}

/// The column in which the label of a line ends.
const LABEL: usize = 11;
/// The column in which the names of fields end.
const NAMES: usize = 28;
/// The fields that are shown even if no article has them.
const ALWAYS_SHOWN: [&str; 5] = ["id", "text", "headline", "outlet", "date"];

/// Pairs of outlets that are shown.
const ALIASES_SHOWN: usize = 3;

/// The text, and how many warnings it has.
struct Report {
    page: Page,
    warnings: u64,
}

/// Whether the input can be clustered.
enum Verdict {
    /// It can, with this command.
    Ready { next: String },
    /// It cannot, for this reason.
    NotReady { reason: String },
}

/// Shows the result, and what follows from it.
fn render(checked: &Checked, verdict: &Verdict, style: Style) -> String {
    let mut report = Report { page: Page::new(style), warnings: 0 };
    for group in &checked.groups {
        show(group, &mut report);
        report.page.skip();
    }
    for notice in &checked.notices {
        report.warn(notice);
    }
    if !checked.notices.is_empty() {
        report.page.skip();
    }
    let Report { mut page, warnings } = report;
    match verdict {
        Verdict::Ready { next } => {
            let ready = match warnings {
                0 => "Ready. Next:  ".to_owned(),
                _ => format!("Ready, with {}. Next:  ", counted(warnings, "warning")),
            };
            // A command is to be pasted, so it is neither wrapped nor cut.
            page.into_text() + &ready + next + "\n"
        }
        Verdict::NotReady { reason } => {
            page.push(&Line::default().add(Tone::Warning, format!("Not ready: {reason}.")));
            page.into_text()
        }
    }
}

fn show(group: &GroupCheck, report: &mut Report) {
    let page = &mut report.page;
    let more = if group.files > 1 {
        format!(" and {} more", grouped(group.files - 1))
    } else {
        String::new()
    };
    let records = counted(group.records, "record");
    let records = if group.is_all { records } else { format!("the first {records}") };
    let title = format!("{}{more}", harmless(&group.path));
    let kind = format!("{}, {}, {records}", group.format, group.encoding);
    let line = Line::default().add(Tone::Heading, title);
    if line.columns() + 3 + columns(&kind) <= page.style().width {
        page.push(&line.plain("   ").plain(kind));
    } else {
        page.push(&line);
        page.push(&Line::indented(2).plain(kind));
    }
    match group.schema {
        Some(schema) => labelled("schema", schema, "(--schema to change)", page),
        None => labelled("read as", "", &group.described, page),
    }
    for field in &group.fields {
        if field.filled > 0 || (ALWAYS_SHOWN.contains(&field.field) && !field.from.is_empty()) {
            labelled(field.field, &harmless(&field.from.join(", ")), &facts(group, field), page);
        }
    }
    problems(group, report);
    for (number, article) in (1..).zip(&group.sample) {
        sample(number, article, &mut report.page);
    }
}

/// The facts about a field.
fn facts(group: &GroupCheck, field: &FieldCheck) -> String {
    let articles = group.articles();
    let missing = articles - field.filled;
    let mut facts = Vec::new();
    match field.field {
        "id" if group.repeated_ids == 0 => facts.push("unique".to_owned()),
        "id" => facts.push(format!("{} repeated", grouped(group.repeated_ids))),
        "text" => {
            facts.push(format!("median {}", counted(group.median_words, "word")));
            if group.short > 0 {
                facts.push(format!(
                    "{} short, matched only if identical",
                    share(group.short, articles)
                ));
            }
        }
        "outlet" if field.filled > 0 => {
            facts.push(counted(group.outlets, "outlet"));
            if !group.aliases.is_empty() {
                let shown = group.aliases.iter().take(ALIASES_SHOWN);
                let shown =
                    shown.map(|(one, other)| format!("{} / {}", harmless(one), harmless(other)));
                let more = group.aliases.len().saturating_sub(ALIASES_SHOWN) as u64;
                let more =
                    if more > 0 { format!(" and {} more", grouped(more)) } else { String::new() };
                facts.push(format!(
                    "{} may be the same: {}{more} (--outlet-aliases)",
                    counted(group.aliases.len() as u64, "pair"),
                    shown.collect::<Vec<_>>().join("; ")
                ));
            }
        }
        "date" => facts.extend(dates(&group.dates, articles)),
        _ => {}
    }
    if missing > 0 && field.field != "date" {
        facts.push(format!("missing {}", share(missing, articles)));
    }
    if facts.is_empty() {
        facts.push("in every article".to_owned());
    }
    facts.join(", ")
}

fn dates(dates: &DateCheck, articles: u64) -> Vec<String> {
    let shares = [
        ("with time", dates.exact),
        ("day only", dates.day),
        ("month only", dates.month),
        ("unreadable", dates.unread),
        ("missing", dates.missing),
    ];
    let buddhist = dates.calendars.get(&Calendar::Buddhist).map_or(0, |(articles, _)| *articles);
    let shares =
        shares.into_iter().chain([("in Buddhist years, of which 543 are taken off", buddhist)]);
    let shares = shares.filter(|(_, count)| *count > 0);
    shares.map(|(name, count)| format!("{name} {}", share(count, articles))).collect()
}

fn problems(group: &GroupCheck, report: &mut Report) {
    let articles = group.articles();
    if group.rejected() > 0 {
        let reasons =
            group.rejects.iter().map(|(code, count)| format!("{code} {}", grouped(*count)));
        let reasons = reasons.collect::<Vec<_>>().join(", ");
        let share = share(group.rejected(), group.records);
        report.warn(&format!("{share} of the records are not articles: {reasons}"));
        for reject in &group.first_rejects {
            report.page.push(&Line::indented(4).add(Tone::Aside, harmless(reject)));
        }
    }
    if let Some(date) = &group.dates.first_unread {
        report.warn(&format!("dates such as '{}' {}", harmless(date), Unread::of(date).advice()));
    }
    for (calendar, (_, date)) in &group.dates.calendars {
        if *calendar != Calendar::Buddhist {
            let advice = Unread::Calendar(*calendar).advice();
            report.warn(&format!("dates such as '{}' {advice}", harmless(date)));
        }
    }
    let undated = group.dates.missing + group.dates.unread;
    if undated > 0 {
        let share = share(undated, articles);
        report
            .warn(&format!("{share} without a date: they are clustered, but are not in timelines"));
    }
    if let Some(date) = &group.dates.first_future {
        let share = share(group.dates.future, articles);
        report.warn(&format!("{share} dated in the future, such as '{}'", harmless(date)));
    }
    if group.same_pages > 0 {
        let articles = counted(group.same_pages, "article");
        report.warn(&format!(
                "{articles} at another URL of the same page (AMP, mobile, tracking): copies within one outlet"
            ));
    }
    contents(group, report);
    oddities(group, report);
}

/// Half of the texts have fewer words than this, or more: they may be no stories, or several in one.
const FEW_WORDS: u64 = 20;
const MANY_WORDS: u64 = 4_000;

/// What may be wrong with what was taken for texts, headlines and outlets.
fn contents(group: &GroupCheck, report: &mut Report) {
    let articles = group.articles();
    if articles == 0 {
        return;
    }
    if group.further_pages > 0 {
        let parts = counted(group.further_pages, "article");
        report.warn(&format!(
            "{parts} with the URL of a further page of another article: each is read separately"
        ));
    }
    if let Some(date) = &group.first_far_date {
        let share = share(group.far_dates, articles);
        report.warn(&format!(
            "{share} dated many years before or after the others, such as '{}': probably wrong",
            harmless(date)
        ));
    }
    if group.same_texts > 0 {
        let share = share(group.same_texts, articles);
        report.warn(&format!(
                "{share} have a text that their outlet has under headlines of other stories too (a paywall, a consent page?): they are not compared"
            ));
    }
    if let Some(headline) = &group.common_headline {
        let share = share(group.same_headlines, articles);
        report.warn(&format!(
            "{share} have the headline '{}': it may be the name of the site",
            harmless(headline)
        ));
    }
    if group.dated_outlets > 0 {
        let share = share(group.dated_outlets, articles);
        report.warn(&format!(
            "{share} have a date for an outlet: name the right field with --outlet"
        ));
    }
    let outlet = group.fields.iter().find(|field| field.field == "outlet");
    if outlet.is_some_and(|outlet| outlet.filled == 0) {
        report.warn(
            "no article has an outlet: name its field with --outlet, or all outlets are unknown",
        );
    }
    if group.median_words < FEW_WORDS {
        let words = counted(group.median_words, "word");
        report.warn(&format!(
                "half of the texts have {words} or fewer: are they headlines? See cluster --preset headlines"
            ));
    }
    if group.median_words > MANY_WORDS {
        let words = counted(group.median_words, "word");
        report.warn(&format!(
            "half of the texts have {words} or more: does each hold several articles?"
        ));
    }
}

/// Likely problems of the texts.
fn oddities(group: &GroupCheck, report: &mut Report) {
    let odd = &group.oddities;
    let sorts = [
        (odd.mojibake, "contain mojibake such as â€™ or Ã© from an earlier wrong decoding"),
        (
            odd.cut_off,
            "end in '…' or '[+1234 chars]': truncated texts; only what is there is compared",
        ),
        (odd.masked, "have '@' in place of redacted words: use cluster --mask-token @"),
        (odd.walled, "are paywall or consent notices with little other text"),
        (odd.headline_only, "only repeat the headline"),
        (
            odd.mixed_letters,
            "mix Latin and Cyrillic letters within words, which then match nothing",
        ),
    ];
    for (count, what) in sorts.into_iter().filter(|(count, _)| *count > 0) {
        report.warn(&format!("{} of the texts {what}", share(count, group.articles())));
    }
}

fn sample(number: usize, article: &SampleArticle, page: &mut Page) {
    let known = [article.outlet.as_deref(), article.date.as_deref()].into_iter().flatten();
    let known: Vec<String> = std::iter::once(&*article.id).chain(known).map(harmless).collect();
    let headline = article.headline.as_deref().map(harmless).unwrap_or_default();
    let line = Line::indented(2)
        .add(Tone::Aside, format!("{number}  {}", known.join(page.style().marks.dot())));
    page.push(&line);
    if !headline.is_empty() {
        page.push(&Line::indented(5).add(Tone::Heading, headline));
    }
    page.push(&Line::indented(5).plain(harmless(&article.text)));
}

fn labelled(label: &str, name: &str, facts: &str, page: &mut Page) {
    let line = Line::indented(2).add(Tone::Aside, label);
    let space = " ".repeat(LABEL.saturating_sub(line.columns()).max(1));
    let line = line.plain(space).plain(name);
    let space = if name.is_empty() { 0 } else { NAMES.saturating_sub(line.columns()).max(2) };
    wrapped(facts, line.plain(" ".repeat(space)), Tone::Plain, page);
}

/// Shows a text after the start of a line, wrapped with a hanging indent.
fn wrapped(text: &str, start: Line, tone: Tone, page: &mut Page) {
    let indent = start.columns();
    // A number stays with its unit.
    let whole = harmless(text).replace(" %", "\u{a0}%");
    let words: Vec<_> = whole.split(' ').map(str::to_owned).collect();
    let mut start = Some(start);
    for part in wrap(&words, " ", page.style().width.saturating_sub(indent)) {
        let line = start.take().unwrap_or_else(|| Line::indented(indent));
        page.push(&line.add(tone, part.replace('\u{a0}', " ")));
    }
}

impl Report {
    fn warn(&mut self, message: &str) {
        self.warnings += 1;
        wrapped(message, Line::default().plain("  ! "), Tone::Warning, &mut self.page);
    }
}

/// A part of a whole, in percent.
fn share(part: u64, whole: u64) -> String {
    Share::of(part, whole).map_or_else(String::new, |share| percent(share, part > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_command_repeats_what_was_typed_as_a_shell_takes_it() {
        let typed = ["check", "my news.csv", "--text", "it's", "--date-format", "%d/%m/%Y"];
        assert_eq!(
            next_command(typed.map(str::to_owned).into_iter()),
            r"wirecopy cluster 'my news.csv' --text 'it'\''s' --date-format %d/%m/%Y"
        );
    }
}
