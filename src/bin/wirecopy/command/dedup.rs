//! `wirecopy dedup`: writes the corpus without the copies.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use wirecopy::engine::{self, DedupSettings, Keep, Plan};
use wirecopy::outlet;
use wirecopy::report::{FinishedRun, Role};
use wirecopy::scratch::Workspace;

use super::finished;
use crate::args::{CopyKind, Dedup, DedupMode, Global, KeepRule};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::summary::grouped;

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
    let settings = DedupSettings { keep, only, against };
    let mode = match args.mode {
        DedupMode::Drop => engine::DedupMode::Drop,
        DedupMode::Annotate => engine::DedupMode::Annotate,
        DedupMode::List => engine::DedupMode::List,
    };
    let facts = Plan::of(&run, &settings)?.write(&run, &settings, mode, &args.output)?;
    let shown = if global.json {
        json!({ "folder": args.output, "read": facts.read, "kept": facts.kept, "removed": facts.removed, "already_had": facts.already_had, "stories": facts.stories })
            .to_string()
    } else {
        let already_had = match facts.already_had {
            0 => String::new(),
            had => {
                format!(" ({} removed as already in the index)", grouped(had))
            }
        };
        format!(
            "{}  {} kept + {} removed = {} read   copies of {}{already_had}",
            args.output.display(),
            grouped(facts.kept),
            grouped(facts.removed),
            grouped(facts.read),
            match facts.stories {
                1 => "1 story".to_owned(),
                stories => format!("{} stories", grouped(stories)),
            },
        )
    };
    if global.json || !global.quiet {
        output.result(&format!("{shown}\n"))?;
    }
    Ok(Exit::Done)
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
