//! A day of the calendar, without a time and without a zone.

use std::{fmt, str::FromStr};

use crate::time::Timestamp;

/// A day of the Gregorian calendar between the years 2000 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date is written like 2026-11-22")]
pub struct InvalidDate;

impl Date {
    /// # Errors
    /// [`InvalidDate`] for days that do not exist.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Date, InvalidDate> {
        let exists = (2_000..=9_999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        if exists { Ok(Date { year, month, day }) } else { Err(InvalidDate) }
    }

    /// The day it is at `now` in UTC; the first day of 2000 for anything before it.
    ///
    /// # Source
    /// Civil-from-days as in H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    pub fn of(now: Timestamp) -> Date {
        let days = now.millis().div_euclid(86_400_000) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let parts = (u16::try_from(year), u8::try_from(month), u8::try_from(day));
        let first = Date { year: 2_000, month: 1, day: 1 };
        match parts {
            (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).unwrap_or(first),
            _ => first,
        }
    }

    /// Its first instant, in UTC.
    ///
    /// # Source
    /// Days-from-civil, the inverse of [`Date::of`], from the same work.
    pub fn start(self) -> Timestamp {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let shifted = if month > 2 { month - 3 } else { month + 9 };
        let of_year = (153 * shifted + 2) / 5 + day - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        Timestamp::from_millis((era * 146_097 + of_era - 719_468) * 86_400_000)
    }

    /// Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday.
        let weekday = (self.start().millis().div_euclid(86_400_000) + 3).rem_euclid(7);
        weekday >= 5
    }

    pub fn year(self) -> u16 {
        self.year
    }

    pub fn month(self) -> u8 {
        self.month
    }

    pub fn day(self) -> u8 {
        self.day
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Date, InvalidDate> {
        let digits = |part: &str, length: usize| -> Result<u16, InvalidDate> {
            let all = part.len() == length && part.bytes().all(|it| it.is_ascii_digit());
            if all { part.parse().map_err(|_digits| InvalidDate) } else { Err(InvalidDate) }
        };
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(InvalidDate);
        };
        let small = |it: u16| u8::try_from(it).map_err(|_two_digits| InvalidDate);
        Date::new(digits(year, 4)?, small(digits(month, 2)?)?, small(digits(day, 2)?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-4-1",
            "26-04-01",
            "2026-04-31",
            "",
            "2026-11-22-1",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert!("2028-02-29".parse::<Date>().is_ok());
    }

    #[test]
    fn an_instant_is_on_its_day() {
        let day = |millis| Date::of(Timestamp::from_millis(millis)).to_string();
        assert_eq!(day(1_795_338_000_000), "2026-11-22");
        assert_eq!(day(951_782_399_999), "2000-02-28");
        assert_eq!(day(951_782_400_000), "2000-02-29");
        assert_eq!(day(-1), "2000-01-01");
    }

    #[test]
    fn weekends_are_saturdays_and_sundays() {
        let weekend = |text: &str| text.parse::<Date>().unwrap().is_weekend();
        assert!(weekend("2026-11-21") && weekend("2026-11-22") && weekend("2000-01-01"));
        assert!(!weekend("2026-11-20") && !weekend("2026-11-23") && !weekend("2028-02-29"));
    }

    proptest! {
        #[test]
        fn a_day_starts_with_its_first_instant(millis in 951_782_400_000_i64..4_000_000_000_000) {
            let day = Date::of(Timestamp::from_millis(millis));
            prop_assert!((0..86_400_000).contains(&(millis - day.start().millis())));
            prop_assert_eq!(Date::of(day.start()), day);
        }

        #[test]
        fn dates_sort_as_their_texts_do(a in 0_i64..4_000_000_000_000, b in 0_i64..4_000_000_000_000) {
            let (a, b) = (Date::of(Timestamp::from_millis(a)), Date::of(Timestamp::from_millis(b)));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
            prop_assert_eq!(a.to_string().parse(), Ok(a));
        }
    }
}
