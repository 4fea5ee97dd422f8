//! `wirecopy query`: finds the stories that texts match.

use std::env;
use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use wirecopy::corpus::{Corpus, Selection};
use wirecopy::engine::{self, Answer, Carried, FoundStory};
use wirecopy::index::Index;
use wirecopy::scratch::Workspace;

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::options::cleaning::Cleaning;
use crate::options::reading::{self, Understanding};
use crate::terminal::{Output, harmless};

/// Find the stories that a text matches.
///
/// Prints each story with its outlets, when it was first and last seen, and the share of the text shared with its closest
/// copy, both ways. Exits with 1 if no article matches any story.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Query {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// A text, or a file with many articles in any supported format; `-` is standard input.
    #[arg(required = true, value_name = "ARTICLE")]
    pub(crate) articles: Vec<PathBuf>,
    /// List every article of a story: its date, outlet, credited agency and URL.
    ///
    /// --json always has them, as `carried`.
    #[arg(long)]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) how: Understanding,
}

/// Outlets shown per story.
const OUTLETS_SHOWN: usize = 5;

pub(crate) fn run(args: &Query, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let index = Index::open(&args.index)?;
    let snapshot = index.snapshot()?;
    let cleaner = Cleaning::of_index(&snapshot, index.parameters())?.cleaner()?;
    let (_, body_is) = engine::settings_of(index.parameters())?;
    let spool = Workspace::in_folder(&env::temp_dir())?;
    let corpus = reading::open(
        &args.articles,
        &understanding(args)?,
        Selection::default(),
        body_is,
        spool.path(),
    )?;
    reading::report_unreadable(&corpus, false, output)?;
    let query = engine::Query::new(&snapshot, index.parameters(), &cleaner)?;
    let answers = answers(&query, &corpus, output)?;

    if global.json {
        output.result(&format!("{}\n", json!({ "index": args.index, "answers": answers })))?;
    } else if !global.quiet {
        let text: String = answers.iter().map(|answer| shown(answer, args.list)).collect();
        output.result(&text)?;
    }
    let found = answers.iter().any(|answer| !answer.stories.is_empty());
    Ok(if found { Exit::Done } else { Exit::No })
}

/// How the articles are read: standard input that is neither JSON nor compressed is one text.
fn understanding(args: &Query) -> Result<Understanding, Failure> {
    let mut how = args.how.clone();
    let is_piped = args.articles.iter().any(|path| path.as_os_str() == "-");
    if is_piped && how.format == reading::AUTO && !io::stdin().is_terminal() {
        let mut stdin = io::stdin().lock();
        let start = stdin.fill_buf().map_err(|error| {
            Failure::resources(format!("cannot read standard input: {error}"), None)
        })?;
        let is_prose = str::from_utf8(start)
            .map_or_else(|error| error.error_len().is_none(), |_| true)
            && !start.trim_ascii_start().starts_with(b"{")
            && !start.trim_ascii_start().starts_with(b"[");
        if is_prose {
            "text".clone_into(&mut how.format);
        }
    }
    Ok(how)
}

fn answers(
    query: &engine::Query<'_>,
    corpus: &Corpus,
    output: &Output,
) -> Result<Vec<Answer>, Failure> {
    let mut answers = Vec::new();
    for chunk in corpus.chunks() {
        for record in chunk?.records() {
            match record {
                Ok(record) => answers.push(query.ask(&record.article)?),
                Err(reject) => {
                    let file = corpus.file(reject.place.file).path.display();
                    let line = reject.place.line;
                    output.warning(&format!("{file}:{line}: {} — skipped", reject.message));
                }
            }
        }
    }
    Ok(answers)
}

fn shown(answer: &Answer, lists: bool) -> String {
    let headline = answer.headline.as_deref().unwrap_or_default();
    let mut shown = format!("{}\n", harmless(&format!("{}  {headline}", answer.id)));
    if answer.stories.is_empty() {
        shown.push_str("  no match\n");
    }
    for story in &answer.stories {
        let listed = story.carried.iter().filter(|_| lists).map(carried);
        for line in lines(story).into_iter().chain(listed) {
            let _ = writeln!(shown, "  {line}");
        }
    }
    shown
}

/// An article of a story on one line.
fn carried(article: &Carried) -> String {
    let or_dash = |value: &Option<String>| harmless(value.as_deref().unwrap_or("–"));
    let credit = article
        .agency_credit
        .as_deref()
        .map_or_else(|| "no credit".to_owned(), |agency| format!("credits {}", harmless(agency)));
    let [date, outlet] = [&article.published, &article.outlet].map(or_dash);
    let place = article.url.as_deref().unwrap_or(&article.id);
    format!("    {date}  {outlet}  {credit}  {}", harmless(place))
}

fn lines(story: &FoundStory) -> Vec<String> {
    let FoundStory { closest, .. } = story;
    let headline = story.headline.as_deref().unwrap_or("(no headline)");
    let articles = if story.articles == 1 { "article" } else { "articles" };
    let of_outlets = if story.outlet_count == 1 { "outlet" } else { "outlets" };
    let mut outlets = story.outlets[..story.outlets.len().min(OUTLETS_SHOWN)].join(", ");
    if story.outlets.len() > OUTLETS_SHOWN {
        let _ = write!(outlets, " and {} more", story.outlets.len() - OUTLETS_SHOWN);
    }
    let mut lines = vec![
        format!("{}  {}", story.cluster_id, harmless(headline)),
        format!(
            "  {} {articles} in {} {of_outlets}: {}",
            story.articles,
            story.outlet_count,
            harmless(&outlets)
        ),
    ];
    if let (Some(first), Some(last)) = (&story.first_seen, &story.last_seen) {
        lines.push(format!("  first seen {}, last seen {}", harmless(first), harmless(last)));
    }
    let words = if closest.same_words { ", identical wording" } else { "" };
    lines.push(format!(
        "  closest {} (score {:.2}{words}): {:.0} % of your text is in it; {:.0} % of it is in yours",
        harmless(&closest.id),
        closest.score.value(),
        closest.contained.value() * 100.0,
        closest.coverage.value() * 100.0
    ));
    lines.extend(closest.url.as_deref().map(|url| format!("    {}", harmless(url))));
    lines
}
