//! The columns of the tables: their names, in their order, and the types of their values.

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name in every format.
    pub(super) name: &'static str,
    /// What its values are.
    pub(super) values: Values,
    /// Whether a row may have no value here.
    pub(super) may_be_null: bool,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// Texts in UTF-8.
    Text,
    /// Lists of texts.
    Texts,
    /// True or false.
    Bool,
    /// Whole numbers of 32 bits.
    Int32,
    /// Whole numbers of 64 bits.
    Int64,
    /// Numbers of single precision.
    Float32,
    /// Times in UTC.
    Time,
}

impl Column {
    /// A column with a value in each row.
    pub(super) const fn of(name: &'static str, values: Values) -> Column {
        Column { name, values, may_be_null: false }
    }

    /// A column that may have no value in a row.
    pub(super) const fn maybe(name: &'static str, values: Values) -> Column {
        Column { name, values, may_be_null: true }
    }
}

impl Values {
    /// How the documents call them.
    #[cfg(test)]
    pub(super) fn name(self) -> &'static str {
        match self {
            Values::Text => "string",
            Values::Texts => "list of string",
            Values::Bool => "bool",
            Values::Int32 => "int32",
            Values::Int64 => "int64",
            Values::Float32 => "float32",
            Values::Time => "timestamp",
        }
    }
}
