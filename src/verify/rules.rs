//! The rules of the score. Each can be switched off to see its effect.

use serde::{Deserialize, Serialize};

/// A rule of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// Words near the top of the longer text count more.
    TopFirst,
    /// A sentence counts as copied if half of it is, and not only word by word.
    WholeSentences,
    /// The narration must be copied too.
    Narration,
    /// The more similar the headlines are, the less the longer text counts.
    Headlines,
    /// A pair of one outlet counts less.
    OneOutlet,
    /// A pair a week or more apart counts less; briefs, a day or more.
    DaysApart,
    /// The guard of the same name.
    OtherValues,
    /// The guard of the same name.
    Statement,
    /// The guard of the same name.
    Series,
    /// The guard of the same name.
    OtherDay,
}

impl Rule {
    /// All rules by name: first those of the score, then the guards.
    pub const NAMED: [(&'static str, Rule); 10] = [
        ("top_first", Rule::TopFirst),
        ("whole_sentences", Rule::WholeSentences),
        ("narration", Rule::Narration),
        ("headlines", Rule::Headlines),
        ("one_outlet", Rule::OneOutlet),
        ("days_apart", Rule::DaysApart),
        ("other_values", Rule::OtherValues),
        ("statement", Rule::Statement),
        ("series", Rule::Series),
        ("other_day", Rule::OtherDay),
    ];

    /// The guards: rules that reject pairs with a high score.
    pub const GUARDS: [Rule; 4] =
        [Rule::OtherValues, Rule::Statement, Rule::Series, Rule::OtherDay];
}

/// The constants of the score that were fitted on labelled collections, in hundredths.
///
/// They are fields so that a program can fit them again. Runs always use the defaults, and nothing
/// stores other values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Constants {
    /// The exponent of the shorter text's share in the score; the longer text has the rest of 100.
    pub shorter: u8,
    /// Added to that exponent if the headlines are the same.
    pub by_headline: u8,
    /// Factor of the score for two articles of one outlet, and again for two that are a week or
    /// more apart.
    pub unlikely: u8,
    /// Share of replaced numbers and names above which two texts are one template.
    pub replaced: u8,
}

impl Default for Constants {
    fn default() -> Constants {
        Constants { shorter: 60, by_headline: 20, unlikely: 85, replaced: 20 }
    }
}

/// The active rules: all except those that were switched off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Rule>", into = "Vec<Rule>")]
pub struct Rules {
    /// One bit for each rule, by its place in the enum; set if it is off.
    left_out: u16,
    /// Their constants.
    pub constants: Constants,
}

impl Rules {
    /// Switches a rule off.
    #[must_use]
    pub fn without(self, rule: Rule) -> Rules {
        Rules { left_out: self.left_out | 1 << rule as u16, ..self }
    }

    /// Whether a rule is on.
    pub fn have(self, rule: Rule) -> bool {
        self.left_out & 1 << rule as u16 == 0
    }

    /// Whether all rules are on.
    pub fn are_all(&self) -> bool {
        self.left_out == 0
    }
}

impl From<Vec<Rule>> for Rules {
    /// All rules except these.
    fn from(left_out: Vec<Rule>) -> Rules {
        left_out.into_iter().fold(Rules::default(), Rules::without)
    }
}

impl From<Rules> for Vec<Rule> {
    /// The rules that are off.
    fn from(rules: Rules) -> Vec<Rule> {
        let all = Rule::NAMED.into_iter().map(|(_, rule)| rule);
        all.filter(|&rule| !rules.have(rule)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switching_off_one_rule_keeps_the_others() {
        for (name, rule) in Rule::NAMED {
            let rules = Rules::default().without(rule);
            let missing: Vec<Rule> = rules.into();
            assert_eq!(missing, [rule]);
            assert_eq!(serde_json::to_value(rules).unwrap(), serde_json::json!([name]));
        }
    }

    #[test]
    fn rules_survive_serialization() {
        let rules = Rules::from(vec![Rule::Series, Rule::TopFirst]);
        let written = serde_json::to_string(&rules).unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&written).unwrap(), rules);
    }
}
