//! The table `families`: one row for each version of a developing story.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::row::Row;

/// A row of `families`.
///
/// A family is the versions of a developing story: updates and rewrites too different to be merged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FamilyRow<'a> {
    /// The name of the family.
    pub family_id: FamilyId,
    /// The stories of the family.
    pub family_stories: u32,
    /// The articles of the family.
    pub family_articles: u32,
    /// The cluster of the story; none for a single article that the tables do not list.
    pub cluster_id: Option<ClusterId>,
    /// The key of the story's canonical article.
    pub canonical_id: Cow<'a, str>,
    /// The articles of the story.
    pub articles: u32,
    /// The outlets of the story.
    pub outlets: u32,
}

impl Row for FamilyRow<'_> {
    const TABLE: &'static str = "families";
    const COLUMNS: &'static [Column] = &[
        Column::of("family_id", Values::Text),
        Column::of("family_stories", Values::Int32),
        Column::of("family_articles", Values::Int32),
        Column::maybe("cluster_id", Values::Text),
        Column::of("canonical_id", Values::Text),
        Column::of("articles", Values::Int32),
        Column::of("outlets", Values::Int32),
    ];
}

/// The id of a family: `f` and twelve digits, derived from the key of its largest story's canonical
/// article.
///
/// It is derived like a [`ClusterId`], so it stays the same while that story is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyId(ClusterId);

impl FamilyId {
    /// Creates the ids of all families of a run from the keys of their largest stories' canonical
    /// articles, which must be distinct.
    pub fn name_all<'a>(canonical_keys: impl IntoIterator<Item = &'a str>) -> Vec<FamilyId> {
        ClusterId::name_all(canonical_keys).into_iter().map(FamilyId).collect()
    }
}

impl fmt::Display for FamilyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "f{}", &self.0.to_string()[1..])
    }
}

impl Serialize for FamilyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FamilyId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<FamilyId, D::Error> {
        let name = String::deserialize(deserializer)?;
        let story = name.strip_prefix('f').and_then(|digits| format!("c{digits}").parse().ok());
        story.map(FamilyId).ok_or_else(|| {
            serde::de::Error::invalid_value(
                serde::de::Unexpected::Str(&name),
                &"the name of a family",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_has_the_id_of_its_largest_story_with_another_letter() {
        let story = ClusterId::name_all(["gazette-17"])[0];
        let family = FamilyId::name_all(["gazette-17"])[0];
        assert_eq!(family.to_string()[1..], story.to_string()[1..]);
        let written = serde_json::to_string(&family).unwrap();
        assert!(written.starts_with("\"f"));
        let read: FamilyId = serde_json::from_str(&written).unwrap();
        assert_eq!(read.to_string(), family.to_string());
        assert!(serde_json::from_str::<FamilyId>("\"c123456789abc\"").is_err());
        assert!(serde_json::from_str::<FamilyId>("\"\"").is_err());
    }
}
