//! The outlets of a corpus, and what each does to its pages.

use super::names::{NameKind, name};
use super::rng::Rng;

/// A prime, so that any nonzero step visits every outlet before repeating one.
pub(super) const OUTLETS: usize = 601;

/// An agency that sends stories out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Agency {
    /// Its full name, as in a closing credit.
    pub name: &'static str,
    /// Its name in datelines.
    pub short: &'static str,
}

/// The fictional agencies.
pub const AGENCIES: [Agency; 6] = [
    Agency { name: "Meridian Press", short: "MP" },
    Agency { name: "Northline News Agency", short: "NNA" },
    Agency { name: "Halvard", short: "Halvard" },
    Agency { name: "Agence Continentale", short: "AGC" },
    Agency { name: "United Wire Service", short: "UWS" },
    Agency { name: "Tarn Telegraph Bureau", short: "TTB" },
];

/// An outlet and its habits.
#[derive(Clone, Debug)]
pub(super) struct Outlet {
    pub(super) name: String,
    pub(super) host: String,
    pub(super) city: String,
    pub(super) spelling: Spelling,
    pub(super) typography: Typography,
    pub(super) dateline: DatelineStyle,
    pub(super) credit: CreditStyle,
    pub(super) furniture: Option<Furniture>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    British,
    American,
}

/// The quotation marks and dashes of an outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typography {
    Typewriter,
    Curly,
    Single,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DatelineStyle {
    /// `CITY (AGENCY) — `
    Agency,
    /// `CITY, Month 4 (Agency) - `
    AgencyAndDate,
    /// `CITY — `
    Place,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CreditStyle {
    /// `By Ada Holm, Agency` above the text.
    Byline,
    /// A line below the text that names the writer and the editor.
    Tail,
    /// `© 2021 Agency. All rights reserved.`
    Copyright,
    /// `Agency contributed to this report.`
    Contributed,
    /// No credit.
    Stripped,
}

/// The boilerplate around every article of a site.
#[derive(Clone, Debug)]
pub(super) struct Furniture {
    pub(super) above: Vec<String>,
    /// A line between paragraphs.
    pub(super) between: Option<&'static str>,
    /// The heading above the headlines of other stories.
    pub(super) related: Option<&'static str>,
    pub(super) below: Vec<String>,
    /// Whether there is a weather box above the headline.
    pub(super) has_weather: bool,
}

impl Outlet {
    /// All outlets of a corpus.
    pub(super) fn all(seed: u64) -> Vec<Outlet> {
        (0..OUTLETS as u64).map(|number| Outlet::new(seed, number)).collect()
    }

    fn new(seed: u64, number: u64) -> Outlet {
        const KINDS: [&str; 16] = [
            "Courier",
            "Herald",
            "Gazette",
            "Post",
            "Times",
            "Echo",
            "Observer",
            "Tribune",
            "Chronicle",
            "Star",
            "Mail",
            "Journal",
            "Dispatch",
            "Sentinel",
            "Monitor",
            "News Online",
        ];
        let mut rng = Rng::of(&[seed, number, 6]);
        let city = name(NameKind::City, rng.number());
        let title = format!("{city} {}", rng.pick(&KINDS));
        let host =
            title.to_ascii_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "");
        let spelling = *rng.pick(&[Spelling::British, Spelling::American]);
        let typography = *rng.pick(&[
            Typography::Typewriter,
            Typography::Curly,
            Typography::Curly,
            Typography::Single,
        ]);
        let dateline = *rng.pick(&[
            DatelineStyle::Agency,
            DatelineStyle::Agency,
            DatelineStyle::AgencyAndDate,
            DatelineStyle::Place,
            DatelineStyle::None,
        ]);
        let credit = *rng.pick(&[
            CreditStyle::Byline,
            CreditStyle::Byline,
            CreditStyle::Tail,
            CreditStyle::Copyright,
            CreditStyle::Contributed,
            CreditStyle::Stripped,
        ]);
        let has_weather = Rng::of(&[seed, number, 12]).percent(25);
        let furniture =
            rng.percent(80).then(|| Furniture::new(&title, &city, has_weather, &mut rng));
        Outlet {
            host: format!("{host}{number}.example"),
            name: title,
            city,
            spelling,
            typography,
            dateline,
            credit,
            furniture,
        }
    }
}

impl Furniture {
    fn new(title: &str, city: &str, has_weather: bool, rng: &mut Rng) -> Furniture {
        let sections = [
            "Home", "News", city, "Politics", "Business", "Sport", "Culture", "Opinion", "Weather",
            "Video",
        ];
        let separator = rng.pick(&[" | ", " · ", " / ", "\n"]);
        let menu = sections[..rng.between(5, sections.len())].join(separator);
        let above_end = *rng.pick(&[
            "Share this article",
            "Listen to this article",
            "Print · E-mail · Share",
            "Subscribe now",
        ]);
        let mut above: Vec<String> = menu.lines().map(str::to_owned).collect();
        if rng.percent(60) {
            above.push(above_end.to_owned());
        }
        let newsletters = [
            format!("Sign up for our newsletter and get the best of the {title} every morning."),
            format!("Sign up for the {title} newsletter"),
            format!("Follow the {title} on social media for more stories like this."),
            format!("Support local journalism in {city}: subscribe from 9 crowns a month."),
        ];
        let rights = [
            format!("© {title}. All rights reserved."),
            format!("Copyright {title} Media. Reproduction without permission is prohibited."),
            "Terms of use | Privacy policy | Cookie settings | Contact us".to_owned(),
        ];
        Furniture {
            above,
            between: rng.percent(40).then(|| {
                *rng.pick(&[
                    "Advertisement",
                    "Story continues below advertisement",
                    "ADVERTISEMENT - CONTINUE READING BELOW",
                ])
            }),
            related: rng.percent(65).then(|| {
                *rng.pick(&[
                    "Related stories",
                    "Recent Stories",
                    "Read more",
                    "You may also like",
                    "Most read",
                ])
            }),
            below: vec![rng.pick(&newsletters).clone(), rng.pick(&rights).clone()],
            has_weather,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::HashSet;

    #[test]
    fn no_two_outlets_have_the_same_host() {
        let outlets = Outlet::all(1);
        let hosts: HashSet<&str> = outlets.iter().map(|outlet| &*outlet.host).collect();
        assert_eq!(hosts.len(), OUTLETS);
    }
}
