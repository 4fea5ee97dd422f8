//! The rows of the tables, and their columns: names, order and types.

pub(super) mod articles;
pub(super) mod links;
pub(super) mod outlets;
pub(super) mod stories;

use serde::Serialize;

/// A row of a table that is written in several formats.
pub(super) trait Row: Serialize {
    /// The name of the table, and of its files without the extension.
    const TABLE: &'static str;
    /// The fields in the order of serialisation.
    const COLUMNS: &'static [Column];
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name in every format.
    pub(super) name: &'static str,
    /// The type of its values.
    pub(super) values: Values,
    /// Whether a row may have no value here.
    pub(super) may_be_null: bool,
}

/// The type of the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// UTF-8 strings.
    Text,
    /// Lists of strings.
    Texts,
    /// True or false.
    Bool,
    /// 32-bit integers.
    Int32,
    /// 64-bit integers.
    Int64,
    /// Single-precision floats.
    Float32,
    /// Days in UTC.
    Day,
    /// Times in UTC.
    Time,
}

impl Column {
    /// A column with a value in each row.
    pub(super) const fn of(name: &'static str, values: Values) -> Column {
        Column { name, values, may_be_null: false }
    }

    /// A nullable column.
    pub(super) const fn maybe(name: &'static str, values: Values) -> Column {
        Column { name, values, may_be_null: true }
    }
}

impl Values {
    /// The name of the type in the docs.
    #[cfg(test)]
    pub(super) fn name(self) -> &'static str {
        match self {
            Values::Text => "string",
            Values::Texts => "list of string",
            Values::Bool => "bool",
            Values::Int32 => "int32",
            Values::Int64 => "int64",
            Values::Float32 => "float32",
            Values::Day => "date",
            Values::Time => "timestamp",
        }
    }
}
