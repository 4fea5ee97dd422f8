//! Reads single articles again.

use std::ops::Range;

use super::chunk::{Chunk, Span};
use super::whole;
use super::whole::{changed, failed, unreadable};
use crate::article::{FileId, Place};
use crate::corpus::Corpus;
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::decode::{Decoder, Hashing};
use crate::corpus::format::SourceFile;
use crate::corpus::rows::{Batch, RowFile, Rows};
use crate::error::Result;

/// Articles of the corpus, in the order of the given places.
///
/// A plain file is read only at these places. A compressed one is decompressed from its start to
/// the last of them that is not held in memory, once if the places are sorted.
pub struct Reread<'c> {
    corpus: &'c Corpus,
    places: &'c [Place],
    next: usize,
    open: Option<Open>,
    open_table: Option<OpenTable>,
}

/// A file that is being read forward.
struct Open {
    file: FileId,
    decoder: Decoder,
    /// The current byte.
    offset: u64,
}

/// A file whose rows are being read.
struct OpenTable {
    file: FileId,
    rows: Box<dyn Rows>,
}

/// Articles that were read again.
pub struct Again<'c> {
    /// The range of places.
    pub places: Range<usize>,
    /// One record for each of these places, in the same order.
    pub chunk: Chunk<'c>,
}

impl Corpus {
    /// Reads articles again. The places should be sorted, so that each file is read forward once.
    pub fn reread<'c>(&'c self, places: &'c [Place]) -> Reread<'c> {
        Reread::new(self, places)
    }

    /// Drops the chunks that are held. From now on those that are [handed over](Corpus::hold) are held until they take this
    /// many bytes.
    pub(crate) fn hold_anew(&self, room: usize) {
        self.held.begin(room);
    }

    /// Holds a chunk of a compressed file, if there is room. Its records can then be read again without the file.
    pub(crate) fn hold(&self, chunk: Chunk<'_>) {
        if let Some((file, offset)) = chunk.part_of_file()
            && self.file(file).is_packed()
        {
            self.held.put(file, offset, chunk.into_bytes());
        }
    }
}

impl<'c> Reread<'c> {
    fn new(corpus: &'c Corpus, places: &'c [Place]) -> Reread<'c> {
        Reread { corpus, places, next: 0, open: None, open_table: None }
    }

    /// Appends one record to a buffer.
    fn read(&mut self, place: Place, buffer: &mut Vec<u8>) -> Result<()> {
        let source = &self.corpus.files[place.file.0 as usize];
        let start = buffer.len();
        if let Some(rows) = source.format.rows() {
            self.read_row(source, rows, place, buffer)?;
        } else if source.format.name().is_whole() {
            whole::read(source, self.corpus.max_record_bytes, Hashing::Off, buffer)?;
        } else if !self.corpus.held.read(place, buffer) {
            self.read_span(source, place, buffer)?;
        }
        if (buffer.len() - start) as u64 == place.bytes {
            Ok(())
        } else {
            Err(changed(source, Some(place.line)))
        }
    }

    fn read_span(&mut self, source: &SourceFile, place: Place, buffer: &mut Vec<u8>) -> Result<()> {
        let open = match self
            .open
            .take()
            .filter(|open| open.file == place.file && open.offset <= place.offset)
        {
            Some(open) => open,
            None => Open {
                file: place.file,
                decoder: source.open(Hashing::Off).map_err(|error| unreadable(source, error))?,
                offset: 0,
            },
        };
        let open = self.open.insert(open);
        let is_there = open
            .decoder
            .skip(place.offset - open.offset)
            .map_err(|trouble| failed(source, trouble))?;
        if !is_there {
            return Err(changed(source, Some(place.line)));
        }
        let bytes = usize::try_from(place.bytes).map_err(|_| changed(source, Some(place.line)))?;
        let read = open.decoder.read_into(buffer, bytes);
        open.offset = place.offset + place.bytes;
        read.map_err(|trouble| failed(source, trouble))
    }
}

impl Reread<'_> {
    fn read_row(
        &mut self,
        source: &SourceFile,
        file: &RowFile,
        place: Place,
        buffer: &mut Vec<u8>,
    ) -> Result<()> {
        let open = match self.open_table.take().filter(|open| open.file == place.file) {
            Some(open) => open,
            None => OpenTable {
                file: place.file,
                rows: file
                    .open(&source.location.path)
                    .map_err(|trouble| failed(source, trouble))?,
            },
        };
        let rows = &mut self.open_table.insert(open).rows;
        let mut batch = Batch::new(1, self.corpus.max_record_bytes);
        rows.seek(place.offset)
            .and_then(|()| rows.read(&mut batch))
            .map_err(|trouble| failed(source, trouble))?;
        buffer.extend_from_slice(&batch.into_bytes());
        Ok(())
    }
}

impl<'c> Iterator for Reread<'c> {
    type Item = Result<Again<'c>>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.next;
        let mut bytes = Vec::new();
        let mut spans = Vec::new();
        while let Some(&place) = self.places.get(self.next) {
            if !spans.is_empty() && bytes.len() >= self.corpus.chunk_bytes {
                break;
            }
            self.next += 1;
            let start = bytes.len();
            if let Err(error) = self.read(place, &mut bytes) {
                return Some(Err(error));
            }
            spans.push(Span { place, start, kept: bytes.len() - start, end: End::Line });
        }
        if spans.is_empty() {
            return None;
        }
        Some(Ok(Again {
            places: first..self.next,
            chunk: Chunk::of_spans(self.corpus, bytes, spans, None),
        }))
    }
}
