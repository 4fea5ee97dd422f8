//! What this process has begun and not finished, so that a process told to stop leaves no traces.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Removes the traces of something that was begun.
type Clear = Box<dyn Fn() + Send>;

/// What was begun and not finished, in order.
#[derive(Default)]
pub(crate) struct All {
    begun: Vec<(u64, Clear)>,
    next: u64,
}

static ALL: Mutex<All> = Mutex::new(All { begun: Vec::new(), next: 0 });

/// Something that was begun; dropping this ends it.
#[derive(Debug)]
pub(crate) struct Begun(u64);

/// Registers something that was begun, and how to remove its traces.
pub(crate) fn begin(clear: impl Fn() + Send + 'static) -> Begun {
    let mut all = hold();
    let number = all.next;
    all.next += 1;
    all.begun.push((number, Box::new(clear)));
    Begun(number)
}

impl Drop for Begun {
    fn drop(&mut self) {
        hold().begun.retain(|&(number, _)| number != self.0);
    }
}

/// Blocks [`clear`] while it is held, so that several steps happen together. Not reentrant.
pub(crate) fn hold() -> MutexGuard<'static, All> {
    ALL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the traces of everything begun and not finished. Call it only before the process exits:
/// any later attempt to begin or end something blocks forever.
pub fn clear() {
    let all = hold();
    for (_, clear) in all.begun.iter().rev() {
        clear();
    }
    mem::forget(all);
}
