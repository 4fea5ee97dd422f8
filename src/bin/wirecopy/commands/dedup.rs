//! `wirecopy dedup`: writes the corpus without the copies.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;
use wirecopy::engine::{self, DedupSettings, Keep, Left, Plan};
use wirecopy::outlet;
use wirecopy::report::{FinishedRun, Role};
use wirecopy::scratch::Workspace;

use crate::exit::{Exit, Failure};
use crate::finished;
use crate::global::Global;
use crate::terminal::{Output, grouped};

/// Write the corpus without the copies.
///
/// Keeps one article per story, and every article that is not a copy. Kept records are byte-identical, in files with the
/// same names and compression. `removed.csv` lists each removed article with the one that was kept. Works on JSON Lines,
/// texts and web pages; `--mode list` works on every format. After a run with --index, articles that the index had from earlier runs count as present: they are not
/// written, and their copies are removed.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Dedup {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Folder to write; must be empty or not exist.
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,
    /// Which article to keep; ties: the longest, then the smallest id.
    ///
    /// A fragment is never kept for a whole text: an article needs four fifths of the words of the longest to be kept.
    ///
    /// `preferred=outlets.txt` reads outlets from a file, one per line, best first.
    #[arg(long, value_name = "RULE", default_value = "earliest", value_parser = keep_rule)]
    pub(crate) keep: KeepRule,
    /// What to do with the copies.
    #[arg(long, value_name = "MODE", default_value = "drop")]
    pub(crate) mode: DedupMode,
    /// Kinds of copies to remove; the others are kept.
    ///
    /// Separate values by commas or spaces, or repeat the option.
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', default_value = "verbatim,edited")]
    pub(crate) remove: Vec<CopyKind>,
    /// Remove only copies of articles in this file or folder, which is not written.
    ///
    /// It must be an input of the run.
    #[arg(long, value_name = "BASE")]
    pub(crate) against: Option<PathBuf>,
    /// Folder with the input files, if they have moved since the run.
    ///
    /// Each file is found by name and must be byte-identical to the one that was read.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// Which article of a story is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeepRule {
    Earliest,
    Longest,
    Agency,
    First,
    Preferred(PathBuf),
}

fn keep_rule(typed: &str) -> Result<KeepRule, String> {
    match typed.split_once('=') {
        Some(("preferred", file)) if !file.is_empty() => Ok(KeepRule::Preferred(file.into())),
        None if typed == "earliest" => Ok(KeepRule::Earliest),
        None if typed == "longest" => Ok(KeepRule::Longest),
        None if typed == "agency" => Ok(KeepRule::Agency),
        None if typed == "first" => Ok(KeepRule::First),
        _ => Err("expected earliest, longest, agency, first or preferred=FILE".to_owned()),
    }
}

/// What to do with the copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DedupMode {
    /// Remove them.
    Drop,
    /// Keep them, and add a field `wirecopy` to every article of a story (JSON Lines only).
    Annotate,
    /// Write only `removed.csv`.
    List,
    /// Remove them and the article that would be kept.
    DropAll,
}

/// A kind of copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CopyKind {
    /// The same words.
    Verbatim,
    /// The story with words changed or cut.
    Edited,
    /// Part of the story.
    Excerpt,
    /// The whole story and more.
    Extended,
    /// Another version of the agency's story.
    Version,
}

pub(crate) fn run(args: &Dedup, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let mut run = finished::open(&args.run, args.corpus.as_deref())?;
    refuse_unless_empty(&args.output)?;
    let keep = keep(&args.keep)?;
    // The list needs no input file, unless --against must be looked up by its real path.
    let is_named = |base: &Path| names(&run, base);
    if args.mode != DedupMode::List || !args.against.as_deref().is_none_or(is_named) {
        run.find_inputs()?;
    }
    let against = match &args.against {
        None => None,
        Some(base) => Some(as_the_run_named_it(base, &run).ok_or_else(|| {
            Failure::usage(format!(
                "{}: not an input of the run; cluster both together",
                base.display()
            ))
        })?),
    };
    let only = args.remove.iter().copied().map(role).collect();
    let drop_all = args.mode == DedupMode::DropAll;
    let settings = DedupSettings { keep, only, drop_all, against };
    let mode = match args.mode {
        DedupMode::Drop | DedupMode::DropAll => engine::DedupMode::Drop,
        DedupMode::Annotate => engine::DedupMode::Annotate,
        DedupMode::List => engine::DedupMode::List,
    };
    let facts = Plan::of(&run, &settings)?.write(&run, &settings, mode, &args.output)?;
    let shown = if global.json {
        json!({ "folder": args.output, "read": facts.read, "kept": facts.kept, "removed": facts.removed, "already_had": facts.already_had, "stories": facts.stories, "left": facts.left })
            .to_string()
    } else {
        let already_had = match facts.already_had {
            0 => String::new(),
            had => {
                format!(" ({} removed as already in the index)", grouped(had))
            }
        };
        format!(
            "{}  {} kept + {} removed = {} read   copies of {}{already_had}{}",
            args.output.display(),
            grouped(facts.kept),
            grouped(facts.removed),
            grouped(facts.read),
            match facts.stories {
                1 => "1 story".to_owned(),
                stories => format!("{} stories", grouped(stories)),
            },
            left(&facts.left),
        )
    };
    if global.json || !global.quiet {
        output.result(&format!("{shown}\n"))?;
    }
    Ok(Exit::Done)
}

/// A line with the articles of these stories that were not removed.
fn left(left: &Left) -> String {
    let kinds = [
        (left.copies, "copy", "copies"),
        (left.excerpts, "excerpt", "excerpts"),
        (left.extended, "extended text", "extended texts"),
        (left.versions, "other version", "other versions"),
    ];
    let kinds = kinds.into_iter().filter(|&(count, ..)| count > 0);
    let kinds = kinds.map(|(count, one, many)| {
        format!("{} {}", grouped(count), if count == 1 { one } else { many })
    });
    let kinds: Vec<String> = kinds.collect();
    if kinds.is_empty() {
        String::new()
    } else {
        format!("\nNot removed: {} (see --remove)", kinds.join(", "))
    }
}

/// Whether the run has inputs with this path, or in this folder.
fn names(run: &FinishedRun, base: &Path) -> bool {
    run.inputs().iter().any(|input| Path::new(&input.path).starts_with(base))
}

/// The path by which the run named one of its inputs, which may differ from the one typed now.
fn as_the_run_named_it(base: &Path, run: &FinishedRun) -> Option<PathBuf> {
    if names(run, base) {
        return Some(base.to_owned());
    }
    let base = fs::canonicalize(base).ok()?;
    run.inputs().iter().find_map(|input| {
        let named = Path::new(&input.path).ancestors();
        let here = input.location().ancestors();
        let is_base = |here: &Path| fs::canonicalize(here).is_ok_and(|here| here == base);
        named.zip(here).find_map(|(named, here)| is_base(here).then(|| named.to_owned()))
    })
}

fn refuse_unless_empty(folder: &Path) -> Result<(), Failure> {
    let holds = |problem: &str| Failure::usage(format!("{}: {problem}", folder.display()));
    let is_anybodys = |entry: std::io::Result<fs::DirEntry>| {
        entry.map_or(true, |entry| !Workspace::has_name(&entry.file_name()))
    };
    match fs::read_dir(folder).map(|mut entries| !entries.any(is_anybodys)) {
        Ok(false) => Err(holds("not empty; name another folder")),
        Err(_) if folder.exists() => Err(holds("is not a folder")),
        Ok(true) | Err(_) => Ok(()),
    }
}

fn keep(rule: &KeepRule) -> Result<Keep, Failure> {
    Ok(match rule {
        KeepRule::Earliest => Keep::Earliest,
        KeepRule::Longest => Keep::Longest,
        KeepRule::Agency => Keep::Agency,
        KeepRule::First => Keep::First,
        KeepRule::Preferred(path) => {
            let text = fs::read_to_string(path).map_err(|error| {
                Failure::resources(format!("{}: cannot be read: {error}", path.display()), None)
            })?;
            Keep::Preferred(text.lines().filter_map(outlet::normalise).collect())
        }
    })
}

fn role(kind: CopyKind) -> Role {
    match kind {
        CopyKind::Verbatim => Role::Verbatim,
        CopyKind::Edited => Role::Edited,
        CopyKind::Excerpt => Role::Excerpt,
        CopyKind::Extended => Role::Extended,
        CopyKind::Version => Role::Version,
    }
}
