//! Which days count as business days in Spain, and how far away the next ones are.
//!
//! Not counted: Saturdays, Sundays, the holidays that all of Spain keeps, the own day of the chosen
//! community, and days that were added by hand. Some holidays move from year to year by decree (a
//! Sunday's holiday, Maundy Thursday or Easter Monday in most places, local feasts): these are added.
//!
//! **Invariant:** days are those of UTC, as all clocks here are. N business days after an instant is the
//! same time of day on the Nth day that counts, so nobody has less than was promised.

use std::collections::BTreeSet;

use crate::{date::Date, named, time::Timestamp};

named!(/// The autonomous communities and cities.
Region {
    Andalusia = "an",
    Aragon = "ar",
    Asturias = "as",
    Balearics = "ib",
    Canaries = "cn",
    Cantabria = "cb",
    CastileLeon = "cl",
    CastileLaMancha = "cm",
    Catalonia = "ct",
    Ceuta = "ce",
    Extremadura = "ex",
    Galicia = "ga",
    LaRioja = "ri",
    Madrid = "md",
    Melilla = "ml",
    Murcia = "mc",
    Navarre = "nc",
    BasqueCountry = "pv",
    Valencia = "vc",
});

impl Region {
    /// The community's own day, where it is the same each year.
    fn own_day(self) -> Option<(u8, u8)> {
        match self {
            Region::Andalusia => Some((2, 28)),
            Region::Balearics => Some((3, 1)),
            Region::Aragon | Region::CastileLeon => Some((4, 23)),
            Region::Madrid => Some((5, 2)),
            Region::Canaries => Some((5, 30)),
            Region::CastileLaMancha => Some((5, 31)),
            Region::LaRioja | Region::Murcia => Some((6, 9)),
            Region::Galicia => Some((7, 25)),
            Region::Cantabria => Some((7, 28)),
            Region::Asturias | Region::Extremadura => Some((9, 8)),
            Region::Catalonia => Some((9, 11)),
            Region::Valencia => Some((10, 9)),
            Region::Navarre => Some((12, 3)),
            Region::BasqueCountry | Region::Ceuta | Region::Melilla => None,
        }
    }
}

/// The holidays that all of Spain keeps, month and day. Good Friday moves and is reckoned.
const NATIONAL: [(u8, u8); 9] =
    [(1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)];

/// What counts in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    region: Option<Region>,
    added: BTreeSet<Date>,
}

impl Calendar {
    /// `added`: holidays beside the national ones and the region's own day.
    pub fn new(region: Option<Region>, added: impl IntoIterator<Item = Date>) -> Calendar {
        Calendar { region, added: added.into_iter().collect() }
    }

    pub fn counts(&self, day: Date) -> bool {
        let here = (day.month(), day.day());
        let own = self.region.and_then(Region::own_day) == Some(here);
        let national = NATIONAL.contains(&here) || is_good_friday(day);
        !(day.is_weekend() || own || national || self.added.contains(&day))
    }

    /// The same time of day, `days` business days later. Zero days later is now.
    ///
    /// Looks at most 20 days ahead for each, so that a calendar full of holidays cannot stall it.
    pub fn after(&self, from: Timestamp, days: u16) -> Timestamp {
        let mut at = from;
        for _day in 0..days {
            at = (1..=20)
                .map(|it| at.plus_days(it))
                .find(|it| self.counts(Date::of(*it)))
                .unwrap_or(at.plus_days(20));
        }
        at
    }
}

fn is_good_friday(day: Date) -> bool {
    Date::of(easter_sunday(day.year()).start().plus_days(-2)) == day
}

/// # Source
/// The anonymous Gregorian computus (Nature, 20 April 1876), as in J. Meeus, "Astronomical Algorithms".
fn easter_sunday(year: u16) -> Date {
    let whole = u32::from(year);
    let (golden, century, of_century) = (whole % 19, whole / 100, whole % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let sum = epact + weekday + 114 - 7 * late;
    let small = |it: u32| u8::try_from(it).unwrap_or(u8::MAX);
    Date::new(year, small(sum / 31), small(sum % 31 + 1)).expect("Easter is in March or April")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn spain() -> Calendar {
        Calendar::new(None, [])
    }

    #[test]
    fn easter_sundays_of_the_almanac() {
        for date in [
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2016-03-27",
            "2019-04-21",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2030-04-21",
            "2038-04-25",
        ] {
            assert_eq!(easter_sunday(day(date).year()), day(date));
        }
    }

    #[test]
    fn the_holidays_of_2026() {
        let days = (0..365).map(|it| Date::of(day("2026-01-01").start().plus_days(it)));
        let kept: Vec<String> = days
            .filter(|it| !it.is_weekend() && !spain().counts(*it))
            .map(|it| it.to_string())
            .collect();
        assert_eq!(
            kept,
            [
                "2026-01-01",
                "2026-01-06",
                "2026-04-03",
                "2026-05-01",
                "2026-10-12",
                "2026-12-08",
                "2026-12-25",
            ]
        );
    }

    #[test]
    fn a_region_keeps_its_own_day_and_what_was_added() {
        let catalonia = Calendar::new(Some(Region::Catalonia), [day("2026-04-06")]);
        for date in ["2026-09-11", "2026-04-06"] {
            assert!(spain().counts(day(date)) && !catalonia.counts(day(date)), "{date}");
        }
    }

    #[test]
    fn business_days_jump_over_the_long_weekend_of_december() {
        // Friday the 4th at noon; Tuesday the 8th is a holiday, and so is Sunday the 6th.
        let noon = day("2026-12-04").start().plus_secs(12 * 3_600);
        let after = |days| spain().after(noon, days);
        assert_eq!(after(0), noon);
        assert_eq!(after(1), day("2026-12-07").start().plus_secs(12 * 3_600));
        assert_eq!(Date::of(after(2)), day("2026-12-09"));
        assert_eq!(Date::of(after(5)), day("2026-12-14"));
    }

    proptest! {
        #[test]
        fn exactly_so_many_days_count_on_the_way(start in 0_i64..20_000, days in 0_u16..30) {
            let from = day("2000-01-01").start().plus_days(start % 36_000);
            let calendar = Calendar::new(Some(Region::Madrid), []);
            let until = calendar.after(from, days);
            let passed = until.millis_since(from) / 86_400_000;
            let counted = (1..=passed).filter(|it| calendar.counts(Date::of(from.plus_days(*it))));
            prop_assert_eq!(counted.count(), usize::from(days));
        }
    }
}
