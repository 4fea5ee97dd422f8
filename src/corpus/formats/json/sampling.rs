//! Samples the fields of a file's first records.

use std::io;

use super::values::{Values, Within};
use crate::corpus::bytes::blocks::{Block, Blocks};
use crate::corpus::bytes::decode::Hashing;
use crate::corpus::bytes::spans::Spans;
use crate::corpus::fields::sample::Sample;
use crate::corpus::file::File;
use crate::corpus::look::Start;

/// Number of records in a sample, and their bytes.
const RECORDS: usize = 1_000;
const BYTES: usize = 1 << 20;

/// The fields of the first lines. Lines longer than a record may be are skipped. `start` is the start of the file.
pub(crate) fn of_lines(source: &File, start: &Start, longest: u64) -> io::Result<Sample> {
    let mut sample = Sample::default();
    if start.is_whole && start.bytes.len() as u64 <= longest {
        add_lines(&mut sample, start.bytes);
        return Ok(sample);
    }
    let mut blocks = Blocks::new(source.open(Hashing::Off)?, BYTES, longest);
    // If a line is too long, the next block may have records.
    for _ in 0..4 {
        match blocks.next() {
            Some(Block::Lines(lines)) => {
                add_lines(&mut sample, &lines.bytes);
                if sample.records() > 0 {
                    break;
                }
            }
            Some(Block::Overlong(_)) => {}
            None => break,
        }
    }
    Ok(sample)
}

fn add_lines(sample: &mut Sample, lines: &[u8]) {
    for line in lines.split(|&byte| byte == b'\n').take(RECORDS) {
        sample.add(line);
    }
}

/// The fields of the first objects in a container. Objects longer than a record may be are cut.
pub(crate) fn of_json(source: &File, within: &Within, longest: u64) -> io::Result<Sample> {
    let scanner = Box::new(Values::new(within));
    let mut spans = Spans::new(source.open(Hashing::Off)?, scanner, BYTES, longest);
    let mut sample = Sample::default();
    for _ in 0..4 {
        let Some(block) = spans.next() else { break };
        for piece in block.spans.iter().take(RECORDS) {
            sample.add(&block.bytes[piece.start..piece.start + piece.kept]);
        }
        if sample.records() > 0 {
            break;
        }
    }
    Ok(sample)
}
