//! Bars for what may take longer than a second. They go to standard error, and only to a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

const REDRAW: Duration = Duration::from_millis(200);

/// `what` with a count out of `total`.
pub(crate) fn bar(what: &str, total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>12} {wide_bar} {human_pos}/{human_len} {eta}")
        .expect("the template is fixed and valid");
    let bar = ProgressBar::new(total).with_style(style).with_message(what.to_owned());
    bar.enable_steady_tick(REDRAW);
    bar
}

/// `what` with a count, where nobody knows the total.
pub(crate) fn count(what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>12} {spinner} {human_pos} {elapsed}")
        .expect("the template is fixed and valid");
    let bar = ProgressBar::new_spinner().with_style(style).with_message(what.to_owned());
    bar.enable_steady_tick(REDRAW);
    bar
}
