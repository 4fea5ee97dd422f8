//! The rules of the measure, each of which can be left out to see what it is worth.

use serde::{Deserialize, Serialize};

/// A rule of the measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// Words near the top of the longer text count more.
    TopFirst,
    /// A sentence counts as copied when half of it is, and not only by its words.
    WholeSentences,
    /// What is nobody's speech must be copied too.
    Narration,
    /// The more alike the headlines are, the less the longer text counts.
    Headlines,
    /// A pair of one outlet counts less.
    OneOutlet,
    /// A pair a week or more apart counts less; of briefs, a day.
    DaysApart,
    /// The guard of the same name.
    OtherValues,
    /// The guard of the same name.
    Series,
    /// The guard of the same name.
    OtherDay,
}

impl Rule {
    /// All rules with the names that they go by, first those of the score, then the guards.
    pub const NAMED: [(&'static str, Rule); 9] = [
        ("top_first", Rule::TopFirst),
        ("whole_sentences", Rule::WholeSentences),
        ("narration", Rule::Narration),
        ("headlines", Rule::Headlines),
        ("one_outlet", Rule::OneOutlet),
        ("days_apart", Rule::DaysApart),
        ("other_values", Rule::OtherValues),
        ("series", Rule::Series),
        ("other_day", Rule::OtherDay),
    ];

    /// Those that are guards: they speak against pairs that the score would let pass.
    pub const GUARDS: [Rule; 3] = [Rule::OtherValues, Rule::Series, Rule::OtherDay];
}

/// The constants of the measure that were chosen by the scores on labelled collections, in hundredths.
///
/// They are fields so that a program can fit them anew; a run goes by the defaults, and nothing stores others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Constants {
    /// The power of the share of the shorter text in the score, of 100; the longer text has the rest.
    pub shorter: u8,
    /// How much is added to that power where the headlines are the same.
    pub by_headline: u8,
    /// What counts of the score of two articles of one outlet, and again of two that are a week or more apart.
    pub unlikely: u8,
    /// The share of numbers and names that are replaced by others, above which two texts are one template.
    pub replaced: u8,
}

impl Default for Constants {
    fn default() -> Constants {
        Constants { shorter: 60, by_headline: 20, unlikely: 85, replaced: 20 }
    }
}

/// The rules that a measure goes by: all but those that were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Rule>", into = "Vec<Rule>")]
pub struct Rules {
    /// A bit for each rule, by its place in the enum.
    left_out: u16,
    /// The constants that they go by.
    pub constants: Constants,
}

impl Rules {
    /// All rules but one of these.
    #[must_use]
    pub fn without(self, rule: Rule) -> Rules {
        Rules { left_out: self.left_out | 1 << rule as u16, ..self }
    }

    /// Whether the measure goes by a rule.
    pub fn have(self, rule: Rule) -> bool {
        self.left_out & 1 << rule as u16 == 0
    }

    /// Whether no rule is left out.
    pub fn are_all(&self) -> bool {
        self.left_out == 0
    }
}

impl From<Vec<Rule>> for Rules {
    /// All rules but these.
    fn from(left_out: Vec<Rule>) -> Rules {
        left_out.into_iter().fold(Rules::default(), Rules::without)
    }
}

impl From<Rules> for Vec<Rule> {
    /// The rules that are left out.
    fn from(rules: Rules) -> Vec<Rule> {
        let all = Rule::NAMED.into_iter().map(|(_, rule)| rule);
        all.filter(|&rule| !rules.have(rule)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_left_out_is_the_only_one_that_is_missing() {
        for (name, rule) in Rule::NAMED {
            let rules = Rules::default().without(rule);
            let missing: Vec<Rule> = rules.into();
            assert_eq!(missing, [rule]);
            assert_eq!(serde_json::to_value(rules).unwrap(), serde_json::json!([name]));
        }
    }

    #[test]
    fn rules_are_read_as_they_are_written() {
        let rules = Rules::from(vec![Rule::Series, Rule::TopFirst]);
        let written = serde_json::to_string(&rules).unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&written).unwrap(), rules);
    }
}
