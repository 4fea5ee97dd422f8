//! How fast each format is read compared to JSON Lines, and how memory grows when the file is four
//! times as large.
//!
//! ```text
//! cargo run --release --example readers -- [ARTICLES] [FORMAT…]
//! ```
//!
//! The same articles are written in every format. Each file is read on one thread in a separate
//! process: the output has the best time of three, per article and as a multiple of JSON Lines, and
//! the peak memory of the process.

#![expect(clippy::cast_precision_loss, reason = "the printed numbers need no more than 52 bits")]

mod formats;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use wirecopy::corpus::{Corpus, FormatName, Input, Options};
use wirecopy::synth::{Settings, Synth, SynthArticle};

use crate::formats::FORMATS;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Articles of the smaller file, by default.
const ARTICLES: u64 = 10_000;

/// Size ratio of the larger file.
const LARGER: u64 = 4;

/// Reads per file.
const TIMES: usize = 3;

/// The argument that makes a process read one file and report its cost.
const READ: &str = "--read";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, path] = &arguments[..]
        && word == READ
    {
        return print(Path::new(path));
    }
    let articles = arguments.first().map_or(Ok(ARTICLES), |articles| articles.parse())?;
    let asked = arguments.get(1..).unwrap_or_default();
    println!(
        "format          MB file  µs/article   MB/s text  x JSON Lines  MiB memory  of 4x the file"
    );
    let mut lines = None;
    for format in FORMATS {
        if format.name != "jsonl"
            && !asked.is_empty()
            && !asked.iter().any(|name| name == format.name)
        {
            continue;
        }
        let small = measure(format, articles)?;
        let large = measure(format, articles * LARGER)?;
        let first = *lines.get_or_insert(large.time_of_one());
        println!(
            "{:14} {:>8.1}  {:>10.2}  {:>10.0}  {:>12.2}  {:>10.1}  {:>14.1}",
            format.name,
            large.file_bytes as f64 / 1e6,
            large.time_of_one() * 1e6,
            large.body_bytes as f64 / 1e6 / large.time.as_secs_f64(),
            large.time_of_one() / first,
            small.memory_mib,
            large.memory_mib,
        );
    }
    Ok(())
}

/// The cost of reading a file.
struct Measured {
    articles: u64,
    body_bytes: u64,
    file_bytes: u64,
    time: Duration,
    memory_mib: f64,
}

impl Measured {
    fn time_of_one(&self) -> f64 {
        self.time.as_secs_f64() / self.articles as f64
    }
}

/// Writes this many articles in a format, and measures a separate process that reads them.
fn measure(format: &formats::Known, articles: u64) -> Result<Measured> {
    let folder = tempfile::tempdir()?;
    let synth = Synth::new(Settings { articles, ..Settings::default() });
    let articles: Vec<SynthArticle> = synth.articles().collect();
    let path = folder.path().join(format.file);
    (format.write)(&path, &articles)?;
    let output = Command::new(std::env::current_exe()?).arg(READ).arg(&path).output()?;
    let printed = String::from_utf8(output.stdout)?;
    let numbers: Vec<u64> =
        printed.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
    let [read, body_bytes, nanoseconds, memory] = numbers[..] else {
        return Err(format!("{}: {}", format.name, String::from_utf8_lossy(&output.stderr)).into());
    };
    if read != articles.len() as u64 {
        return Err(
            format!("{}: {read} of {} articles were read", format.name, articles.len()).into()
        );
    }
    Ok(Measured {
        articles: read,
        body_bytes,
        file_bytes: bytes_of(&path)?,
        time: Duration::from_nanos(nanoseconds),
        memory_mib: memory as f64 / 1024.0,
    })
}

fn bytes_of(path: &Path) -> Result<u64> {
    if path.is_file() {
        return Ok(path.metadata()?.len());
    }
    let mut bytes = 0;
    for entry in std::fs::read_dir(path)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

/// Reads a file, and prints the articles, the bytes of their bodies, the best time in nanoseconds,
/// and the peak memory in KiB.
fn print(path: &Path) -> Result<()> {
    let mut best = Duration::MAX;
    let (mut articles, mut bytes) = (0_u64, 0_u64);
    for _ in 0..TIMES {
        (articles, bytes) = (0, 0);
        let begun = Instant::now();
        let inputs = [Input::Path(PathBuf::from(path))];
        // A feed and NITF have the same extension.
        let format =
            path.extension().and_then(|ending| ending.to_str()).filter(|&ending| ending == "nitf");
        let options =
            Options { format: format.map(FormatName::named).transpose()?, ..Options::default() };
        let corpus = Corpus::open(&inputs, &options, Path::new("."), &mut std::io::empty())?;
        for chunk in corpus.chunks() {
            for record in chunk?.records() {
                let record = record.map_err(|reject| reject.message)?;
                articles += 1;
                bytes += record.article.body.len() as u64;
            }
        }
        best = best.min(begun.elapsed());
    }
    println!("{articles} {bytes} {} {}", best.as_nanos(), most_memory()?);
    Ok(())
}

/// The peak memory of this process, in KiB.
fn most_memory() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()).ok_or("Linux reports it")?;
    Ok(number.parse()?)
}
