//! Stage 8: finds the agency of a story from the credits of its copies.
//!
//! One outlet keeps the dateline, another only a byline, a third removes the credit. So the
//! articles of a cluster vote, and an article without a credit inherits the agency of its cluster.

use crate::clean::{AgencyRole, CreditKind};
use crate::hash::HashMap;

/// Index of an agency in [`Cleaner::agencies`](crate::clean::Cleaner::agencies).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyId(pub u32);

/// How an article shows its agency, the strongest evidence first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// Its dateline.
    Dateline,
    /// It is on the agency's own site.
    Outlet,
    /// Its byline.
    Byline,
    /// A credit line after the story.
    Tail,
    /// Its copyright line.
    Copyright,
    /// A line that says the agency contributed.
    Contributor,
}

impl EvidenceKind {
    /// All kinds, the strongest first.
    pub const ALL: [EvidenceKind; 6] = [
        EvidenceKind::Dateline,
        EvidenceKind::Outlet,
        EvidenceKind::Byline,
        EvidenceKind::Tail,
        EvidenceKind::Copyright,
        EvidenceKind::Contributor,
    ];

    /// The kind in one word.
    pub fn name(self) -> &'static str {
        match self {
            EvidenceKind::Dateline => "dateline",
            EvidenceKind::Outlet => "outlet",
            EvidenceKind::Byline => "byline",
            EvidenceKind::Tail => "tail",
            EvidenceKind::Copyright => "copyright",
            EvidenceKind::Contributor => "contributor",
        }
    }

    /// Weight of a vote of this kind.
    ///
    /// A dateline is part of the agency's own text. Bylines and agency pages come from a site's
    /// system, which may have filed another agency's story under the name; a tail may belong to one
    /// part of a page, and a copyright line to the whole site. Only the order of the numbers
    /// matters.
    fn weight(self) -> u64 {
        match self {
            EvidenceKind::Dateline => 5,
            EvidenceKind::Outlet | EvidenceKind::Byline => 4,
            EvidenceKind::Tail => 3,
            EvidenceKind::Copyright => 2,
            EvidenceKind::Contributor => 1,
        }
    }

    /// Whether it shows where the story comes from. A contribution shows that the story is the
    /// outlet's own.
    fn shows_origin(self) -> bool {
        self != EvidenceKind::Contributor
    }
}

impl From<CreditKind> for EvidenceKind {
    fn from(kind: CreditKind) -> EvidenceKind {
        match kind {
            CreditKind::Dateline => EvidenceKind::Dateline,
            CreditKind::Byline => EvidenceKind::Byline,
            CreditKind::Tail => EvidenceKind::Tail,
            CreditKind::Copyright => EvidenceKind::Copyright,
            CreditKind::Contributor => EvidenceKind::Contributor,
        }
    }
}

/// What one article says about the agency of its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The agency; if a carrier distributed the story, its source.
    pub agency: AgencyId,
    /// Whether the agency is a source or a carrier.
    pub role: AgencyRole,
    /// How the article shows the agency.
    pub kind: EvidenceKind,
}

/// Where a story comes from, according to its articles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Origin {
    /// The agency.
    pub agency: AgencyId,
    /// Weight of the agency's votes over the weight of all votes plus 1. It approaches 1 with more,
    /// stronger and more unanimous votes.
    pub confidence: f64,
    /// The agency's votes by [`EvidenceKind::ALL`].
    votes: [u32; EvidenceKind::ALL.len()],
}

impl Origin {
    /// The number of articles per kind of evidence: `dateline:41 byline:12`.
    pub fn evidence(&self) -> String {
        let votes = EvidenceKind::ALL.iter().zip(self.votes).filter(|&(_, votes)| votes > 0);
        let votes: Vec<String> =
            votes.map(|(kind, votes)| format!("{}:{votes}", kind.name())).collect();
        votes.join(" ")
    }
}

/// Determines the agency by the votes of a cluster's articles, in any order.
///
/// The agency with the most weight wins. A carrier distributes what others write, so its name
/// counts only if no article names a source. There is no winner if two agencies tie, or if all
/// agencies only contributed.
pub fn vote(evidence: impl IntoIterator<Item = Evidence>) -> Option<Origin> {
    let mut ballots: HashMap<AgencyId, Ballot> = HashMap::default();
    for Evidence { agency, role, kind } in evidence {
        let ballot = ballots.entry(agency).or_insert(Ballot { agency, role, votes: [0; 6] });
        ballot.votes[kind as usize] += 1;
    }
    let mut ballots: Vec<Ballot> = ballots.into_values().collect();
    ballots.sort_unstable_by_key(|ballot| ballot.agency);
    if ballots.iter().any(|ballot| ballot.role == AgencyRole::Source && ballot.shows_origin()) {
        ballots.retain(|ballot| ballot.role == AgencyRole::Source);
    }
    let all: u64 = ballots.iter().map(Ballot::weight).sum();
    ballots.retain(Ballot::shows_origin);
    let most = ballots.iter().map(Ballot::weight).max()?;
    let mut heaviest = ballots.into_iter().filter(|ballot| ballot.weight() == most);
    let winner = heaviest.next()?;
    if heaviest.next().is_some() {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
    let confidence = most as f64 / (all + 1) as f64;
    Some(Origin { agency: winner.agency, confidence, votes: winner.votes })
}

/// The votes for one agency.
struct Ballot {
    agency: AgencyId,
    role: AgencyRole,
    votes: [u32; EvidenceKind::ALL.len()],
}

impl Ballot {
    fn weight(&self) -> u64 {
        let weighed = EvidenceKind::ALL.iter().zip(self.votes);
        weighed.map(|(kind, votes)| kind.weight() * u64::from(votes)).sum()
    }

    fn shows_origin(&self) -> bool {
        EvidenceKind::ALL
            .iter()
            .zip(self.votes)
            .any(|(kind, votes)| kind.shows_origin() && votes > 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AP: AgencyId = AgencyId(0);
    const AFP: AgencyId = AgencyId(1);
    const CARRIER: AgencyId = AgencyId(2);

    fn from(agency: AgencyId, kind: EvidenceKind) -> Evidence {
        let role = if agency == CARRIER { AgencyRole::Carrier } else { AgencyRole::Source };
        Evidence { agency, role, kind }
    }

    fn winner(evidence: &[Evidence]) -> Option<AgencyId> {
        vote(evidence.iter().copied()).map(|origin| origin.agency)
    }

    #[test]
    fn story_without_a_credit_has_no_agency() {
        assert_eq!(winner(&[]), None);
    }

    #[test]
    fn one_dateline_outweighs_one_byline() {
        let votes = [from(AP, EvidenceKind::Byline), from(AFP, EvidenceKind::Dateline)];
        assert_eq!(winner(&votes), Some(AFP));
    }

    #[test]
    fn agencies_of_equal_weight_are_a_tie() {
        let votes = [from(AP, EvidenceKind::Dateline), from(AFP, EvidenceKind::Dateline)];
        assert_eq!(winner(&votes), None);
    }

    #[test]
    fn agency_that_only_contributed_is_not_where_the_story_comes_from() {
        let help = [from(AP, EvidenceKind::Contributor); 9];
        assert_eq!(winner(&help), None);
        let mut votes = help[..3].to_vec();
        votes.push(from(AFP, EvidenceKind::Byline));
        assert_eq!(winner(&votes), Some(AFP));
    }

    #[test]
    fn agency_that_contributed_makes_another_one_less_sure() {
        let origin = from(AFP, EvidenceKind::Byline);
        let alone = vote([origin]).unwrap();
        let helped = vote([origin, from(AP, EvidenceKind::Contributor)]).unwrap();
        assert_eq!(helped.agency, AFP);
        assert!(helped.confidence < alone.confidence);
    }

    #[test]
    fn carrier_gives_way_to_any_source() {
        let mut votes = vec![from(CARRIER, EvidenceKind::Dateline); 9];
        assert_eq!(winner(&votes), Some(CARRIER));
        votes.push(from(AFP, EvidenceKind::Copyright));
        assert_eq!(winner(&votes), Some(AFP));
    }

    #[test]
    fn evidence_lists_the_votes_of_the_agency_alone() {
        let votes = [
            from(AP, EvidenceKind::Tail),
            from(AP, EvidenceKind::Dateline),
            from(AFP, EvidenceKind::Tail),
            from(AP, EvidenceKind::Dateline),
        ];
        assert_eq!(vote(votes).unwrap().evidence(), "dateline:2 tail:1");
    }

    fn evidence() -> impl Strategy<Value = Vec<Evidence>> {
        let one = (0..3_u32, 0..EvidenceKind::ALL.len())
            .prop_map(|(agency, kind)| from(AgencyId(agency), EvidenceKind::ALL[kind]));
        proptest::collection::vec(one, 0..12)
    }

    proptest! {
        #[test]
        fn order_of_the_votes_changes_nothing(mut votes in evidence()) {
            let first = vote(votes.iter().copied());
            votes.reverse();
            prop_assert_eq!(vote(votes), first);
        }

        #[test]
        fn one_more_vote_for_the_winner_changes_no_winner(mut votes in evidence()) {
            if let Some(before) = vote(votes.iter().copied()) {
                let role = votes.iter().find(|vote| vote.agency == before.agency).unwrap().role;
                votes.push(Evidence { agency: before.agency, role, kind: EvidenceKind::Dateline });
                let after = vote(votes).unwrap();
                prop_assert_eq!(after.agency, before.agency);
                prop_assert!(after.confidence > before.confidence && after.confidence < 1.0);
            }
        }
    }
}
