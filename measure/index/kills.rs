//! An index survives a writer that is killed at any moment.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Bench, lines, random};

/// Portions into which the corpus is divided.
const PORTIONS: usize = 10;

pub(crate) fn check(corpus: &Path, kills: usize) -> Result<(), Box<dyn Error>> {
    let text = lines(corpus)?;
    let all: Vec<&str> = text.lines().collect();
    let size = all.len().div_ceil(PORTIONS).max(1);
    let bench = Bench::new()?;
    let mut portions = Vec::new();
    for (place, portion) in all.chunks(size).enumerate() {
        portions.push(format!("portion{place}.jsonl"));
        bench.write(&portions[place], portion)?;
    }

    // An undisturbed index shows what each portion adds, and how long that takes.
    bench.run("index build portion0.jsonl -o quiet.wirecopy -q")?;
    fs::copy(bench.path("quiet.wirecopy"), bench.path("first.wirecopy"))?;
    let mut states = vec![holds(&bench, "quiet")?];
    let mut longest = Duration::ZERO;
    for portion in &portions[1..] {
        let begun = Instant::now();
        bench.run(&format!("index add quiet.wirecopy {portion} -q"))?;
        longest = longest.max(begun.elapsed());
        states.push(holds(&bench, "quiet")?);
    }
    fs::write(bench.path("all.jsonl"), &text)?;
    let answers = answers(&bench, "quiet")?;

    let (mut killed, mut whole, mut rounds) = (0, 0, 0);
    while killed < kills {
        rounds += 1;
        fs::copy(bench.path("first.wirecopy"), bench.path("killed.wirecopy"))?;
        for (place, portion) in portions.iter().enumerate().skip(1) {
            let mut is_added = false;
            while !is_added {
                let moment = longest * u32::try_from(random(killed as u64) % 1_000)? / 1_000;
                if killed >= kills {
                    bench.run(&format!("index add killed.wirecopy {portion} -q"))?;
                } else if kill(&bench, portion, moment)? {
                    killed += 1;
                }
                let now = holds(&bench, "killed")?;
                is_added = now == states[place];
                if !is_added && now != states[place - 1] {
                    return Err(format!("after kill {killed} the index holds {now}").into());
                }
                whole += usize::from(is_added);
            }
        }
        if self::answers(&bench, "killed")? != answers {
            return Err("the answers differ".into());
        }
    }
    println!(
        "{killed} kills, rounds of {PORTIONS} portions: {rounds} ({} records): each time the index was sound and held whole \
         portions; {whole} portions came in; the answers to all records are the same bytes ({}) as without kills",
        all.len(),
        answers.len(),
    );
    Ok(())
}

/// Adds a portion and kills the writer after this time; `false` if it had already finished.
fn kill(bench: &Bench, portion: &str, moment: Duration) -> Result<bool, Box<dyn Error>> {
    let mut command = bench.command(&format!("index add killed.wirecopy {portion} -q"));
    let mut writer = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    std::thread::sleep(moment);
    let is_done = writer.try_wait()?.is_some();
    writer.kill()?;
    writer.wait()?;
    Ok(!is_done)
}

/// The counts of a sound index, as `verify` prints them.
fn holds(bench: &Bench, index: &str) -> Result<Value, Box<dyn Error>> {
    let told = bench.run(&format!("index verify {index}.wirecopy --json"))?;
    let told: Value = serde_json::from_slice(&told)?;
    Ok(told["holds"].clone())
}

fn answers(bench: &Bench, index: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let told = bench.run(&format!("query {index}.wirecopy all.jsonl --json"))?;
    let told: Value = serde_json::from_slice(&told)?;
    Ok(serde_json::to_vec(&told["answers"])?)
}
