//! Errors for values that cannot be a row or a cell, shared by the writers of all formats.

use serde::ser;

/// The error for a value that does not fit in a table.
pub(super) fn refuse<T, E: ser::Error>(what: &str) -> Result<T, E> {
    Err(E::custom(format!("a table has no place for {what}")))
}

/// Serialiser methods that refuse simple values.
macro_rules! refuse_values {
    ($($method:ident($type:ty)),* $(,)?) => {
        $(fn $method(self, _: $type) -> Result<Self::Ok, Self::Error> {
            refuse(stringify!($type))
        })*
    };
}

/// Serialiser methods that refuse compound values in rows and cells.
macro_rules! refuse_compounds {
    () => {
        type SerializeTuple = Impossible<Self::Ok, Self::Error>;
        type SerializeTupleStruct = Impossible<Self::Ok, Self::Error>;
        type SerializeTupleVariant = Impossible<Self::Ok, Self::Error>;
        type SerializeMap = Impossible<Self::Ok, Self::Error>;
        type SerializeStructVariant = Impossible<Self::Ok, Self::Error>;

        fn serialize_newtype_variant<T: ?Sized + Serialize>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<Self::Ok, Self::Error> {
            refuse("a variant with a value")
        }

        fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Self::Error> {
            refuse("a tuple")
        }

        fn serialize_tuple_struct(
            self,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleStruct, Self::Error> {
            refuse("a tuple")
        }

        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleVariant, Self::Error> {
            refuse("a variant with values")
        }

        fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Self::Error> {
            refuse("a map")
        }

        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeStructVariant, Self::Error> {
            refuse("a variant with fields")
        }
    };
}

/// Serialiser methods that refuse everything but compound values as a row: a row is a struct.
macro_rules! refuse_row_values {
    () => {
        refuse_values!(
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
            serialize_char(char),
            serialize_str(&str),
            serialize_bytes(&[u8]),
            serialize_unit_struct(&'static str),
        );

        fn serialize_none(self) -> Result<Self::Ok, Self::Error> {
            refuse("a row that is null")
        }

        fn serialize_unit(self) -> Result<Self::Ok, Self::Error> {
            refuse("a row that is null")
        }

        fn serialize_some<T: ?Sized + Serialize>(self, row: &T) -> Result<Self::Ok, Self::Error> {
            row.serialize(self)
        }

        fn serialize_newtype_struct<T: ?Sized + Serialize>(
            self,
            _: &'static str,
            row: &T,
        ) -> Result<Self::Ok, Self::Error> {
            row.serialize(self)
        }

        fn serialize_unit_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
        ) -> Result<Self::Ok, Self::Error> {
            refuse("a row that is a variant")
        }

        fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Self::Error> {
            refuse("a row that is a list")
        }
    };
}

pub(super) use {refuse_compounds, refuse_row_values, refuse_values};
