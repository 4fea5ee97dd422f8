//! The network of the outlets as [GraphML](http://graphml.graphdrawing.org).

use std::io::{self, Write};
use std::path::Path;

use super::network::OutletNetwork;
use super::xml::escaped;
use crate::error::Result;
use crate::report::unwritable;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
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

const TAIL: &str = "  </graph>\n</graphml>\n";

impl OutletNetwork {
    /// Writes the network as `GraphML`.
    pub fn write_graphml(&self, out: &mut dyn Write) -> Result<()> {
        write(self, out).map_err(unwritable(Path::new("-")))
    }
}

fn write(network: &OutletNetwork, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
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
    out.write_all(TAIL.as_bytes())
}
