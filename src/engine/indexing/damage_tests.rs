//! A damaged index file either gives the stored results or is refused with an error.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::{Value, json};

use super::tests::{Portions, described_by, sample};
use crate::engine::Settings;
use crate::error::ErrorKind;
use crate::index::{Index, IndexWriter};

/// The bytes of a small index, and its results.
fn small_index() -> (Vec<u8>, String) {
    let mut portions = Portions::new(&Settings::default());
    portions.add(&sample()[..12], 1 << 20);
    let described = portions.described();
    (portions.into_bytes(), described)
}

/// Reads the whole index, as a reader and as a writer.
fn read(path: &Path) -> crate::Result<String> {
    let index = Index::open(path)?;
    let described = described_by(&index.snapshot()?, index.parameters())?;
    super::check_index(&index.snapshot()?, index.parameters())?;
    drop(index);
    IndexWriter::open(path)?.check()?;
    Ok(described)
}

fn is_reported(error: &crate::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NoIndex { .. } | ErrorKind::IndexFormat { .. } | ErrorKind::DamagedIndex { .. }
    )
}

#[test]
fn index_with_flipped_bits_is_refused_or_gives_the_same_results() {
    let (bytes, whole) = small_index();
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("index");
    let mut refused = 0;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..400 {
        let flips = proptest::collection::vec((0..bytes.len(), 0..8_u8), 1..4)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let mut damaged = bytes.clone();
        for &(byte, bit) in &flips {
            damaged[byte] ^= 1 << bit;
        }
        fs::write(&path, &damaged).unwrap();
        match read(&path) {
            Ok(described) => assert_eq!(described, whole, "{flips:?}"),
            Err(error) => {
                assert!(is_reported(&error), "{flips:?}: {error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 100, "only {refused} of 400 were refused");
}

#[test]
fn truncated_index_is_refused() {
    let (bytes, _) = small_index();
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("index");
    for length in (0..bytes.len()).step_by(997).chain([1, 15, 16, 20, 24, 4095, 4096, 4097]) {
        fs::write(&path, &bytes[..length]).unwrap();
        let error = read(&path).unwrap_err();
        assert!(is_reported(&error), "{length}: {error}");
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..9000)) {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("index");
        fs::write(&path, &bytes).unwrap();
        prop_assert!(is_reported(&read(&path).unwrap_err()));
    }
}

/// The index with other parameters in its header and a correct checksum.
fn with_parameters(
    bytes: &[u8],
    change: impl FnOnce(&mut serde_json::Map<String, Value>),
) -> Vec<u8> {
    let length = u32::from_le_bytes(bytes[20..24].try_into().unwrap()) as usize;
    let mut parameters = serde_json::from_slice(&bytes[24..24 + length]).unwrap();
    change(&mut parameters);
    let json = serde_json::to_vec(&parameters).unwrap();
    let mut changed = bytes.to_vec();
    changed[20..4088].fill(0);
    changed[20..24].copy_from_slice(&u32::try_from(json.len()).unwrap().to_le_bytes());
    changed[24..24 + json.len()].copy_from_slice(&json);
    let checksum = crate::hash::bytes(&changed[..4088]).to_le_bytes();
    changed[4088..4096].copy_from_slice(&checksum);
    changed
}

#[test]
fn index_of_a_scheme_that_is_gone_is_refused() {
    let (bytes, _) = small_index();
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("index");
    let changed = with_parameters(&bytes, |parameters| {
        parameters.insert("matching.lsh.parameters.scheme".to_owned(), json!("banded"));
    });
    fs::write(&path, changed).unwrap();
    let said = read(&path).unwrap_err().to_string();
    assert!(
        said.starts_with("cannot read the settings of the index: unknown variant `banded`"),
        "{said}"
    );
}

#[test]
fn index_with_invalid_parameters_is_refused() {
    let (bytes, whole) = small_index();
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("index");
    let described = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        read(&path)
    };
    assert_eq!(described(&with_parameters(&bytes, |_| ())).unwrap(), whole);
    let mut names = Vec::new();
    with_parameters(&bytes, |parameters| names = parameters.keys().cloned().collect());
    let outer: Vec<String> =
        names.iter().filter_map(|name| Some(name.split_once('.')?.0.to_owned())).collect();
    let mut refused = 0;
    for name in names.iter().chain(&outer) {
        for value in [
            json!(null),
            json!(5),
            json!(0),
            json!(-1),
            json!(1e300),
            json!(u32::MAX),
            json!("x"),
            json!(true),
            json!([]),
            json!({}),
            json!({ "words": 0 }),
        ] {
            let changed = with_parameters(&bytes, |parameters| {
                parameters.insert(name.clone(), value.clone());
            });
            if let Err(error) = described(&changed) {
                let is_reported = is_reported(&error)
                    || matches!(
                        error.kind(),
                        ErrorKind::UnknownParameters { .. } | ErrorKind::ParameterMismatch { .. }
                    );
                assert!(is_reported, "{name} {value}: {error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 100, "{refused}");
}
