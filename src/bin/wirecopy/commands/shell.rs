//! `wirecopy completions` and `wirecopy man`: what shells and `man` want to know of the program.

use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::terminal::to_file;

/// Print the completions for a shell.
///
/// For bash: `wirecopy completions bash > ~/.local/share/bash-completion/completions/wirecopy`. docs/shell.md has the others.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Completions {
    /// The shell.
    pub(crate) shell: Shell,
}

/// Print a manual page, or write all of them.
///
/// `wirecopy man cluster | man -l -` shows the page of `cluster`.
#[derive(Args, Debug)]
pub(crate) struct Manual {
    /// A command, such as `cluster` or `index build` [default: the program itself].
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
    /// Write the pages of all commands to this folder.
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "command")]
    pub(crate) output: Option<PathBuf>,
}

/// Prints completions. `program` is the definition of the command line.
pub(crate) fn completions(
    args: &Completions,
    global: &Global,
    mut program: Command,
) -> Result<Exit, Failure> {
    refuse_json(global, "completions")?;
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, name, &mut script);
    to_file(None, |out| Ok(out.write_all(&script)?))?;
    Ok(Exit::Done)
}

/// Prints or writes manual pages.
pub(crate) fn manual(args: &Manual, global: &Global, program: Command) -> Result<Exit, Failure> {
    refuse_json(global, "man")?;
    let mut program = program.disable_help_subcommand(true);
    program.build();
    if let Some(folder) = &args.output {
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::resources(format!("{}: cannot write: {error}", folder.display()), None)
        })?;
        let mut open = vec![&program];
        while let Some(command) = open.pop() {
            open.extend(command.get_subcommands());
            let page = Man::new(command.clone());
            to_file(Some(&folder.join(page.get_filename())), |out| Ok(page.render(out)?))?;
        }
        return Ok(Exit::Done);
    }
    let mut command = &program;
    for name in &args.command {
        command = command.find_subcommand(name).ok_or_else(|| {
            let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            let known = if names.is_empty() {
                format!("{} has no commands", command.get_name())
            } else {
                format!("expected one of {}", names.join(", "))
            };
            Failure::usage(format!("unknown command '{name}': {known}"))
        })?;
    }
    let page = Man::new(command.clone());
    to_file(None, |out| Ok(page.render(out)?))?;
    Ok(Exit::Done)
}

fn refuse_json(global: &Global, command: &str) -> Result<(), Failure> {
    if global.json {
        return Err(Failure::usage(format!("--json does not apply to {command}")));
    }
    Ok(())
}
