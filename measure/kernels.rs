//! Runs one stage over prepared articles, for a tool that counts instructions.
//!
//! ```text
//! kernels STAGE TIMES        floor, clean, shingle, sign, profile or measure
//! ```
//!
//! `benches/instructions/run` counts all stages: the cost of one is the difference between two runs
//! that repeat it a different number of times.

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::error::Error;
use std::hint::black_box;

use serde::Deserialize;
use wirecopy::article::Article;
use wirecopy::clean::{CleanText, Cleaner};
use wirecopy::hash;
use wirecopy::shingle::{self, Shingling};
use wirecopy::signature::Signature;
use wirecopy::synth::{Settings, Synth, SynthArticle};
use wirecopy::verify::{Measurer, Profile, Rules};

const ARTICLES: u64 = 200;
const MINIMA: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (stage, times) = args.next().zip(args.next()).ok_or("usage: kernels STAGE TIMES")?;
    let times: usize = times.parse()?;
    let repeated = |stage: &dyn Fn() -> usize| (0..times).map(|_| black_box(stage())).last();
    let synth = Synth::new(Settings { articles: ARTICLES, ..Settings::default() });
    let articles: Vec<SynthArticle> = synth.articles().collect();
    let read: Vec<Article<'_>> = articles.iter().map(as_read).collect();
    let cleaner = Cleaner::new();
    let clean = || read.iter().map(|article| cleaner.clean(article)).collect::<Vec<CleanText>>();
    let texts = clean();
    let shingles = || {
        let of_one = |(article, text): (&Article<'_>, &CleanText)| {
            shingle::shingles(&article.body, text, Shingling::default())
        };
        read.iter().zip(&texts).map(of_one).collect::<Vec<_>>()
    };
    let profiles = || {
        let of_one = |(article, text): (&Article<'_>, &CleanText)| {
            Profile::new(article, text, Shingling::default())
        };
        read.iter().zip(&texts).map(of_one).collect::<Vec<_>>()
    };
    let (per, count) = match &*stage {
        "floor" => {
            let lines: Vec<String> = articles.iter().map(SynthArticle::to_json_line).collect();
            ("article", repeated(&|| lines.iter().filter(|line| parsed(line) != 0).count()))
        }
        "clean" => ("article", repeated(&|| clean().len())),
        "shingle" => ("article", repeated(&|| shingles().len())),
        "sign" => {
            let shingles = shingles();
            let sign = |hashes: &Vec<u64>| Signature::of_hashes(hashes, MINIMA);
            (
                "article",
                repeated(&|| {
                    shingles.iter().map(sign).filter(|one| one.estimate_jaccard(one) > 0.0).count()
                }),
            )
        }
        "profile" => ("article", repeated(&|| profiles().len())),
        "measure" => {
            let profiles = profiles();
            let pairs = || {
                profiles.iter().enumerate().flat_map(|(at, one)| {
                    let measurer = Measurer::new(one, Rules::default());
                    profiles[at + 1..]
                        .iter()
                        .map(move |other| measurer.measure(other))
                        .collect::<Vec<_>>()
                })
            };
            ("pair", repeated(&|| pairs().count()))
        }
        _ => return Err(format!("{stage} is no stage").into()),
    };
    println!("{} {per}", count.unwrap_or_default());
    Ok(())
}

/// The fields of a line that the floor reads.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    body: std::borrow::Cow<'a, str>,
}

fn parsed(line: &str) -> u64 {
    serde_json::from_str::<Line<'_>>(line).map_or(0, |line| hash::bytes(line.body.as_bytes()))
}

fn as_read(article: &SynthArticle) -> Article<'_> {
    Article {
        key: (&article.id).into(),
        body: (&article.body).into(),
        headline: Some((&article.title).into()),
        outlet: Some((&article.outlet).into()),
        published: Some((&article.date).into()),
        ..Article::default()
    }
}
