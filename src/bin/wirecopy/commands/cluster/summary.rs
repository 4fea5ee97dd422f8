//! The summary of a run, as the terminal shows it.

use wirecopy::report::{AgencyFacts, ChangeCounts, Flag, Share, SkippedFacts, Stories, Summary};

use crate::terminal::{
    Line, Page, Style, Tone, columns, counted, cut, duration, grouped, harmless, percent,
    similarity, size, wrap,
};

/// The column in which the counts of the stories end.
const COUNTS_END: usize = 43;
/// The space between a count and what is said of it.
const GAP: usize = 3;
/// The column in which the counts of what was read end.
const READ_END: usize = 19;

/// Shows a summary.
///
/// No line is wider than the style says. Control characters in articles and paths are escaped.
pub(super) fn render(summary: &Summary, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, summary);
    page.skip();
    read(&mut page, summary);
    skipped(&mut page, summary);
    warnings(&mut page, summary);
    page.skip();
    stories(&mut page, summary);
    if summary.stories.count > 0 {
        page.skip();
        most_carried(&mut page, &summary.stories);
    }
    if !summary.agencies.shares.is_empty() {
        page.skip();
        agencies(&mut page, &summary.agencies);
    }
    if summary.stories.count > 0 {
        page.skip();
        copies_per_story(&mut page, &summary.stories);
    }
    page.skip();
    files(&mut page, summary);
    next(&mut page, summary);
    page.into_text()
}

fn title(page: &mut Page, summary: &Summary) {
    let Style { width, marks, .. } = page.style();
    let run = &summary.run;
    let line = Line::default()
        .add(Tone::Heading, format!("wirecopy {}  {}", run.version, run.command))
        .plain("  ");

    let mut effort = vec![duration(run.seconds), counted(run.threads as u64, "thread")];
    effort.extend(run.peak_memory_bytes.map(|bytes| format!("peak {}", size(bytes))));
    let effort = effort.join(marks.dot());

    let inputs = harmless(&run.inputs.join(" "));
    let room = width.saturating_sub(line.columns() + GAP + columns(&effort));
    if room < columns(&inputs).min(12) {
        page.push(&line.plain(inputs));
        page.push(&Line::indented(2).add(Tone::Aside, effort));
        return;
    }
    let line = line.plain(cut(&inputs, room, marks.ellipsis()));
    let space = width - line.columns() - columns(&effort);
    page.push(&line.plain(" ".repeat(space)).add(Tone::Aside, effort));
}

fn read(page: &mut Page, summary: &Summary) {
    let read = summary.read;
    let mut facts = vec![counted(read.records, "article")];
    // The count stands in its column; the word behind it belongs to the facts.
    let (count, articles) =
        facts[0].split_once(' ').expect("a count and a word have a space between them");
    let line = labelled("Read", count, READ_END).plain(" ");
    let articles = articles.to_owned();
    facts[0] = articles;
    facts.push(if read.outlets == 0 {
        "no outlet named".to_owned()
    } else {
        counted(read.outlets, "outlet")
    });
    page.push(&line.plain(facts.join("   ")));
}

fn skipped(page: &mut Page, summary: &Summary) {
    let marks = page.style().marks;
    counted_by_reason(page, "Skipped", &summary.skipped, Tone::Warning);
    if summary.skipped.records > 0 {
        let indent = READ_END + GAP;
        let file = format!("{} {}/rejects.jsonl", marks.arrow(), harmless(&summary.folder));
        page.push(&Line::indented(indent).add(Tone::Aside, file));
    }
    if summary.left_out.records > 0 {
        counted_by_reason(page, "Left out", &summary.left_out, Tone::Plain);
    }
}

fn counted_by_reason(page: &mut Page, label: &str, facts: &SkippedFacts, tone: Tone) {
    let mut line = labelled(label, &grouped(facts.records), READ_END);
    if facts.records == 0 {
        page.push(&line);
        return;
    }
    if let Some(share) = facts.share {
        line = line.plain(format!(" ({})", percent(share, true)));
    }
    let reasons = facts.reasons.iter();
    let reasons: Vec<_> = reasons
        .map(|reason| format!("{} {}", words(&reason.code), grouped(reason.records)))
        .collect();
    push_wrapped(page, line.plain(" ".repeat(GAP)), &reasons, tone);
}

/// The code of a reason as people write it: `bad_json` is bad JSON.
fn words(code: &str) -> String {
    let words = harmless(code).replace('_', " ");
    let words: Vec<_> =
        words.split(' ').map(|word| if word == "json" { "JSON" } else { word }).collect();
    words.join(" ")
}

fn warnings(page: &mut Page, summary: &Summary) {
    for warning in &summary.run.warnings {
        let words: Vec<_> = harmless(warning).split(' ').map(str::to_owned).collect();
        let width = page.style().width.saturating_sub(4);
        for (place, text) in wrap(&words, " ", width).into_iter().enumerate() {
            let mark = if place == 0 { "  ! " } else { "    " };
            page.push(&Line::default().plain(mark).add(Tone::Warning, text));
        }
    }
}

fn stories(page: &mut Page, summary: &Summary) {
    let stories = &summary.stories;
    // Without outlets, every article counts as its own outlet, so "2+ outlets" would be a claim.
    let heading = if summary.read.outlets == 0 {
        "Stories of 2+ articles"
    } else {
        "Stories carried by 2+ outlets"
    };
    let mut line = highlighted(heading, &grouped(stories.count), COUNTS_END);
    if let Some(share) = summary.share_in_stories.filter(|_| stories.count > 0) {
        let covered = counted(stories.articles, "article");
        line = line.plain(format!("   {covered}, {} of all", percent(share, true)));
    }
    page.push(&line);

    if stories.copies() > 0 {
        page.push(&labelled(
            "  copies of the reference texts",
            &grouped(stories.copies()),
            COUNTS_END,
        ));
        copies(page, "verbatim", stories.verbatim, stories);
        copies(page, "edited / cut / extended", stories.edited + stories.extended, stories);
        copies(page, "excerpts", stories.excerpts, stories);
        if stories.versions > 0 {
            copies(page, "other versions", stories.versions, stories);
        }
    }
    page.push(&labelled(
        "Same-outlet repeats (not counted)",
        &grouped(stories.same_outlet),
        COUNTS_END,
    ));
    if summary.related > 0 {
        let related = grouped(summary.related);
        page.push(&labelled("Round-ups and extracts (not merged)", &related, COUNTS_END));
    }
    flagged(page, stories);
    if let Some(changes) = &summary.changes {
        changed(page, changes);
    }
}

/// The changes since an earlier run.
fn changed(page: &mut Page, changes: &ChangeCounts) {
    let Style { width, marks, .. } = page.style();
    let name = cut(&harmless(&changes.baseline), width / 3, marks.ellipsis());
    let line = Line::indented(2).plain(format!("Since {name}"));
    let counts = [
        ("new", changes.new),
        ("grown", changes.grown),
        ("merged", changes.merged),
        ("shrunk", changes.shrunk),
        ("gone", changes.gone),
        ("unchanged", changes.same),
    ];
    let counts = counts.map(|(what, count)| format!("{} {what}", grouped(count)));
    push_wrapped(page, line.plain(" ".repeat(GAP)), &counts, Tone::Plain);
}

/// One kind of copies among all of them.
fn copies(page: &mut Page, kind: &str, count: u64, stories: &Stories) {
    const BAR: usize = 25;
    let all = stories.copies();
    let share = u128::from(count) * 100 + u128::from(all) / 2;
    let share = format!("{} %", share / u128::from(all));
    let line = labelled(&format!("    {kind}"), &grouped(count), COUNTS_END)
        .plain(format!("{share:>9}   "))
        .add(Tone::Bar, page.style().marks.bar(count, all, BAR));
    page.push(&line);
}

fn flagged(page: &mut Page, stories: &Stories) {
    let line = labelled("Flagged for review", &grouped(stories.flagged), COUNTS_END);
    if stories.flagged == 0 {
        page.push(&line);
        return;
    }
    let mut flags: Vec<_> = stories.flags.iter().collect();
    flags.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let flags: Vec<_> = flags
        .into_iter()
        .map(|(&flag, &count)| format!("{} {}", name(flag), grouped(count)))
        .collect();
    push_wrapped(page, line.plain(" ".repeat(GAP)), &flags, Tone::Warning);
}

fn name(flag: Flag) -> &'static str {
    match flag {
        Flag::Chained => "chained",
        Flag::Template => "template-like",
        Flag::Oversize => "oversize",
        Flag::MixedLanguage => "mixed languages",
        _ => "other",
    }
}

fn most_carried(page: &mut Page, stories: &Stories) {
    const AGENCY: usize = 9;
    let Style { width, marks, .. } = page.style();
    page.push(&Line::indented(2).add(Tone::Heading, "Most carried"));
    page.push(
        &Line::default().add(Tone::Aside, "     articles  outlets   agency  Jaccard   headline"),
    );
    for (place, story) in stories.most_carried.iter().enumerate() {
        let sim = story.jaccard.map_or_else(String::new, similarity);
        let agency = harmless(story.agency.as_deref().unwrap_or_default());
        let agency = cut(&agency, AGENCY, marks.ellipsis());
        let space = " ".repeat(AGENCY.saturating_sub(columns(&agency)));
        let line = Line::default().plain(format!(
            "  {:>2}{:>9}{:>9}   {agency}{space}{sim:>6}   ",
            place + 1,
            grouped(story.articles.into()),
            grouped(story.outlets.into()),
        ));
        let room = width.saturating_sub(line.columns());
        let line = match story.headline.as_deref().map(harmless) {
            Some(headline) if !headline.is_empty() => {
                line.plain(cut(&headline, room, marks.ellipsis()))
            }
            _ => line.add(Tone::Aside, "(no headline)"),
        };
        page.push(&line);
    }
}

fn agencies(page: &mut Page, agencies: &AgencyFacts) {
    const SHOWN: usize = 8;
    const LABELS_END: usize = 31;
    let shown = agencies.shares.iter().take(SHOWN).map(|agency| {
        let share = agency.share.map_or_else(String::new, |share| percent(share, false));
        format!("{} {share}", harmless(&agency.agency))
    });
    let mut shown: Vec<String> = shown.collect();
    if agencies.shares.len() > SHOWN {
        shown.push(format!("{} more", agencies.shares.len() - SHOWN));
    }
    let line = Line::indented(2).add(Tone::Heading, "Agency share of all articles");
    let space = " ".repeat(LABELS_END + 2 - line.columns());
    push_wrapped(page, line.plain(space), &shown, Tone::Plain);
    let mut row = |label: &str, text: String| {
        let line = Line::indented(2).plain(label);
        let space = " ".repeat(LABELS_END + 2 - line.columns());
        page.push(&line.plain(format!("{space}{text}")));
    };
    for (label, count) in [
        ("Agency not named in", agencies.credit_missing),
        ("Named, but not credited in", agencies.credit_elsewhere),
    ] {
        if let Some(share) = Share::of(count, agencies.copies) {
            let (share, copies) = (percent(share, false), grouped(agencies.copies));
            row(label, format!("{share} of {copies} agency copies ({})", grouped(count)));
        }
    }
    if agencies.own > 0 {
        row("On agency-owned sites", format!("{} more articles", grouped(agencies.own)));
    }
}

fn copies_per_story(page: &mut Page, stories: &Stories) {
    const BAR: usize = 40;
    let marks = page.style().marks;
    let (by_size, to) = (stories.by_size, marks.to());
    let rows = [
        ("2".to_owned(), by_size.two),
        (format!("3{to}5"), by_size.up_to_5),
        (format!("6{to}20"), by_size.up_to_20),
        (format!("21{to}100"), by_size.up_to_100),
        (">100".to_owned(), by_size.over_100),
    ];
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or_default();
    page.push(&Line::indented(2).add(Tone::Heading, "Copies per story"));
    for (sizes, count) in rows {
        let line = Line::default().plain(format!("    {sizes:>6}{:>13}   ", grouped(count)));
        page.push(&line.add(Tone::Bar, marks.bar(count, most, BAR)));
    }
}

fn files(page: &mut Page, summary: &Summary) {
    let folder = harmless(&summary.folder);
    let mut tables: Vec<&str> = Vec::new();
    let mut endings: Vec<&str> = Vec::new();
    let mut others: Vec<&str> = Vec::new();
    for file in &summary.files {
        match file.name.rsplit_once('.') {
            Some((table, ending)) if !["rejects", "run"].contains(&table) => {
                tables.push(table);
                endings.push(ending);
            }
            _ => others.push(&file.name),
        }
    }
    tables.dedup();
    endings.sort_unstable();
    endings.dedup();
    let Some((first, more)) = tables.split_first() else {
        return;
    };
    let mut shown = vec![format!("{}/{first}", folder.trim_end_matches('/'))];
    shown.extend(more.iter().map(|&name| name.to_owned()));
    shown.push(format!("(.{})", endings.join(" .")));
    shown.extend(others.iter().map(|&name| name.to_owned()));
    let width = page.style().width.saturating_sub(2);
    for text in wrap(&shown, "  ", width) {
        page.push(&Line::indented(2).plain(text));
    }
}

fn next(page: &mut Page, summary: &Summary) {
    for (place, command) in summary.run.next.iter().enumerate() {
        let label = if place == 0 { "  Next:  " } else { "         " };
        page.push(&Line::default().plain(label).add(Tone::Command, harmless(command)));
    }
}

/// A label, and a count that ends in a column.
fn labelled(label: &str, count: &str, end: usize) -> Line {
    count_behind(Line::indented(2).plain(label), count, end)
}

/// A label to be seen first, and a count that ends in a column.
fn highlighted(label: &str, count: &str, end: usize) -> Line {
    count_behind(Line::indented(2).add(Tone::Heading, label), count, end)
}

fn count_behind(line: Line, count: &str, end: usize) -> Line {
    let space = end.saturating_sub(line.columns() + columns(count)).max(1);
    line.plain(" ".repeat(space)).plain(count)
}

/// Sets items behind the beginning of a line, and what does not fit there below each other.
fn push_wrapped(page: &mut Page, beginning: Line, items: &[String], tone: Tone) {
    let Style { width, marks, .. } = page.style();
    let indent = beginning.columns();
    let mut beginning = Some(beginning);
    for text in wrap(items, marks.dot(), width.saturating_sub(indent)) {
        let line = beginning.take().unwrap_or_else(|| Line::indented(indent));
        page.push(&line.add(tone, text));
    }
}

#[cfg(test)]
mod tests;
