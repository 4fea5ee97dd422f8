//! What this process has begun and not ended, so that nothing of it stays when the process is told to stop.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What takes away the traces of something that was begun.
type Clear = Box<dyn Fn() + Send>;

/// What was begun, in the order in which it was.
#[derive(Default)]
pub(crate) struct All {
    begun: Vec<(u64, Clear)>,
    next: u64,
}

static ALL: Mutex<All> = Mutex::new(All { begun: Vec::new(), next: 0 });

/// Something that was begun; it is ended when this value goes.
#[derive(Debug)]
pub(crate) struct Begun(u64);

/// Notes that something was begun, and what takes away its traces.
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

/// While this is held nothing is cleared, so that several steps are taken all together. It cannot be had twice.
pub(crate) fn hold() -> MutexGuard<'static, All> {
    ALL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes away the traces of all that was begun and not ended, because the process ends: nothing can be begun or ended
/// any more, and what tries to waits for ever.
pub fn clear() {
    let all = hold();
    for (_, clear) in all.begun.iter().rev() {
        clear();
    }
    mem::forget(all);
}
