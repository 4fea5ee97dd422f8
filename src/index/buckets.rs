//! Reads the LSH buckets: the nodes of each, and for large ones also their names, because there
//! only neighbours are compared.

use std::ops::{Bound, ControlFlow};

use redb::{ReadableTable, ReadableTableMetadata};

use super::Number;
use super::tables::Snapshot;
use crate::error::Result;

impl Snapshot {
    /// The nodes that have an LSH key.
    pub(crate) fn bucket(&self, key: u64) -> Result<Vec<Number>> {
        self.read(|| {
            let rows = self.postings.range((key, 0)..=(key, u32::MAX))?;
            rows.map(|row| Ok(row?.0.value().1)).collect()
        })
    }

    /// Whether a node has an LSH key.
    pub(crate) fn is_in_bucket(&self, key: u64, node: Number) -> Result<bool> {
        self.read(|| Ok(self.postings.get((key, node))?.is_some()))
    }

    /// Number of nodes in a large bucket; `None` if the bucket is not large.
    pub(crate) fn large_bucket(&self, key: u64) -> Result<Option<u64>> {
        self.read(|| Ok(self.sizes.get(key)?.map(|size| size.value())))
    }

    /// The keys of all large buckets, each with its number of nodes.
    pub(crate) fn large_buckets(&self) -> Result<Vec<(u64, u64)>> {
        self.read(|| {
            let rows = self.sizes.iter()?;
            rows.map(|row| row.map(|(key, size)| (key.value(), size.value()))).collect()
        })
    }

    /// Visits the nodes of a large bucket in the order of their names, starting at a name, until
    /// `visit` breaks.
    pub(crate) fn visit_named(
        &self,
        key: u64,
        from: Bound<&str>,
        mut visit: impl FnMut(&str, Number) -> ControlFlow<()>,
    ) -> Result<()> {
        let from = match from {
            Bound::Included(name) => Bound::Included((key, name)),
            Bound::Excluded(name) => Bound::Excluded((key, name)),
            Bound::Unbounded => Bound::Included((key, "")),
        };
        self.read(|| {
            for row in self.large.range((from, Bound::Unbounded))? {
                let (name, node) = row?;
                let (of, name) = name.value();
                if of != key || visit(name, node.value()).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The last nodes of a large bucket before a name, at most `most`, in the order of their names.
    pub(crate) fn named_before(&self, key: u64, name: &str, most: usize) -> Result<Vec<Number>> {
        let mut nodes: Vec<Number> = self.read(|| {
            let rows = self.large.range((key, "")..(key, name))?.rev().take(most);
            rows.map(|row| Ok(row?.1.value())).collect()
        })?;
        nodes.reverse();
        Ok(nodes)
    }

    /// Total number of nodes in large buckets.
    pub(crate) fn named_nodes(&self) -> Result<u64> {
        self.read(|| self.large.len())
    }
}
