//! Stage 2: takes the furniture, dateline and credit off an article and leaves its words.
