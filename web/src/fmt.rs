//! Numbers, money and dates as Spanish and English write them.
//!
//! **Invariant:** whole numbers in, text out; nothing here rounds. Dates are in UTC
//! unless a time zone is given.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use domain::{
    date::Date,
    lang::Lang,
    money::{Currency, Money},
    time::Timestamp,
};

/// Keeps an amount and its sign on one line.
const NO_BREAK: char = '\u{a0}';

const MONTHS_ES: [&str; 12] =
    ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"];
const MONTHS_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(crate) fn int(lang: Lang, n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    if n < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(thousands(lang));
        }
        text.push(digit);
    }
    text
}

pub(crate) fn money(lang: Lang, money: Money) -> String {
    let whole = int(lang, i64::try_from(money.minor() / 100).unwrap_or(i64::MAX));
    let cents = money.minor() % 100;
    with_sign(lang, money.currency(), &format!("{whole}{}{cents:02}", point(lang)))
}

pub(crate) fn price(lang: Lang, amount: Money) -> String {
    if amount.minor().is_multiple_of(100) {
        let whole = int(lang, i64::try_from(amount.minor() / 100).unwrap_or(i64::MAX));
        with_sign(lang, amount.currency(), &whole)
    } else {
        money(lang, amount)
    }
}

/// `tenths` as a number with one decimal: 47 is `4,7`.
pub(crate) fn tenths(lang: Lang, tenths: u32) -> String {
    format!("{}{}{}", int(lang, i64::from(tenths / 10)), point(lang), tenths % 10)
}

pub(crate) fn date(lang: Lang, at: Timestamp) -> String {
    day(lang, Date::of(at))
}

pub(crate) fn day(lang: Lang, day: Date) -> String {
    let names = match lang {
        Lang::Es => MONTHS_ES,
        Lang::En => MONTHS_EN,
    };
    let month = names[usize::from(day.month()) - 1];
    format!("{} {month} {}", day.day(), day.year())
}

/// Day, hour and minute on the clocks of `zone`; of UTC when there is no such zone.
pub(crate) fn moment(lang: Lang, at: Timestamp, zone: &str) -> String {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let utc = DateTime::from_timestamp_millis(at.millis()).unwrap_or_default();
    let offset = i64::from(zone.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc());
    let local = at.plus_secs(offset);
    let minutes = local.millis().div_euclid(60_000).rem_euclid(1_440);
    format!("{}, {:02}:{:02}", date(lang, local), minutes / 60, minutes % 60)
}

/// For `<time datetime>`.
pub(crate) fn iso_date(at: Timestamp) -> String {
    Date::of(at).to_string()
}

fn with_sign(lang: Lang, currency: Currency, amount: &str) -> String {
    let sign = match currency {
        Currency::Eur => "€",
        Currency::Usd => "$",
        Currency::Gbp => "£",
    };
    match lang {
        Lang::Es => format!("{amount}{NO_BREAK}{sign}"),
        Lang::En => format!("{sign}{amount}"),
    }
}

fn thousands(lang: Lang) -> char {
    match lang {
        Lang::Es => '.',
        Lang::En => ',',
    }
}

fn point(lang: Lang) -> char {
    match lang {
        Lang::Es => ',',
        Lang::En => '.',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_grouped_in_threes() {
        let written = [0, 999, 1_000, 1_234_567, -45_000].map(|it| int(Lang::Es, it));
        assert_eq!(written, ["0", "999", "1.000", "1.234.567", "-45.000"]);
        assert_eq!(int(Lang::En, 1_234_567), "1,234,567");
        assert_eq!(int(Lang::En, i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn money_is_written_as_each_language_does() {
        let amount = Money::new(1_234_50, Currency::Eur);
        assert_eq!(money(Lang::Es, amount), "1.234,50\u{a0}€");
        assert_eq!(money(Lang::En, amount), "€1,234.50");
        assert_eq!(money(Lang::En, Money::new(5, Currency::Gbp)), "£0.05");
    }

    #[test]
    fn a_price_drops_cents_only_when_there_are_none() {
        assert_eq!(price(Lang::Es, Money::new(450_00, Currency::Eur)), "450\u{a0}€");
        assert_eq!(price(Lang::En, Money::new(450_05, Currency::Usd)), "$450.05");
    }

    #[test]
    fn the_largest_amount_is_written_whole() {
        let largest = Money::new(Money::MAX_MINOR, Currency::Eur);
        assert_eq!(money(Lang::En, largest), "€92,233,720,368,547,758.07");
    }

    #[test]
    fn dates_name_the_month() {
        let at = Timestamp::from_millis(1_795_305_600_000);
        assert_eq!(date(Lang::Es, at), "22 nov 2026");
        assert_eq!(date(Lang::En, at), "22 Nov 2026");
        assert_eq!(iso_date(at), "2026-11-22");
    }

    #[test]
    fn a_moment_is_told_by_the_clocks_of_the_reader() {
        // 22 November 2026, 22:45 UTC; and half a year before, in summer.
        let at = Timestamp::from_millis(1_795_305_600_000).plus_secs(22 * 3_600 + 45 * 60);
        assert_eq!(moment(Lang::Es, at, "Europe/Madrid"), "22 nov 2026, 23:45");
        assert_eq!(moment(Lang::En, at, "Asia/Kolkata"), "23 Nov 2026, 04:15");
        assert_eq!(moment(Lang::En, at, "America/Bogota"), "22 Nov 2026, 17:45");
        assert_eq!(moment(Lang::En, at, "Nowhere/Land"), "22 Nov 2026, 22:45");
        assert_eq!(moment(Lang::Es, at.plus_days(-180), "Europe/Madrid"), "27 may 2026, 00:45");
    }

    #[test]
    fn every_time_zone_that_can_be_chosen_is_known() {
        for zone in domain::time_zone::all() {
            assert!(zone.parse::<Tz>().is_ok(), "{zone}");
        }
    }

    #[test]
    fn one_decimal_takes_the_point_of_the_language() {
        assert_eq!(tenths(Lang::Es, 47), "4,7");
        assert_eq!(tenths(Lang::En, 50), "5.0");
    }
}
