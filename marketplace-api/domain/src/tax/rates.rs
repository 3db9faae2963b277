//! The dated rates: each line begins on its day and holds until the next one. A new rate is a new line;
//! old lines stay, because old orders are assessed by them.
//!
//! **Invariant:** each table is in the order of its days, and all begin on the same one. Earlier days
//! have no rate here and are refused.
//!
//! # Source
//! IVA: article 90 LIVA, 21 % since Real Decreto-ley 20/2012. IRPF on professional activities: article
//! 95 of its Reglamento, as changed by Real Decreto-ley 20/2012, Ley 26/2014 and Real Decreto-ley 9/2015.

use crate::{country::Country, date::Date, money::Bps};

/// No tax.
pub const NONE: Bps = Bps::ZERO;

type Day = (u16, u8, u8);

const IVA: [(Day, u16); 1] = [((2012, 9, 1), 21_00)];

const IRPF: [(Day, u16); 3] =
    [((2012, 9, 1), 21_00), ((2015, 1, 1), 19_00), ((2015, 7, 12), 15_00)];

const IRPF_WHEN_NEW: [(Day, u16); 2] = [((2012, 9, 1), 9_00), ((2015, 7, 12), 7_00)];

const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// The ordinary rate of IVA.
pub fn iva(day: Date) -> Option<Bps> {
    on(&IVA, day)
}

/// What a Spanish business keeps back from a professional.
pub fn irpf(day: Date) -> Option<Bps> {
    on(&IRPF, day)
}

/// The same in the year of starting and the two after it.
pub fn irpf_when_new(day: Date) -> Option<Bps> {
    on(&IRPF_WHEN_NEW, day)
}

/// Whether reverse charge is possible with it. French overseas departments and Åland have codes of their
/// own and are outside, as they are for VAT; so is Northern Ireland, whose rules differ for goods alone.
pub fn in_eu(country: Country) -> bool {
    EU.contains(&country.code())
}

fn on(table: &[(Day, u16)], day: Date) -> Option<Bps> {
    let day = (day.year(), day.month(), day.day());
    let (_since, rate) = table.iter().rfind(|(since, _rate)| *since <= day)?;
    Some(Bps::new(*rate).expect("the tables hold shares of the whole"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order_and_begin_together() {
        let in_order = |table: &[(Day, u16)]| table.is_sorted_by(|a, b| a.0 < b.0);
        assert!(in_order(&IVA) && in_order(&IRPF) && in_order(&IRPF_WHEN_NEW));
        assert!(IVA[0].0 == IRPF[0].0 && IRPF[0].0 == IRPF_WHEN_NEW[0].0);
        assert!(EU.iter().all(|it| it.parse::<Country>().is_ok()) && EU.is_sorted());
    }

    #[test]
    fn a_rate_begins_on_its_day() {
        let irpf = |day: &str| irpf(day.parse().unwrap()).map(Bps::get);
        assert_eq!(irpf("2012-08-31"), None);
        assert_eq!(irpf("2012-09-01"), Some(21_00));
        assert_eq!(irpf("2015-07-11"), Some(19_00));
        assert_eq!(irpf("2015-07-12"), Some(15_00));
        assert_eq!(irpf("2026-11-22"), Some(15_00));
    }
}
