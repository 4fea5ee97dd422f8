//! Signals: the program leaves nothing half done, and says how to continue.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use wirecopy::scratch;

use crate::exit::STOPPED;
use crate::terminal::Output;

/// Says what was kept, and how to continue.
type Note = Box<dyn Fn() -> String + Send>;

static NOTE: Mutex<Option<Note>> = Mutex::new(None);

/// The note of a command that sets none.
const NOTHING: &str = "Nothing was written. Run the same command again to start over";

/// Sets the note that is printed when a signal stops the program. It is called once unfinished files are removed.
pub(crate) fn note(note: impl Fn() -> String + Send + 'static) {
    *NOTE.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(note));
}

/// Waits for the signals that tell the program to stop. The second one ends it at once.
pub(crate) fn watch(output: Output) {
    let is_stopping = Arc::new(AtomicBool::new(false));
    let ignored = ignored();
    let heard: Vec<i32> = [SIGHUP, SIGINT, SIGTERM]
        .into_iter()
        .filter(|signal| ignored >> (signal - 1) & 1 == 0)
        .filter(|&signal| {
            flag::register_conditional_shutdown(signal, STOPPED + signal, Arc::clone(&is_stopping))
                .is_ok()
        })
        .collect();
    // Without a handler, signals have their default effect.
    let Ok(mut signals) = Signals::new(heard) else { return };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            is_stopping.store(true, Ordering::SeqCst);
            stop(signal, &output);
        }
    });
}

#[expect(
    clippy::exit,
    reason = "unfinished files are removed, and the other threads would wait for ever"
)]
fn stop(signal: i32, output: &Output) -> ! {
    scratch::clear();
    let name = match signal {
        SIGHUP => "SIGHUP",
        SIGINT => "SIGINT",
        _ => "SIGTERM",
    };
    let note = NOTE.lock().unwrap_or_else(PoisonError::into_inner);
    let note = note.as_ref().map_or_else(|| NOTHING.to_owned(), |note| note());
    output.error(&format!("stopped by {name}"), Some(&note));
    process::exit(STOPPED + signal)
}

/// The signals that the parent process set to be ignored, as `nohup` does, one bit each; 0 where the system does not say.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
