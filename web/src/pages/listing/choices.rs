//! What a buyer has picked, as the address says it: `?tier=1&quantity=3&x.training=1&x.pages=20`.
//!
//! **Invariant:** only what the listing offers is read; what is missing is its default. Whether the
//! choice is possible is for `domain::pricing` to say.

use domain::{
    listing::{Draft, ExtraPrice},
    pricing::{Choice, Choices},
};

/// Before the code of an extra, so that no code is mistaken for another parameter.
const EXTRA: &str = "x.";

pub(crate) fn of(query: &str, draft: &Draft) -> Choices {
    let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(query);
    let pairs = pairs.map(actix_web::web::Query::into_inner).unwrap_or_default();
    let value = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        found.filter(|it| !it.is_empty())
    };
    let (least, _) = draft.kind.quantities();
    let extras = draft.extras.iter().filter_map(|extra| {
        let given = value(&format!("{EXTRA}{}", extra.code))?;
        let (units, option) = match &extra.price {
            ExtraPrice::Flat { .. } | ExtraPrice::Multiplier { .. } => (None, None),
            // What is no number at all is asked for again as 0, which no range contains.
            ExtraPrice::PerUnit { .. } | ExtraPrice::Range { .. } => {
                (Some(given.parse().unwrap_or(0)), None)
            }
            ExtraPrice::Exclusive { .. } => (None, Some(given.to_owned())),
        };
        Some(Choice { extra: extra.code.clone(), units, option })
    });
    Choices {
        tier: value("tier").and_then(|it| it.parse().ok()).unwrap_or(0),
        quantity: value("quantity").map_or(least, |it| it.parse().unwrap_or(0)),
        extras: extras.collect(),
    }
}

/// The name of the input for an extra.
pub(crate) fn name_of(code: &str) -> String {
    format!("{EXTRA}{code}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample;

    #[test]
    fn nothing_chosen_is_the_first_tier_alone() {
        let expected = Choices { tier: 0, quantity: 1, extras: Vec::new() };
        assert_eq!(of("", &sample::draft()), expected);
        assert_eq!(of("tier=&x.pages=&x.unknown=1&utm_source=y", &sample::draft()), expected);
    }

    #[test]
    fn each_kind_of_extra_is_read_in_its_way() {
        let choices = of("tier=1&x.training=1&x.pages=20&x.hosting=ours", &sample::draft());
        let read: Vec<_> = choices
            .extras
            .iter()
            .map(|it| (it.extra.as_str(), it.units, it.option.as_deref()))
            .collect();
        let expected =
            [("training", None, None), ("pages", Some(20), None), ("hosting", None, Some("ours"))];
        assert_eq!((choices.tier, read.as_slice()), (1, expected.as_slice()));
    }

    #[test]
    fn what_is_no_number_is_for_the_rules_to_refuse() {
        let choices = of("quantity=many&x.pages=-3", &sample::draft());
        assert_eq!((choices.quantity, choices.extras[0].units), (0, Some(0)));
    }
}
