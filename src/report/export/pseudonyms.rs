//! Names to publish in place of the names of outlets.

use std::collections::{BTreeMap, BTreeSet};

use super::network::OutletNetwork;
use crate::error::{ErrorKind, Result};
use crate::hash;

/// How the made names begin.
const MADE: &str = "outlet-";

/// A name for each outlet that does not reveal which outlet it is.
///
/// The names are kept as text, `OUTLET<tab>NAME` on each line. So an outlet has the same name in everything that is published,
/// and the text is the key to the names. The names may be changed in the text.
#[derive(Clone, Debug, Default)]
pub struct Pseudonyms(BTreeMap<String, String>);

impl Pseudonyms {
    /// Reads the names.
    pub fn read(text: &str) -> Result<Pseudonyms> {
        let mut names = BTreeMap::new();
        let mut taken = BTreeSet::new();
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        for (line, row) in lines {
            let malformed =
                |problem: String| ErrorKind::MalformedRow { what: "pseudonyms", line, problem };
            let (outlet, name) = row
                .split_once('\t')
                .map(|(outlet, name)| (outlet.trim(), name.trim()))
                .filter(|(outlet, name)| !outlet.is_empty() && !name.is_empty())
                .ok_or_else(|| malformed("expected an outlet, a tab and a name".to_owned()))?;
            if !taken.insert(name.to_owned()) {
                return Err(malformed(format!("{name:?} is the name of two outlets")).into());
            }
            if names.insert(outlet.to_owned(), name.to_owned()).is_some() {
                return Err(malformed(format!("{outlet:?} has two names")).into());
            }
        }
        Ok(Pseudonyms(names))
    }

    /// The names as text.
    pub fn to_text(&self) -> String {
        let lines = self.0.iter().flat_map(|(outlet, name)| [outlet, "\t", name, "\n"]);
        lines.collect()
    }

    /// Makes names for the outlets that have none. Their order is that of hashes, so it does not follow
    /// the alphabet; who has the list of all outlets can compute it.
    fn add<'a>(&mut self, outlets: impl Iterator<Item = &'a str>) {
        let mut new: Vec<&str> =
            outlets.filter(|outlet| !self.0.contains_key(&key(outlet))).collect();
        new.sort_unstable_by_key(|outlet| (hash::bytes(outlet.as_bytes()), *outlet));
        new.dedup();
        // Never one that an outlet may have had before its name was changed in the text.
        let made = self.0.values().filter_map(|name| name.strip_prefix(MADE)?.parse::<u32>().ok());
        let last = u64::from(made.max().unwrap_or(0)).max(self.0.len() as u64);
        for (number, outlet) in (last + 1..).zip(new) {
            self.0.insert(key(outlet), format!("{MADE}{number}"));
        }
    }

    fn of(&self, outlet: &str) -> String {
        self.0.get(&key(outlet)).cloned().expect("each outlet was added")
    }
}

/// The name of an outlet on one line.
fn key(outlet: &str) -> String {
    outlet.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl OutletNetwork {
    /// Puts pseudonyms in place of the outlets, and everything in the order of these.
    #[must_use]
    pub fn anonymised(mut self, names: &mut Pseudonyms) -> OutletNetwork {
        let of_edges = self.edges.iter().flat_map(|edge| [&*edge.source, &*edge.target]);
        names.add(self.nodes.iter().map(|node| &*node.outlet).chain(of_edges));
        for node in &mut self.nodes {
            node.outlet = names.of(&node.outlet);
        }
        for edge in &mut self.edges {
            edge.source = names.of(&edge.source);
            edge.target = names.of(&edge.target);
        }
        self.nodes.sort_by(|one, other| one.outlet.cmp(&other.outlet));
        self.edges
            .sort_by(|one, other| (&one.source, &one.target).cmp(&(&other.source, &other.target)));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlet_keeps_its_name_and_new_ones_get_names_that_none_had() {
        let mut names = Pseudonyms::read("Gazette\tTabloid A\nHerald\toutlet-1\n").unwrap();
        names.add(["Echo", "Gazette", "A\tB", "Echo"].into_iter());
        assert_eq!(names.of("Gazette"), "Tabloid A");
        let made: BTreeSet<String> = ["Echo", "A\tB"].map(|outlet| names.of(outlet)).into();
        assert_eq!(made, ["outlet-3", "outlet-4"].map(str::to_owned).into());
        let again = Pseudonyms::read(&names.to_text()).unwrap();
        assert_eq!(again.0, names.0);
    }

    #[test]
    fn mistake_is_refused_with_its_line() {
        for (text, problem) in [
            ("Gazette", "pseudonyms, line 1: expected an outlet, a tab and a name"),
            ("A\tx\n\nB\tx\n", "pseudonyms, line 3: \"x\" is the name of two outlets"),
            ("A\tx\nA\ty\n", "pseudonyms, line 2: \"A\" has two names"),
        ] {
            assert_eq!(Pseudonyms::read(text).unwrap_err().to_string(), problem);
        }
    }
}
