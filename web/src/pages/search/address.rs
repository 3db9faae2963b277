//! A search as its address says it: `/search?q=bot&category=chatbots&price_max=900`.
//!
//! **Invariant:** the address is the whole state. Only what is understood is kept, in one order, so
//! the same search has one address, and one filter can be taken out of it by its name.

use domain::{lang::Lang, listing::ListingKind, taxonomy};
use marketplace_api::services::search::{Order, Request};

use crate::query::encode;

/// How many filters an address may carry; more than anybody ticks.
const MAX_FILTERS: usize = 40;
const MAX_TEXT_CHARS: usize = 500;
/// Results on one page: rows of three and of two come out even.
const PAGE: usize = 24;

/// The parameters, in the order they are written.
pub(crate) const NAMES: [&str; 10] = [
    "q",
    "category",
    "skill",
    "kind",
    "written_in",
    "price_min",
    "price_max",
    "days",
    "rating",
    "sort",
];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    pairs: Vec<(&'static str, String)>,
    pub(crate) cursor: Option<String>,
}

impl Address {
    /// Reads what stands after the question mark. Nothing in it can fail: what is not understood is
    /// left out.
    pub(crate) fn of(query: &str) -> Address {
        let raw = actix_web::web::Query::<Vec<(String, String)>>::from_query(query);
        let raw = raw.map(actix_web::web::Query::into_inner).unwrap_or_default();
        let mut address = Address::default();
        for name in NAMES {
            for (_, value) in raw.iter().filter(|(key, _)| key == name) {
                let Some(value) = understood(name, value) else { continue };
                let single = !["category", "skill", "kind", "written_in"].contains(&name);
                let taken = address
                    .pairs
                    .iter()
                    .any(|(key, known)| *key == name && (single || *known == value));
                if !taken && address.pairs.len() < MAX_FILTERS {
                    address.pairs.push((name, value));
                }
            }
        }
        let cursor = raw.into_iter().find(|(key, value)| key == "cursor" && !value.is_empty());
        Address { cursor: cursor.map(|(_, value)| value), ..address }
    }

    pub(crate) fn text(&self) -> &str {
        self.one("q").unwrap_or_default()
    }

    pub(crate) fn order(&self) -> Order {
        self.one("sort").and_then(Order::from_code).unwrap_or_default()
    }

    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.one(name)?.parse().ok()
    }

    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|it| it == value)
    }

    /// Every filter, as `(name, value)`; text and order are none.
    pub(crate) fn filters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let filters = self.pairs.iter().filter(|(key, _)| *key != "q" && *key != "sort");
        filters.map(|(key, value)| (*key, value.as_str()))
    }

    #[must_use]
    pub(crate) fn without(&self, name: &str, value: &str) -> Address {
        let mut pairs = self.pairs.clone();
        pairs.retain(|(key, known)| !(*key == name && known == value));
        Address { pairs, cursor: None }
    }

    #[must_use]
    pub(crate) fn without_filters(&self) -> Address {
        let mut pairs = self.pairs.clone();
        pairs.retain(|(key, _)| *key == "q" || *key == "sort");
        Address { pairs, cursor: None }
    }

    #[must_use]
    pub(crate) fn at(&self, cursor: Option<String>) -> Address {
        Address { pairs: self.pairs.clone(), cursor }
    }

    /// What the service is asked. Whoever writes a range the wrong way round means it.
    pub(crate) fn request(&self, lang: Lang) -> Request {
        let all = |name| self.all(name).map(str::to_owned).collect();
        let cents = |name| self.number(name).map(|it| it.saturating_mul(100));
        let small = |name| self.number(name).map(|it| u32::try_from(it).unwrap_or(u32::MAX));
        let (min, max) = match (cents("price_min"), cents("price_max")) {
            (Some(min), Some(max)) if min > max => (Some(max), Some(min)),
            as_written => as_written,
        };
        Request {
            text: self.text().to_owned(),
            lang: Some(lang),
            categories: all("category"),
            skills: all("skill"),
            kinds: all("kind"),
            written_in: all("written_in"),
            price_min_minor: min,
            price_max_minor: max,
            delivery_days_max: small("days"),
            rating_min_tenths: small("rating").map(|it| it.min(50)),
            order: self.order(),
            limit: Some(PAGE),
            cursor: self.cursor.clone(),
            count_facets: true,
            asker: None,
        }
    }

    /// For links and the address bar.
    pub(crate) fn path(&self) -> String {
        let mut path = String::from("/search");
        let cursor = self.cursor.iter().map(|it| ("cursor", it.as_str()));
        let pairs = self.pairs.iter().map(|(key, value)| (*key, value.as_str()));
        let default = ("sort", Order::default().code());
        for (at, (key, value)) in pairs.chain(cursor).filter(|it| *it != default).enumerate() {
            path.push(if at == 0 { '?' } else { '&' });
            path.push_str(key);
            path.push('=');
            encode(value, &mut path);
        }
        path
    }
}

/// The value as it is kept, if it is one.
fn understood(name: &str, value: &str) -> Option<String> {
    let value = value.trim();
    let kept = match name {
        "q" => value.chars().filter(|it| !it.is_control()).take(MAX_TEXT_CHARS).collect(),
        "category" => taxonomy::category(value)?.slug().to_owned(),
        "skill" => taxonomy::skill(value)?.slug().to_owned(),
        "kind" => ListingKind::from_code(value)?.code().to_owned(),
        "written_in" => value.parse::<Lang>().ok()?.code().to_owned(),
        "sort" => Order::from_code(value)?.code().to_owned(),
        // People write 1.500, 1,500 and 1500 €.
        _ => {
            let digits: String = value.chars().filter(char::is_ascii_digit).take(9).collect();
            digits.parse::<u64>().ok().filter(|it| *it > 0)?.to_string()
        }
    };
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_search_has_one_address() {
        let odd = "price_max=1.500+%E2%82%AC&x=1&q=+chat+bot%26co+&category=chatbots&category=chatbots&lang=en&sort=relevance";
        let address = Address::of(odd);
        assert_eq!(address.path(), "/search?q=chat+bot%26co&category=chatbots&price_max=1500");
        let again = Address::of(address.path().split_once('?').unwrap().1);
        assert_eq!(again, Address { pairs: again.pairs.clone(), cursor: None });
        assert_eq!(again.path(), address.path());
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        for query in ["category=no-such", "kind=%00", "days=-", "price_min=0", "sort=x", "%zz&=&&"]
        {
            assert_eq!(Address::of(query).path(), "/search", "{query}");
        }
        let long = format!("q={}", "a".repeat(5_000));
        assert_eq!(Address::of(&long).text().len(), MAX_TEXT_CHARS);
    }

    #[test]
    fn a_range_written_the_wrong_way_round_is_turned() {
        let request = Address::of("price_min=900&price_max=100&days=7").request(Lang::Es);
        assert_eq!(
            (request.price_min_minor, request.price_max_minor),
            (Some(100_00), Some(900_00))
        );
        assert_eq!(request.delivery_days_max, Some(7));
    }

    #[test]
    fn one_filter_is_taken_out_and_the_page_starts_over() {
        let address = Address::of("q=x&skill=rag&category=chatbots&cursor=abc");
        assert!(address.path().ends_with("cursor=abc"));
        assert_eq!(address.without("skill", "rag").path(), "/search?q=x&category=chatbots");
        assert_eq!(address.without_filters().path(), "/search?q=x");
    }
}
