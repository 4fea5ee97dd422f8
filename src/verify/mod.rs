//! Stage 6: measures candidate pairs exactly, and keeps the copies.
