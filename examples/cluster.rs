//! Finds the copies among articles in memory.
//!
//! ```text
//! cargo run --example cluster
//! ```

#![expect(clippy::print_stdout, reason = "this is a program")]

use wirecopy::{Article, Wirecopy};

const AGENCY: &str = "TARN, March 4 (Northline) - A ferry with 212 people on board ran aground off the island of \
    Tarn on Tuesday morning, and all of them were brought ashore by noon, the coast guard said.\n\
    The master had left the marked channel to avoid a sailing boat, according to a first report.\n\
    The island has no other link to the mainland, and two schools stayed closed.";

const CUT: &str = "A ferry with 212 people on board ran aground off the island of Tarn on Tuesday morning, and all \
    of them were brought ashore by noon, the coast guard said.\n\
    The master had left the marked channel to avoid a sailing boat, according to a first report.";

const OTHER: &str = "The council of Wendmouth voted on Monday to close the old tram depot, which has stood empty for \
    eleven years. A developer wants to build flats on the site, but the plan still needs a permit.";

fn main() -> wirecopy::Result<()> {
    let article = |key, outlet: &'static str, body| Article {
        outlet: Some(outlet.into()),
        published: Some("2026-03-04".into()),
        ..Article::new(key, body)
    };
    let run = Wirecopy::builder().threshold(0.53).build().run([
        article("n1", "northline.example", AGENCY),
        article("g1", "gazette.example", CUT),
        article("h1", "herald.example", OTHER),
    ])?;
    for story in run.stories() {
        let story = story?;
        println!("{}: {} outlets", story.id, story.outlets);
        for member in &story.members {
            let contained = 100.0 * member.contained.value();
            println!(
                "  {:?} {}: {contained:.0} % is in the reference text",
                member.role, member.id
            );
        }
    }
    Ok(())
}
