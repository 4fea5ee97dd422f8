//! Templates with choices and slots, and their expansion into sentences.
//!
//! A template is a line of text. `{one|two|}` is a choice, which may nest and may be empty. `<…>`
//! is a slot:
//!
//! - `<person:mayor>`, `<last:mayor>`, `<city>`, …: a name, the same wherever a story uses the
//!   role;
//! - `<n:dead:3-48>`: an integer in digits; `<w:dead:3-48>`: the same, in words below ten;
//!   `<m:cost:12-98>`: a number of tenths (`1.2` to `9.8`);
//! - `<today>`: the weekday of the story;
//! - `<bill>`: a line of the section `[rule bill]`, the same throughout a story.
//!
//! Lines are grouped into sections, each under a heading `[name]`.

use std::fmt::Write;

use crate::hash;

use super::names::{NameKind, write_name};
use super::rng::{Rng, reduce};

/// What a template needs to know about its story to fill its slots.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene {
    /// Fixes every name and number of the story.
    pub(super) seed: u64,
    /// The day on which the story happens.
    pub(super) weekday: &'static str,
}

/// A line of text with choices and slots.
#[derive(Debug)]
pub(super) struct Template(Vec<Node>);

#[derive(Debug)]
enum Node {
    Text(&'static str),
    Choice(Vec<Template>),
    Name { kind: NameKind, role: u64 },
    Number { style: NumberStyle, role: u64, low: usize, high: usize },
    Today,
    Rule { role: u64, templates: Vec<Template> },
}

#[derive(Clone, Copy, Debug)]
enum NumberStyle {
    Digits,
    Words,
    Tenths,
}

/// A section of a grammar file: its heading and its lines.
#[derive(Clone, Debug)]
pub(super) struct Section {
    heading: &'static str,
    lines: Vec<&'static str>,
}

/// The sections of one grammar file.
pub(super) struct Sections(Vec<Section>);

impl Sections {
    pub(super) fn of(text: &'static str) -> Sections {
        let mut sections: Vec<Section> = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(heading) => sections.push(Section { heading, lines: Vec::new() }),
                None => sections
                    .last_mut()
                    .expect("a grammar file opens with a heading")
                    .lines
                    .push(line),
            }
        }
        Sections(sections)
    }

    /// The templates under a heading.
    ///
    /// # Panics
    ///
    /// If there is no such heading, or a line is not a template: the files are part of the program.
    pub(super) fn templates(&self, heading: &str) -> Vec<Template> {
        let section = self.0.iter().find(|section| section.heading == heading);
        let section = section.unwrap_or_else(|| panic!("the grammar has no section [{heading}]"));
        section.lines.iter().map(|line| self.template(line)).collect()
    }

    fn template(&self, line: &'static str) -> Template {
        let mut parser = Parser { sections: self, rest: line };
        let template = parser.template();
        assert!(parser.rest.is_empty(), "unbalanced template: {line}");
        template
    }
}

struct Parser<'a> {
    sections: &'a Sections,
    rest: &'static str,
}

impl Parser<'_> {
    /// Parses up to the end, or up to the end of this option of a choice.
    fn template(&mut self) -> Template {
        let mut nodes = Vec::new();
        loop {
            let end = self.rest.find(['{', '|', '}', '<']).unwrap_or(self.rest.len());
            if end > 0 {
                nodes.push(Node::Text(&self.rest[..end]));
            }
            self.rest = &self.rest[end..];
            match self.rest.as_bytes().first() {
                Some(b'{') => nodes.push(self.choice()),
                Some(b'<') => nodes.push(self.slot()),
                _ => return Template(nodes),
            }
        }
    }

    fn choice(&mut self) -> Node {
        let mut options = Vec::new();
        loop {
            self.rest = &self.rest[1..];
            options.push(self.template());
            match self.rest.as_bytes().first() {
                Some(b'|') => {}
                Some(b'}') => break,
                _ => panic!("a choice is not closed"),
            }
        }
        self.rest = &self.rest[1..];
        Node::Choice(options)
    }

    fn slot(&mut self) -> Node {
        let (slot, rest) = self.rest[1..].split_once('>').expect("a slot is closed");
        self.rest = rest;
        let mut words = slot.split(':');
        let kind = words.next().unwrap_or_default();
        let role = hash::bytes(words.next().unwrap_or_default().as_bytes());
        if let Some(kind) = NameKind::from_word(kind) {
            return Node::Name { kind, role };
        }
        let style = match kind {
            "n" => NumberStyle::Digits,
            "w" => NumberStyle::Words,
            "m" => NumberStyle::Tenths,
            "today" => return Node::Today,
            name => {
                let templates = self.sections.templates(&format!("rule {name}"));
                return Node::Rule { role: hash::bytes(name.as_bytes()), templates };
            }
        };
        let range = words.next().and_then(|range| range.split_once('-'));
        let (low, high) = range.expect("a number has a range");
        let bound = |digits: &str| digits.parse().expect("the bounds of a number are numbers");
        Node::Number { style, role, low: bound(low), high: bound(high) }
    }
}

impl Template {
    /// Appends a sentence: names and numbers from the scene, choices from the generator.
    pub(super) fn write(&self, scene: Scene, rng: &mut Rng, out: &mut String) {
        let start = out.len();
        self.expand(scene, rng, out);
        capitalise(out, start);
    }

    /// Returns the sentence that [`write`](Template::write) appends.
    pub(super) fn sentence(&self, scene: Scene, rng: &mut Rng) -> String {
        let mut sentence = String::with_capacity(256);
        self.write(scene, rng, &mut sentence);
        sentence
    }

    fn expand(&self, scene: Scene, rng: &mut Rng, out: &mut String) {
        for node in &self.0 {
            let start = out.len();
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Choice(options) => {
                    rng.pick(options).expand(scene, rng, out);
                    continue;
                }
                Node::Name { kind, role } => write_name(*kind, hash::mix(scene.seed ^ role), out),
                Node::Number { style, role, low, high } => {
                    let random = hash::mix(scene.seed ^ role.rotate_left(32));
                    write_number(*style, low + reduce(random, high - low + 1), out);
                }
                Node::Today => out.push_str(scene.weekday),
                Node::Rule { role, templates } => {
                    let chosen =
                        reduce(hash::mix(scene.seed ^ role.rotate_left(16)), templates.len());
                    templates[chosen].expand(scene, rng, out);
                    continue;
                }
            }
            mend_article(out, start);
        }
    }
}

fn write_number(style: NumberStyle, number: usize, out: &mut String) {
    const WORDS: [&str; 10] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    // Years have no separator, and no template has another number just above a thousand.
    const FIRST_WITH_SEPARATOR: usize = 2100;
    let written = match style {
        NumberStyle::Words if number < WORDS.len() => {
            out.push_str(WORDS[number]);
            Ok(())
        }
        NumberStyle::Tenths => write!(out, "{}.{}", number / 10, number % 10),
        _ if number >= FIRST_WITH_SEPARATOR => {
            write!(out, "{},{:03}", number / 1000, number % 1000)
        }
        _ => write!(out, "{number}"),
    };
    written.expect("writing to a String does not fail");
}

/// Turns "a" into "an" if the text written at `start` begins with a vowel sound.
fn mend_article(out: &mut String, start: usize) {
    let (before, written) = out.split_at(start);
    let vowel = written.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O', '8'])
        && !written.starts_with("one-");
    let vowel = vowel || written.starts_with("11") || written.starts_with("18");
    let article = before.strip_suffix(' ').and_then(|before| before.strip_suffix(['a', 'A']));
    if vowel
        && article.is_some_and(|before| !before.ends_with(|letter: char| letter.is_alphanumeric()))
    {
        out.insert(start - 1, 'n');
    }
}

/// Makes the first letter after `start` a capital, after any opening quotation marks.
fn capitalise(out: &mut String, start: usize) {
    let lead = out[start..].bytes().take_while(|byte| *byte == b'"').count();
    let first = start + lead;
    if let Some(letter) = out[first..].chars().next().filter(char::is_ascii_lowercase) {
        out.replace_range(first..=first, letter.to_ascii_uppercase().encode_utf8(&mut [0; 4]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENE: Scene = Scene { seed: 1, weekday: "Friday" };

    fn sentences(text: &'static str) -> Vec<String> {
        let templates = Sections::of(text).templates("t");
        (0..20).map(|seed| templates[0].sentence(SCENE, &mut Rng::of(&[seed]))).collect()
    }

    #[test]
    fn choices_nest_and_may_be_empty() {
        let mut found = sentences("[t]\nit {rained|snowed{| hard}} on <today>.");
        found.sort();
        found.dedup();
        assert_eq!(
            found,
            ["It rained on Friday.", "It snowed hard on Friday.", "It snowed on Friday."]
        );
    }

    #[test]
    fn a_role_is_the_same_person_throughout_a_story() {
        let sentence = &sentences("[t]\n<person:mayor> met <last:mayor>")[0];
        let (full, last) = sentence.split_once(" met ").unwrap();
        assert!(full.ends_with(last));
    }

    #[test]
    fn the_article_before_a_vowel_is_an() {
        assert_eq!(sentences("[t]\na {egg} and a {pear}")[0], "An egg and a pear");
    }

    #[test]
    fn a_rule_gives_the_same_line_throughout_a_story() {
        for sentence in sentences("[rule fruit]\npear\nfig\nplum\n[t]\n<fruit> <fruit>") {
            let (first, second) = sentence.split_once(' ').unwrap();
            assert_eq!(first.to_lowercase(), second);
        }
    }

    #[test]
    fn numbers_stay_in_their_range_and_form() {
        assert_eq!(
            sentences("[t]\n<w:a:3-3> of <n:b:2500-2500>, <m:c:12-12>, <n:d:1951-1951>")[0],
            "Three of 2,500, 1.2, 1951"
        );
    }
}
