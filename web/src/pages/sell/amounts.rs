//! Amounts as people type them, in either country's way.

use crate::i18n::T;

/// Hundredths: `1.234,50`, `1,234.50`, `1234.5`, `49 €`. Nothing when it is no amount.
///
/// A single mark is the decimal one when one or two digits follow it, as no price has three.
pub(crate) fn minor(typed: &str) -> Option<u64> {
    let plain = without_marks(typed);
    let last = plain.rfind(['.', ',']);
    let decimals = last.map_or(0, |at| plain.len() - at - 1);
    let (whole, rest) = match last {
        Some(at) if (1..=2).contains(&decimals) => (&plain[..at], &plain[at + 1..]),
        _ => (plain.as_str(), ""),
    };
    let whole = digits(&whole.replace(['.', ','], ""))?;
    let rest = if rest.is_empty() { 0 } else { digits(&format!("{rest:0<2}"))? };
    whole.checked_mul(100)?.checked_add(rest)
}

/// `1.000`, `1,000` or `1000`.
pub(crate) fn whole(typed: &str) -> Option<u64> {
    digits(&without_marks(typed).replace(['.', ','], ""))
}

/// As one would type it: `1234`, `49,90` or `49.90`.
pub(crate) fn plain(t: T, minor: u64) -> String {
    let (whole, rest) = (minor / 100, minor % 100);
    let mark = if t.is_es() { ',' } else { '.' };
    if rest == 0 { whole.to_string() } else { format!("{whole}{mark}{rest:02}") }
}

fn without_marks(typed: &str) -> String {
    typed.chars().filter(|it| !it.is_whitespace() && !"€%".contains(*it)).collect()
}

fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use domain::lang::Lang;

    use super::*;

    #[test]
    fn both_ways_of_writing_an_amount_are_read() {
        for (typed, cents) in [
            ("49", 49_00),
            ("49,9", 49_90),
            ("49.90", 49_90),
            ("1.234", 1_234_00),
            ("1,234", 1_234_00),
            ("1.234,50 €", 1_234_50),
            ("€1,234.50", 1_234_50),
            ("1 234,5", 1_234_50),
            ("0", 0),
        ] {
            assert_eq!(minor(typed), Some(cents), "{typed}");
        }
        for typed in ["", "caro", "-5", "1e3", "4,", "99999999999999999999"] {
            assert!(minor(typed).is_none_or(|it| it == 400), "{typed}");
        }
        assert_eq!(whole("1.000"), Some(1_000));
    }

    #[test]
    fn an_amount_is_written_so_that_it_can_be_read_back() {
        for lang in Lang::ALL {
            for cents in [0, 5, 50, 49_90, 123_456_78] {
                assert_eq!(minor(&plain(T::new(lang), cents)), Some(cents));
            }
        }
    }
}
