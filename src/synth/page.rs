//! Articles as they appear on the sites of their outlets.

use serde::Serialize;

use super::edit::{self, Edit};
use super::grammar::Scene;
use super::names::{NameKind, name};
use super::outlet::{AGENCIES, CreditStyle, DatelineStyle, Outlet};
use super::plan::{Date, Length, Page, Plan, Settings, Sort, Work};
use super::rng::Rng;
use super::story::{Account, GRAMMAR, Story};
use super::wording;

/// An article of a synthetic corpus: one line of its JSON Lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SynthArticle {
    /// The key.
    pub id: String,
    /// The name of the outlet.
    pub outlet: String,
    /// When it was published, RFC 3339.
    pub date: String,
    /// Its URL.
    pub url: String,
    /// The headline.
    pub title: String,
    /// Who wrote it, if the outlet says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// The text of the page, with line feeds between its blocks.
    pub body: String,
    /// BCP 47.
    pub language: &'static str,
    /// The story, if the corpus has it more than once, or else empty.
    pub label: String,
    /// What kind of article it is.
    pub kind: SynthKind,
    /// The edits made to the story.
    pub edits: Vec<Edit>,
}

impl SynthArticle {
    /// The article as a line of JSON Lines, including the line feed.
    pub fn to_json_line(&self) -> String {
        let mut line = serde_json::to_string(self).expect("strings always serialise to JSON");
        line.push('\n');
        line
    }
}

/// A kind of synthetic article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SynthKind {
    /// An agency's story.
    Wire,
    /// An agency's story in an outlet that already ran it.
    Repeat,
    /// One of two independent reports of an event that share a statement: the other is not a copy.
    Report,
    /// The first or a later version of a developing story: the pair is not scored.
    Take,
    /// A filing of a running file: a pair with another filing is not scored.
    Filing,
    /// A story of a single outlet.
    Own,
    /// A brief from a template that other briefs share with other names and numbers: those are not
    /// copies.
    Brief,
    /// A round-up with the beginnings of several stories: not a copy of any.
    Roundup,
}

/// Everything a page is made from.
pub(super) struct Layout<'a> {
    pub(super) settings: &'a Settings,
    pub(super) outlets: &'a [Outlet],
    pub(super) plan: &'a Plan,
    pub(super) day: u64,
    pub(super) date: Date,
    pub(super) page: &'a Page,
    /// Index of the article in the corpus.
    pub(super) index: u64,
}

impl Layout<'_> {
    pub(super) fn article(&self) -> SynthArticle {
        let outlet = &self.outlets[self.page.outlet];
        let mut rng = Rng::of(&[
            self.settings.seed,
            self.day,
            self.page.work as u64,
            self.page.copy as u64,
            9,
        ]);
        let mut edits = Vec::new();
        let story = self.story();
        let headline = self.headline(&story, &mut rng, &mut edits);
        let mut paragraphs = story.paragraphs.clone();
        self.rewrite(&mut paragraphs, outlet, &mut rng, &mut edits);
        let mut other_rng = self.other_rng();
        if self.work().sort == Sort::Wire
            && other_rng.percent(25)
            && wording::reword_numbers(&mut paragraphs, &mut other_rng)
        {
            edits.push(Edit::Numbers);
        }
        let byline = self.attribute(&mut paragraphs, &story, outlet, &mut edits);
        let headline = set(&headline, outlet);
        if let Some(furniture) =
            outlet.furniture.as_ref().filter(|_| self.settings.length == Length::News)
        {
            let others = self.other_headlines(&mut rng);
            let weather = furniture.has_weather.then(|| self.weather(&mut other_rng));
            if other_rng.percent(25) {
                let scene = self.work().commission.scene();
                let credit = format!("Photo: {}", name(NameKind::Person, other_rng.number()));
                let templates = &GRAMMAR.caption;
                edit::insert_caption(&mut paragraphs, templates, scene, credit, &mut other_rng);
                edits.push(Edit::Caption);
            }
            let around = edit::Surroundings {
                headline: &headline,
                byline: byline.as_deref(),
                others: &others,
                weather: weather.unwrap_or_default(),
            };
            edit::surround(&mut paragraphs, furniture, &around);
            edits.push(Edit::Furniture);
        }
        let mut body = set(&paragraphs.join("\n"), outlet);
        if rng.percent(2) {
            body = wording::misread(&body, &mut rng);
            edits.push(Edit::Ocr);
        }
        edits.sort_unstable();
        SynthArticle {
            id: article_id(self.index),
            outlet: outlet.name.clone(),
            date: self.date.at(self.page.minute),
            url: format!("https://{}/{}-{}", outlet.host, slug(&headline), self.index),
            title: headline,
            byline,
            body,
            language: "en",
            label: self.label(),
            kind: self.kind(),
            edits,
        }
    }

    /// Draws for what pages have beside the story, so that the edits of the story do not depend on it.
    fn other_rng(&self) -> Rng {
        let Layout { settings, day, page, .. } = self;
        Rng::of(&[settings.seed, *day, page.work as u64, page.copy as u64, 11])
    }

    fn weather(&self, rng: &mut Rng) -> Vec<String> {
        let mut line = || {
            let scene = Scene { seed: rng.number(), ..self.work().commission.scene() };
            rng.pick(&GRAMMAR.weather).sentence(scene, rng)
        };
        vec!["Weather".to_owned(), line(), "Tonight".to_owned(), line()]
    }

    fn work(&self) -> &Work {
        &self.plan.works[self.page.work]
    }

    fn label(&self) -> String {
        match self.work().pages {
            1 => String::new(),
            _ => format!("s{:05}-{:04}", self.day, self.page.work),
        }
    }

    fn kind(&self) -> SynthKind {
        match (&self.work().sort, self.work().commission.account) {
            _ if self.page.is_repeat => SynthKind::Repeat,
            (Sort::Own, _) => SynthKind::Own,
            (Sort::Brief, _) => SynthKind::Brief,
            (Sort::Roundup(_), _) => SynthKind::Roundup,
            (Sort::Wire, Account::Report(_)) => SynthKind::Report,
            (Sort::Wire, Account::FirstTake | Account::LaterTake) => SynthKind::Take,
            (Sort::Wire, Account::Filing(_)) => SynthKind::Filing,
            (Sort::Wire, _) => SynthKind::Wire,
        }
    }

    fn story(&self) -> Story {
        let work = self.work();
        let mut story = GRAMMAR.write(work.commission);
        if let Sort::Roundup(embedded) = &work.sort {
            self.embed(embedded, &mut story);
        }
        story
    }

    /// Turns a story into a round-up of other stories, or into a running page with the time above each paragraph.
    fn embed(&self, embedded: &[usize], story: &mut Story) {
        const PARAGRAPHS: usize = 3;
        let is_running = self.work().commission.event % 2 == 1;
        let mut rng = Rng::of(&[self.work().commission.event, 10]);
        story.paragraphs =
            vec![rng.pick(&GRAMMAR.roundup).sentence(self.work().commission.scene(), &mut rng)];
        story.headline = format!("{} news round-up", self.date.weekday);
        for &work in embedded {
            let other = GRAMMAR.write(self.plan.works[work].commission);
            story.paragraphs.push(other.headline);
            for paragraph in other.paragraphs.into_iter().take(PARAGRAPHS) {
                if is_running {
                    let (hour, minute) = (rng.between(1, 12), rng.between(10, 59));
                    story.paragraphs.push(format!("{hour}:{minute} p.m."));
                }
                story.paragraphs.push(paragraph);
            }
        }
        if is_running {
            story.headline = format!("The Latest: {}", story.headline);
        }
    }

    fn headline(&self, story: &Story, rng: &mut Rng, edits: &mut Vec<Edit>) -> String {
        if self.work().sort != Sort::Wire || rng.percent(35) {
            return story.headline.clone();
        }
        edits.push(Edit::Headline);
        GRAMMAR.headline(self.work().commission, rng)
    }

    /// Edits the text of an agency's story; other stories are the outlet's own.
    fn rewrite(
        &self,
        paragraphs: &mut Vec<String>,
        outlet: &Outlet,
        rng: &mut Rng,
        edits: &mut Vec<Edit>,
    ) {
        let commission = self.work().commission;
        if self.work().sort != Sort::Wire {
            return;
        }
        if !commission.account.is_filing() && rng.percent(8) {
            let lede = GRAMMAR.lede(commission, rng);
            let scene = Scene { seed: rng.number(), ..commission.scene() };
            edit::update(paragraphs, lede, &GRAMMAR.update, scene, rng);
            edits.push(Edit::Updated);
        }
        if rng.percent(45) && edit::cut(paragraphs, rng) {
            edits.push(Edit::Cut);
        }
        if rng.percent(20) {
            wording::reword(paragraphs, rng);
            edits.push(Edit::Wording);
        }
        if rng.percent(10) {
            edit::insert_local(paragraphs, &GRAMMAR.local, &outlet.city, rng);
            edits.push(Edit::Local);
        }
    }

    /// Adds dateline and credits, and returns the byline.
    fn attribute(
        &self,
        paragraphs: &mut Vec<String>,
        story: &Story,
        outlet: &Outlet,
        edits: &mut Vec<Edit>,
    ) -> Option<String> {
        let agency = self.work().agency.map(|number| AGENCIES[number]);
        let style = match self.work().sort {
            Sort::Roundup(_) | Sort::Brief => return None,
            Sort::Own => DatelineStyle::None,
            Sort::Wire => outlet.dateline,
        };
        if let Some(first) = paragraphs.first_mut() {
            let date = self.date.in_words();
            let dateline = edit::Dateline { place: &story.place, date: &date, agency };
            edit::put_dateline(first, style, &dateline);
        }
        let names_agency = matches!(style, DatelineStyle::Agency | DatelineStyle::AgencyAndDate);
        if agency.is_some() && outlet.credit == CreditStyle::Stripped && !names_agency {
            edits.push(Edit::CreditStripped);
        }
        edit::put_credit(paragraphs, story, outlet.credit, agency, self.date.year)
    }

    /// Headlines of other works of the day, as a site shows next to an article.
    fn other_headlines(&self, rng: &mut Rng) -> Vec<(String, usize)> {
        let mut headline = || {
            let commission = rng.pick(&self.plan.works).commission;
            (GRAMMAR.headline(commission, rng), rng.between(2, 59))
        };
        (0..3).map(|_| headline()).collect()
    }
}

/// The id of the article with this index in the corpus.
pub(super) fn article_id(index: u64) -> String {
    format!("synth-{index:08}")
}

/// Applies an outlet's spelling and typography.
fn set(text: &str, outlet: &Outlet) -> String {
    wording::typeset(&wording::spell(text, outlet.spelling), outlet.typography)
}

/// The words of a headline, as in a URL.
fn slug(headline: &str) -> String {
    let mut slug = String::with_capacity(headline.len());
    for word in headline
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
    }
    slug
}
