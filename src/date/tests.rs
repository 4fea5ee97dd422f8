use super::*;

fn read(written: &str) -> Option<Published> {
    DateReader::default().read(written)
}

fn reader(formats: &[&str], timezone: Option<&str>) -> DateReader {
    let formats = formats.iter().map(|&format| format.to_owned()).collect();
    DateReader::new(DateSettings { formats, timezone: timezone.map(str::to_owned) }).unwrap()
}

/// 4 March 2026, 00:00 UTC.
const MIDNIGHT: i64 = 1_772_582_400;

/// Noon of that day.
const NOON: i64 = MIDNIGHT + 12 * 60 * 60;

fn at(seconds: i64, precision: Precision) -> Published {
    Published { seconds, precision, lacks_zone: false }
}

#[test]
fn a_day_is_read_in_every_notation() {
    let day = Day::parse("2026-03-04").unwrap();
    for written in [
        "2026-03-04T23:59:00-08:00",
        "2026-03-04 17:03:00",
        "2026/03/04",
        "20260304T000000Z",
        "20260304",
        "04-MAR-2026 15:01:01.79",
        "Wed, 04 Mar 2026 07:28:00 GMT",
        "4 March 2026",
        "March 4, 2026",
        " 1772582400 ",
        "1772582400000",
    ] {
        assert_eq!(Day::parse(written), Some(day), "{written}");
    }
}

#[test]
fn ambiguous_date_is_none() {
    for written in ["03/04/2026", "04-03-2026", "01/02/2024", "3-4-26", "12-11"] {
        assert_eq!((Day::parse(written), read(written)), (None, None), "{written}");
    }
}

#[test]
fn text_that_is_not_a_date_is_none() {
    for written in ["", "None", "2026-13-01", "2026-02-30", "yesterday", "2026", "20261332", "4"] {
        assert_eq!((Day::parse(written), read(written)), (None, None), "{written}");
    }
}

#[test]
fn date_is_read_in_many_languages_and_with_dots() {
    for written in [
        "04.03.2026",
        "4. März 2026, 18:05 Uhr",
        "Mittwoch, 4. Maerz 2026",
        "Publié le mercredi 4 mars 2026 à 18h05",
        "mer. 4 mars 2026",
        "miércoles, 4 de marzo de 2026",
        "4 Mart 2026 Çarşamba",
        "4 марта 2026 г., 18:05",
        "4 marca 2026",
        "2026. március 4.",
        "2026年3月4日",
        "2026년 3월 4일",
        "4 มีนาคม 2569",
        "2569-03-04",
        "٤ مارس ٢٠٢٦",
        "4 मार्च 2026",
        "Mar 4 2026",
        "Tue Mar 04 18:05:00 UTC 2026",
        "Wednesday, 04-Mar-26 08:49:37 GMT",
        "{\"$date\": \"2026-03-04T18:05:00Z\"}",
        "/Date(1772582400000)/",
    ] {
        let day = read(written).map(|date| date.seconds().div_euclid(DAY) * DAY);
        assert_eq!(day, Some(MIDNIGHT), "{written}");
        assert_eq!(Day::parse(written), Day::parse("2026-03-04"), "{written}");
    }
    assert_eq!(read("Wed Mar 04 13:00:00 CET 2026"), Some(at(NOON, Precision::Second)));
    assert_eq!(read("14/03/2026"), read("2026-03-14"));
}

#[test]
fn date_of_another_calendar_is_not_read() {
    for written in [
        "1397/12/23",
        "۲۳ اسفند ۱۳۹۷",
        "1970-01-01T00:00:00Z",
        "0001-01-01T00:00:00",
        "14/15 March 2019",
        "12 listopada 2019",
    ] {
        assert_eq!((Day::parse(written), read(written)), (None, None), "{written}");
    }
}

#[test]
fn days_are_counted_across_months() {
    let [one, other] = ["2026-02-27", "2026-03-02"].map(|written| Day::parse(written).unwrap());
    assert_eq!((one.days_from(other), other.days_from(one)), (3, 3));
}

#[test]
fn time_with_a_zone_has_second_or_minute_precision() {
    for written in [
        "2026-03-04T12:00:00Z",
        "2026-03-04T04:00:00-08:00",
        "2026-03-04 13:00:00.123+01:00",
        "2026-03-04T17:30:00+0530",
        "20260304T120000Z",
        "Wed, 04 Mar 2026 12:00:00 GMT",
        "Wed, 04 Mar 2026 07:00:00 EST",
        "4 March 2026, 12:00:00 UTC",
        "March 4, 2026 at 12:00:00 pm UTC",
        "2026-03-04T13:00:00+01:00[Europe/Berlin]",
        "1772625600",
        "1772625600.0",
        "1772625600123",
    ] {
        assert_eq!(read(written), Some(at(NOON, Precision::Second)), "{written}");
    }
    assert_eq!(read("2026-03-04T12:00Z"), Some(at(NOON, Precision::Minute)));
    assert_eq!(read("March 4, 2026 1:00 AM GMT"), Some(at(MIDNIGHT + 3600, Precision::Minute)));
}

#[test]
fn day_without_a_time_has_day_precision() {
    for written in ["2026-03-04", "20260304", "4 March 2026", "2026-03-04, in the evening"] {
        assert_eq!(read(written), Some(at(MIDNIGHT, Precision::Day)), "{written}");
    }
}

#[test]
fn exact_midnight_is_a_date_without_a_time() {
    for written in
        ["2026-03-04T00:00:00Z", "2026-03-04 00:00:00", "20260304T000000+0100", "1772582400"]
    {
        assert_eq!(read(written), Some(at(MIDNIGHT, Precision::Day)), "{written}");
    }
}

#[test]
fn time_without_a_zone_is_only_a_day_unless_a_zone_is_set() {
    for written in ["2026-03-04 13:00:00", "20260304130000", "2026-03-04 13:00:00 IST"] {
        let day = Published { seconds: MIDNIGHT, precision: Precision::Day, lacks_zone: true };
        assert_eq!(read(written), Some(day), "{written}");
        let in_berlin = reader(&[], Some("Europe/Berlin")).read(written);
        assert_eq!(in_berlin, Some(at(NOON, Precision::Second)), "{written}");
    }
    let summer = reader(&[], Some("Europe/Berlin")).read("2026-07-04 14:00").unwrap();
    assert_eq!(summer, read("2026-07-04T12:00Z").unwrap());
    let named = reader(&[], Some("Europe/Berlin")).read("2026-03-04T12:00:00Z");
    assert_eq!(named, Some(at(NOON, Precision::Second)));
}

#[test]
fn archive_path_gives_the_month() {
    let first = read("2014-04-01").unwrap().seconds();
    for written in ["/2014/04/", "2014-04", "April 2014", "Apr 2014"] {
        assert_eq!(read(written), Some(at(first, Precision::Month)), "{written}");
    }
}

#[test]
fn named_format_decides_which_number_is_the_day() {
    let day_first = reader(&["%d/%m/%Y", "%d.%m.%Y %H:%M %z"], None);
    assert_eq!(day_first.read("04/03/2026"), Some(at(MIDNIGHT, Precision::Day)));
    assert_eq!(day_first.read("04.03.2026 13:00 +0100"), Some(at(NOON, Precision::Minute)));
    // Other formats are still read.
    assert_eq!(day_first.read("2026-03-04T12:00:00Z"), Some(at(NOON, Precision::Second)));
    assert_eq!(day_first.read("31/31/2026"), None);
    let in_berlin = reader(&["%d.%m.%Y %H:%M:%S"], Some("Europe/Berlin"));
    assert_eq!(in_berlin.read("04.03.2026 13:00:00"), Some(at(NOON, Precision::Second)));
}

#[test]
fn format_with_the_name_of_a_month_is_read_in_every_language() {
    for (format, written) in [
        ("%B %d %Y", "mars 4 2026"),
        ("%d. %B %Y", "4. März 2026"),
        ("%A, %d %B %Y", "onsdag, 4 mars 2026"),
        ("%a %d %b %Y", "śr. 4 marca 2026"),
        ("%Y/%B/%d", "2026/Μαρτίου/4"),
        ("%d-%b-%Y", "04-MAR-2026"),
    ] {
        let read = reader(&[format], None).read(written);
        assert_eq!(read, Some(at(MIDNIGHT, Precision::Day)), "{written} as {format}");
    }
}

#[test]
fn years_of_other_calendars_are_not_taken_for_ours_in_a_format_either() {
    let reader = reader(&["%d/%m/%Y", "%Y/%m/%d"], None);
    assert_eq!(reader.read("04/03/2569"), Some(at(MIDNIGHT, Precision::Day)));
    assert_eq!(reader.read("1404/12/13"), None);
}

#[test]
fn invalid_format_or_zone_is_refused() {
    let problem = |formats: &[&str], timezone: Option<&str>| {
        let formats = formats.iter().map(|&format| format.to_owned()).collect();
        let settings = DateSettings { formats, timezone: timezone.map(str::to_owned) };
        DateReader::new(settings).unwrap_err().to_string()
    };
    assert_eq!(problem(&[], Some("Mars/Olympus")), "unknown time zone 'Mars/Olympus'");
    assert!(problem(&["%Q%"], None).starts_with("'%Q%' is not a date format: "));
    let no_year = "'%H:%M' is not a date format: it has no year, or no month";
    assert_eq!(problem(&["%H:%M"], None), no_year);
}

#[test]
fn no_time_is_before_another_within_a_day_without_times() {
    let [day, noon, next] =
        ["2026-03-04", "2026-03-04T12:00:00Z", "2026-03-05"].map(|written| read(written).unwrap());
    assert!(!day.is_before(noon) && !noon.is_before(day));
    assert!(day.is_before(next) && noon.is_before(next) && !next.is_before(noon));
    assert!(!noon.is_before(noon));
}

#[test]
fn minutes_are_counted_if_known() {
    let minutes = |one: &str, other: &str| read(one).unwrap().minutes_to(read(other).unwrap());
    let noon = "2026-03-04T12:00:00Z";
    assert_eq!(minutes(noon, "2026-03-04T13:30:59Z"), Some(90));
    assert_eq!(minutes(noon, "2026-03-04T11:00Z"), Some(-60));
    assert_eq!(minutes(noon, "2026-03-04"), None);
    assert_eq!(minutes(noon, "2026-03-06"), Some(2 * 24 * 60));
    assert_eq!(minutes("2026-03", "2026-04-06"), None);
}

#[test]
fn month_ends_with_its_last_day() {
    let february = read("2024-02").unwrap();
    assert!(february.is_before(read("2024-03-01").unwrap()));
    assert!(!february.is_before(read("2024-02-29").unwrap()));
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_read(written in "\\PC{0,40}") {
        _ = read(&written);
    }

    #[test]
    fn near_dates_are_read_or_rejected(written in "[0-9 :TZ/.+-]{0,30}") {
        if let (Some(day), Some(published)) = (Day::parse(&written), read(&written)) {
            // The written day and the instant differ by less than two days.
            let start = i64::from(day.0) * DAY;
            proptest::prop_assert!((published.seconds() - start).abs() <= 2 * DAY);
        }
    }
}
