//! Calls of libraries that panic on some hostile input: their panics become errors and are not printed.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// The library panicked.
#[derive(Clone, Copy, Debug)]
pub struct Panicked;

/// Runs a library's code; what it leaves half done must not be used after a panic.
///
/// # Errors
/// When it panics.
pub fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                before(info);
            }
        }));
    });
    GUARDED.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    GUARDED.set(false);
    result.map_err(|_| Panicked)
}
