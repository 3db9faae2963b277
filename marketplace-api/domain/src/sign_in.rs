//! How fast passwords may be tried for one address.

use crate::time::Timestamp;

/// Tries that cost nothing: people mistype.
const FREE: u32 = 4;
const FIRST_WAIT_SECS: i64 = 60;
const LONGEST_WAIT_SECS: i64 = 3_600;
/// After this long without a try the count starts anew.
const FORGET_DAYS: i64 = 1;

/// When the next try is allowed after the `failures`th wrong one: at once for the first few, then
/// each wait is twice the one before, up to an hour. At most ten tries fit into an hour.
pub fn next_try_at(failures: u32, now: Timestamp) -> Timestamp {
    match failures.checked_sub(FREE) {
        None => now,
        Some(beyond) => {
            let wait = FIRST_WAIT_SECS.saturating_mul(1 << beyond.min(16));
            now.plus_secs(wait.min(LONGEST_WAIT_SECS))
        }
    }
}

/// Whether failures that end at `last_at` still count.
pub fn still_counts(last_at: Timestamp, now: Timestamp) -> bool {
    now < last_at.plus_days(FORGET_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_ten_tries_fit_into_an_hour() {
        let start = Timestamp::from_millis(0);
        let (mut now, mut n_tries) = (start, 0);
        while now.millis_since(start) < 3_600_000 {
            n_tries += 1;
            now = next_try_at(n_tries, now);
        }
        assert_eq!(n_tries, 9);
    }

    #[test]
    fn no_wait_is_longer_than_an_hour() {
        let now = Timestamp::from_millis(5);
        for failures in [0, 3, 4, 10, 100, u32::MAX] {
            let wait = next_try_at(failures, now).millis_since(now);
            assert!((0..=3_600_000).contains(&wait), "{failures}: {wait}");
        }
    }
}
