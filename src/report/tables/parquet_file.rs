//! A table as Parquet.
//!
//! Rows are collected by column and written in row groups, so a table of any length takes the
//! memory of one group.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical,
};
use parquet::column::writer::{
    ColumnCloseResult, ColumnWriter, get_column_writer, get_typed_column_writer_mut,
};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, Type, TypePtr};
use rayon::prelude::*;
use serde::Serialize;

use super::super::rows::{Column, Values};
use super::files::secured;
use crate::error::Result;
use crate::report::{WrittenFile, unwritable};

mod gather;

use self::gather::{Cells, Gathered, RowValues};

/// Rows of a row group, and approximately its largest size in bytes of text.
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

/// Writes a row group, encoding columns in parallel.
fn write_group(
    writer: &mut SerializedFileWriter<File>,
    columns: &mut [Gathered],
) -> Result<(), ParquetError> {
    let (schema, properties) = (writer.schema_descr(), writer.properties());
    let encoded = columns.par_iter_mut().enumerate().map(|(at, column)| {
        let encoded = encode(column, schema.column(at), properties.clone())?;
        column.clear();
        Ok(encoded)
    });
    let encoded: Vec<(Bytes, ColumnCloseResult)> = encoded.collect::<Result<_, ParquetError>>()?;
    let mut group = writer.next_row_group()?;
    for (bytes, close) in encoded {
        group.append_column(&bytes, close)?;
    }
    group.close()?;
    Ok(())
}

/// Encodes a column. Returns its bytes and metadata.
fn encode(
    column: &Gathered,
    described: ColumnDescPtr,
    properties: WriterPropertiesPtr,
) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
    let mut bytes = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut bytes));
    let mut writer = get_column_writer(described, properties, pages);
    match &column.cells {
        Cells::Bool(values) => write_values::<BoolType>(&mut writer, column, values),
        Cells::Int32(values) => write_values::<Int32Type>(&mut writer, column, values),
        Cells::Int64(values) => write_values::<Int64Type>(&mut writer, column, values),
        Cells::Float32(values) => write_values::<FloatType>(&mut writer, column, values),
        Cells::Text(values) => {
            let values: Vec<ByteArray> = values.iter().map(ByteArray::from).collect();
            write_values::<ByteArrayType>(&mut writer, column, &values)
        }
    }?;
    let close = writer.close()?;
    Ok((bytes.into_inner()?.into(), close))
}

fn write_values<T: DataType>(
    writer: &mut ColumnWriter<'_>,
    column: &Gathered,
    values: &[T::T],
) -> Result<(), ParquetError> {
    let (definition, repetition) = column.levels();
    get_typed_column_writer_mut::<T>(writer).write_batch(values, definition, repetition)?;
    Ok(())
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
        Values::Day => of(Physical::INT32).with_logical_type(Some(LogicalType::Date)).build(),
        Values::Time => {
            let time = LogicalType::timestamp(true, TimeUnit::MICROS);
            of(Physical::INT64).with_logical_type(Some(time)).build()
        }
        Values::Texts => list(column.name),
    }
}

/// A list according to the Parquet standard: a group of repeated groups of one element.
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
