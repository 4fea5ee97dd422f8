//! The network of the outlets over time as [GEXF](https://gexf.net).

use std::io::{self, Write};
use std::path::Path;

use super::network::{Edge, Node, OutletNetwork};
use super::xml::escaped;
use crate::error::Result;
use crate::report::{UtcTime, unwritable};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
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

const TAIL: &str = "  </graph>\n</gexf>\n";

impl OutletNetwork {
    /// Writes the network as GEXF. An outlet is there from its first article in a story to its last one, an edge from its first
    /// copy to its last one; the value `copies` of an edge is the number of copies up to each time.
    pub fn write_gexf(&self, out: &mut dyn Write) -> Result<()> {
        write(self, out).map_err(unwritable(Path::new("-")))
    }
}

fn write(network: &OutletNetwork, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    out.write_all(b"    <nodes>\n")?;
    for node in &network.nodes {
        write_node(node, out)?;
    }
    out.write_all(b"    </nodes>\n    <edges>\n")?;
    for (number, edge) in network.edges.iter().enumerate() {
        write_edge(number, edge, out)?;
    }
    out.write_all(b"    </edges>\n")?;
    out.write_all(TAIL.as_bytes())
}

fn write_node(node: &Node, out: &mut dyn Write) -> io::Result<()> {
    let name = escaped(&node.outlet);
    write!(out, "      <node id=\"{name}\" label=\"{name}\"{}>", spell(node.seen))?;
    write!(out, "<attvalues><attvalue for=\"articles\" value=\"{}\"/>", node.articles)?;
    write!(out, "<attvalue for=\"wire_share\" value=\"{}\"/>", node.wire_share.value())?;
    if let Some(agency) = &node.main_agency {
        write!(out, "<attvalue for=\"main_agency\" value=\"{}\"/>", escaped(agency))?;
    }
    out.write_all(b"</attvalues></node>\n")
}

fn write_edge(number: usize, edge: &Edge, out: &mut dyn Write) -> io::Result<()> {
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
