//! Lists the texts of clusters.

use std::io::{BufRead, Write};

use super::columns::{Type, Value, Writer, each_row};
use super::group::stored;
use crate::error::Result;

const COLUMNS: &[(&str, Type)] =
    &[("story", Type::Number), ("text", Type::Number), ("texts", Type::Number)];

/// Gets clusters as a run stores them. Gives each of their texts, with the first one of its cluster and how many that has.
pub(super) fn clusters(input: impl BufRead, output: impl Write) -> Result<()> {
    let mut writer = Writer::new(output, COLUMNS)?;
    each_row(input, |row| {
        let nodes = stored(row.bytes("stored")?)?.compared.cluster.nodes;
        let texts = u32::try_from(nodes.len()).ok();
        nodes.iter().try_for_each(|text| {
            writer.push([
                Value::Number(Some(nodes[0].0)),
                Value::Number(Some(text.0)),
                Value::Number(texts),
            ])
        })
    })?;
    writer.finish()
}
