//! Stage 8: writes the tables and the summary.
