//! A table as a file of CSV or JSON Lines.
//!
//! The csv crate's own serialiser has no cell for a list, and writes numbers differently from
//! `serde_json`. Here the numbers of both formats come from `serde_json`, so a table has the same
//! values in both.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeSeq, SerializeStruct, Serializer};

use crate::error::Result;
use crate::report::refuse::{refuse, refuse_compounds, refuse_row_values, refuse_values};
use crate::report::rows::Column;
use crate::report::{WrittenFile, unwritable};

/// Size of the write buffer of each file.
pub(super) const BUFFER_BYTES: usize = 1 << 16;

/// Runs two closures in parallel.
pub(super) fn both(
    one: impl FnOnce() -> Result<()> + Send,
    other: impl FnOnce() -> Result<()> + Send,
) -> Result<()> {
    let (one, other) = rayon::join(one, other);
    one.and(other)
}

/// Syncs a file, and returns its record.
pub(super) fn secured(file: &std::fs::File, path: &Path) -> Result<WrittenFile> {
    file.sync_all().map_err(unwritable(path))?;
    let bytes = file.metadata().map_err(unwritable(path))?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(WrittenFile { name, bytes })
}

/// One file of comma-separated values.
#[derive(Debug)]
pub(super) struct CsvFile {
    csv: csv::Writer<File>,
    path: PathBuf,
    cell: Vec<u8>,
}

impl CsvFile {
    pub(super) fn create(path: PathBuf, columns: &[Column]) -> Result<CsvFile> {
        let file = File::create(&path).map_err(unwritable(&path))?;
        let mut csv = csv::WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(file);
        csv.write_record(columns.iter().map(|column| column.name))
            .map_err(io::Error::from)
            .map_err(unwritable(&path))?;
        Ok(CsvFile { csv, path, cell: Vec::new() })
    }

    pub(super) fn write(&mut self, row: &impl Serialize) -> Result<()> {
        write_row(&mut self.csv, &mut self.cell, row)
            .map_err(io::Error::from)
            .map_err(unwritable(&self.path))
    }

    pub(super) fn finish(mut self) -> Result<WrittenFile> {
        self.csv.flush().map_err(unwritable(&self.path))?;
        secured(self.csv.get_ref(), &self.path)
    }
}

/// One file of JSON Lines.
#[derive(Debug)]
pub(super) struct JsonLines {
    file: BufWriter<File>,
    path: PathBuf,
}

impl JsonLines {
    pub(super) fn create(path: PathBuf) -> Result<JsonLines> {
        let file = File::create(&path).map_err(unwritable(&path))?;
        Ok(JsonLines { file: BufWriter::with_capacity(BUFFER_BYTES, file), path })
    }

    pub(super) fn write(&mut self, row: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.file, row)
            .map_err(io::Error::from)
            .map_err(unwritable(&self.path))?;
        self.file.write_all(b"\n").map_err(unwritable(&self.path))
    }

    pub(super) fn finish(mut self) -> Result<WrittenFile> {
        self.file.flush().map_err(unwritable(&self.path))?;
        secured(self.file.get_ref(), &self.path)
    }
}

/// Separates the elements of a list in one cell.
const LIST_SEPARATOR: u8 = b'|';

/// Writes the fields of a struct as one row, in their order.
///
/// `cell` is a buffer that is reused for a whole table.
pub(in crate::report) fn write_row<W: Write>(
    csv: &mut csv::Writer<W>,
    cell: &mut Vec<u8>,
    row: &impl Serialize,
) -> Result<(), csv::Error> {
    row.serialize(RowCells { csv, cell })
}

/// Serializes a struct, one cell per field.
struct RowCells<'a, W: Write> {
    csv: &'a mut csv::Writer<W>,
    cell: &'a mut Vec<u8>,
}

/// Serializes the value of one field into a cell.
struct Cell<'a>(&'a mut Vec<u8>);

/// Serializes the elements of a list into one cell.
struct ListCell<'a> {
    cell: &'a mut Vec<u8>,
    is_empty: bool,
}

type Refused = Impossible<(), csv::Error>;

impl<W: Write> SerializeStruct for RowCells<'_, W> {
    type Ok = ();
    type Error = csv::Error;

    fn serialize_field<T: ?Sized + Serialize>(
        &mut self,
        _: &'static str,
        value: &T,
    ) -> Result<(), csv::Error> {
        self.cell.clear();
        value.serialize(Cell(self.cell))?;
        self.csv.write_field(&*self.cell)
    }

    fn end(self) -> Result<(), csv::Error> {
        self.csv.write_record(None::<&[u8]>)
    }
}

impl SerializeSeq for ListCell<'_> {
    type Ok = ();
    type Error = csv::Error;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), csv::Error> {
        if !self.is_empty {
            self.cell.push(LIST_SEPARATOR);
        }
        self.is_empty = false;
        value.serialize(Cell(self.cell))
    }

    fn end(self) -> Result<(), csv::Error> {
        Ok(())
    }
}

impl Cell<'_> {
    fn number(self, number: &impl Serialize) -> Result<(), csv::Error> {
        serde_json::to_writer(self.0, number).map_err(csv::Error::custom)
    }

    fn text(self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }
}

impl<'a, W: Write> Serializer for RowCells<'a, W> {
    type Ok = ();
    type Error = csv::Error;
    type SerializeStruct = RowCells<'a, W>;
    type SerializeSeq = Refused;

    refuse_compounds!();
    refuse_row_values!();

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<RowCells<'a, W>, csv::Error> {
        Ok(self)
    }
}

/// Serialiser methods that write a number like `serde_json`.
macro_rules! write_numbers {
    ($($method:ident($type:ty)),* $(,)?) => {
        $(fn $method(self, number: $type) -> Result<(), csv::Error> {
            self.number(&number)
        })*
    };
}

impl<'a> Serializer for Cell<'a> {
    type Ok = ();
    type Error = csv::Error;
    type SerializeSeq = ListCell<'a>;
    type SerializeStruct = Refused;

    refuse_compounds!();
    refuse_values!(serialize_bytes(&[u8]));
    write_numbers!(
        serialize_bool(bool),
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
        serialize_u64(u64),
        serialize_f32(f32),
        serialize_f64(f64),
    );

    fn serialize_char(self, character: char) -> Result<(), csv::Error> {
        self.text(character.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), csv::Error> {
        self.text(text);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), csv::Error> {
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), csv::Error> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), csv::Error> {
        Ok(())
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), csv::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), csv::Error> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), csv::Error> {
        self.text(variant);
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<ListCell<'a>, csv::Error> {
        Ok(ListCell { cell: self.0, is_empty: true })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Refused, csv::Error> {
        refuse("a struct in a cell")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(row: &impl Serialize) -> Result<String, csv::Error> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        write_row(&mut csv, &mut Vec::new(), row)?;
        Ok(String::from_utf8(csv.into_inner().unwrap()).unwrap())
    }

    #[derive(Serialize)]
    struct Wind {
        place: &'static str,
        strength: Option<u8>,
        from: Vec<&'static str>,
        steady: bool,
    }

    #[test]
    fn list_is_one_cell() {
        let wind = Wind {
            place: "Cape Horn",
            strength: Some(11),
            from: vec!["north", "west"],
            steady: false,
        };
        assert_eq!(written(&wind).unwrap(), "Cape Horn,11,north|west,false\n");
    }

    #[test]
    fn missing_value_is_an_empty_cell() {
        let calm = Wind { place: "", strength: None, from: vec![], steady: true };
        assert_eq!(written(&calm).unwrap(), ",,,true\n");
    }

    #[test]
    fn numbers_are_written_as_in_json() {
        #[derive(Serialize)]
        struct Number {
            number: f64,
        }
        for number in [0.0, 1.0, 0.5, 0.0001, 1e-9, 123_456_789.25, 1e20] {
            let json = serde_json::to_string(&number).unwrap();
            assert_eq!(written(&Number { number }).unwrap(), format!("{json}\n"));
        }
    }

    #[test]
    fn values_that_do_not_fit_in_a_table_are_errors() {
        #[derive(Serialize)]
        struct Nested {
            wind: Wind,
        }
        let nested =
            Nested { wind: Wind { place: "", strength: None, from: vec![], steady: true } };
        assert!(written(&nested).is_err());
        assert!(written(&"no row").is_err());
    }
}
