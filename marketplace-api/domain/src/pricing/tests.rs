//! Sums by hand, refusals, and what holds for every choice.

use proptest::prelude::*;

use super::*;
use crate::{lang::Lang, listing::sample, money::Currency};

fn draft() -> Draft {
    Draft::check(sample::full()).unwrap()
}

fn flat(extra: &str) -> Choice {
    Choice { extra: extra.into(), ..Choice::default() }
}

fn sized(extra: &str, units: u32) -> Choice {
    Choice { units: Some(units), ..flat(extra) }
}

fn option(extra: &str, option: &str) -> Choice {
    Choice { option: Some(option.into()), ..flat(extra) }
}

fn pick(tier: usize, extras: &[Choice]) -> Choices {
    Choices { tier, quantity: 1, extras: extras.to_vec() }
}

fn shown(quote: &Quote) -> String {
    let lines = quote.lines.iter().map(|it| format!("{:?} × {} {}", it.item, it.units, it.amount));
    let lines: Vec<String> = lines.collect();
    format!("{}\n= {} in {} days", lines.join("\n"), quote.total, quote.delivery_days)
}

/// By hand: 900.01 + 80.00 + 12 × 0.33 + 200.00 + 30.00 = 1213.97; half of it 606.985, rounded up;
/// an eighth 151.746, rounded up; 10 + 1 + 2 − 5 + 3 days.
#[test]
fn agrees_with_a_calculation_done_by_hand() {
    let extras = [
        flat("rush"),
        sized("scans", 101),
        flat("training"),
        option("hosting", "ours"),
        flat("night"),
        sized("pages", 12),
    ];

    let quote = quote(&draft(), &pick(1, &extras)).unwrap();

    insta::assert_snapshot!(shown(&quote), @r#"
    Tier(1) × 1 900.01 EUR
    Extra { code: "training" } × 1 80.00 EUR
    Extra { code: "pages" } × 12 3.96 EUR
    Extra { code: "scans" } × 101 200.00 EUR
    Option { extra: "hosting", code: "ours" } × 1 30.00 EUR
    Extra { code: "rush" } × 1 606.99 EUR
    Extra { code: "night" } × 1 151.75 EUR
    = 1972.71 EUR in 11 days
    "#);
}

#[test]
fn the_plain_tier_costs_its_price() {
    let quote = quote(&draft(), &pick(0, &[])).unwrap();
    assert_eq!(quote.total, Money::new(400_00, Currency::Eur));
    assert_eq!(quote.lines[0].label.best(Lang::Es).1, "Básico");
}

#[test]
fn rushing_never_delivers_before_tomorrow() {
    let mut raw = sample::full();
    raw.tiers[0].delivery_days = 2;
    let draft = Draft::check(raw).unwrap();
    assert_eq!(quote(&draft, &pick(0, &[flat("rush")])).unwrap().delivery_days, 1);
}

#[test]
fn hours_are_multiplied() {
    let mut raw = sample::full();
    raw.kind = "hourly".into();
    let draft = Draft::check(raw).unwrap();
    let choices = Choices { quantity: 7, ..pick(0, &[]) };
    assert_eq!(quote(&draft, &choices).unwrap().total.minor(), 2_800_00);
}

#[test]
fn what_is_not_on_offer_is_refused_by_name() {
    let refused = |choices: Choices| {
        let problems = quote(&draft(), &choices).unwrap_err().into_iter();
        problems.map(|it| format!("{} {}", it.field, it.problem.code())).collect::<Vec<_>>()
    };
    assert_eq!(refused(pick(2, &[])), ["tier out-of-range"]);
    assert_eq!(refused(Choices { quantity: 2, ..pick(0, &[]) }), ["quantity out-of-range"]);
    assert_eq!(refused(pick(0, &[flat("cake")])), ["extras[0].extra unknown-value"]);
    assert_eq!(refused(pick(0, &[flat("rush"), flat("rush")])), ["extras[1].extra repeated"]);
    assert_eq!(refused(pick(0, &[flat("pages")])), ["extras[0].units missing"]);
    assert_eq!(refused(pick(0, &[sized("pages", 9)])), ["extras[0].units out-of-range"]);
    assert_eq!(refused(pick(0, &[sized("scans", 1_001)])), ["extras[0].units out-of-range"]);
    assert_eq!(refused(pick(0, &[sized("rush", 2)])), ["extras[0].units not-together"]);
    assert_eq!(refused(pick(0, &[flat("hosting")])), ["extras[0].option missing"]);
    assert_eq!(refused(pick(0, &[option("hosting", "moon")])), ["extras[0].option unknown-value"]);
    assert_eq!(refused(pick(0, &[option("rush", "x")])), ["extras[0].option not-together"]);
}

fn any_choices() -> impl Strategy<Value = Vec<Choice>> {
    let extras = vec![
        flat("training").into(),
        (10_u32..=500).prop_map(|it| sized("pages", it)).boxed(),
        flat("rush").into(),
        flat("night").into(),
        (10_u32..=1_000).prop_map(|it| sized("scans", it)).boxed(),
        prop_oneof![Just("ours"), Just("yours")].prop_map(|it| option("hosting", it)).boxed(),
    ];
    (extras, proptest::collection::vec(any::<bool>(), 6)).prop_map(|(extras, wanted)| {
        extras
            .into_iter()
            .zip(wanted)
            .filter_map(|(it, is_wanted)| is_wanted.then_some(it))
            .collect()
    })
}

impl From<Choice> for BoxedStrategy<Choice> {
    fn from(choice: Choice) -> BoxedStrategy<Choice> {
        Just(choice).boxed()
    }
}

proptest! {
    #[test]
    fn the_total_is_the_sum_and_the_order_does_not_matter(
        tier in 0_usize..2,
        (chosen, shuffled) in any_choices().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
    ) {
        let draft = draft();
        let first = quote(&draft, &pick(tier, &chosen)).unwrap();
        let second = quote(&draft, &pick(tier, &shuffled)).unwrap();

        prop_assert_eq!(first.total.minor(), first.lines.iter().map(|it| it.amount.minor()).sum::<u64>());
        prop_assert!(first.total.minor() >= draft.tiers[tier].price.minor());
        prop_assert!(first.delivery_days >= 1);
        prop_assert_eq!(first, second);
    }

    #[test]
    fn no_prices_and_amounts_make_it_panic(price in 1_u64..=100_000_00, quantity: u32, bps in 1_u32..=30_000) {
        let mut raw = sample::full();
        raw.kind = "bulk".into();
        raw.tiers[0].price_minor = price;
        raw.extras[2].price = crate::listing::raw::RawExtraPrice::Multiplier { bps };
        let draft = Draft::check(raw).unwrap();
        let choices = Choices { quantity, ..pick(0, &[flat("rush")]) };
        let is_on_offer = (1..=1_000_000).contains(&quantity);
        prop_assert_eq!(quote(&draft, &choices).is_ok(), is_on_offer);
    }
}
