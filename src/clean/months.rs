//! The names of months.

use std::sync::LazyLock;

/// The names of months in the languages of the tables.
const MONTHS: &str = "\
    jan january januar feb february februar mar march marzo mars apr april aprile may jun june jul july \
    aug august sep sept september oct october okt oktober nov november novembre noviembre dec december \
    dez dezember dezembro janvier enero ene febrero abril abr mayo junio julio agosto ago septiembre \
    octubre diciembre dic gennaio gen febbraio maggio mag giugno giu luglio lug settembre set ottobre ott \
    dicembre janeiro fevereiro fev maio mai junho julho setembro outubro out novembro avril avr juin \
    juillet septembre octobre juni juli março février févr août décembre déc märz";

/// The names of months that may be a part of a word.
const MONTH_PARTS: &str = concat!(
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв|фев|апр|авг|сен|сент|окт|ноя|дек|",
    "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر"
);

/// Those in ASCII letters.
static ASCII_MONTHS: LazyLock<Vec<&str>> =
    LazyLock::new(|| MONTHS.split(' ').filter(|name| name.is_ascii()).collect());

/// A month in a regular expression.
pub(super) static MONTH: LazyLock<String> = LazyLock::new(|| {
    let others: Vec<&str> = MONTHS.split(' ').filter(|name| !name.is_ascii()).collect();
    // ASCII only: letters of other scripts that fold to ASCII do not occur in months, and make patterns
    // large.
    let (ascii, others) = (ASCII_MONTHS.join("|"), others.join("|"));
    format!(r"(?i:(?:\b(?:(?-u:{ascii})|{others})\b|(?:{MONTH_PARTS}))\.?)")
});

/// Whether a word is a month in ASCII letters, in any case.
pub(super) fn is_month(word: &[u8]) -> bool {
    let Some(start) = word.first_chunk::<3>() else { return false };
    MONTH_STARTS.binary_search(&start.map(|letter| letter.to_ascii_lowercase())).is_ok()
        && ASCII_MONTHS.iter().any(|month| month.as_bytes().eq_ignore_ascii_case(word))
}

/// Their first three letters, sorted.
static MONTH_STARTS: LazyLock<Vec<[u8; 3]>> = LazyLock::new(|| {
    let starts = ASCII_MONTHS.iter().filter_map(|name| name.as_bytes().first_chunk());
    let mut starts: Vec<[u8; 3]> = starts.copied().collect();
    starts.sort_unstable();
    starts
});
