//! Splits rows into columns.

use std::slice::IterMut;

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeSeq, SerializeStruct, Serializer};

use crate::report::refuse::{refuse, refuse_compounds, refuse_row_values, refuse_values};
use crate::report::rows::{Column, Values};

/// An error in splitting a row. It is a bug: the row does not match its columns.
pub(super) type Error = serde::de::value::Error;

/// The non-null values of one column.
#[derive(Debug)]
pub(super) enum Cells {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float32(Vec<f32>),
    Text(Texts),
}

/// Concatenated texts.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
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
pub(super) struct Gathered {
    column: Column,
    pub(super) cells: Cells,
    /// For each value, whether it is present.
    definition: Vec<i16>,
    /// For each value, whether it continues the previous list.
    repetition: Vec<i16>,
}

impl Gathered {
    pub(super) fn new(column: Column) -> Gathered {
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
    pub(super) fn levels(&self) -> (Option<&[i16]>, Option<&[i16]>) {
        let is_list = self.column.values == Values::Texts;
        let has_definition = is_list || self.column.may_be_null;
        (has_definition.then_some(&self.definition), is_list.then_some(&self.repetition))
    }

    /// Approximate size in bytes.
    pub(super) fn bytes(&self) -> usize {
        match &self.cells {
            Cells::Text(texts) => texts.bytes.len() + 8 * texts.ends.len(),
            _ => 8 * self.definition.len(),
        }
    }

    /// Clears the values for the next row group.
    pub(super) fn clear(&mut self) {
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
pub(super) struct RowValues<'a> {
    pub(super) columns: IterMut<'a, Gathered>,
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
