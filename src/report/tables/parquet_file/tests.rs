use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Value, json};

use super::super::VersionRow;
use super::*;
use crate::report::fixtures::{cluster, version};
use crate::report::rows::Row;
use crate::report::{ClusterRow, Flag};

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
            let day = jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(*days));
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
    let expected: Vec<Value> = all.iter().map(|row| serde_json::to_value(row).unwrap()).collect();
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
