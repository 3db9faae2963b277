use proptest::prelude::*;

use super::*;
use crate::money::Currency;

fn eur(minor: u64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn bps(bps: u16) -> Bps {
    Bps::new(bps).unwrap()
}

fn spain() -> FeeVat {
    FeeVat { rate: bps(21_00), country: "ES".parse().unwrap() }
}

fn fee(rate: u16) -> FeeTerms {
    FeeTerms { rate: bps(rate), vat: spain() }
}

fn rule(id: &str, scope: Scope, from: &str, until: Option<&str>) -> Rule {
    Rule {
        id: id.to_owned(),
        scope,
        from: from.parse().unwrap(),
        until: until.map(|it| it.parse().unwrap()),
        commission: bps(10_00),
        buyer_fee: bps(5_00),
    }
}

#[test]
fn the_most_specific_rule_in_force_wins() {
    let (listing, provider) = (ListingId::generate(), OrgId::generate());
    let rules = [
        rule("listing", Scope::Listing(listing), "2026-10-01", Some("2026-11-01")),
        rule("all-old", Scope::Everything, "2026-01-01", None),
        rule("all-new", Scope::Everything, "2026-06-01", None),
        rule("category", Scope::Category("ml".to_owned()), "2026-01-01", Some("2026-12-01")),
        rule("provider", Scope::Provider(provider), "2026-07-01", Some("2026-11-15")),
        rule(
            "both",
            Scope::ProviderInCategory(provider, "ml".to_owned()),
            "2026-09-01",
            Some("2026-11-10"),
        ),
    ];
    let wins = |day: &str| {
        let sale = Sale { listing, provider, category: "ml", day: day.parse().unwrap() };
        rule_for(&rules, &sale).map(|it| it.id.as_str()).map_err(|it| it.to_string())
    };
    assert_eq!(wins("2026-10-31"), Ok("listing"));
    assert_eq!(wins("2026-11-01"), Ok("both"));
    assert_eq!(wins("2026-11-10"), Ok("provider"));
    assert_eq!(wins("2026-11-15"), Ok("category"));
    assert_eq!(wins("2026-12-01"), Ok("all-new"));
    assert!(wins("2025-12-31").is_err_and(|it| it.contains("2025-12-31")));

    let other = Sale {
        listing: ListingId::generate(),
        provider: OrgId::generate(),
        category: "law",
        day: "2026-02-01".parse().unwrap(),
    };
    assert_eq!(rule_for(&rules, &other).unwrap().id, "all-old");
}

#[test]
fn fees_of_the_worked_examples() {
    let taxed = |it: Taxed| (it.net.minor(), it.vat.minor());
    assert_eq!(taxed(fee(10_00).on(eur(1_000_00)).unwrap()), (100_00, 21_00));
    assert_eq!(taxed(fee(5_00).on(eur(1_000_00)).unwrap()), (50_00, 10_50));
    assert_eq!(taxed(fee(10_00).on(eur(700_00)).unwrap()), (70_00, 14_70));
    assert_eq!(taxed(fee(10_00).on(eur(1_156_80)).unwrap()), (115_68, 24_29));
    let sessions = [0, 60_00, 120_00].map(|before| fee(10_00).on_part(eur(before), eur(60_00)));
    assert_eq!(sessions.map(|it| taxed(it.unwrap())), [(6_00, 1_26); 3]);
}

#[test]
fn a_frozen_rule_does_not_follow_the_tariff() {
    let mut tariff = rule("standard", Scope::Everything, "2026-01-01", None);
    let terms = tariff.freeze(spain(), FeeVat { rate: bps(0), ..spain() });
    tariff.commission = bps(50_00);
    assert_eq!(terms.commission.on(eur(100_00)).unwrap().gross(), Ok(eur(12_10)));
    assert_eq!(terms.buyer_fee.on(eur(100_00)).unwrap().gross(), Ok(eur(5_00)));
}

proptest! {
    #[test]
    fn parts_bear_together_what_the_whole_bears(
        parts in prop::collection::vec(0_u64..10_000_000, 1..20),
        rate in 0_u16..=10_000,
    ) {
        let (mut before, mut net, mut vat) = (eur(0), 0, 0);
        for part in parts {
            let taken = fee(rate).on_part(before, eur(part))?;
            (net, vat) = (net + taken.net.minor(), vat + taken.vat.minor());
            before = before.checked_add(eur(part))?;
        }
        let whole = fee(rate).on(before)?;
        prop_assert_eq!((net, vat), (whole.net.minor(), whole.vat.minor()));
    }
}
