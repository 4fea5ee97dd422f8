//! Fictional people, places and organisations, each made from one number.
//!
//! Every function gives the same name for the same number, so a story only needs its seed to refer
//! to the same people throughout.

use super::rng::{Rng, reduce};

const FIRST_NAMES: [&str; 72] = [
    "Ada", "Albin", "Alma", "Anselm", "Arlo", "Astrid", "Benno", "Berit", "Bruna", "Caspar",
    "Cecily", "Clara", "Conrad", "Dagny", "Delia", "Dorian", "Edda", "Edwin", "Elias", "Elke",
    "Emeric", "Esther", "Fabian", "Felix", "Flora", "Frieda", "Gideon", "Greta", "Gustav", "Hanna",
    "Harald", "Hedda", "Henrik", "Ida", "Ilse", "Imre", "Ingrid", "Isak", "Jonas", "Judith",
    "Kaspar", "Katrin", "Klara", "Lars", "Leonie", "Linus", "Lotte", "Lukas", "Magda", "Marit",
    "Matthias", "Mila", "Nadja", "Nils", "Oskar", "Paula", "Petra", "Quentin", "Ragna", "Robin",
    "Rosa", "Rufus", "Selma", "Sigrid", "Silas", "Tilda", "Tobias", "Ulla", "Vera", "Viktor",
    "Wanda", "Yorick",
];

const STEMS: [&str; 64] = [
    "Ald", "Arn", "Bal", "Bern", "Bol", "Brand", "Bryn", "Cald", "Carv", "Cor", "Dal", "Dorn",
    "Drav", "Eld", "Elm", "Fal", "Fenn", "Ferr", "Gal", "Garr", "Gold", "Grav", "Hal", "Harr",
    "Hest", "Holm", "Horv", "Ist", "Jarn", "Kal", "Kest", "Korr", "Lann", "Lind", "Lor", "Lund",
    "Mal", "Mar", "Mold", "Mor", "Nar", "Nest", "Norr", "Old", "Orl", "Ost", "Pell", "Quarr",
    "Rand", "Rav", "Rost", "Sal", "Sever", "Sold", "Stav", "Tarr", "Thorn", "Tol", "Ulv", "Val",
    "Vern", "Wald", "West", "Zell",
];

const SURNAME_ENDS: [&str; 30] = [
    "aker", "am", "an", "ander", "berg", "bury", "dahl", "den", "egger", "el", "en", "er", "ett",
    "ey", "ick", "idge", "in", "ing", "ison", "ley", "man", "mark", "ner", "ock", "off", "ow",
    "sen", "stad", "ton", "wick",
];

const TOWN_ENDS: [&str; 28] = [
    "aby", "avik", "bridge", "bury", "by", "cliffe", "combe", "dorf", "en", "field", "ford",
    "gate", "ham", "haven", "holt", "in", "ington", "mere", "minster", "mouth", "ova", "port",
    "stad", "stead", "ton", "vale", "wick", "worth",
];

const TOWN_FRONTS: [&str; 8] =
    ["Port ", "Upper ", "New ", "Bad ", "Fort ", "Old ", "Great ", "Lower "];

const REGION_FRONTS: [&str; 6] = ["North ", "South ", "East ", "West ", "Upper ", "Central "];

const REGION_ENDS: [&str; 8] = ["shire", "mark", "land", "march", "moor", "gau", "wold", "fells"];

/// Endings of a country's name and of its adjective.
const COUNTRY_ENDS: [(&str, &str); 7] = [
    ("ia", "ian"),
    ("ova", "ovan"),
    ("ania", "anian"),
    ("ea", "ean"),
    ("istan", "istani"),
    ("una", "unan"),
    ("oria", "orian"),
];

const COMPANY_ENDS: [&str; 14] = [
    " Group",
    " Industries",
    " Works",
    " Holdings",
    " & Sons",
    " Systems",
    " Partners",
    "tec",
    " International",
    " Brothers",
    " Trading",
    " United",
    "corp",
    " Ventures",
];

const PARTY_FRONTS: [&str; 12] = [
    "Civic",
    "Rural",
    "National",
    "Liberal",
    "Reform",
    "People's",
    "Green",
    "Social",
    "Centre",
    "Democratic",
    "Conservative",
    "Progress",
];

const PARTY_ENDS: [&str; 7] =
    [" Alliance", " Union", " Party", " Front", " Movement", " League", " Bloc"];

const CLUB_ENDS: [&str; 10] = [
    " United",
    " Rovers",
    " Athletic",
    " Wanderers",
    " City",
    " Sporting",
    " Rangers",
    " Dynamo",
    " Albion",
    " Stars",
];

const TITLE_FRONTS: [&str; 20] = [
    "The Last",
    "A Distant",
    "The Quiet",
    "Some Other",
    "The Blue",
    "My Father's",
    "The Seventh",
    "No More",
    "The Lost",
    "A Borrowed",
    "The Winter",
    "Under the",
    "Beyond the",
    "The Glass",
    "The Hungry",
    "A Small",
    "Half a",
    "The Salt",
    "Three Times the",
    "The Slow",
];

const TITLE_ENDS: [&str; 24] = [
    "Harbour", "Orchard", "Ferry", "Letter", "Mountain", "Clock", "Sparrow", "Summer", "Bridge",
    "Kitchen", "Island", "Horizon", "Piano", "Station", "Field", "River", "Garden", "Ladder",
    "Window", "Stranger", "Train", "Candle", "Mirror", "Tide",
];

pub(super) const MONTHS: [&str; 12] = [
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

pub(super) const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// What a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    Person,
    Surname,
    City,
    Region,
    Country,
    /// The adjective of the country with the same number.
    Nation,
    /// The capital of the country with the same number.
    Capital,
    River,
    Company,
    Party,
    Union,
    University,
    Club,
    Title,
    Month,
    Weekday,
}

impl NameKind {
    /// The kind that a word in a template means.
    pub(super) fn from_word(word: &str) -> Option<NameKind> {
        Some(match word {
            "person" => NameKind::Person,
            "last" => NameKind::Surname,
            "city" => NameKind::City,
            "region" => NameKind::Region,
            "country" => NameKind::Country,
            "nation" => NameKind::Nation,
            "capital" => NameKind::Capital,
            "river" => NameKind::River,
            "company" => NameKind::Company,
            "party" => NameKind::Party,
            "union" => NameKind::Union,
            "university" => NameKind::University,
            "club" => NameKind::Club,
            "title" => NameKind::Title,
            "month" => NameKind::Month,
            "day" => NameKind::Weekday,
            _ => return None,
        })
    }
}

/// The name for a number.
pub(super) fn name(kind: NameKind, number: u64) -> String {
    let mut name = String::new();
    write_name(kind, number, &mut name);
    name
}

/// Appends the name for a number.
pub(super) fn write_name(kind: NameKind, number: u64, out: &mut String) {
    let mut rng = Rng::of(&[number]);
    match kind {
        NameKind::Person => {
            let first = reduce(number, FIRST_NAMES.len());
            out.push_str(FIRST_NAMES[first]);
            out.push(' ');
            compose(&mut rng, &STEMS, &SURNAME_ENDS, out);
        }
        NameKind::Surname => compose(&mut rng, &STEMS, &SURNAME_ENDS, out),
        NameKind::City => write_city(&mut rng, out),
        NameKind::Capital => write_city(&mut Rng::of(&[number, 1]), out),
        NameKind::Region => {
            if rng.percent(50) {
                out.push_str(rng.word(&REGION_FRONTS));
            }
            compose(&mut rng, &STEMS, &REGION_ENDS, out);
        }
        NameKind::Country => {
            out.push_str(rng.word(&STEMS));
            out.push_str(rng.pick(&COUNTRY_ENDS).0);
        }
        NameKind::Nation => {
            out.push_str(rng.word(&STEMS));
            out.push_str(rng.pick(&COUNTRY_ENDS).1);
        }
        NameKind::River => compose(&mut rng, &STEMS, &["e", "en", "a", "ach", "ine"], out),
        NameKind::Company => compose(&mut rng, &STEMS, &["a", "o", "en", "in", "man", "ex"], out),
        NameKind::Party => compose(&mut rng, &PARTY_FRONTS, &PARTY_ENDS, out),
        NameKind::Union => {
            for _ in 0..3 {
                out.push(char::from(*rng.pick(b"ABDFGKLMNPRSTUVW")));
            }
        }
        NameKind::University => {
            out.push_str("University of ");
            write_city(&mut rng, out);
        }
        NameKind::Club => {
            compose(&mut rng, &STEMS, &TOWN_ENDS, out);
            out.push_str(rng.word(&CLUB_ENDS));
        }
        NameKind::Title => {
            out.push_str(rng.word(&TITLE_FRONTS));
            out.push(' ');
            out.push_str(rng.word(&TITLE_ENDS));
        }
        NameKind::Month => out.push_str(rng.word(&MONTHS)),
        NameKind::Weekday => out.push_str(rng.word(&WEEKDAYS)),
    }
    if kind == NameKind::Company {
        out.push_str(rng.word(&COMPANY_ENDS));
    }
}

fn write_city(rng: &mut Rng, out: &mut String) {
    if rng.percent(20) {
        out.push_str(rng.word(&TOWN_FRONTS));
    }
    compose(rng, &STEMS, &TOWN_ENDS, out);
}

fn compose(rng: &mut Rng, fronts: &[&'static str], ends: &[&'static str], out: &mut String) {
    out.push_str(rng.word(fronts));
    out.push_str(rng.word(ends));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_is_the_end_of_the_person_with_the_same_number() {
        for number in (0..1000).map(crate::hash::mix) {
            assert!(name(NameKind::Person, number).ends_with(&name(NameKind::Surname, number)));
        }
    }

    #[test]
    fn the_adjective_goes_with_the_country() {
        let number = 7;
        let (country, nation) = (name(NameKind::Country, number), name(NameKind::Nation, number));
        assert_eq!(country[..4], nation[..4]);
    }
}
