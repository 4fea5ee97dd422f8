//! Stage 1: reads files into articles.
