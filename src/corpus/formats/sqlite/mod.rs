//! SQLite.

#[cfg(feature = "sqlite")]
mod rows;

use crate::corpus::format::{FormatName, Holds, Known};
use crate::corpus::look::{ReadFormat, Understood};

pub(super) const SQLITE: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("sqlite", "SQLite", &["db", "sqlite", "sqlite3"], Holds::Binary)),
    fits: |start| start.bytes.starts_with(b"SQLite format 3\0"),
    understand: |asked| {
        if !asked.file.is_plain() {
            return Ok(Ok(Understood::NotRead(
                "SQLite in a compressed file or an archive, which must be unpacked first",
            )));
        }
        #[cfg(feature = "sqlite")]
        {
            Ok(rows::understand(asked, SQLITE.name))
        }
        #[cfg(not(feature = "sqlite"))]
        {
            Ok(Ok(Understood::NotRead("SQLite, which this build does not support")))
        }
    },
};
