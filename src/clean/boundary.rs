//! Character boundaries of texts.

/// `str::floor_char_boundary`, which our minimum Rust version lacks.
pub(super) trait FloorCharBoundary {
    /// The last character boundary at or before `at`.
    fn floor_char_boundary_at(&self, at: usize) -> usize;
}

impl FloorCharBoundary for str {
    fn floor_char_boundary_at(&self, at: usize) -> usize {
        (0..=at.min(self.len())).rev().find(|&at| self.is_char_boundary(at)).unwrap_or(0)
    }
}
