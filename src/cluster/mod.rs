//! Stage 7: groups the copies of one story by average linkage.
