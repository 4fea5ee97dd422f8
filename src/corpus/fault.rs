//! What is wrong with a record.

use super::reject::RejectCode;
use crate::article::WireItem;

/// What is wrong with a record, before it is known where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: RejectCode,
    pub(super) column: Option<u64>,
    pub(super) message: String,
    pub(super) item: Option<Box<WireItem>>,
}

impl Fault {
    pub(super) fn new(code: RejectCode, message: impl Into<String>) -> Fault {
        Fault { code, column: None, message: message.into(), item: None }
    }
}
