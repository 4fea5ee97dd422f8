//! Plain text in any encoding, and its cleaning.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wirecopy::article::Article;
use wirecopy::clean::Cleaner;
use wirecopy_fuzz::read_as;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::new);

fuzz_target!(|bytes: &[u8]| {
    read_as("text", bytes);
    let body = String::from_utf8_lossy(bytes);
    let headline = body.lines().next().map(Into::into);
    CLEANER.clean(&Article { body: body.clone(), headline, ..Article::default() });
});
