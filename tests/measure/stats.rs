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

    pub(crate) fn median(&self) -> f64 {
        self.at(self.sorted.len() / 2)
    }

    fn at(&self, index: usize) -> f64 {
        self.sorted.get(index).copied().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(1);
        let (min, median, max) =
            (self.at(0), self.median(), self.at(self.sorted.len().saturating_sub(1)));
        write!(f, "{min:.digits$} / {median:.digits$} / {max:.digits$}")
    }
}
