//! Estimates the memory and disk that a run needs, from the start of its files.

use serde::Serialize;

use crate::corpus::Corpus;
use crate::engine::settings::Settings;
use crate::error::Result;
use crate::report::Formats;
use crate::signature;

/// Chunks that are sampled: the first chunk of each of this many files.
const CHUNKS_SEEN: usize = 8;

/// Usual compression ratio of text.
const COMPRESSED: u64 = 4;

/// Bytes of memory of a run without articles, mostly cleaning tables.
const MEMORY_OF_ALL: u64 = 80_000_000;

/// Bytes of working memory of each thread, and how fast it grows to that with the number of
/// articles.
const MEMORY_OF_THREAD: u64 = 18_000_000;
const MEMORY_OF_THREAD_BY_ARTICLE: u64 = 1_500;

/// Bytes of memory for each article that no memory limit can reduce.
const LEAST_OF_ARTICLE: u64 = 60;

/// Bytes of memory for each article while articles are paired, without its signature.
const MEMORY_OF_ARTICLE: u64 = 270;

/// Bytes of memory of the row groups of all Parquet tables, and how fast they grow to that with the number of articles.
const MEMORY_OF_PARQUET: u64 = 64_000_000;
const MEMORY_OF_PARQUET_BY_ARTICLE: u64 = 500;

/// Upper limit of the profiles and display fields that the first pass keeps. They take about as
/// much as the text.
const MEMORY_OF_KEPT: u64 = 640 << 20;

/// Upper limit of the text of compressed files that is held decompressed.
const MEMORY_OF_HELD: u64 = 256 << 20;

/// Bytes of memory for each byte of an article that is compared, and their upper limit, unless the
/// signatures took more.
const MEMORY_OF_TEXT: u64 = 2;
const MEMORY_OF_TEXTS: u64 = 2 << 30;

/// Bytes on disk for each article, without its signature, keys and text.
const DISK_OF_ARTICLE: u64 = 270;

/// Bytes on disk for each byte of an article: its profile.
const DISK_OF_TEXT: u64 = 1;

/// Bytes for each key: on disk, and in memory during sorting.
const DISK_OF_KEY: u64 = 9;
const MEMORY_OF_KEY: u64 = 8;

/// The expected cost of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RunPlan {
    /// Articles, estimated from the length of the first ones.
    pub articles: u64,
    /// Bytes of text, decompressed.
    pub text_bytes: u64,
    /// Bytes of memory without a limit.
    pub memory_bytes: u64,
    /// Bytes of memory that the run needs whatever the limit.
    pub least_bytes: u64,
    /// Bytes of temporary files.
    pub disk_bytes: u64,
    /// Number of parts in which the keys are sorted.
    pub passes: u64,
}

impl RunPlan {
    /// Plans a run over a corpus that writes tables in these formats. `limit` is in bytes of memory.
    pub fn new(
        corpus: &Corpus,
        settings: &Settings,
        formats: &Formats,
        limit: Option<u64>,
    ) -> Result<RunPlan> {
        let (mut text_bytes, mut packed_bytes) = (0_u64, 0_u64);
        for file in corpus.files() {
            let times = if file.is_packed() { COMPRESSED } else { 1 };
            let bytes = file.bytes.saturating_mul(times);
            text_bytes = text_bytes.saturating_add(bytes);
            packed_bytes = packed_bytes.saturating_add(if file.is_packed() { bytes } else { 0 });
        }
        let (mut records, mut bytes) = (0, 0);
        let mut chunks = corpus.chunks();
        for _ in 0..CHUNKS_SEEN {
            let Some(chunk) = chunks.next() else { break };
            let chunk = chunk?;
            records += chunk.records().count() as u64;
            bytes += chunk.bytes() as u64;
            chunks.skip_rest();
        }
        let articles = scaled(text_bytes, records, bytes);
        let keys = u64::from(settings.lsh.parameters.keys);
        let signature = signature::row_bytes(settings.lsh.parameters.minima()) as u64;
        let kept = text_bytes.min(MEMORY_OF_KEPT);
        let most = MEMORY_OF_TEXTS.max(articles * signature);
        let texts = (MEMORY_OF_TEXT * text_bytes).min(most);
        let of_thread = MEMORY_OF_THREAD.min(articles * MEMORY_OF_THREAD_BY_ARTICLE);
        let of_tables = if formats.gather_rows() {
            MEMORY_OF_PARQUET.min(articles * MEMORY_OF_PARQUET_BY_ARTICLE)
        } else {
            0
        };
        let held = MEMORY_OF_ALL + of_thread * rayon::current_num_threads() as u64 + of_tables;
        let least_bytes = held + articles * LEAST_OF_ARTICLE;
        let memory_bytes = held
            + packed_bytes.min(MEMORY_OF_HELD)
            + (articles * (signature + MEMORY_OF_ARTICLE) + kept).max(texts + articles * 150);
        let (disk_bytes, passes) = (0, 1);
        let plan = RunPlan { articles, text_bytes, memory_bytes, least_bytes, disk_bytes, passes };
        Ok(match limit {
            Some(limit) if limit < memory_bytes => RunPlan {
                disk_bytes: articles * (signature + keys * DISK_OF_KEY + DISK_OF_ARTICLE)
                    + DISK_OF_TEXT * text_bytes,
                passes: (articles * keys * MEMORY_OF_KEY).div_ceil((limit / 8).max(1)).max(1),
                ..plan
            },
            _ => plan,
        })
    }

    /// Whether the run spills to disk.
    pub fn is_on_disk(&self) -> bool {
        self.disk_bytes > 0
    }
}

/// Scales a number of records from a sample of `bytes` to `all` bytes.
fn scaled(all: u64, records: u64, bytes: u64) -> u64 {
    let scaled = u128::from(all) * u128::from(records) / u128::from(bytes.max(1));
    u64::try_from(scaled).unwrap_or(u64::MAX).max(records)
}
