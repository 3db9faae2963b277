//! Minimum, median and maximum of a few rounds.

use std::fmt;

pub(crate) struct Stats {
    sorted: Vec<f64>,
}

impl Stats {
    pub(crate) fn of(mut values: Vec<f64>) -> Stats {
        values.sort_by(f64::total_cmp);
        Stats { sorted: values }
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(1);
        let at = |index: usize| self.sorted.get(index).copied().unwrap_or(f64::NAN);
        let (min, median, max) =
            (at(0), at(self.sorted.len() / 2), at(self.sorted.len().saturating_sub(1)));
        write!(f, "{min:.digits$} / {median:.digits$} / {max:.digits$}")
    }
}
