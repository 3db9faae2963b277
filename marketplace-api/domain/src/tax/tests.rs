use proptest::prelude::*;

use super::*;
use crate::money::Currency;

/// `seller supply buyer day net = treatment iva irpf total`, in minor units, reckoned by
/// another program out of the table in `tax.rs`.
const CASES: &str = include_str!("cases.txt");

fn eur(minor: u64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn buyer(text: &str) -> Buyer {
    let (place, kind) = text.rsplit_once('-').unwrap();
    if let Some(territory) = place.strip_prefix("es-") {
        let territory = Territory::from_code(territory).unwrap();
        return match kind {
            "business" => Buyer::SpanishBusiness(territory),
            _ => Buyer::SpanishConsumer(territory),
        };
    }
    let country = place.parse().unwrap();
    match kind {
        "consumer" => Buyer::ForeignConsumer { country },
        _ => Buyer::ForeignBusiness { country, confirmed: kind == "confirmed" },
    }
}

fn sale(seller: Seller, day: &str) -> Sale {
    let day = day.parse().unwrap();
    Sale { seller, seller_in: Territory::Iva, supply: Supply::Service, day }
}

#[test]
fn golden_cases() {
    let mut count = 0;
    for case in CASES.lines() {
        let words: Vec<&str> = case.split_whitespace().collect();
        let [seller, supply, who, day, net, "=", treatment, iva, irpf, total] = words[..] else {
            panic!("a case has ten words: {case}");
        };
        let minor = |text: &str| eur(text.parse().unwrap());
        let supply = Supply::from_code(supply).unwrap();
        let sale = Sale { supply, ..sale(Seller::from_code(seller).unwrap(), day) };
        let it = assess(sale, buyer(who), minor(net)).unwrap();
        assert_eq!(it.treatment.code(), treatment, "{case}");
        assert_eq!((it.iva, it.irpf, it.total), (minor(iva), minor(irpf), minor(total)), "{case}");
        count += 1;
    }
    assert!(count >= 60, "{count}");
}

/// Worked example 6: 1,000.00 + 210.00 − 150.00.
#[test]
fn a_freelancer_and_a_company_in_spain() {
    let it =
        assess(sale(Seller::Freelancer, "2026-11-22"), buyer("es-iva-business"), eur(1_000_00));
    assert_eq!(it.map(|it| it.total), Ok(eur(1_060_00)));
}

#[test]
fn who_is_not_covered_is_told_so() {
    for territory in [Territory::Canaries, Territory::Ceuta, Territory::Melilla] {
        let sale = Sale { seller_in: territory, ..sale(Seller::Company, "2026-11-22") };
        let refused = assess(sale, buyer("es-iva-consumer"), eur(1));
        assert_eq!(refused, Err(TaxError::SellerElsewhere(territory)));
    }
    let spain = assess(sale(Seller::Company, "2026-11-22"), buyer("ES-consumer"), eur(1));
    assert_eq!(spain, Err(TaxError::SpainIsNotForeign));
    let early = assess(sale(Seller::Company, "2012-08-31"), buyer("es-iva-consumer"), eur(1));
    assert_eq!(early.unwrap_err().to_string(), "we hold no tax rates for 2012-08-31");
}

#[test]
fn our_own_fees_bear_tax_where_the_buyer_is() {
    let day = "2026-11-22".parse().unwrap();
    let on = |who| on_our_fee(buyer(who), day).map(|it| (it.0, it.1.get()));
    assert_eq!(on("es-iva-business"), Ok((Treatment::Charged, 21_00)));
    assert_eq!(on("DE-confirmed"), Ok((Treatment::ReverseCharge, 0)));
    assert_eq!(on("DE-unconfirmed"), Ok((Treatment::Charged, 21_00)));
    assert_eq!(on("US-unconfirmed"), Ok((Treatment::NotSubject, 0)));
}

#[test]
fn only_what_is_charged_needs_no_reason() {
    for treatment in Treatment::ALL {
        assert_eq!(treatment.legal_basis().is_none(), *treatment == Treatment::Charged);
    }
}

#[test]
fn postcodes_tell_the_territory() {
    for (postcode, territory) in [
        ("28013", Some(Territory::Iva)),
        ("07001", Some(Territory::Iva)),
        ("35001", Some(Territory::Canaries)),
        ("38400", Some(Territory::Canaries)),
        ("51001", Some(Territory::Ceuta)),
        ("52006", Some(Territory::Melilla)),
        ("00100", None),
        ("53000", None),
        ("2801", None),
        ("2801a", None),
        ("28013 ", None),
    ] {
        assert_eq!(Territory::of_postcode(postcode), territory, "{postcode}");
    }
}

proptest! {
    #[test]
    fn the_parts_make_the_total(net in 0..=Money::MAX_MINOR / 2, seller in 0..3_usize) {
        let sale = sale(Seller::ALL[seller], "2026-11-22");
        for who in ["es-iva-business", "es-canaries-business", "DE-confirmed", "IT-consumer"] {
            let it = assess(sale, buyer(who), eur(net))?;
            prop_assert_eq!(it.net.checked_add(it.iva)?, it.total.checked_add(it.irpf)?);
        }
    }
}
