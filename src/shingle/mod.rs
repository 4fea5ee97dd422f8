//! Stage 3: turns the words of an article into its shingle set.
