//! A table as Parquet.
//!
//! Rows are collected by column and written in row groups, so a table of any length takes the
//! memory of one group.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::slice::IterMut;
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
use serde::ser::{Error as _, Impossible, SerializeSeq, SerializeStruct, Serializer};

use crate::error::Result;
use crate::report::refuse::{refuse, refuse_compounds, refuse_row_values, refuse_values};
use crate::report::rows::{Column, Values};
use crate::report::{WrittenFile, unwritable};

use super::files::secured;

/// Rows of a row group, and approximately its largest size in bytes of text. The plan of a run counts what the groups
/// of all tables take.
const GROUP_ROWS: usize = 1 << 17;
const GROUP_BYTES: usize = 8 << 20;

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

/// An error in splitting a row. It is a bug: the row does not match its columns.
type Error = serde::de::value::Error;

/// The non-null values of one column.
#[derive(Debug)]
enum Cells {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float32(Vec<f32>),
    Text(Texts),
}

/// Concatenated texts.
#[derive(Debug, Default)]
struct Texts {
    bytes: String,
    ends: Vec<usize>,
}

impl Texts {
    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.bytes[start..end])
    }

    fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }
}

/// The collected values of one column.
#[derive(Debug)]
struct Gathered {
    column: Column,
    cells: Cells,
    /// For each value, whether it is present.
    definition: Vec<i16>,
    /// For each value, whether it continues the previous list.
    repetition: Vec<i16>,
}

impl Gathered {
    fn new(column: Column) -> Gathered {
        let cells = match column.values {
            Values::Bool => Cells::Bool(Vec::new()),
            Values::Int32 | Values::Day => Cells::Int32(Vec::new()),
            Values::Int64 | Values::Time => Cells::Int64(Vec::new()),
            Values::Float32 => Cells::Float32(Vec::new()),
            Values::Text | Values::Texts => Cells::Text(Texts::default()),
        };
        Gathered { column, cells, definition: Vec::new(), repetition: Vec::new() }
    }

    /// The definition and repetition levels, if the column has them.
    fn levels(&self) -> (Option<&[i16]>, Option<&[i16]>) {
        let is_list = self.column.values == Values::Texts;
        let has_definition = is_list || self.column.may_be_null;
        (has_definition.then_some(&self.definition), is_list.then_some(&self.repetition))
    }

    /// Approximate size in bytes.
    fn bytes(&self) -> usize {
        match &self.cells {
            Cells::Text(texts) => texts.bytes.len() + 8 * texts.ends.len(),
            _ => 8 * self.definition.len(),
        }
    }

    /// Clears the values for the next row group.
    fn clear(&mut self) {
        match &mut self.cells {
            Cells::Bool(values) => values.clear(),
            Cells::Int32(values) => values.clear(),
            Cells::Int64(values) => values.clear(),
            Cells::Float32(values) => values.clear(),
            Cells::Text(texts) => {
                texts.bytes.clear();
                texts.ends.clear();
            }
        }
        self.definition.clear();
        self.repetition.clear();
    }

    fn wrong(&self, what: &str) -> Error {
        Error::custom(format!("column {} is handed {what}", self.column.name))
    }

    fn whole(&mut self, number: i64) -> Result<(), Error> {
        match &mut self.cells {
            Cells::Int64(values) => values.push(number),
            Cells::Int32(values) => match i32::try_from(number) {
                Ok(number) => values.push(number),
                Err(_) => return Err(self.wrong("a number over 2^31")),
            },
            _ => return Err(self.wrong("a whole number")),
        }
        self.definition.push(1);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Error> {
        let Cells::Text(texts) = &mut self.cells else { return Err(self.wrong("a text")) };
        texts.push(text);
        self.definition.push(1);
        Ok(())
    }
}

/// Serializes a struct, each field into its column.
struct RowValues<'a> {
    columns: IterMut<'a, Gathered>,
}

/// Serializes the value of one field.
struct CellValue<'a>(&'a mut Gathered);

/// Serializes the elements of a list.
struct ListValues<'a> {
    column: &'a mut Gathered,
    is_empty: bool,
}

impl SerializeStruct for RowValues<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: ?Sized + Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        match self.columns.next() {
            Some(gathered) if gathered.column.name == name => value.serialize(CellValue(gathered)),
            Some(gathered) => Err(gathered.wrong(name)),
            None => refuse(name),
        }
    }

    fn end(mut self) -> Result<(), Error> {
        self.columns.next().map_or(Ok(()), |left| Err(left.wrong("nothing")))
    }
}

impl SerializeSeq for ListValues<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        self.column.repetition.push(i16::from(!self.is_empty));
        self.is_empty = false;
        value.serialize(CellValue(self.column))
    }

    fn end(self) -> Result<(), Error> {
        if self.is_empty {
            self.column.definition.push(0);
            self.column.repetition.push(0);
        }
        Ok(())
    }
}

impl<'a> Serializer for RowValues<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeStruct = RowValues<'a>;
    type SerializeSeq = Impossible<(), Error>;

    refuse_compounds!();
    refuse_row_values!();

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<RowValues<'a>, Error> {
        Ok(self)
    }
}

/// Serialiser methods for integers.
macro_rules! take_whole_numbers {
    ($($method:ident($type:ty)),* $(,)?) => {
        $(fn $method(self, number: $type) -> Result<(), Error> {
            self.0.whole(i64::from(number))
        })*
    };
}

impl<'a> Serializer for CellValue<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = ListValues<'a>;
    type SerializeStruct = Impossible<(), Error>;

    refuse_compounds!();
    refuse_values!(serialize_bytes(&[u8]), serialize_f32(f32), serialize_unit_struct(&'static str));
    take_whole_numbers!(
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
    );

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_u64(self, number: u64) -> Result<(), Error> {
        match i64::try_from(number) {
            Ok(number) => self.0.whole(number),
            Err(_) => Err(self.0.wrong("a number over 2^63")),
        }
    }

    fn serialize_f64(self, number: f64) -> Result<(), Error> {
        let Cells::Float32(values) = &mut self.0.cells else {
            return Err(self.0.wrong("a fraction"));
        };
        #[expect(clippy::cast_possible_truncation, reason = "shares have four decimals")]
        values.push(number as f32);
        self.0.definition.push(1);
        Ok(())
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        let Cells::Bool(values) = &mut self.0.cells else {
            return Err(self.0.wrong("true or false"));
        };
        values.push(value);
        self.0.definition.push(1);
        Ok(())
    }

    fn serialize_char(self, character: char) -> Result<(), Error> {
        self.0.text(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        self.0.text(text)
    }

    fn serialize_none(self) -> Result<(), Error> {
        if !self.0.column.may_be_null {
            return Err(self.0.wrong("null"));
        }
        self.0.definition.push(0);
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.serialize_none()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.0.text(variant)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<ListValues<'a>, Error> {
        Ok(ListValues { column: self.0, is_empty: true })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Impossible<(), Error>, Error> {
        refuse("a struct in a cell")
    }
}

#[cfg(test)]
mod tests {
    use parquet::file::metadata::RowGroupMetaData;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use serde_json::{Value, json};

    use crate::report::fixtures::{cluster, version};
    use crate::report::rows::Row;
    use crate::report::{ClusterRow, Flag, VersionRow};

    use super::*;

    /// Writes rows to a file, and opens it.
    fn written<R: Row>(rows: impl IntoIterator<Item = R>) -> SerializedFileReader<File> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        let mut file = ParquetFile::create(path.clone(), R::TABLE, R::COLUMNS).unwrap();
        for row in rows {
            file.write(&row).unwrap();
        }
        file.finish().unwrap();
        SerializedFileReader::new(File::open(path).unwrap()).unwrap()
    }

    fn value(field: &Field) -> Value {
        match field {
            Field::Null => Value::Null,
            Field::Bool(value) => json!(value),
            Field::Int(value) => json!(value),
            Field::Long(value) => json!(value),
            // Four decimals, as in the other formats.
            Field::Float(value) => json!((f64::from(*value) * 10_000.0).round() / 10_000.0),
            Field::Str(text) => json!(text),
            Field::Date(days) => {
                let day =
                    jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(*days));
                json!(day.to_string())
            }
            Field::TimestampMicros(micros) => {
                json!(jiff::Timestamp::from_microsecond(*micros).unwrap().to_string())
            }
            Field::ListInternal(list) => list.elements().iter().map(value).collect(),
            other => panic!("no table has {other:?}"),
        }
    }

    fn rows(file: &SerializedFileReader<File>) -> Vec<Value> {
        let rows = file.get_row_iter(None).unwrap();
        rows.map(|row| {
            let row = row.unwrap();
            row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect()
        })
        .collect()
    }

    #[test]
    fn values_are_those_of_the_other_formats() {
        let mut flagged = cluster();
        flagged.review_flags = vec![Flag::Chained, Flag::Template];
        let mut bare = cluster();
        (bare.headline, bare.first_seen, bare.jaccard_min, bare.span_minutes) =
            (None, None, None, None);
        let all = [
            cluster(),
            flagged,
            bare,
            ClusterRow { headline: Some("|\0\u{202e}".into()), ..cluster() },
        ];
        let expected: Vec<Value> =
            all.iter().map(|row| serde_json::to_value(row).unwrap()).collect();
        assert_eq!(rows(&written(all)), expected);
    }

    #[test]
    fn table_without_rows_has_its_columns() {
        let file = written::<VersionRow>([]);
        let schema = file.metadata().file_metadata().schema().clone();
        let names: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
        assert_eq!(names, VersionRow::COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>());
        assert!(rows(&file).is_empty());
    }

    #[test]
    fn long_table_is_written_in_groups() {
        let marker = "x".repeat(1 << 16);
        let row = || VersionRow { marker: Some((&*marker).into()), ..version() };
        let file = written((0..2_000).map(|_| row()));
        assert!(file.num_row_groups() > 1, "{}", file.num_row_groups());
        let rows: i64 = file.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).sum();
        assert_eq!(rows, 2_000);
    }
}
