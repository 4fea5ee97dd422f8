//! Stage 4: keeps the minima of a shingle set as the article's signature.
