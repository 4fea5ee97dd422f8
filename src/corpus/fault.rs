//! Why a record is rejected.

use super::reject::RejectCode;
use crate::article::WireItem;

/// The reason for a rejection, without the place of the record.
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
