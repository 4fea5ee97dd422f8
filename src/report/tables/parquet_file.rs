//! A table as Parquet.
//!
//! Rows are gathered by column, and written as a row group when there are enough of them, so that a table of any length
//! takes the memory of one group.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical,
};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use serde::Serialize;

use super::super::column::{Column, Values};
use super::{WrittenFile, secured, unwritable};
use crate::error::Result;

mod gather;

use self::gather::{Cells, Gathered, RowValues};

/// Rows of a row group, and about how many bytes of texts it has at most.
const GROUP_ROWS: usize = 1 << 17;
const GROUP_BYTES: usize = 32 << 20;

/// One Parquet file.
pub(super) struct ParquetFile {
    writer: SerializedFileWriter<File>,
    path: PathBuf,
    columns: Vec<Gathered>,
    rows: usize,
}

impl std::fmt::Debug for ParquetFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetFile").field("path", &self.path).finish_non_exhaustive()
    }
}

impl ParquetFile {
    pub(super) fn create(path: PathBuf, table: &str, columns: &[Column]) -> Result<ParquetFile> {
        let file = File::create(&path).map_err(unwritable(&path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("wirecopy ", env!("CARGO_PKG_VERSION")).to_owned());
        let writer = schema(table, columns)
            .and_then(|schema| {
                SerializedFileWriter::new(file, schema, Arc::new(properties.build()))
            })
            .map_err(|error| unwritable(&path)(io::Error::other(error)))?;
        let columns = columns.iter().copied().map(Gathered::new).collect();
        Ok(ParquetFile { writer, path, columns, rows: 0 })
    }

    pub(super) fn write(&mut self, row: &impl Serialize) -> Result<()> {
        let values = RowValues { columns: self.columns.iter_mut() };
        row.serialize(values).map_err(|error| unwritable(&self.path)(io::Error::other(error)))?;
        self.rows += 1;
        let bytes = || self.columns.iter().map(Gathered::bytes).sum::<usize>();
        if self.rows >= GROUP_ROWS || (self.rows.is_multiple_of(1024) && bytes() >= GROUP_BYTES) {
            self.end_group()?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<WrittenFile> {
        if self.rows > 0 {
            self.end_group()?;
        }
        self.writer.finish().map_err(|error| unwritable(&self.path)(io::Error::other(error)))?;
        secured(self.writer.inner(), &self.path)
    }

    fn end_group(&mut self) -> Result<()> {
        self.rows = 0;
        write_group(&mut self.writer, &mut self.columns)
            .map_err(|error| unwritable(&self.path)(io::Error::other(error)))
    }
}

fn write_group(
    writer: &mut SerializedFileWriter<File>,
    columns: &mut [Gathered],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for column in columns {
        write_column(&mut group, column)?;
        column.clear();
    }
    group.close()?;
    Ok(())
}

fn write_column(
    group: &mut SerializedRowGroupWriter<'_, File>,
    column: &Gathered,
) -> Result<(), ParquetError> {
    match &column.cells {
        Cells::Bool(values) => write_values::<BoolType>(group, column, values),
        Cells::Int32(values) => write_values::<Int32Type>(group, column, values),
        Cells::Int64(values) => write_values::<Int64Type>(group, column, values),
        Cells::Float32(values) => write_values::<FloatType>(group, column, values),
        Cells::Text(values) => {
            let values: Vec<ByteArray> = values.iter().map(ByteArray::from).collect();
            write_values::<ByteArrayType>(group, column, &values)
        }
    }
}

fn write_values<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    column: &Gathered,
    values: &[T::T],
) -> Result<(), ParquetError> {
    let mut writer = group
        .next_column()?
        .ok_or_else(|| ParquetError::General("the schema has too few columns".to_owned()))?;
    let (definition, repetition) = column.levels();
    writer.typed::<T>().write_batch(values, definition, repetition)?;
    writer.close()
}

fn schema(table: &str, columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let fields = columns.iter().map(|column| Ok(Arc::new(field(*column)?)));
    let fields = fields.collect::<Result<_, ParquetError>>()?;
    Ok(Arc::new(Type::group_type_builder(table).with_fields(fields).build()?))
}

fn field(column: Column) -> Result<Type, ParquetError> {
    let repetition = if column.may_be_null { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let of =
        |physical| Type::primitive_type_builder(column.name, physical).with_repetition(repetition);
    match column.values {
        Values::Text => {
            of(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build()
        }
        Values::Bool => of(Physical::BOOLEAN).build(),
        Values::Int32 => of(Physical::INT32).build(),
        Values::Int64 => of(Physical::INT64).build(),
        Values::Float32 => of(Physical::FLOAT).build(),
        Values::Time => {
            let time = LogicalType::timestamp(true, TimeUnit::MICROS);
            of(Physical::INT64).with_logical_type(Some(time)).build()
        }
        Values::Texts => list(column.name),
    }
}

/// A list as the format's standard has it: a group of repeated groups of one element.
fn list(name: &str) -> Result<Type, ParquetError> {
    let element = Type::primitive_type_builder("element", Physical::BYTE_ARRAY)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::String))
        .build()?;
    let repeated = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_converted_type(ConvertedType::LIST)
        .with_fields(vec![Arc::new(repeated)])
        .build()
}

#[cfg(test)]
mod tests;
