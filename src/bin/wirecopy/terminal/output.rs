//! What the program prints, and where; the progress of a run, and the time that each stage took.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use anstyle::AnsiColor;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use wirecopy::engine::{Observer, Stage};
use wirecopy::scratch::NewFile;
use wirecopy::{Error, ErrorKind};

use super::harmless;
use super::{Marks, Paint, Style};
use crate::exit::{Exit, Failure};
use crate::global::{Color, Global};

/// The narrowest and the widest summary, in columns. Piped output is [`PIPED`] columns wide.
const WIDTH: std::ops::RangeInclusive<usize> = 60..=120;
const PIPED: usize = 80;

/// Where messages go: the report on standard output, all else on standard error.
#[derive(Clone, Default)]
pub(crate) struct Output {
    quiet: bool,
    verbose: bool,
    color: ColorChoice,
}

impl Output {
    pub(crate) fn new(global: &Global) -> Output {
        let color = match global.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Output { quiet: global.quiet, verbose: global.verbose && !global.quiet, color }
    }

    /// Prints the result.
    pub(crate) fn result(&self, text: &str) -> io::Result<()> {
        let mut out = AutoStream::new(io::stdout().lock(), self.color);
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Prints a warning, unless asked to be quiet.
    pub(crate) fn warning(&self, message: &str) {
        if !self.quiet {
            self.message(AnsiColor::Yellow.on_default(), "warning", message, None);
        }
    }

    /// Prints a note, unless asked to be quiet.
    pub(crate) fn note(&self, message: &str) {
        if !self.quiet {
            self.message(anstyle::Style::new().dimmed(), "note", message, None);
        }
    }

    /// Whether details are wanted.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Prints a detail, if details are wanted.
    pub(crate) fn detail(&self, message: &str) {
        if self.verbose {
            self.message(anstyle::Style::new().dimmed(), "detail", message, None);
        }
    }

    /// Prints an error.
    pub(crate) fn error(&self, message: &str, hint: Option<&str>) {
        self.message(AnsiColor::Red.on_default().bold(), "error", message, hint);
    }

    fn message(&self, style: anstyle::Style, label: &str, message: &str, hint: Option<&str>) {
        let mut err = AutoStream::new(io::stderr().lock(), self.color);
        let message = harmless(message);
        let hint = hint.map_or_else(String::new, |hint| format!("\n  {hint}"));
        // Nothing can be done about a standard error that is gone.
        let _ = writeln!(err, "{style}{label}:{style:#} {message}{hint}");
    }

    /// How the summary is shown on standard output.
    pub(crate) fn summary_style(&self) -> Style {
        let choice = AutoStream::new(io::stdout(), self.color).current_choice();
        Style {
            width: width(),
            paint: if choice == ColorChoice::Never { Paint::Plain } else { Paint::Colored },
            marks: if is_utf8_locale() { Marks::Unicode } else { Marks::Ascii },
        }
    }
}

impl Failure {
    /// Prints the error, and gives the exit code.
    pub(crate) fn report(self, output: &Output) -> Exit {
        if !self.message.is_empty() {
            output.error(&self.message, self.hint);
        }
        self.exit
    }
}

/// The columns that the result may take.
fn width() -> usize {
    let columns = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    columns.map_or(PIPED, |(width, _)| usize::from(width.0).clamp(*WIDTH.start(), *WIDTH.end()))
}

/// The exit code after writing to standard output; a closed pipe is not an error.
pub(crate) fn ended(written: io::Result<()>) -> Exit {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Resources,
        _ => Exit::Done,
    }
}

/// Writes a file atomically; or writes to standard output, if the path is `-` or none. A closed pipe is not an error.
pub(crate) fn to_file(
    path: Option<&Path>,
    content: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let path = path.filter(|path| path.as_os_str() != "-");
    let mut file = path.map(NewFile::create).transpose()?;
    let mut stdout;
    let out: &mut dyn Write = if let Some(file) = &mut file {
        file
    } else {
        stdout = BufWriter::new(io::stdout().lock());
        &mut stdout
    };
    let mut noting = Noting { out, failed: None };
    let written = content(&mut noting).and_then(|()| Ok(noting.flush()?));
    match (noting.failed, path) {
        (Some(failed), _) if failed.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
        (Some(source), Some(path)) => {
            return Err(Error::from(ErrorKind::Write { path: path.to_owned(), source }).into());
        }
        (Some(error), None) => return Err(error.into()),
        (None, _) => written?,
    }
    Ok(file.map_or(Ok(()), NewFile::finish)?)
}

/// Keeps the first write error, even if the caller replaces it by another.
struct Noting<'a> {
    out: &'a mut dyn Write,
    failed: Option<io::Error>,
}

impl Noting<'_> {
    fn noted<T>(&mut self, written: io::Result<T>) -> io::Result<T> {
        written.inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                let copy = || {
                    error.raw_os_error().map_or(error.kind().into(), io::Error::from_raw_os_error)
                };
                self.failed.get_or_insert_with(copy);
            }
        })
    }
}

impl Write for Noting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes);
        self.noted(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.noted(flushed)
    }
}

/// Whether the locale is UTF-8, by the first of the three variables that is set; yes if none is.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the program: the locale is a setting of the user's"
)]
fn is_utf8_locale() -> bool {
    let mut set =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    set.find(|value| !value.is_empty()).is_none_or(|locale| {
        ["utf-8", "utf8"].iter().any(|name| locale.to_ascii_lowercase().contains(name))
    })
}

/// Shows the stage that runs and notes how long each took.
pub(crate) struct Progress {
    bar: ProgressBar,
    stages: Mutex<Vec<(Stage, Instant)>>,
}

impl Progress {
    /// Draws on standard error if that is a terminal, else stays silent.
    pub(crate) fn visible() -> Progress {
        Progress::on(ProgressDrawTarget::stderr())
    }

    /// Only notes times.
    pub(crate) fn hidden() -> Progress {
        Progress::on(ProgressDrawTarget::hidden())
    }

    fn on(target: ProgressDrawTarget) -> Progress {
        Progress {
            bar: ProgressBar::with_draw_target(None, target),
            stages: Mutex::new(Vec::new()),
        }
    }

    /// Clears the bar and gives the stages with the time that each took.
    pub(crate) fn finish(&self) -> Vec<(&'static str, Duration)> {
        self.bar.finish_and_clear();
        let stages = self.stages.lock().expect("no thread panics while it holds the times");
        let ends = stages.iter().skip(1).map(|&(_, begun)| begun).chain([Instant::now()]);
        let mut times: Vec<(&'static str, Duration)> = Vec::new();
        for (&(stage, begun), end) in stages.iter().zip(ends) {
            // A stage that is done in parts is there more than once.
            match times.iter_mut().find(|(name, _)| *name == stage.name()) {
                Some((_, time)) => *time += end - begun,
                None => times.push((stage.name(), end - begun)),
            }
        }
        times
    }
}

impl Observer for Progress {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.stages
            .lock()
            .expect("no thread panics while it holds the times")
            .push((stage, Instant::now()));
        let (doing, counter) = match stage {
            Stage::Read => ("Reading", "{bytes}/{total_bytes}"),
            Stage::Candidates => ("Finding candidate pairs", ""),
            Stage::Reread => ("Rereading candidates", "{human_pos}/{human_len}"),
            Stage::Verify => ("Comparing pairs", "{human_pos}/{human_len}"),
            Stage::Cluster => ("Grouping", ""),
            Stage::Recall => ("Measuring recall", "{human_pos}/{human_len}"),
            Stage::Tables => ("Writing tables", "{human_pos}/{human_len}"),
        };
        let template = if total.is_some() {
            format!("{{msg:26}} {{bar:24}} {counter} {{eta}}")
        } else {
            "{msg:26} {elapsed}".to_owned()
        };
        self.bar.set_style(
            ProgressStyle::with_template(&template).expect("the templates above are well formed"),
        );
        self.bar.set_message(doing);
        self.bar.set_position(0);
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        self.bar.tick();
    }

    fn advance(&self, by: u64) {
        self.bar.inc(by);
    }
}
/// A word as a shell takes it for one.
pub(crate) fn quoted(word: String) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word;
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
