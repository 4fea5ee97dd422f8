//! The command-line program: parses arguments, calls the library, and prints.

#![warn(clippy::print_stderr, clippy::print_stdout, clippy::unwrap_used)]

mod cli;
mod commands;
mod config;
mod exit;
mod finished;
mod global;
mod lists;
mod options;
#[cfg_attr(not(unix), path = "stop/no_signals.rs")]
mod stop;
mod terminal;

use clap::{CommandFactory, FromArgMatches};

use cli::{Cli, Command};
use config::{Asked, Refusal};
use exit::Exit;
use lists::split_lists;
use terminal::Output;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Exit {
    let asked = match config::resolve(&Cli::command(), &split_lists(std::env::args_os())) {
        Ok(asked) => asked,
        Err(Refusal::Set(failure)) => return failure.report(&Output::default()),
        Err(Refusal::Typed(error)) => {
            let shown = error.print();
            return if error.use_stderr() { Exit::Usage } else { terminal::ended(shown) };
        }
    };
    let (matches, words, set) = match asked {
        Asked::Run { matches, words, set } => (matches, words, set),
        Asked::Print(text) => return terminal::ended(Output::default().result(&text)),
    };
    let mut cli =
        Cli::from_arg_matches(&matches).expect("these are matches of the same definition");
    let words = if set.is_empty() { std::env::args_os().collect() } else { words };
    cli.global.words = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let output = Output::new(&cli.global);
    for source in set {
        output.note(&source);
    }
    if let Some(threads) = cli.global.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global();
        if let Err(error) = pool {
            output.error(&format!("cannot start {threads} threads: {error}"), None);
            return Exit::Resources;
        }
    }
    quieten_parquet();
    stop::watch(output.clone());
    let run = std::panic::AssertUnwindSafe(|| match &cli.command {
        Command::Check(args) => commands::check::run(args, &cli.global, &output),
        Command::Cluster(args) => commands::cluster::run(args, &cli.global, &output),
        Command::Dedup(args) => commands::dedup::run(args, &cli.global, &output),
        Command::Eval(args) => commands::eval::run(args, &cli.global, &output),
        Command::Explain(args) => commands::explain::run(args, &cli.global, &output),
        Command::Index(args) => commands::index::run(args, &cli.global, &output),
        Command::Query(args) => commands::query::run(args, &cli.global, &output),
        Command::Export(args) => commands::export::run(args, &cli.global, &output),
        Command::Label(args) => commands::label::run(args, &cli.global, &output),
        Command::Report(args) => commands::report::run(args, &cli.global, &output),
        Command::Synth(args) => commands::synth::run(args, &cli.global),
        #[cfg(feature = "spark")]
        Command::SparkScript(_) => commands::worker::script(),
        #[cfg(feature = "spark")]
        Command::Worker(args) => commands::worker::run(args),
        Command::Completions(args) => {
            commands::shell::completions(args, &cli.global, Cli::command())
        }
        Command::Man(args) => commands::shell::manual(args, &cli.global, Cli::command()),
    });
    match std::panic::catch_unwind(run) {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => failure.report(&output),
        Err(_) => {
            output.error("internal error", Some(exit::REPORT_BUG));
            Exit::Bug
        }
    }
}

/// Hides the panics of the Parquet library: a broken file is reported as an error of that file.
fn quieten_parquet() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_of_parquet = |at: &std::panic::Location<'_>| at.file().contains("parquet-");
        if !panic.location().is_some_and(is_of_parquet) {
            usual(panic);
        }
    }));
}
