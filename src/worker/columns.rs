//! Rows in columns: the Arrow streams of a worker.

use std::io::{BufRead, Write};
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::{Array, ArrayRef, BinaryArray, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Schema};

use super::work::broken;
use crate::error::Result;

/// Visits all rows of a stream.
pub(super) fn each_row(
    input: impl BufRead,
    mut visit: impl FnMut(Row<'_>) -> Result<()>,
) -> Result<()> {
    for batch in StreamReader::try_new(input, None).map_err(broken)? {
        let batch = batch.map_err(broken)?;
        for row in 0..batch.num_rows() {
            visit(Row { batch: &batch, row })?;
        }
    }
    Ok(())
}

/// A row of a stream. Numbers without a sign are stored with one, bit by bit.
#[derive(Clone, Copy)]
pub(super) struct Row<'b> {
    batch: &'b RecordBatch,
    row: usize,
}

impl<'b> Row<'b> {
    pub(super) fn number(self, name: &str) -> Result<u32> {
        self.maybe_number(name)?.ok_or_else(|| absent(name))
    }

    pub(super) fn maybe_number(self, name: &str) -> Result<Option<u32>> {
        let column: Option<&Int32Array> = self.column(name)?;
        Ok(column.map(|column| column.value(self.row).cast_unsigned()))
    }

    pub(super) fn long(self, name: &str) -> Result<u64> {
        let column: Option<&Int64Array> = self.column(name)?;
        let value = column.map(|column| column.value(self.row).cast_unsigned());
        value.ok_or_else(|| absent(name))
    }

    pub(super) fn text(self, name: &str) -> Result<&'b str> {
        self.maybe_text(name)?.ok_or_else(|| absent(name))
    }

    pub(super) fn maybe_text(self, name: &str) -> Result<Option<&'b str>> {
        let column: Option<&StringArray> = self.column(name)?;
        Ok(column.map(|column| column.value(self.row)))
    }

    pub(super) fn bytes(self, name: &str) -> Result<&'b [u8]> {
        self.maybe_bytes(name)?.ok_or_else(|| absent(name))
    }

    pub(super) fn maybe_bytes(self, name: &str) -> Result<Option<&'b [u8]>> {
        let column: Option<&BinaryArray> = self.column(name)?;
        Ok(column.map(|column| column.value(self.row)))
    }

    /// The column, unless the value in this row is absent.
    fn column<A: Array + 'static>(self, name: &str) -> Result<Option<&'b A>> {
        let column = self.batch.column_by_name(name);
        let column = column.ok_or_else(|| broken(format!("no column {name}")))?;
        if column.is_null(self.row) {
            return Ok(None);
        }
        let typed = column.as_any().downcast_ref();
        let other = || broken(format!("the column {name} is of type {}", column.data_type()));
        typed.map(Some).ok_or_else(other)
    }
}

fn absent(name: &str) -> crate::Error {
    broken(format!("a value of {name} is absent"))
}

/// A value that is written.
#[derive(Clone, Copy)]
pub(super) enum Value<'v> {
    Number(Option<u32>),
    Long(u64),
    MaybeLong(Option<u64>),
    Text(Option<&'v str>),
    Bytes(Option<&'v [u8]>),
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Number,
    Long,
    Text,
    Bytes,
}

enum Column {
    Number(Int32Builder),
    Long(Int64Builder),
    Text(StringBuilder),
    Bytes(BinaryBuilder),
}

impl Column {
    fn of(column: Type) -> Column {
        match column {
            Type::Number => Column::Number(Int32Builder::new()),
            Type::Long => Column::Long(Int64Builder::new()),
            Type::Text => Column::Text(StringBuilder::new()),
            Type::Bytes => Column::Bytes(BinaryBuilder::new()),
        }
    }

    /// Returns the bytes that it took.
    fn push(&mut self, value: Value<'_>) -> usize {
        match (self, value) {
            (Column::Number(column), Value::Number(value)) => {
                column.append_option(value.map(u32::cast_signed));
                4
            }
            (Column::Long(column), Value::Long(value)) => {
                column.append_value(value.cast_signed());
                8
            }
            (Column::Long(column), Value::MaybeLong(value)) => {
                column.append_option(value.map(u64::cast_signed));
                8
            }
            (Column::Text(column), Value::Text(value)) => {
                column.append_option(value);
                value.map_or(4, str::len)
            }
            (Column::Bytes(column), Value::Bytes(value)) => {
                column.append_option(value);
                value.map_or(4, <[u8]>::len)
            }
            _ => unreachable!("each stage writes values of the types that it names"),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Column::Number(column) => Arc::new(column.finish()),
            Column::Long(column) => Arc::new(column.finish()),
            Column::Text(column) => Arc::new(column.finish()),
            Column::Bytes(column) => Arc::new(column.finish()),
        }
    }
}

/// Writes rows as a stream.
pub(super) struct Writer<W: Write> {
    stream: StreamWriter<W>,
    schema: Arc<Schema>,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

/// Rows and bytes that are written at a time.
const ROWS_AT_ONCE: usize = 1 << 14;
const BYTES_AT_ONCE: usize = 4 << 20;

impl<W: Write> Writer<W> {
    pub(super) fn new(output: W, columns: &[(&str, Type)]) -> Result<Writer<W>> {
        let fields = columns.iter().map(|&(name, column)| {
            let column = match column {
                Type::Number => DataType::Int32,
                Type::Long => DataType::Int64,
                Type::Text => DataType::Utf8,
                Type::Bytes => DataType::Binary,
            };
            Field::new(name, column, true)
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let stream = StreamWriter::try_new(output, &schema).map_err(broken)?;
        let columns = columns.iter().map(|&(_, column)| Column::of(column)).collect();
        Ok(Writer { stream, schema, columns, rows: 0, bytes: 0 })
    }

    /// Appends a row, with a value for each column.
    pub(super) fn push<const N: usize>(&mut self, row: [Value<'_>; N]) -> Result<()> {
        for (column, value) in self.columns.iter_mut().zip(row) {
            self.bytes += column.push(value);
        }
        self.rows += 1;
        if self.rows >= ROWS_AT_ONCE || self.bytes >= BYTES_AT_ONCE { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        (self.rows, self.bytes) = (0, 0);
        let columns = self.columns.iter_mut().map(Column::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(broken)?;
        self.stream.write(&batch).map_err(broken)
    }

    pub(super) fn finish(mut self) -> Result<()> {
        if self.rows > 0 {
            self.flush()?;
        }
        self.stream.finish().map_err(broken)
    }
}
