//! A clock that a test moves. One per thread, because one test runs on one thread.

use std::cell::Cell;

use domain::time::Timestamp;

/// 2026-11-22T09:00:00Z.
const START_MS: i64 = 1_795_338_000_000;

thread_local! {
    static NOW_MS: Cell<i64> = const { Cell::new(START_MS) };
}

pub fn now() -> Timestamp {
    Timestamp::from_millis(NOW_MS.get())
}

pub fn advance_secs(secs: i64) {
    NOW_MS.set(NOW_MS.get() + secs * 1_000);
}

/// Back to the start; every [`crate::Site`] begins there.
pub fn reset() {
    NOW_MS.set(START_MS);
}
