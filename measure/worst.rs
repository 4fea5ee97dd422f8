//! Times the program on corpora of the worst shapes: work per word, block, article or reject must
//! not grow with the number of all the others.
//!
//! ```text
//! cargo build --release
//! cargo run --release --example worst                  # a fiftieth of the full size: a few
//! seconds
//! cargo run --release --example worst -- 1             # one article of 10 MB, 100,000 blocks, 1,000,000 articles …
//! cargo run --release --example worst -- 0.1 blocks    # only shapes with this in their name
//! ```
//!
//! Each shape is run at the requested size and at half of it. The last column is the ratio of the
//! two times: about 2 if time is linear in the corpus, 4 if it is quadratic. The program in the
//! same target folder is the one that is timed.

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};
use tempfile::TempDir;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A shape: its name, its full size, and how to write it at a given size.
type Shape = (&'static str, u32, fn(u32) -> String);

const SHAPES: [Shape; 10] = [
    ("two articles of N letters", 10_000_000, long_articles),
    ("two articles of N blocks", 100_000, |blocks| of_blocks(blocks, english)),
    ("two articles of N Chinese blocks", 100_000, |blocks| of_blocks(blocks, chinese)),
    ("two articles of N strings", 400_000, of_strings),
    ("N articles that share a paragraph", 100_000, sharing_a_paragraph),
    ("N articles with the same text", 1_000_000, of_one_text),
    ("N articles of one outlet, all the same text", 200_000, of_one_outlet),
    ("N texts with the same id", 100_000, of_one_id),
    ("N rejects", 1_000_000, rejects),
    ("N empty rows", 1_000_000, empty_rows),
];

/// The commands to time, in order.
const COMMANDS: [(&str, &str); 5] = [
    ("cluster", "cluster in -o out -q --max-bad 100"),
    ("report", "report out -q"),
    ("explain", "explain out a0 a1 -q"),
    ("dedup", "dedup out -o clean -q"),
    ("index", "index build in -o news.wirecopy -q --max-bad 100"),
];

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let size: f64 = words.next().map_or(Ok(0.02), |word| word.parse())?;
    let named = words.next().unwrap_or_default();
    print!("{:44}", "shape");
    for (name, _) in COMMANDS {
        print!("{name:>10}");
    }
    println!("   twice as much");
    for (name, full, make) in SHAPES.into_iter().filter(|(name, ..)| name.contains(&named)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small size")]
        let count = (f64::from(full) * size).max(2.0) as u32;
        let [half, whole] = [times(&make(count / 2))?, times(&make(count))?];
        print!("{:44}", format!("{name}: {count}"));
        for time in &whole {
            match time {
                Some(seconds) => print!("{seconds:>8.1} s"),
                None => print!("{:>10}", "none"),
            }
        }
        let sum = |times: &[Option<f64>]| times.iter().flatten().sum::<f64>();
        println!("   {:.1} times", sum(&whole) / sum(&half));
    }
    Ok(())
}

/// The seconds that each command takes; `None` if one after the first fails, such as a question about an
/// article that does not exist.
fn times(corpus: &str) -> Result<Vec<Option<f64>>> {
    let example = std::env::current_exe()?;
    let beside = example.parent().and_then(Path::parent).ok_or("no target folder")?;
    let folder = TempDir::new_in(beside)?;
    fs::create_dir(folder.path().join("in"))?;
    let ending = if corpus.starts_with('{') { "jsonl" } else { "csv" };
    fs::write(folder.path().join(format!("in/news.{ending}")), corpus)?;
    let times = COMMANDS.map(|(name, words)| {
        let begun = Instant::now();
        let mut program = Command::new(beside.join("wirecopy"));
        program.current_dir(folder.path()).args(words.split(' ')).arg("--no-progress");
        let ended = program.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if ended.code() == Some(70) || name == "cluster" && !ended.success() {
            return Err(format!("`wirecopy {words}` failed").into());
        }
        Ok(ended.success().then(|| begun.elapsed().as_secs_f64()))
    });
    times.into_iter().collect()
}

fn line(number: u32, outlet: u32, body: &Value) -> String {
    let article = json!({
        "id": format!("a{number}"), "outlet": format!("outlet{outlet}.example"), "title": "Ferry runs aground",
        "date": "2026-03-04T10:00:00Z", "body": body,
    });
    format!("{article}\n")
}

/// A sentence with words that no other number produces.
fn english(number: u32) -> String {
    (0..12).fold("The".to_owned(), |mut sentence, place| {
        _ = write!(sentence, " w{}x{place}", number.wrapping_mul(2_654_435_761) >> 8);
        sentence
    }) + " said.\n"
}

fn chinese(number: u32) -> String {
    let first = u32::from('一');
    let character =
        |place: u32| char::from_u32(first + (number.wrapping_mul(131) + place * 977) % 20_000);
    (0..16).filter_map(character).collect::<String>() + "。\n"
}

fn two(body: &Value) -> String {
    line(0, 0, body) + &line(1, 1, body)
}

fn long_articles(letters: u32) -> String {
    let body: String =
        (0..letters / 110).map(english).map(|text| text.replace('\n', " ")).collect();
    two(&body.into())
}

fn of_blocks(blocks: u32, block: fn(u32) -> String) -> String {
    two(&(0..blocks).map(block).collect::<String>().into())
}

fn of_strings(strings: u32) -> String {
    two(&(0..strings).map(|number| Value::from(format!("w{number}"))).collect())
}

fn sharing_a_paragraph(articles: u32) -> String {
    let shared = english(u32::MAX).repeat(3);
    let own = |number: u32| (0..6).map(|place| english(number * 6 + place)).collect::<String>();
    (0..articles).map(|number| line(number, number, &(own(number) + &shared).into())).collect()
}

fn text() -> Value {
    (0..5).map(english).collect::<String>().into()
}

fn of_one_text(articles: u32) -> String {
    let text = text();
    (0..articles).map(|number| line(number, number, &text)).collect()
}

fn of_one_outlet(articles: u32) -> String {
    let text = text();
    (0..articles).map(|number| line(number, 0, &text)).collect()
}

fn of_one_id(articles: u32) -> String {
    let body = |number: u32| (0..3).map(|place| english(number * 3 + place)).collect::<String>();
    (0..articles).map(|number| line(0, number, &body(number).into())).collect()
}

fn rejects(rejects: u32) -> String {
    // Reading stops if a corpus begins with nothing but rejects.
    let bad = "{\"id\": 3, \"text\"}\n".repeat(100);
    (0..rejects.div_ceil(100)).map(|number| line(number, number, &text()) + &bad).collect()
}

fn empty_rows(rows: u32) -> String {
    "id,outlet,title,body\n".to_owned() + &",,,\n".repeat(rows as usize)
}
