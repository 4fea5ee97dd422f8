//! Parquet: nested columns by dotted names, one row group at a time.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::record::{Field, Row};
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor, Type, TypePtr};

use crate::corpus::bytes::decode::Trouble;
use crate::corpus::fields::paths::{Node, Paths};
use crate::corpus::fields::sample::Sample;
use crate::corpus::format::{Format, FormatName};
use crate::corpus::formats::record::Guess;
use crate::corpus::formats::tables::TableFile;
use crate::corpus::look::{Asked, How, Understood};
use crate::corpus::rows::{Batch, OpenRows, RowFile, Rows, write_float, write_text};
use crate::error::{ErrorKind, Result};

/// A file. Its metadata is read again each time it is opened.
#[derive(Debug)]
struct ParquetFile;

/// Finds out which column holds what.
pub(super) fn understand(asked: &mut Asked, format: FormatName) -> Result<Understood> {
    let path = &asked.file.path;
    let broken =
        |problem| crate::Error::from(ErrorKind::BrokenTable { path: path.clone(), problem });
    let reader = open(&asked.file.location.path).map_err(broken)?;
    let mut sample = Sample::default();
    let schema = reader.metadata().file_metadata().schema_descr();
    let sizes = reader.metadata().row_groups().first();
    let columns = schema.columns().iter().enumerate().map(|(number, column)| {
        let size = sizes.map_or(0, |group| group.column(number).uncompressed_size());
        (name(column.path().parts()), usize::try_from(size).unwrap_or(0))
    });
    let columns: Vec<(String, usize)> = columns.collect();
    sample.add_row(columns.iter().map(|(name, size)| (name.as_str(), *size)));
    let guess = Guess::of(&sample, asked.options);
    if asked.how == How::Within && !guess.has_text {
        return Ok(Understood::NotRead("Parquet without a text column"));
    }
    let mapping = guess.settle(asked, &sample)?;
    let rows = RowFile::new(mapping, ParquetFile);
    Ok(Understood::As(Format::new(TableFile { name: format, rows })))
}

/// The dotted name of a column; for a list, the name of the list.
fn name(parts: &[String]) -> String {
    const LIST: [&str; 3] = ["list", "bag", "array"];
    let end = parts.iter().skip(1).position(|part| LIST.contains(&part.as_str()));
    parts[..end.map_or(parts.len(), |end| end + 1)].join(".")
}

fn open(path: &Path) -> Result<SerializedFileReader<File>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    guarded(|| SerializedFileReader::new(file))
}

/// Calls the library, which panics on some broken files.
fn guarded<T>(call: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("the structure of the file is invalid".to_owned()),
    }
}

impl OpenRows for ParquetFile {
    fn open(&self, path: &Path, wanted: &Paths) -> Result<Box<dyn Rows>, Trouble> {
        let reader = open(path).map_err(Trouble::Broken)?;
        let root = reader.metadata().file_metadata().schema();
        let columns = children(root, wanted.root());
        let schema = Type::group_type_builder(root.name()).with_fields(columns).build();
        let schema = schema.map_err(|error| Trouble::Broken(error.to_string()))?;
        let schema = Arc::new(SchemaDescriptor::new(Arc::new(schema)));
        Ok(Box::new(FileRows { reader, schema, group: 0, first: 0, next: 0, rows: None }))
    }
}

/// The wanted columns of a group.
fn children(group: &Type, wanted: &Node) -> Vec<TypePtr> {
    let fields = group.get_fields().iter();
    fields.filter_map(|field| pruned(field, wanted.member(field.name())?)).collect()
}

/// The wanted part of a column; `None` if nothing of it is wanted.
fn pruned(column: &TypePtr, wanted: &Node) -> Option<TypePtr> {
    let info = column.get_basic_info();
    let is_struct = column.is_group() && info.converted_type() == ConvertedType::NONE;
    if !is_struct {
        return wanted.number.map(|_| Arc::clone(column));
    }
    let fields = children(column, wanted);
    if fields.is_empty() {
        return None;
    }
    let group = Type::group_type_builder(column.name())
        .with_repetition(info.repetition())
        .with_fields(fields)
        .with_id(info.has_id().then(|| info.id()));
    group.build().ok().map(Arc::new)
}

/// The rows of a file.
struct FileRows {
    reader: SerializedFileReader<File>,
    schema: SchemaDescPtr,
    /// The current row group, and the number of its first row.
    group: usize,
    first: u64,
    /// The number of the next row.
    next: u64,
    rows: Option<ReaderIter>,
}

impl FileRows {
    /// The next row; `None` at the end.
    fn row(&mut self) -> Result<Option<Row>, Trouble> {
        while self.group < self.reader.num_row_groups() {
            if self.rows.is_none() {
                let (reader, schema) = (&self.reader, Arc::clone(&self.schema));
                let rows = guarded(|| {
                    TreeBuilder::new().as_iter(schema, &*reader.get_row_group(self.group)?)
                });
                self.rows = Some(rows.map_err(Trouble::Broken)?);
            }
            let rows = &mut self.rows;
            let row = guarded(|| rows.iter_mut().flatten().next().transpose());
            if let Some(row) = row.map_err(Trouble::Broken)? {
                self.next += 1;
                return Ok(Some(row));
            }
            self.first += self.rows_of(self.group);
            self.next = self.first;
            self.group += 1;
            self.rows = None;
        }
        Ok(None)
    }

    fn rows_of(&self, group: usize) -> u64 {
        u64::try_from(self.reader.metadata().row_group(group).num_rows()).unwrap_or(0)
    }
}

impl Rows for FileRows {
    fn read(&mut self, batch: &mut Batch) -> Result<(), Trouble> {
        while !batch.is_full() {
            let Some(row) = self.row()? else { break };
            let number = self.next - 1;
            let fields = self.schema.root_schema().get_fields();
            batch.push(number, number + 1, |json| write_row(&row, fields, json));
        }
        Ok(())
    }

    fn seek(&mut self, number: u64) -> Result<(), Trouble> {
        if number < self.next {
            (self.group, self.first, self.next, self.rows) = (0, 0, 0, None);
        }
        while self.group < self.reader.num_row_groups()
            && self.first + self.rows_of(self.group) <= number
        {
            self.first += self.rows_of(self.group);
            self.next = self.first;
            self.group += 1;
            self.rows = None;
        }
        while self.next < number && self.row()?.is_some() {}
        Ok(())
    }
}

fn write_row(row: &Row, types: &[TypePtr], json: &mut Vec<u8>) {
    let fields = row
        .get_column_iter()
        .enumerate()
        .map(|(at, (name, field))| (name.as_bytes(), field, types.get(at).map(|column| &**column)));
    let mut separator = b'{';
    for (name, field, column) in fields {
        json.push(separator);
        separator = b',';
        write_text(name, json);
        json.push(b':');
        write(field, column, json);
    }
    json.extend_from_slice(if separator == b'{' { b"{}" } else { b"}" });
}

fn write(field: &Field, column: Option<&Type>, json: &mut Vec<u8>) {
    match field {
        Field::Str(text) => write_text(text.as_bytes(), json),
        Field::Bytes(bytes) => write_text(bytes.data(), json),
        Field::Float16(number) => write_float(f64::from(*number), json),
        Field::Float(number) => json.extend_from_slice(shortest(*number).as_bytes()),
        Field::Double(number) => write_float(*number, json),
        Field::Date(days) => write_time(i128::from(*days) * 86_400_000_000_000, Part::Day, json),
        Field::TimestampMillis(time) => {
            write_time(i128::from(*time) * 1_000_000, zone(column), json);
        }
        Field::TimestampMicros(time) => write_time(i128::from(*time) * 1_000, zone(column), json),
        Field::Long(time) if is_nanoseconds(column) => {
            write_time(i128::from(*time), zone(column), json);
        }
        Field::Group(row) => {
            let fields = column.filter(|column| column.is_group());
            write_row(row, fields.map_or(&[], |column| column.get_fields()), json);
        }
        Field::ListInternal(list) => {
            json.push(b'[');
            for (at, element) in list.elements().iter().enumerate() {
                if at > 0 {
                    json.push(b',');
                }
                write(element, None, json);
            }
            json.push(b']');
        }
        Field::Null | Field::MapInternal(_) => json.extend_from_slice(b"null"),
        Field::Decimal(_) | Field::TimeMillis(_) | Field::TimeMicros(_) => {
            write_text(field.to_string().as_bytes(), json);
        }
        Field::Bool(_)
        | Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_) => json.extend_from_slice(field.to_string().as_bytes()),
    }
}

/// The shortest digits that identify a float.
fn shortest(number: f32) -> String {
    if number.is_finite() { number.to_string() } else { "null".to_owned() }
}

/// The part of a time that is known.
#[derive(Clone, Copy)]
enum Part {
    /// Its day.
    Day,
    /// Date and time, in an unknown time zone.
    Local,
    /// Date and time in UTC.
    Utc,
}

fn zone(column: Option<&Type>) -> Part {
    match column.and_then(|column| column.get_basic_info().logical_type_ref()) {
        Some(LogicalType::Timestamp(time)) if !time.is_adjusted_to_u_t_c => Part::Local,
        _ => Part::Utc,
    }
}

fn is_nanoseconds(column: Option<&Type>) -> bool {
    let logical = column.and_then(|column| column.get_basic_info().logical_type_ref());
    matches!(logical, Some(LogicalType::Timestamp(time)) if time.unit == TimeUnit::NANOS)
}

/// Appends a time in ISO 8601; null if it is out of range.
fn write_time(nanoseconds: i128, part: Part, json: &mut Vec<u8>) {
    let Ok(time) = Timestamp::from_nanosecond(nanoseconds) else {
        json.extend_from_slice(b"null");
        return;
    };
    let whole = time.to_string();
    let shown = match part {
        Part::Day => whole.split('T').next().unwrap_or_default(),
        Part::Local => whole.trim_end_matches('Z'),
        Part::Utc => &whole,
    };
    write_text(shown.as_bytes(), json);
}
