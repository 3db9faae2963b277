//! The filters of a search, with how many services each would leave.
//!
//! **Invariant:** an option that would leave nothing stays visible and can be chosen; what is
//! chosen is always shown, wherever it stands in the list.

use domain::{lang::Lang, listing::ListingKind, taxonomy};
use marketplace_api::services::search::Order;

use super::address::Address;
use crate::{fmt, i18n::T, pages::listing::offer, view::Choice};

/// Options shown before "show more".
const FIRST: usize = 8;
const SKILLS: usize = 24;
const DAYS: [u32; 4] = [3, 7, 14, 30];
/// Tenths of a star.
const RATINGS: [u32; 3] = [45, 40, 35];

/// How many results have each value, by field of the index.
pub(in crate::pages) type Counts = Vec<(String, Vec<(String, u64)>)>;

/// Several may be chosen: any of them will do.
pub(super) struct Facet {
    pub(super) name: &'static str,
    pub(super) legend: String,
    pub(super) first: Vec<Choice>,
    pub(super) more: Vec<Choice>,
    pub(super) more_label: String,
    pub(super) more_open: bool,
}

/// One is chosen.
pub(super) struct Picker {
    pub(super) name: &'static str,
    pub(super) legend: String,
    pub(super) options: Vec<Choice>,
}

/// What a filter is called where it is taken away again.
pub(super) fn label(t: T, name: &str, value: &str) -> String {
    let number = || value.parse::<u32>().unwrap_or_default();
    match name {
        "category" => taxonomy::category(value).map(|it| it.name(t.lang()).to_owned()),
        "skill" => taxonomy::skill(value).map(|it| it.label(t.lang()).to_owned()),
        "kind" => ListingKind::from_code(value).map(|it| offer::kind_name(t, it)),
        "written_in" => value.parse::<Lang>().ok().map(|it| written_in(t, it)),
        "price_min" => Some(t.with("chip-price-min", t.int(number()))),
        "price_max" => Some(t.with("chip-price-max", t.int(number()))),
        "days" => Some(t.num("chip-days", number())),
        "rating" => Some(t.with("chip-rating", fmt::tenths(t.lang(), number()))),
        _ => None,
    }
    .unwrap_or_else(|| value.to_owned())
}

pub(super) fn facets(t: T, address: &Address, counts: &Counts) -> Vec<Facet> {
    let categories = taxonomy::categories().iter().map(|it| it.slug().to_owned());
    let kinds = ListingKind::ALL.iter().map(|it| it.code().to_owned());
    let languages = Lang::ALL.iter().map(|it| it.code().to_owned());
    // There are too many skills to list those that nothing has.
    let counted = counts_of(counts, "skill").iter().map(|(value, _)| value.clone());
    let mut skills: Vec<String> = address.all("skill").map(str::to_owned).collect();
    skills.extend(counted.filter(|it| !address.has("skill", it)).take(SKILLS));
    vec![
        facet(t, address, ("category", "facet-category"), categories.collect(), counts),
        facet(t, address, ("skill", "facet-skill"), skills, counts),
        facet(t, address, ("kind", "facet-kind"), kinds.collect(), counts),
        facet(t, address, ("written_in", "facet-written-in"), languages.collect(), counts),
    ]
}

fn facet(
    t: T,
    address: &Address,
    (name, legend): (&'static str, &str),
    values: Vec<String>,
    counts: &Counts,
) -> Facet {
    let field = if name == "written_in" { "lang" } else { name };
    let counted = counts_of(counts, field);
    let options = values.into_iter().map(|value| Choice {
        label: label(t, name, &value),
        note: match (counts.is_empty(), counted.iter().find(|(it, _)| *it == value)) {
            (true, _) => String::new(),
            (false, count) => t.int(count.map_or(0, |(_, n)| *n)),
        },
        chosen: address.has(name, &value),
        value,
    });
    let mut first: Vec<Choice> = options.collect();
    // One more is less than the words that would hide it.
    let more = if first.len() > FIRST + 1 { first.split_off(FIRST) } else { Vec::new() };
    Facet {
        name,
        legend: t.tr(legend),
        more_label: t.num("facet-more", more.len()),
        more_open: more.iter().any(|it| it.chosen),
        first,
        more,
    }
}

fn counts_of<'a>(counts: &'a Counts, field: &str) -> &'a [(String, u64)] {
    counts.iter().find(|(it, _)| it == field).map_or(&[], |(_, values)| values)
}

pub(super) fn pickers(t: T, address: &Address) -> Vec<Picker> {
    let any = |name: &'static str| Choice {
        label: t.tr("any"),
        chosen: address.one(name).is_none(),
        ..Choice::default()
    };
    let option = |name: &'static str, value: u32| Choice {
        value: value.to_string(),
        label: label(t, name, &value.to_string()),
        chosen: address.number(name) == Some(u64::from(value)),
        ..Choice::default()
    };
    let picker = |name: &'static str, legend: &str, values: &[u32]| {
        let mut options = vec![any(name)];
        options.extend(values.iter().map(|it| option(name, *it)));
        // An address may say a number that is not on the list.
        if let Some(other) = address.number(name).and_then(|it| u32::try_from(it).ok())
            && !values.contains(&other)
        {
            options.push(option(name, other));
        }
        Picker { name, legend: t.tr(legend), options }
    };
    vec![picker("days", "facet-days", &DAYS), picker("rating", "facet-rating", &RATINGS)]
}

pub(super) fn sorts(t: T, address: &Address) -> Vec<Choice> {
    let option = |order: &Order| Choice {
        value: order.code().to_owned(),
        label: t.tr(match order {
            Order::Relevance => "sort-relevance",
            Order::PriceUp => "sort-price-up",
            Order::PriceDown => "sort-price-down",
            Order::Newest => "sort-newest",
            Order::Rating => "sort-rating",
        }),
        chosen: *order == address.order(),
        ..Choice::default()
    };
    Order::ALL.iter().map(option).collect()
}

fn written_in(t: T, lang: Lang) -> String {
    t.tr(match lang {
        Lang::Es => "in-spanish",
        Lang::En => "in-english",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts() -> Counts {
        let skills = (0..12).map(|it| (taxonomy::skills()[it].slug().to_owned(), 20 - it as u64));
        vec![
            ("category".into(), vec![("chatbots".into(), 1_234)]),
            ("skill".into(), skills.collect()),
        ]
    }

    #[test]
    fn an_option_that_leaves_nothing_is_still_there() {
        let facets = facets(T::new(Lang::Es), &Address::of(""), &counts());
        let notes: Vec<&str> = facets[0].first.iter().map(|it| it.note.as_str()).collect();
        assert_eq!((notes[0], notes[1]), ("1.234", "0"));
        assert_eq!(facets[0].first.len() + facets[0].more.len(), taxonomy::categories().len());
    }

    #[test]
    fn what_is_chosen_comes_first_among_skills() {
        let last = taxonomy::skills()[11].slug();
        let address = Address::of(&format!("skill={last}"));
        let facets = facets(T::new(Lang::En), &address, &counts());
        assert_eq!(facets[1].first[0].value, last);
        assert!(facets[1].first[0].chosen && !facets[1].more_open);
        assert_eq!(facets[1].more_label, "4 more");
    }

    #[test]
    fn nothing_is_counted_when_search_does_not_answer() {
        let facets = facets(T::new(Lang::Es), &Address::of("skill=rag"), &Vec::new());
        assert!(facets.iter().flat_map(|it| &it.first).all(|it| it.note.is_empty()));
        assert_eq!(facets[1].first.len(), 1);
    }

    #[test]
    fn a_number_from_the_address_stays_choosable() {
        let pickers = pickers(T::new(Lang::Es), &Address::of("days=9"));
        let chosen: Vec<&str> =
            pickers[0].options.iter().filter(|it| it.chosen).map(|it| it.label.as_str()).collect();
        assert_eq!(chosen, ["En 9 días o menos"]);
    }
}
