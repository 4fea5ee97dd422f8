//! The network of outlets: who carries whose texts. As CSV, [GraphML](http://graphml.graphdrawing.org) and [GEXF](https://gexf.net).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use super::each_story;
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{ClusterId, EdgeRow, FinishedRun, Share, UtcTime, unwritable};

/// What to do with ambiguous edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubtful {
    /// Drop them.
    LeftOut,
    /// Count them.
    Counted,
}

/// The outlets of a run, and the edges between them.
#[derive(Debug)]
pub struct OutletNetwork {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

/// An outlet.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) outlet: String,
    pub(super) articles: u64,
    pub(super) wire_share: Share,
    /// The agency from which it has the most articles.
    pub(super) main_agency: Option<String>,
    /// When its first article in a story was published, and its last one.
    pub(super) seen: Option<(UtcTime, UtcTime)>,
}

/// The edges from one outlet to another.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) source: String,
    pub(super) target: String,
    /// Articles.
    pub(super) weight: u64,
    /// Stories.
    pub(super) clusters: u64,
    pub(super) median_lag_minutes: Option<i64>,
    /// When the copies were published, in order, as far as that is known.
    pub(super) times: Vec<UtcTime>,
}

#[derive(Default)]
struct Gathered {
    weight: u64,
    clusters: BTreeSet<ClusterId>,
    lags: Vec<i64>,
    times: Vec<UtcTime>,
}

impl OutletNetwork {
    /// Reads the network of a finished run. Edges within an outlet are left out.
    pub fn read(run: &FinishedRun, doubtful: Doubtful) -> Result<OutletNetwork> {
        let mut main: BTreeMap<String, (u64, String)> = BTreeMap::new();
        for row in run.outlet_agency_rows()? {
            let row = row?;
            let best = main.entry(row.outlet.into_owned()).or_default();
            if row.articles > best.0 {
                *best = (row.articles, row.agency.into_owned());
            }
        }
        let mut seen: HashMap<String, (UtcTime, UtcTime)> = HashMap::default();
        let mut gathered: BTreeMap<(String, String), Gathered> = BTreeMap::new();
        let mut edges = run.edge_rows()?.peekable();
        each_story(run, |cluster, members| {
            let mut published: HashMap<&str, UtcTime> = HashMap::default();
            for row in &members {
                let Some(time) = row.earliest() else { continue };
                published.insert(&row.id, time);
                if let Some(outlet) = &row.outlet {
                    let of_outlet = seen.entry(outlet.to_string()).or_insert((time, time));
                    *of_outlet = (of_outlet.0.min(time), of_outlet.1.max(time));
                }
            }
            let is_of_story = |row: &Result<EdgeRow<'static>>| {
                row.as_ref().map_or(true, |row| row.cluster_id == cluster.cluster_id)
            };
            while let Some(row) = edges.next_if(is_of_story) {
                let row = row?;
                let (Some(source), Some(target)) = (row.source_outlet, row.target_outlet) else {
                    continue;
                };
                if source == target || (row.ambiguous && doubtful == Doubtful::LeftOut) {
                    continue;
                }
                let edge = gathered.entry((source.into_owned(), target.into_owned())).or_default();
                edge.weight += 1;
                edge.clusters.insert(row.cluster_id);
                edge.lags.extend(row.lag_minutes);
                edge.times.extend(published.get(&*row.target_id));
            }
            Ok(())
        })?;
        let mut nodes = Vec::new();
        for row in run.outlet_rows()? {
            let row = row?;
            let main_agency = main.remove(&*row.outlet).map(|(_, agency)| agency);
            let seen = seen.get(&*row.outlet).copied();
            nodes.push(Node {
                outlet: row.outlet.into_owned(),
                articles: row.articles,
                wire_share: row.wire_share,
                main_agency,
                seen,
            });
        }
        let edges = gathered.into_iter().map(|((source, target), mut edge)| {
            edge.lags.sort_unstable();
            edge.times.sort_unstable();
            Edge {
                source,
                target,
                weight: edge.weight,
                clusters: edge.clusters.len() as u64,
                median_lag_minutes: edge.lags.get(edge.lags.len().saturating_sub(1) / 2).copied(),
                times: edge.times,
            }
        });
        Ok(OutletNetwork { nodes, edges: edges.collect() })
    }

    /// Writes the outlets as CSV for Gephi.
    pub fn write_nodes(&self, out: &mut dyn Write) -> Result<()> {
        let rows = self.nodes.iter().map(|node| {
            let agency = node.main_agency.clone().unwrap_or_default();
            let (articles, share) =
                (node.articles.to_string(), node.wire_share.value().to_string());
            [node.outlet.clone(), node.outlet.clone(), articles, share, agency]
        });
        write_csv(out, ["Id", "Label", "articles", "wire_share", "main_agency"], rows)
    }

    /// Writes the edges as CSV for Gephi.
    pub fn write_edges(&self, out: &mut dyn Write) -> Result<()> {
        let rows = self.edges.iter().map(|edge| {
            let lag = edge.median_lag_minutes.map_or_else(String::new, |lag| lag.to_string());
            let (weight, clusters) = (edge.weight.to_string(), edge.clusters.to_string());
            [edge.source.clone(), edge.target.clone(), "Directed".to_owned(), weight, clusters, lag]
        });
        let header = ["Source", "Target", "Type", "Weight", "clusters", "median_lag_minutes"];
        write_csv(out, header, rows)
    }
}

fn write_csv<const COLUMNS: usize>(
    out: &mut dyn Write,
    header: [&str; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let failed = |error: csv::Error| unwritable(Path::new("-"))(io::Error::from(error));
    csv.write_record(header).map_err(failed)?;
    for row in rows {
        csv.write_record(row).map_err(failed)?;
    }
    csv.flush().map_err(unwritable(Path::new("-")))
}

const GRAPHML_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="label" for="node" attr.name="label" attr.type="string"/>
  <key id="articles" for="node" attr.name="articles" attr.type="long"/>
  <key id="wire_share" for="node" attr.name="wire_share" attr.type="double"/>
  <key id="main_agency" for="node" attr.name="main_agency" attr.type="string"/>
  <key id="weight" for="edge" attr.name="weight" attr.type="long"/>
  <key id="clusters" for="edge" attr.name="clusters" attr.type="long"/>
  <key id="median_lag_minutes" for="edge" attr.name="median_lag_minutes" attr.type="long"/>
  <graph edgedefault="directed">
"#;

const GRAPHML_TAIL: &str = "  </graph>\n</graphml>\n";

impl OutletNetwork {
    /// Writes the network as `GraphML`.
    pub fn write_graphml(&self, out: &mut dyn Write) -> Result<()> {
        graphml(self, out).map_err(unwritable(Path::new("-")))
    }
}

fn graphml(network: &OutletNetwork, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(GRAPHML_HEAD.as_bytes())?;
    for node in &network.nodes {
        let name = escaped(&node.outlet);
        write!(out, "    <node id=\"{name}\"><data key=\"label\">{name}</data>")?;
        write!(out, "<data key=\"articles\">{}</data>", node.articles)?;
        write!(out, "<data key=\"wire_share\">{}</data>", node.wire_share.value())?;
        if let Some(agency) = &node.main_agency {
            write!(out, "<data key=\"main_agency\">{}</data>", escaped(agency))?;
        }
        writeln!(out, "</node>")?;
    }
    for edge in &network.edges {
        let [source, target] = [&edge.source, &edge.target].map(|name| escaped(name));
        write!(out, "    <edge source=\"{source}\" target=\"{target}\">")?;
        write!(out, "<data key=\"weight\">{}</data>", edge.weight)?;
        write!(out, "<data key=\"clusters\">{}</data>", edge.clusters)?;
        if let Some(lag) = edge.median_lag_minutes {
            write!(out, "<data key=\"median_lag_minutes\">{lag}</data>")?;
        }
        writeln!(out, "</edge>")?;
    }
    out.write_all(GRAPHML_TAIL.as_bytes())
}

const GEXF_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
  <graph mode="dynamic" defaultedgetype="directed" timeformat="dateTime">
    <attributes class="node" mode="static">
      <attribute id="articles" title="articles" type="long"/>
      <attribute id="wire_share" title="wire_share" type="double"/>
      <attribute id="main_agency" title="main_agency" type="string"/>
    </attributes>
    <attributes class="edge" mode="static">
      <attribute id="clusters" title="clusters" type="long"/>
      <attribute id="median_lag_minutes" title="median_lag_minutes" type="long"/>
    </attributes>
    <attributes class="edge" mode="dynamic">
      <attribute id="copies" title="copies" type="long"/>
    </attributes>
"#;

const GEXF_TAIL: &str = "  </graph>\n</gexf>\n";

impl OutletNetwork {
    /// Writes the network as GEXF. An outlet is there from its first article in a story to its last one, an edge from its first
    /// copy to its last one; the value `copies` of an edge is the number of copies up to each time.
    pub fn write_gexf(&self, out: &mut dyn Write) -> Result<()> {
        gexf(self, out).map_err(unwritable(Path::new("-")))
    }
}

fn gexf(network: &OutletNetwork, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(GEXF_HEAD.as_bytes())?;
    out.write_all(b"    <nodes>\n")?;
    for node in &network.nodes {
        gexf_node(node, out)?;
    }
    out.write_all(b"    </nodes>\n    <edges>\n")?;
    for (number, edge) in network.edges.iter().enumerate() {
        gexf_edge(number, edge, out)?;
    }
    out.write_all(b"    </edges>\n")?;
    out.write_all(GEXF_TAIL.as_bytes())
}

fn gexf_node(node: &Node, out: &mut dyn Write) -> io::Result<()> {
    let name = escaped(&node.outlet);
    write!(out, "      <node id=\"{name}\" label=\"{name}\"{}>", spell(node.seen))?;
    write!(out, "<attvalues><attvalue for=\"articles\" value=\"{}\"/>", node.articles)?;
    write!(out, "<attvalue for=\"wire_share\" value=\"{}\"/>", node.wire_share.value())?;
    if let Some(agency) = &node.main_agency {
        write!(out, "<attvalue for=\"main_agency\" value=\"{}\"/>", escaped(agency))?;
    }
    out.write_all(b"</attvalues></node>\n")
}

fn gexf_edge(number: usize, edge: &Edge, out: &mut dyn Write) -> io::Result<()> {
    let [source, target] = [&edge.source, &edge.target].map(|name| escaped(name));
    let times = &edge.times;
    let ends = times.first().copied().zip(times.last().copied());
    write!(
        out,
        "      <edge id=\"{number}\" source=\"{source}\" target=\"{target}\" weight=\"{}\"{}>",
        edge.weight,
        spell(ends)
    )?;
    write!(out, "<attvalues><attvalue for=\"clusters\" value=\"{}\"/>", edge.clusters)?;
    if let Some(lag) = edge.median_lag_minutes {
        write!(out, "<attvalue for=\"median_lag_minutes\" value=\"{lag}\"/>")?;
    }
    let mut copies = 0;
    for at_once in times.chunk_by(|one, other| one == other) {
        copies += at_once.len();
        let end = times.get(copies).map_or_else(String::new, |next| format!(" end=\"{next}\""));
        write!(out, "<attvalue for=\"copies\" value=\"{copies}\" start=\"{}\"{end}/>", at_once[0])?;
    }
    out.write_all(b"</attvalues></edge>\n")
}

/// The time in which something is there; without a date it always is.
fn spell(times: Option<(UtcTime, UtcTime)>) -> String {
    times.map_or_else(String::new, |(first, last)| format!(" start=\"{first}\" end=\"{last}\""))
}

/// Escapes a text for XML 1.0. Characters that it cannot represent become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn names_of_outlets_are_escaped() {
        assert_eq!(
            escaped("</node> \"A & B\"\n\0\u{1b}[2J"),
            "&lt;/node&gt; &quot;A &amp; B&quot;&#10;\u{fffd}\u{fffd}[2J"
        );
    }
}
