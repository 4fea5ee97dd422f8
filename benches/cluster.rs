//! Clustering: from verified pairs to stories, on all threads.

#[path = "common/pages.rs"]
mod pages;
#[path = "common/signed.rs"]
mod signed;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::cluster::{self, Link, Node, Settings};
use wirecopy::engine::DEFAULT_THRESHOLD;
use wirecopy::lsh;
use wirecopy::pair::CandidatePair;
use wirecopy::shingle::Shingling;
use wirecopy::similarity::Score;
use wirecopy::verify::{self, Profile, Rules};

const ARTICLES: u64 = 4000;

fn group(criterion: &mut Criterion) {
    let pages = pages::different(ARTICLES);
    let lsh_settings = lsh::Settings::default();
    let (signatures, articles) = signed::sign(&pages, lsh_settings.parameters);
    let profiles: Vec<Profile> = pages
        .iter()
        .map(|(article, text)| Profile::new(&pages::as_read(article), text, Shingling::default()))
        .collect();
    let measure = |pair: CandidatePair| {
        verify::measure(
            &profiles[pair.low().index()],
            &profiles[pair.high().index()],
            Rules::default(),
        )
        .score
    };
    let threshold = Score::from_share(DEFAULT_THRESHOLD);
    let links: Vec<Link> = lsh::candidates(&signatures, &articles, lsh_settings)
        .into_iter()
        .map(|pair| Link { pair, score: measure(pair) })
        .filter(|link| link.score >= threshold)
        .collect();
    let nodes: Vec<Node> = articles.iter().map(|&article| Node { article, copies: 1 }).collect();

    let mut group = criterion.benchmark_group("cluster/group");
    group.throughput(Throughput::Elements(links.len() as u64)).sample_size(10);
    // Components of ordinary size are clustered whole; larger ones are thinned first. A limit of 0
    // makes all of them large.
    for (name, measure_absent_up_to) in [("whole", 512), ("thinned_out", 0)] {
        let settings = Settings { pair: threshold, average: threshold, measure_absent_up_to };
        let cluster =
            || cluster::components(&nodes, links.iter().copied()).group(&measure, settings);

        let first = cluster();
        let placed: usize = first.iter().map(|cluster| cluster.nodes.len()).sum();
        assert_eq!(placed, nodes.len());
        assert!(first.iter().any(|cluster| cluster.nodes.len() > 10));
        assert_eq!(first, cluster());
        group.bench_function(name, |bencher| bencher.iter(cluster));
    }
    group.finish();
}

criterion_group!(benches, group);
criterion_main!(benches);
