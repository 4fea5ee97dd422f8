//! Stories as their writers send them out, before any outlet edits them.

use std::sync::LazyLock;

use crate::hash;

use super::grammar::{Scene, Sections, Template};
use super::names::{NameKind, name};
use super::rng::Rng;
use super::running::RunningFile;

/// Everything from which stories are written.
pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(Grammar::new);

/// The templates of all topics, and those that fit any topic.
pub(super) struct Grammar {
    topics: Vec<Topic>,
    general: Material,
    briefs: Vec<Brief>,
    statement: Vec<Template>,
    /// Paragraphs about an outlet's city.
    pub(super) local: Vec<Template>,
    /// Additions to an updated story.
    pub(super) update: Vec<Template>,
    /// Openings of a running file.
    running: Vec<Template>,
    /// Openings of a round-up.
    pub(super) roundup: Vec<Template>,
    /// Sentences about a picture.
    pub(super) caption: Vec<Template>,
    /// Lines of a weather box.
    pub(super) weather: Vec<Template>,
}

struct Topic {
    headlines: Vec<Template>,
    ledes: Vec<Template>,
    details: Vec<Template>,
    material: Material,
}

struct Material {
    quotes: Vec<Template>,
    backgrounds: Vec<Template>,
}

/// A text in which only names and numbers vary: its headline, then its paragraphs.
struct Brief(Vec<Template>);

/// A whole story, as its writer sends it out.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) headline: String,
    /// Where it was written.
    pub(super) place: String,
    pub(super) writer: String,
    pub(super) editor: String,
    /// The most important first, so that it can be cut from the bottom.
    pub(super) paragraphs: Vec<String>,
}

/// The role of a text among those about one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    /// The only report of the event.
    Only,
    /// One of two independently written reports that share only a statement.
    Report(Report),
    /// The first version of a developing story; a later one follows.
    FirstTake,
    /// The later version: another lede, other news, and the background of the first.
    LaterTake,
    /// The filing of a running file with this number.
    Filing(usize),
    /// A template brief.
    Brief,
}

impl Account {
    pub(super) fn is_filing(self) -> bool {
        matches!(self, Account::Filing(_))
    }
}

/// One of two independent reports of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Report {
    One,
    Other,
}

/// The specification of a text: the same values give the same story.
#[derive(Clone, Copy, Debug)]
pub(super) struct Commission {
    /// Determines the event: what happens, where, to whom.
    pub(super) event: u64,
    pub(super) account: Account,
    /// The approximate length of the story; of a running file, of its first filing.
    pub(super) words: usize,
    pub(super) weekday: &'static str,
}

/// Half of the templates of a topic, so that two texts do not share sentences.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Both,
    Even,
    Odd,
}

impl Grammar {
    fn new() -> Grammar {
        let topics = [
            include_str!("topics/court.txt"),
            include_str!("topics/diplomacy.txt"),
            include_str!("topics/earnings.txt"),
            include_str!("topics/film.txt"),
            include_str!("topics/fire.txt"),
            include_str!("topics/flood.txt"),
            include_str!("topics/football.txt"),
            include_str!("topics/health.txt"),
            include_str!("topics/parliament.txt"),
            include_str!("topics/science.txt"),
            include_str!("topics/strike.txt"),
        ];
        let briefs = Sections::of(include_str!("topics/briefs.txt"));
        let common = Sections::of(include_str!("topics/common.txt"));
        Grammar {
            topics: topics.into_iter().map(|text| Topic::new(&Sections::of(text))).collect(),
            general: Material::new(&Sections::of(include_str!("topics/general.txt"))),
            briefs: ["weather", "market", "result", "results", "quake"]
                .map(|kind| Brief(briefs.templates(kind)))
                .into(),
            statement: common.templates("statement"),
            local: common.templates("local"),
            update: common.templates("update"),
            running: common.templates("running"),
            roundup: common.templates("roundup"),
            caption: common.templates("caption"),
            weather: common.templates("weather"),
        }
    }

    /// Writes a story.
    pub(super) fn write(&self, commission: Commission) -> Story {
        match commission.account {
            Account::Only => self.report(commission, Half::Both),
            Account::FirstTake | Account::Report(Report::One) => {
                self.report(commission, Half::Even)
            }
            Account::Report(Report::Other) => self.report(commission, Half::Odd),
            Account::LaterTake => self.later_take(commission),
            Account::Filing(number) => self.filing(commission, number),
            Account::Brief => self.brief(commission),
        }
    }

    /// Writes another headline for a story.
    pub(super) fn headline(&self, commission: Commission, rng: &mut Rng) -> String {
        let templates = match commission.account {
            Account::Brief => &self.brief_of(commission.event).0[..1],
            _ => &self.topic_of(commission.event).headlines[..],
        };
        let headline = rng.pick(templates).sentence(commission.scene(), rng);
        match commission.account {
            Account::Filing(_) => format!("The Latest: {headline}"),
            _ => headline,
        }
    }

    /// Writes another lede for a story.
    pub(super) fn lede(&self, commission: Commission, rng: &mut Rng) -> String {
        rng.pick(&self.topic_of(commission.event).ledes).sentence(commission.scene(), rng)
    }

    fn topic_of(&self, event: u64) -> &Topic {
        Rng::of(&[event, 1]).pick(&self.topics)
    }

    fn brief_of(&self, event: u64) -> &Brief {
        // The low bits select the kind, so that a plan can choose it.
        &self.briefs[usize::try_from(event % self.briefs.len() as u64)
            .expect("the index is below the number of briefs")]
    }

    fn report(&self, commission: Commission, half: Half) -> Story {
        let scene = commission.scene();
        let topic = self.topic_of(commission.event);
        let mut rng = Rng::of(&[commission.event, 2, half as u64]);
        let headline = self.headline(commission, &mut rng);
        let mut ledes = Pool::new([&topic.ledes, &[]], commission.event, half);
        let lede = ledes.next().expect("every topic has ledes for both halves");
        let mut paragraphs = vec![lede.sentence(scene, &mut rng)];

        let mut details = Pool::new([&topic.details, &[]], commission.event, half);
        let mut quotes =
            Pool::new([&topic.material.quotes, &self.general.quotes], commission.event, half);
        let mut backgrounds = Pool::new(
            [&topic.material.backgrounds, &self.general.backgrounds],
            commission.event,
            half,
        );
        let mut words = count_words(&paragraphs[0]);
        for turn in 0.. {
            let next = match turn % 4 {
                0 | 2 => details.next().or_else(|| backgrounds.next()),
                1 => quotes.next(),
                _ if turn < 6 => details.next(),
                _ => backgrounds.next(),
            };
            if words >= commission.words || (next.is_none() && turn % 4 == 3) {
                break;
            }
            let Some(template) = next else { continue };
            let mut paragraph = template.sentence(scene, &mut rng);
            if turn % 4 == 2
                && rng.percent(45)
                && let Some(second) = details.next()
            {
                paragraph.push(' ');
                paragraph.push_str(&second.sentence(scene, &mut rng));
            }
            words += count_words(&paragraph);
            paragraphs.push(paragraph);
        }
        if matches!(commission.account, Account::Report(_)) {
            let mut rng = Rng::of(&[commission.event, 3]);
            let statement = rng.pick(&self.statement).sentence(scene, &mut rng);
            paragraphs.insert(paragraphs.len().min(2), statement);
        }
        sign(commission, headline, paragraphs, &mut rng)
    }

    /// The other half of the topic's templates, followed by the last third of the first version.
    fn later_take(&self, commission: Commission) -> Story {
        let first = self.report(commission, Half::Even);
        let mut later = self.report(commission, Half::Odd);
        later.paragraphs.truncate(first.paragraphs.len().div_ceil(2) + 1);
        let kept = first.paragraphs.len() - first.paragraphs.len() / 3;
        later.paragraphs.extend_from_slice(&first.paragraphs[kept..]);
        later
    }

    /// A filing of a running file, whose updates are the paragraphs of one long report.
    fn filing(&self, commission: Commission, number: usize) -> Story {
        /// Words that an update of the first filing has for each of its paragraphs.
        const WORDS: usize = 80;
        let report = self.report(Commission { words: usize::MAX, ..commission }, Half::Both);
        let mut rng = Rng::of(&[commission.event, 6]);
        let opening = rng.pick(&self.running).sentence(commission.scene(), &mut rng);
        let mut rng = Rng::of(&[commission.event, 7, number as u64]);
        let headline = self.headline(commission, &mut rng);
        let file = RunningFile::of(commission.event);
        let most = commission.words / WORDS;
        let paragraphs = file.text(number, opening, &report.paragraphs, most);
        Story { headline, paragraphs, ..report }
    }

    fn brief(&self, commission: Commission) -> Story {
        let scene = commission.scene();
        let mut rng = Rng::of(&[commission.event, 4]);
        let [headline, paragraphs @ ..] = &self.brief_of(commission.event).0[..] else {
            unreachable!("every kind of brief has a headline");
        };
        let headline = headline.sentence(scene, &mut rng);
        let paragraphs =
            paragraphs.iter().map(|template| template.sentence(scene, &mut rng)).collect();
        sign(commission, headline, paragraphs, &mut rng)
    }
}

/// Gives a text its headline, its place, and its writer and editor.
fn sign(commission: Commission, headline: String, paragraphs: Vec<String>, rng: &mut Rng) -> Story {
    let capital = hash::mix(commission.event ^ hash::bytes(b""));
    Story {
        headline,
        place: name(NameKind::Capital, capital),
        writer: name(NameKind::Person, rng.number()),
        editor: name(NameKind::Person, rng.number()),
        paragraphs,
    }
}

impl Topic {
    fn new(sections: &Sections) -> Topic {
        Topic {
            headlines: sections.templates("headline"),
            ledes: sections.templates("lede"),
            details: sections.templates("detail"),
            material: Material::new(sections),
        }
    }
}

impl Material {
    fn new(sections: &Sections) -> Material {
        Material {
            quotes: sections.templates("quote"),
            backgrounds: sections.templates("background"),
        }
    }
}

impl Commission {
    /// The scene that fills the slots of this story's templates.
    pub(super) fn scene(&self) -> Scene {
        Scene { seed: self.event, weekday: self.weekday }
    }
}

/// Templates in random order, each once: those of the topic before those for any topic.
struct Pool<'a> {
    /// In reverse, as they are popped.
    templates: Vec<&'a Template>,
}

impl<'a> Pool<'a> {
    /// The order depends only on the event, so the two halves have no template in common.
    fn new(groups: [&'a [Template]; 2], event: u64, half: Half) -> Pool<'a> {
        let mut rng = Rng::of(&[event, 5]);
        let mut templates = Vec::new();
        for group in groups.into_iter().rev() {
            let mut group: Vec<&Template> = group.iter().collect();
            rng.shuffle(&mut group);
            templates.extend(group);
        }
        let skipped = match half {
            Half::Both => None,
            Half::Even => Some(1),
            Half::Odd => Some(0),
        };
        let mut place = 0;
        templates.retain(|_| {
            place += 1;
            skipped.is_none_or(|skipped| place % 2 != skipped)
        });
        Pool { templates }
    }

    fn next(&mut self) -> Option<&'a Template> {
        self.templates.pop()
    }
}

/// The number of words in a text, counted by spaces.
pub(super) fn count_words(text: &str) -> usize {
    text.split(' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::HashSet;

    fn write(event: u64, account: Account) -> Story {
        GRAMMAR.write(Commission { event, account, words: 400, weekday: "Monday" })
    }

    fn shared_paragraphs(one: &Story, other: &Story) -> usize {
        let of_one: HashSet<&String> = one.paragraphs.iter().collect();
        other.paragraphs.iter().filter(|paragraph| of_one.contains(paragraph)).count()
    }

    #[test]
    fn every_template_of_the_grammar_can_be_read() {
        assert_eq!((GRAMMAR.topics.len(), GRAMMAR.briefs.len()), (11, 5));
    }

    #[test]
    fn two_independent_reports_share_a_statement_and_no_other_paragraph() {
        for event in 0..50 {
            let (one, other) = (
                write(event, Account::Report(Report::One)),
                write(event, Account::Report(Report::Other)),
            );
            assert_eq!(shared_paragraphs(&one, &other), 1);
        }
    }

    #[test]
    fn a_later_take_keeps_less_than_half_of_the_first() {
        for event in 0..50 {
            let (first, later) =
                (write(event, Account::FirstTake), write(event, Account::LaterTake));
            let shared = shared_paragraphs(&first, &later);
            assert!(
                shared > 0 && shared * 2 < first.paragraphs.len(),
                "{shared} of {}",
                first.paragraphs.len()
            );
            assert_ne!(first.paragraphs[0], later.paragraphs[0]);
        }
    }

    #[test]
    fn a_filing_puts_its_news_above_earlier_updates() {
        for event in 0..50 {
            let updates = |number| -> Vec<String> {
                let filing = write(event, Account::Filing(number));
                let text = filing.paragraphs[1..].join("\n");
                text.split("\n___\n").map(str::to_owned).collect()
            };
            for number in 1..RunningFile::of(event).filings().count() {
                let (earlier, later) = (updates(number - 1), updates(number));
                let news = later.iter().position(|update| *update == earlier[0]).unwrap();
                assert!(news > 0 && earlier.starts_with(&later[news..]));
            }
        }
    }

    #[test]
    fn a_story_is_about_as_long_as_it_is_to_be() {
        for words in [60, 150, 300, 600] {
            let story = GRAMMAR.write(Commission {
                event: 9,
                account: Account::Only,
                words,
                weekday: "Monday",
            });
            let written: usize =
                story.paragraphs.iter().map(|paragraph| count_words(paragraph)).sum();
            assert!((words..words + 80).contains(&written), "{written} for {words}");
        }
    }

    #[test]
    fn no_slot_or_choice_is_left_in_a_story() {
        for event in 0..200 {
            let story = GRAMMAR.write(Commission {
                event,
                account: Account::Only,
                words: 900,
                weekday: "Monday",
            });
            let text = story.paragraphs.join(" ") + &story.headline;
            assert!(!text.contains(['<', '>', '{', '|', '}']), "{text}");
        }
    }
}
