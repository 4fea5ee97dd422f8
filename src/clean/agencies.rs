//! The agency table: agencies and the names under which they are credited.

use super::table::{self, Row};
use super::unicode::one_form;
use crate::error::Result;
use crate::hash::{HashMap, HashSet};

const BUILT_IN: &str = include_str!("tables/agencies.tsv");
const COLUMNS: [&str; 5] =
    ["an agency", "a role", "a name", "the places of the name", "an example"];

/// An agency of the agency table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its name in reports.
    pub name: Box<str>,
    /// What it does with a story.
    pub role: Role,
}

/// A set of agencies, by their places in [`Cleaner::agencies`](super::Cleaner::agencies).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgencySet(u128);

impl AgencySet {
    /// Most agencies that a [`Cleaner`](super::Cleaner) can know.
    pub const MOST: usize = 128;

    /// The empty set.
    pub const EMPTY: AgencySet = AgencySet(0);

    /// Adds an agency.
    ///
    /// # Panics
    ///
    /// If its place is 128 or more.
    pub(crate) fn insert(&mut self, place: usize) {
        assert!(place < AgencySet::MOST, "a cleaner knows no more agencies");
        self.0 |= 1 << place;
    }

    /// Whether the agency at this place is in the set.
    pub fn contains(self, place: usize) -> bool {
        place < AgencySet::MOST && self.0 & 1 << place != 0
    }

    /// The number of its agencies.
    pub(crate) fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The places of its agencies, in rising order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let place = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(place)
        })
    }
}

/// What an agency does with a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Writes it.
    Source,
    /// Passes on what others write.
    Carrier,
}

/// Where a name counts as a credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    Dateline,
    Byline,
    /// On a line of its own.
    Line,
    /// On a line after the story.
    Tail,
    /// Alone behind the last sentence.
    End,
    /// Not in the text: an outlet with this name is the agency itself.
    Outlet,
}

/// One name of an agency.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) agency: String,
    pub(super) role: Role,
    places: Vec<Where>,
}

impl Name {
    /// Whether the name counts as a credit in this place.
    pub(super) fn stands_in(&self, place: Where) -> bool {
        self.places.contains(&place)
    }
}

/// The names of all agencies, as written and in capitals.
#[derive(Debug)]
pub(super) struct Agencies {
    names: HashMap<String, Name>,
    longest: usize,
    /// Sorted by name, without duplicates.
    list: Vec<Agency>,
}

impl Agencies {
    /// Reads the built-in rows, followed by those of `extra`.
    pub(super) fn new(extra: Option<&str>) -> Result<Agencies> {
        let mut agencies = Agencies { names: HashMap::default(), longest: 0, list: Vec::new() };
        let mut listed = HashSet::default();
        for text in [Some(BUILT_IN), extra].into_iter().flatten() {
            for row in table::rows("agencies", text, &COLUMNS)? {
                if !row.field(4).to_uppercase().contains(&row.field(2).to_uppercase()) {
                    return row.refuse("an example that contains the name", row.field(4));
                }
                if listed.insert(row.field(0).to_owned()) {
                    if agencies.list.len() == AgencySet::MOST {
                        let most = format!("no more than {} agencies in all", AgencySet::MOST);
                        return row.refuse(&most, row.field(0));
                    }
                    agencies.list.push(Agency { name: row.field(0).into(), role: role(&row)? });
                }
                for spelling in [row.field(2).to_owned(), row.field(2).to_uppercase()] {
                    let name = Name {
                        agency: row.field(0).to_owned(),
                        role: role(&row)?,
                        places: places(&row)?,
                    };
                    agencies.longest = agencies.longest.max(spelling.len());
                    agencies.names.entry(in_one_form(&spelling)).or_insert(name);
                }
            }
        }
        agencies.list.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        Ok(agencies)
    }

    /// All agencies, sorted by their names in reports.
    pub(super) fn list(&self) -> &[Agency] {
        &self.list
    }

    /// The place of an agency in the list.
    pub(super) fn place(&self, agency: &str) -> Option<usize> {
        self.list.binary_search_by(|listed| (*listed.name).cmp(agency)).ok()
    }

    /// The agency with this name, with or without an article before it.
    pub(super) fn find(&self, name: &str) -> Option<&Name> {
        self.names.get(&in_one_form(without_article(name.trim())))
    }

    /// The agency with the longest name at the start of `text`, unless only a picture is credited
    /// to it.
    pub(super) fn find_at_start(&self, text: &str, place: Where) -> Option<&Name> {
        let text = &in_one_form(without_article(text.trim_start()));
        let ends = text.char_indices().map(|(at, character)| at + character.len_utf8());
        let name = |end: usize| {
            let rest = &text[end..];
            let is_whole = !rest
                .starts_with(|next: char| next.is_alphanumeric() || next == '/' || next == '-');
            self.names
                .get(&text[..end])
                .filter(|name| is_whole && name.stands_in(place) && !names_a_picture(rest))
        };
        ends.take_while(|&end| end <= self.longest).filter_map(name).last()
    }

    /// Every spelling of every name that counts as a credit somewhere, in one form, and its agency's
    /// place in the list.
    pub(super) fn spellings(&self) -> Vec<(&str, usize)> {
        let credits = self.names.iter().filter(|(_, name)| name.places != [Where::Outlet]);
        let mut spellings: Vec<(&str, usize)> = credits
            .map(|(spelling, name)| {
                (spelling.as_str(), self.place(&name.agency).expect("all agencies are listed"))
            })
            .collect();
        spellings.sort_unstable();
        spellings
    }
}

/// Whether `written` is this name in one form.
pub(super) fn is_spelled(name: &str, written: &str) -> bool {
    name == written || !written.is_ascii() && name == in_one_form(written)
}

/// A name with each look-alike letter replaced by one form.
fn in_one_form(name: &str) -> String {
    if name.is_ascii() { name.to_owned() } else { name.chars().map(one_form).collect() }
}

fn without_article(name: &str) -> &str {
    ["The ", "the ", "THE "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}

/// Whether the words after an agency's name show that only a picture is from it.
pub(super) fn names_a_picture(rest: &str) -> bool {
    let word =
        rest.trim_start().split(|next: char| !next.is_alphanumeric()).next().unwrap_or_default();
    [
        "photo", "photos", "image", "images", "picture", "pictures", "via", "file", "video",
        "graphic", "pool", "foto", "bild", "archiv",
    ]
    .contains(&word.to_lowercase().as_str())
}

fn role(row: &Row<'_>) -> Result<Role> {
    match row.field(1) {
        "source" => Ok(Role::Source),
        "carrier" => Ok(Role::Carrier),
        other => row.refuse("a role (source or carrier)", other),
    }
}

fn places(row: &Row<'_>) -> Result<Vec<Where>> {
    let place = |word: &str| match word {
        "dateline" => Ok(Where::Dateline),
        "byline" => Ok(Where::Byline),
        "line" => Ok(Where::Line),
        "tail" => Ok(Where::Tail),
        "end" => Ok(Where::End),
        "outlet" => Ok(Where::Outlet),
        other => row.refuse("places (dateline, byline, line, tail, end, outlet)", other),
    };
    row.field(3).split(',').map(|word| place(word.trim())).collect()
}
