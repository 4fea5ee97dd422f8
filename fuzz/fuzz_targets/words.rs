//! Whatever characters two texts have, their words lead back to their places, and their difference
//! can be shown.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use wirecopy::article::Article;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, FormatName, Input, Options};
use wirecopy::engine::{self, KnownPlaces, Question, Settings};
use wirecopy::hash;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::new);
static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| TempDir::new().expect("temporary folders can be created"));

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let middle = (0..=text.len() / 2).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let texts = text.split_at(middle);
    for body in [texts.0, texts.1] {
        lead_back(body);
    }
    _ = explain(texts, FOLDER.path());
});

fn lead_back(body: &str) {
    let text = CLEANER.clean(&Article { body: body.into(), ..Article::default() });
    for (word, span) in text.spans().iter().enumerate() {
        assert!(body.get(span.range()).is_some_and(|written| !written.is_empty()), "{span:?}");
        let mut letters = String::new();
        text.letters(body, word, |letter| letters.push(letter));
        assert_eq!(hash::bytes(letters.as_bytes()), text.hashes()[word], "{letters}");
    }
}

/// Explains the two texts, unless one cannot be read as an article.
fn explain(texts: (&str, &str), folder: &Path) -> wirecopy::Result<()> {
    let inputs = [("a.txt", texts.0), ("b.txt", texts.1)].map(|(name, text)| {
        std::fs::write(folder.join(name), text).expect("the folder can be written");
        Input::Path(folder.join(name))
    });
    let options = Options { format: FormatName::named("text").ok(), ..Options::default() };
    let corpus = Corpus::open(&inputs, &options, folder, &mut std::io::empty())?;
    let question =
        Question { ids: ["a.txt", "b.txt"], stories: [&[], &[]], known: &KnownPlaces::default() };
    engine::explain(&corpus, &CLEANER, &Settings::default(), question)?;
    Ok(())
}
