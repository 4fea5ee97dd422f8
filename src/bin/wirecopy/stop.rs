//! What happens when the program is told to stop: it leaves nothing half done, and says how to go on.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use wirecopy::scratch;

use crate::exit::STOPPED;
use crate::output::Output;

/// What tells the person how things stand, and how to go on.
type Note = Box<dyn Fn() -> String + Send>;

static NOTE: Mutex<Option<Note>> = Mutex::new(None);

/// What is said where nothing else was set.
const NOTHING: &str = "Nothing was written: run the same command again";

/// Sets what is said when the program is told to stop; it is asked when all that was not finished is gone.
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
    // Where signals cannot be waited for, they do what they do to every program.
    let Ok(mut signals) = Signals::new(heard) else { return };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            is_stopping.store(true, Ordering::SeqCst);
            stop(signal, &output);
        }
    });
}

#[expect(clippy::exit, reason = "what was begun is cleared, and what still runs waits for ever")]
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

/// The signals that whoever started the program wants it not to hear, such as `nohup`, a bit each, where the system says.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
