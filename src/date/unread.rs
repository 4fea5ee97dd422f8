//! Why a date cannot be read, and what helps.

use serde::Serialize;

use super::{DateReader, written};

/// A calendar other than the Gregorian one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// That of Thailand, 543 years ahead: such dates are read.
    Buddhist,
    /// That of Iran and Afghanistan (solar Hijri).
    Persian,
    /// The lunar Hijri one.
    Islamic,
}

/// Names of months, in Arabic letters and in Latin ones.
const PERSIAN: &[&str] = &[
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
    "farvardin",
    "ordibehesht",
    "khordad",
    "tir",
    "mordad",
    "shahrivar",
    "mehr",
    "aban",
    "azar",
    "dey",
    "bahman",
    "esfand",
];
const ISLAMIC: &[&str] = &[
    "محرم",
    "صفر",
    "ربيع",
    "ربیع",
    "جمادى",
    "جمادی",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "القعدة",
    "الحجة",
    "muharram",
    "safar",
    "rabi",
    "jumada",
    "rajab",
    "shaban",
    "ramadan",
    "shawwal",
];

/// Of newspapers the years are between these in the two calendars. Both have the years to 1410, but from 1970 on they are
/// Persian ones.
const PERSIAN_YEARS: std::ops::RangeInclusive<u16> = 1300..=1410;
const ISLAMIC_YEARS: std::ops::RangeInclusive<u16> = 1411..=1460;
const BUDDHIST_YEARS: std::ops::RangeInclusive<u16> = 2400..=2700;

impl Calendar {
    /// The calendar of a date as written; `None` for the Gregorian one and for what is no date.
    pub fn of(written: &str) -> Option<Calendar> {
        if written.len() > written::LONGEST {
            return None;
        }
        let written = written::plain(written);
        let is_letter = |c: char| !c.is_alphanumeric();
        let words: Vec<&str> = written.split(is_letter).filter(|word| !word.is_empty()).collect();
        let is_small = |word: &&&str| word.len() <= 2 && word.parse::<u8>().is_ok();
        let small = words.iter().filter(is_small).count();
        let of = |names: &[&str]| words.iter().any(|word| names.contains(word));
        let year = words.iter().filter(|word| word.len() == 4).find_map(|word| word.parse().ok());
        let year: u16 = year.filter(|_| small >= 1)?;
        match year {
            year if BUDDHIST_YEARS.contains(&year) => {
                DateReader::default().read(&written).map(|_| Calendar::Buddhist)
            }
            1300..=1460 if of(ISLAMIC) => Some(Calendar::Islamic),
            1300..=1460 if of(PERSIAN) => Some(Calendar::Persian),
            _ if small < 2 => None,
            year if PERSIAN_YEARS.contains(&year) => Some(Calendar::Persian),
            year if ISLAMIC_YEARS.contains(&year) => Some(Calendar::Islamic),
            _ => None,
        }
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Calendar::Buddhist => "Buddhist",
            Calendar::Persian => "Persian",
            Calendar::Islamic => "Islamic (Hijri)",
        }
    }
}

/// Why a date cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is of another calendar.
    Calendar(Calendar),
    /// The first number may be the day or the month; these are the two formats.
    Ambiguous([String; 2]),
    /// It is the number of a day in a spreadsheet, which counts them from 1900 or from 1904.
    DayNumber,
    /// It has no numbers.
    NoDate,
    /// It is written in an unknown way.
    Unknown,
}

impl Unread {
    /// Why a date that was not read was not.
    pub fn of(written: &str) -> Unread {
        if let Some(calendar) = Calendar::of(written) {
            return Unread::Calendar(calendar);
        }
        let written = written::plain(written.trim());
        if !written.contains(|c: char| c.is_ascii_digit()) {
            return Unread::NoDate;
        }
        if is_day_number(&written) {
            return Unread::DayNumber;
        }
        formats(&written).map_or(Unread::Unknown, Unread::Ambiguous)
    }

    /// What is wrong, and what to do.
    pub fn advice(&self) -> String {
        match self {
            Unread::Calendar(calendar) => format!(
                "are of the {} calendar and are not read: convert them to Gregorian dates first, or do without",
                calendar.name()
            ),
            Unread::Ambiguous([day, month]) => {
                format!("can be read in two ways: say --date-format {day} if the day comes first, or --date-format {month}")
            }
            Unread::DayNumber =>
                "are numbers of days in a spreadsheet: give the column the format of a date there, and export it again".to_owned(),
            Unread::NoDate => "are no dates: is another field the date? Name it with --date".to_owned(),
            Unread::Unknown => {
                "cannot be read: say how they are written with --date-format, such as '%d %B %Y', or name another field with --date"
                    .to_owned()
            }
        }
    }
}

/// Whether this may be a day from 1927 to 2078 as spreadsheets count them, perhaps with a time as a fraction.
fn is_day_number(written: &str) -> bool {
    let (day, time) = written.split_once(['.', ',']).unwrap_or((written, "0"));
    let is_day =
        day.len() == 5 && day.parse().is_ok_and(|day: u32| (10_000..65_400).contains(&day));
    is_day && time.bytes().all(|byte| byte.is_ascii_digit())
}

/// The two formats of `03/04/2026` or `3-4-26 18:05`, in `strftime` notation.
fn formats(written: &str) -> Option<[String; 2]> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (mut rest, mut lengths) = (written, [0; 3]);
    let mark =
        written.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-' | '.'))?;
    for length in &mut lengths {
        *length = digits(rest);
        rest = &rest[*length..];
        rest = rest.strip_prefix(mark).unwrap_or(rest);
    }
    let year = match lengths {
        [1..=2, 1..=2, 4] => "%Y",
        [1..=2, 1..=2, 2] => "%y",
        _ => return None,
    };
    let time = rest.trim_start();
    let space = if time.len() < rest.len() { " " } else { "" };
    let time = match time.split(':').map(digits).collect::<Vec<_>>()[..] {
        [0] if time.is_empty() => "",
        [1..=2, 2] if time.len() <= 5 => "%H:%M",
        [1..=2, 2, 2] if time.len() <= 8 => "%H:%M:%S",
        _ => return None,
    };
    let quote = if time.is_empty() { "" } else { "'" };
    let format =
        |one, other| format!("{quote}%{one}{mark}%{other}{mark}{year}{space}{time}{quote}");
    Some([format('d', 'm'), format('m', 'd')])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_of_a_date_is_known_by_its_year_and_month() {
        for (written, calendar) in [
            ("1397/12/23", Some(Calendar::Persian)),
            ("۲۳ اسفند ۱۳۹۷", Some(Calendar::Persian)),
            ("1447-05-12 18:05", Some(Calendar::Islamic)),
            ("12 Ramadan 1405 AH", Some(Calendar::Islamic)),
            ("14/03/2562", Some(Calendar::Buddhist)),
            ("14 มีนาคม 2562", Some(Calendar::Buddhist)),
            ("2019-03-12", None),
            ("12 March 2019", None),
            ("1405", None),
            ("Flight 1405 to Tarn", None),
            ("", None),
        ] {
            assert_eq!(Calendar::of(written), calendar, "{written}");
        }
    }

    #[test]
    fn date_that_can_be_read_in_two_ways_comes_with_both_formats() {
        for (written, day, month) in [
            ("03/04/2026", "%d/%m/%Y", "%m/%d/%Y"),
            ("3-4-26", "%d-%m-%y", "%m-%d-%y"),
            ("03/04/2026 18:05", "'%d/%m/%Y %H:%M'", "'%m/%d/%Y %H:%M'"),
        ] {
            let formats = [day.to_owned(), month.to_owned()];
            assert_eq!(Unread::of(written), Unread::Ambiguous(formats), "{written}");
        }
        assert_eq!(Unread::of("yesterday"), Unread::NoDate);
        assert_eq!(Unread::of("43501"), Unread::DayNumber);
        assert_eq!(Unread::of("43501.75"), Unread::DayNumber);
        assert_eq!(Unread::of("99999"), Unread::Unknown);
        assert_eq!(Unread::of("2019-02-30"), Unread::Unknown);
        assert_eq!(Unread::of("03/04/2026 in the evening"), Unread::Unknown);
        assert_eq!(Unread::of("1397/12/23"), Unread::Calendar(Calendar::Persian));
    }
}
