//! Decides which field of a record holds what: presets for common schemas, as data.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::paths::Paths;
use crate::error;
use crate::error::{ErrorKind, Result};

/// The fields of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The id of the article.
    Id,
    /// The body.
    Text,
    /// The headline.
    Headline,
    /// Who published it.
    Outlet,
    /// When it was published.
    Date,
    /// Its URL.
    Url,
    /// Its byline.
    Byline,
    /// The language.
    Language,
}

impl Field {
    /// All fields, in display order.
    pub const ALL: [Field; 8] = [
        Field::Id,
        Field::Text,
        Field::Headline,
        Field::Outlet,
        Field::Date,
        Field::Url,
        Field::Byline,
        Field::Language,
    ];

    /// The field's name, which is also the name of its option.
    pub fn name(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Text => "text",
            Field::Headline => "headline",
            Field::Outlet => "outlet",
            Field::Date => "date",
            Field::Url => "url",
            Field::Byline => "byline",
            Field::Language => "language",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Field names that override those of the preset.
///
/// A dot leads into a nested object: `meta.outlet`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldNames {
    /// The field with the article's id.
    pub id: Option<String>,
    /// The field with the body.
    pub text: Option<String>,
    /// The field with the headline.
    pub headline: Option<String>,
    /// The field with the outlet.
    pub outlet: Option<String>,
    /// The field with the date.
    pub date: Option<String>,
    /// The field with the URL.
    pub url: Option<String>,
    /// The field with the byline.
    pub byline: Option<String>,
    /// The field with the language.
    pub language: Option<String>,
}

impl FieldNames {
    /// Sets the name of a field.
    pub(crate) fn set(&mut self, field: Field, name: Option<String>) {
        *match field {
            Field::Id => &mut self.id,
            Field::Text => &mut self.text,
            Field::Headline => &mut self.headline,
            Field::Outlet => &mut self.outlet,
            Field::Date => &mut self.date,
            Field::Url => &mut self.url,
            Field::Byline => &mut self.byline,
            Field::Language => &mut self.language,
        } = name;
    }

    /// The name set for a field.
    pub fn get(&self, field: Field) -> Option<&str> {
        match field {
            Field::Id => &self.id,
            Field::Text => &self.text,
            Field::Headline => &self.headline,
            Field::Outlet => &self.outlet,
            Field::Date => &self.date,
            Field::Url => &self.url,
            Field::Byline => &self.byline,
            Field::Language => &self.language,
        }
        .as_deref()
    }
}

/// Where an article's outlet is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutletFrom {
    /// The outlet's field. For a text file, the name of its folder.
    #[default]
    Field,
    /// The host of the article's URL, without `www.`.
    Url,
    /// The name of the file's folder.
    Folder,
}

/// A schema with a name.
#[derive(Debug)]
pub struct Preset {
    /// The name, as typed after `--schema`.
    pub name: &'static str,
    /// The fields that identify it: at least one of each group must be present.
    recognised_by: &'static [&'static [&'static str]],
    /// The fields of the schema. The first one with a value counts.
    fields: &'static [(Field, &'static [&'static str])],
    outlet_from: OutletFrom,
}

/// The presets, in the order in which they are tried: specific before general.
#[rustfmt::skip]
pub static PRESETS: &[Preset] = &[
    Preset {
        name: "frontpage-news",
        recognised_by: &[&["meta.article_id"], &["description"]],
        fields: &[
            (Field::Id, &["meta.article_id"]), (Field::Text, &["description"]), (Field::Headline, &["title"]),
            (Field::Outlet, &["meta.outlet"]), (Field::Date, &["meta.date"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "news-please",
        recognised_by: &[&["maintext"]],
        fields: &[
            (Field::Id, &["filename", "url"]), (Field::Text, &["maintext"]), (Field::Headline, &["title"]),
            (Field::Outlet, &["source_domain"]), (Field::Date, &["date_publish"]), (Field::Url, &["url"]),
            (Field::Byline, &["authors"]), (Field::Language, &["language"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "nela",
        recognised_by: &[&["content"], &["source"]],
        fields: &[
            (Field::Id, &["id"]), (Field::Text, &["content"]), (Field::Headline, &["title"]),
            (Field::Outlet, &["source"]), (Field::Date, &["published_utc", "date"]), (Field::Url, &["url"]),
            (Field::Byline, &["author"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "mediacloud",
        recognised_by: &[&["stories_id"], &["text"]],
        fields: &[
            (Field::Id, &["stories_id"]), (Field::Text, &["text"]), (Field::Headline, &["title"]),
            (Field::Outlet, &["media_name", "media_id"]), (Field::Date, &["publish_date"]), (Field::Url, &["url"]),
            (Field::Language, &["language"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "datatrove",
        recognised_by: &[&["text"], &["metadata.url"]],
        fields: &[
            (Field::Id, &["id"]), (Field::Text, &["text"]), (Field::Headline, &["metadata.title"]),
            (Field::Date, &["metadata.date"]), (Field::Url, &["metadata.url"]),
            (Field::Language, &["metadata.language"]),
        ],
        outlet_from: OutletFrom::Url,
    },
    Preset {
        name: "cc_news",
        recognised_by: &[&["text"], &["domain"], &["url"]],
        fields: &[
            (Field::Id, &["url"]), (Field::Text, &["text"]), (Field::Headline, &["title"]),
            (Field::Outlet, &["domain"]), (Field::Date, &["date"]), (Field::Url, &["url"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "trafilatura",
        recognised_by: &[&["text", "raw_text"], &["hostname", "sitename", "fingerprint"]],
        fields: &[
            (Field::Id, &["id", "fingerprint"]), (Field::Text, &["text", "raw_text"]), (Field::Headline, &["title"]),
            (Field::Outlet, &["hostname", "sitename"]), (Field::Date, &["date"]), (Field::Url, &["source"]),
            (Field::Byline, &["author"]), (Field::Language, &["language"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "dolma",
        recognised_by: &[&["text"], &["source"], &["created", "added"]],
        fields: &[
            (Field::Id, &["id"]), (Field::Text, &["text"]), (Field::Outlet, &["source"]),
            (Field::Date, &["created"]), (Field::Headline, &["metadata.title"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "passim",
        recognised_by: &[&["text"], &["series"]],
        fields: &[
            (Field::Id, &["id"]), (Field::Text, &["text"]), (Field::Outlet, &["series"]), (Field::Date, &["date"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "news-copy",
        recognised_by: &[&["article"], &["headline"]],
        fields: &[
            (Field::Id, &["id"]), (Field::Text, &["article"]), (Field::Headline, &["headline"]),
            (Field::Byline, &["byline"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "ap",
        recognised_by: &[&["altids.itemid", "item.altids.itemid", "data.item.altids.itemid"]],
        fields: &[
            (Field::Id, &["altids.itemid"]), (Field::Text, &["renditions.nitf"]), (Field::Headline, &["headline"]),
            (Field::Outlet, &["provider"]), (Field::Date, &["versioncreated"]), (Field::Byline, &["bylines.by"]),
            (Field::Language, &["language"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "ninjs",
        recognised_by: &[&["uri", "guid"], &["versioncreated", "versionCreated", "pubstatus", "pubStatus", "body_text", "body_html", "body_xhtml", "bodies", "headlines", "standard.name", "standard.schema", "altIds", "trustIndicators", "plannedCoverage"]],
        fields: &[
            (Field::Id, &["uri", "guid"]), (Field::Text, &["body_text", "body_xhtml", "body_html", "bodies"]),
            (Field::Headline, &["headline", "headlines"]), (Field::Outlet, &["copyrightholder", "copyrightHolder", "infosource", "infoSources"]),
            (Field::Date, &["versioncreated", "versionCreated"]), (Field::Byline, &["byline", "by"]), (Field::Language, &["language"]),
        ],
        outlet_from: OutletFrom::Field,
    },
    Preset {
        name: "wirecopy",
        recognised_by: &[&["body", "text"]],
        fields: &[
            (Field::Id, &["id"]), (Field::Text, &["body", "text"]), (Field::Headline, &["title", "headline"]),
            (Field::Outlet, &["outlet"]), (Field::Date, &["date"]), (Field::Url, &["url"]),
            (Field::Byline, &["byline"]), (Field::Language, &["language"]),
        ],
        outlet_from: OutletFrom::Field,
    },
];

impl Preset {
    /// The preset with this name.
    pub fn named(name: &str) -> Result<&'static Preset> {
        PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| {
            let known = PRESETS.iter().map(|preset| preset.name);
            ErrorKind::UnknownSchema {
                name: name.to_owned(),
                suggestion: error::closest(name, known.clone()).map(str::to_owned),
                known: known.collect::<Vec<_>>().join(", "),
            }
            .into()
        })
    }

    /// The first preset that fits the fields, if any.
    pub(crate) fn fitting(is_seen: impl Fn(&str) -> bool) -> Option<&'static Preset> {
        PRESETS.iter().find(|preset| {
            preset.recognised_by.iter().all(|group| group.iter().any(|path| is_seen(path)))
        })
    }

    /// Whether its records are wire items, which have their own reading rules.
    pub(crate) fn is_wire(&self) -> bool {
        matches!(self.name, "ap" | "ninjs")
    }

    /// Our own schema, which is the fallback.
    pub(crate) fn own() -> &'static Preset {
        PRESETS.last().expect("the table is not empty")
    }

    /// The paths of a field in this schema. The first one with a value counts.
    pub fn paths(&self, field: Field) -> &'static [&'static str] {
        self.fields.iter().find(|(named, _)| *named == field).map_or(&[], |(_, paths)| paths)
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

/// The fields that a name of a text may mean: the one with this name, or those between its plus signs, which are one text
/// together.
pub(crate) fn alternatives(path: &str) -> impl Iterator<Item = Vec<&str>> {
    let parts = path.contains('+').then(|| path.split('+').map(str::trim).collect());
    std::iter::once(vec![path]).chain(parts)
}

/// Which fields of a file are read as what.
#[derive(Debug)]
pub struct Mapping {
    preset: &'static Preset,
    /// Whether the caller set any name.
    is_named: bool,
    outlet_from: OutletFrom,
    /// The fields of each `Field`, in the order of `Field::ALL`.
    fields: [Vec<String>; Field::ALL.len()],
    /// The numbers of these fields in `paths`.
    numbers: [Vec<usize>; Field::ALL.len()],
    /// The numbers of the fields that are a text together, in their order.
    texts: Vec<Vec<usize>>,
    /// The fields as a tree, to walk along with a record.
    pub(crate) paths: Paths,
}

impl Mapping {
    /// The preset's fields, with the caller's names in place of them.
    #[cfg(test)]
    pub(crate) fn new(
        preset: &'static Preset,
        names: &FieldNames,
        outlet_from: Option<OutletFrom>,
    ) -> Mapping {
        Mapping::with_found(preset, names, outlet_from, &FieldNames::default(), &[])
    }

    /// Also uses fields that were found by their usual names where no record has those of the
    /// preset, and adds other forms of the text.
    pub(crate) fn with_found(
        preset: &'static Preset,
        names: &FieldNames,
        outlet_from: Option<OutletFrom>,
        found: &FieldNames,
        other_forms: &[String],
    ) -> Mapping {
        let mut fields =
            Field::ALL.map(|field| match names.get(field).or_else(|| found.get(field)) {
                Some(name) => vec![name.to_owned()],
                None => preset.paths(field).iter().map(|&path| path.to_owned()).collect(),
            });
        fields[Field::Text as usize].extend_from_slice(other_forms);
        let outlet_from = match (outlet_from, &names.outlet) {
            (Some(outlet_from), _) => outlet_from,
            (None, Some(_)) => OutletFrom::Field,
            (None, None) => preset.outlet_from,
        };
        let texts: Vec<Vec<&str>> =
            fields[Field::Text as usize].iter().flat_map(|path| alternatives(path)).collect();
        let others = Field::ALL.into_iter().filter(|field| *field != Field::Text);
        let others = others.flat_map(|field| &fields[field as usize]).map(String::as_str);
        let of_texts = || texts.iter().flatten().copied();
        let paths = Paths::with_texts(of_texts().chain(others), of_texts());
        let numbers = Field::ALL.map(|field| {
            fields[field as usize].iter().filter_map(|path| paths.number(path)).collect()
        });
        let texts =
            texts.iter().map(|parts| parts.iter().filter_map(|path| paths.number(path)).collect());
        let texts = texts.collect();
        let is_named = *names != FieldNames::default();
        Mapping { preset, is_named, outlet_from, fields, numbers, texts, paths }
    }

    /// Whether the records are wire items, which have their own reading rules.
    pub(crate) fn is_wire(&self) -> bool {
        self.preset.is_wire() && !self.is_named
    }

    /// The schema that it is based on.
    pub fn preset(&self) -> &'static Preset {
        self.preset
    }

    /// Where the outlet is taken from.
    pub fn outlet_from(&self) -> OutletFrom {
        self.outlet_from
    }

    /// The paths that are read as this field, dotted if nested. The first one with a value counts.
    pub fn fields(&self, field: Field) -> &[String] {
        &self.fields[field as usize]
    }

    /// Which field is read as what, in words: `id, text from body, headline from title`.
    pub fn described(&self) -> String {
        let described = Field::ALL.into_iter().filter_map(|field| {
            let named = self.fields(field).join(" or ");
            let name = field.name();
            (!named.is_empty())
                .then(|| if named == name { named } else { format!("{name} from {named}") })
        });
        described.collect::<Vec<_>>().join(", ")
    }

    /// The fields of each text by their numbers in `paths`. The first text with a value counts, and of it all fields.
    pub(crate) fn texts(&self) -> &[Vec<usize>] {
        &self.texts
    }

    /// The names of all fields that may be the text or a part of it.
    pub(crate) fn text_fields(&self) -> impl Iterator<Item = &str> {
        self.fields(Field::Text).iter().flat_map(|path| alternatives(path)).flatten()
    }

    /// The numbers of these paths in `paths`.
    pub(crate) fn numbers(&self, field: Field) -> &[usize] {
        &self.numbers[field as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitting(seen: &[&str]) -> Option<&'static str> {
        Preset::fitting(|path| seen.contains(&path)).map(|preset| preset.name)
    }

    #[test]
    fn every_preset_is_picked_for_its_own_fields() {
        for preset in PRESETS {
            let own: Vec<&str> =
                preset.fields.iter().flat_map(|(_, paths)| paths.iter().copied()).collect();
            let recognised_by: Vec<&str> =
                preset.recognised_by.iter().map(|group| group[0]).collect();
            assert_eq!(fitting(&[own, recognised_by].concat()), Some(preset.name));
        }
    }

    #[test]
    fn every_preset_says_where_the_text_is() {
        for preset in PRESETS {
            assert!(!preset.paths(Field::Text).is_empty(), "{preset}");
        }
    }

    #[test]
    fn fields_that_no_preset_has_fit_none() {
        assert_eq!(fitting(&["_id", "headLine", "story"]), None);
    }

    #[test]
    fn a_source_is_the_outlet_in_one_schema_and_the_url_in_another() {
        let nela = Mapping::new(Preset::named("nela").unwrap(), &FieldNames::default(), None);
        let trafilatura =
            Mapping::new(Preset::named("trafilatura").unwrap(), &FieldNames::default(), None);

        assert_eq!(nela.fields(Field::Outlet), ["source"]);
        assert_eq!(trafilatura.fields(Field::Url), ["source"]);
    }

    #[test]
    fn a_named_outlet_field_replaces_the_host() {
        let names =
            FieldNames { outlet: Some("metadata.site".to_owned()), ..FieldNames::default() };
        let mapping = Mapping::new(Preset::named("datatrove").unwrap(), &names, None);

        assert_eq!(mapping.fields(Field::Outlet), ["metadata.site"]);
        assert_eq!(mapping.outlet_from(), OutletFrom::Field);
    }

    #[test]
    fn an_unknown_schema_gets_a_suggestion() {
        let error = Preset::named("news-pleas").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown schema 'news-pleas'; one of frontpage-news, news-please, nela, mediacloud, datatrove, \
             cc_news, trafilatura, dolma, passim, news-copy, ap, ninjs, wirecopy — did you mean 'news-please'?"
        );
    }
}
