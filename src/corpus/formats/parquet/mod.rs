//! Parquet.

#[cfg(feature = "parquet")]
mod rows;

use crate::corpus::format::{FormatName, Holds, Known};
use crate::corpus::look::{ReadFormat, Understood};

pub(super) const PARQUET: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("parquet", "Parquet", &["parquet", "pq"], Holds::Binary)),
    fits: |start| start.bytes.starts_with(b"PAR1"),
    understand: |asked| {
        if !asked.file.is_plain() {
            return Ok(Ok(Understood::NotRead(
                "Parquet in a compressed file or an archive, which must be unpacked first",
            )));
        }
        #[cfg(feature = "parquet")]
        {
            Ok(rows::understand(asked, PARQUET.name))
        }
        #[cfg(not(feature = "parquet"))]
        {
            Ok(Ok(Understood::NotRead("Parquet, which this build does not support")))
        }
    },
};
