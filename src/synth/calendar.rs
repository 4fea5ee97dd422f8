//! The days of a corpus.

/// Monday, 4 January 2021, in days since 1970: the first day of every corpus.
const FIRST_DAY: u64 = 18_631;

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days in the 400 years after which the calendar repeats.
const CYCLE_DAYS: u32 = 146_097;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: u32,
    /// From 1.
    month: u32,
    /// From 1.
    day: u32,
    pub(super) weekday: &'static str,
}

impl Date {
    /// The date of the numbered day of a corpus.
    pub(super) fn of_day(number: u64) -> Date {
        let (mut year, mut rest) = (1970, u32::try_from(FIRST_DAY + number).unwrap_or(u32::MAX));
        // Whole cycles first, so that the loop below stays short for any day.
        year += 400 * (rest / CYCLE_DAYS);
        rest %= CYCLE_DAYS;
        while rest >= year_days(year) {
            rest -= year_days(year);
            year += 1;
        }
        let mut month = 1;
        while rest >= month_days(year, month) {
            rest -= month_days(year, month);
            month += 1;
        }
        let weekday = usize::try_from(number % 7).expect("a number below 7 fits");
        Date { year, month, day: rest + 1, weekday: WEEKDAYS[weekday] }
    }

    /// Month and day, as in a dateline.
    pub(super) fn in_words(self) -> String {
        format!("{} {}", MONTHS[self.month as usize - 1], self.day)
    }

    /// The RFC 3339 form of a minute of the day.
    pub(super) fn at(self, minute: usize) -> String {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:00Z",
            self.year,
            self.month,
            self.day,
            minute / 60,
            minute % 60
        )
    }
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn year_days(year: u32) -> u32 {
    365 + u32::from(is_leap(year))
}

fn month_days(year: u32, month: u32) -> u32 {
    match month {
        2 => 28 + u32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_calendar_through_leap_years() {
        let on = |number| (Date::of_day(number).at(75), Date::of_day(number).weekday);
        assert_eq!(on(0), ("2021-01-04T01:15:00Z".to_owned(), "Monday"));
        assert_eq!(on(362), ("2022-01-01T01:15:00Z".to_owned(), "Saturday"));
        assert_eq!(on(1151), ("2024-02-29T01:15:00Z".to_owned(), "Thursday"));
        assert_eq!(on(1152), ("2024-03-01T01:15:00Z".to_owned(), "Friday"));
    }
}
