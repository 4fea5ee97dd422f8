//! Items that their agencies killed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::article::{ItemStatus, WireItem};
use crate::corpus::Reject;

/// Agency items that must not be published. A kill notice may have no text, or a text that is not
/// the story's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Killed(BTreeSet<Box<str>>);

impl Killed {
    /// The items killed by records without a text.
    pub(crate) fn of(rejects: &[Reject]) -> Killed {
        let mut killed = Killed::default();
        for reject in rejects {
            killed.take(reject.item.as_deref());
        }
        killed
    }

    /// Adds an item if it is killed.
    pub(crate) fn take(&mut self, item: Option<&WireItem>) {
        let killed = item.filter(|item| item.status == ItemStatus::Killed);
        self.0.extend(killed.and_then(|item| item.guid.as_deref()).map(Box::from));
    }

    pub(crate) fn join(&mut self, other: Killed) {
        self.0.extend(other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the article with this key is a version of a killed item. A key is the item's name
    /// and the version's number.
    pub(crate) fn has(&self, key: &str) -> bool {
        let is_number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let without = |key: &str, mark| {
            key.rsplit_once(mark)
                .filter(|(_, number)| is_number(number))
                .map(|(name, _)| name.to_owned())
        };
        // Articles that share a key were renamed `key#2`, `key#3` …
        let name = without(key, '#').unwrap_or_else(|| key.to_owned());
        self.0.contains(&*name) || without(&name, ':').is_some_and(|item| self.0.contains(&*item))
    }
}
