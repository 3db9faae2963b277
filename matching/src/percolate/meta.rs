//! What standing queries fail for, the cheap things first.

use crate::{
    error::QueryError,
    index::columns::{Chunk, NO_DAYS, NO_PRICE},
    percolate::{
        lists::Limits,
        numbers::{NONE, Numbers},
    },
    signals::store::View,
    types::Filter,
};

/// Ideas of a query that stand in its row.
pub(crate) const NEAR: usize = 7;

/// One line of memory per query: all there is to know of most of them.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Row {
    pub(crate) price_min: u64,
    pub(crate) price_max: u64,
    pub(crate) until_ms: i64,
    /// The first of its groups; [`crate::percolate::groups::NO_GROUP`] where there are no more.
    pub(crate) near: [u32; NEAR],
    pub(crate) min_score: f32,
    pub(crate) days_max: u32,
    pub(crate) required: u8,
    /// As [`crate::percolate::visit::reader`] numbers them.
    pub(crate) reader: u8,
    pub(crate) more: More,
    /// Bit by bit, whether a group and the next one are words of one phrase.
    pub(crate) joined: u8,
}

/// What does not fit into a row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct More(u8);

impl More {
    const GROUPS: u8 = 1;
    const CHECKS: u8 = 2;

    pub(crate) fn of(groups: usize, checks: &Checks) -> More {
        let bit = |is: bool, bit: u8| if is { bit } else { 0 };
        More(bit(groups > NEAR, More::GROUPS) | bit(checks.has_more(), More::CHECKS))
    }

    pub(crate) fn groups(self) -> bool {
        self.0 & More::GROUPS != 0
    }

    pub(crate) fn checks(self) -> bool {
        self.0 & More::CHECKS != 0
    }
}

impl Row {
    #[inline]
    pub(crate) fn fits(&self, facts: &Facts, now_ms: i64) -> bool {
        self.price_min <= facts.price
            && facts.price <= self.price_max
            && facts.days <= self.days_max
            && now_ms <= self.until_ms
    }
}

/// What filters see of a document, now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) price: u64,
    pub(crate) days: u32,
    /// NaN when nobody has rated it.
    rating: f32,
    pub(crate) is_hidden: bool,
}

impl Facts {
    pub(crate) fn of(chunk: &Chunk, at: usize, signals: &View) -> Facts {
        Facts {
            price: signals.price_at(chunk, at),
            days: chunk.days[at],
            rating: signals.rating_at(chunk, at).0,
            is_hidden: signals.is_hidden_at(chunk, at),
        }
    }
}

/// Filters, made ready; facet values have our own numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Checks {
    /// By field, at most one each, sorted values.
    pub(crate) facets: Vec<(usize, Vec<u32>)>,
    price: Option<(u64, u64)>,
    days: Option<u32>,
    rating: Option<f32>,
}

impl Checks {
    pub(crate) fn new(
        filters: &[Filter],
        fields: &[String],
        number: &mut impl FnMut(usize, &str) -> u32,
    ) -> Result<Checks, QueryError> {
        let mut checks = Checks::default();
        for filter in filters {
            match filter {
                Filter::AnyOf { field: name, values } => {
                    let Some(field) = fields.iter().position(|it| it == name) else {
                        let known = fields.join(", ");
                        return Err(QueryError::UnknownField { field: name.clone(), known });
                    };
                    let mut wanted: Vec<u32> = values.iter().map(|it| number(field, it)).collect();
                    match checks.facets.iter_mut().find(|it| it.0 == field) {
                        Some((_, known)) => known.append(&mut wanted),
                        None => checks.facets.push((field, wanted)),
                    }
                }
                Filter::PriceMinor { min, max } => {
                    let (low, high) = checks.price.unwrap_or((0, NO_PRICE - 1));
                    let max = max.unwrap_or(NO_PRICE - 1).min(NO_PRICE - 1);
                    checks.price = Some((low.max(min.unwrap_or(0)), high.min(max)));
                }
                Filter::DeliveryDays { max } => {
                    let max = (*max).min(NO_DAYS - 1);
                    checks.days = Some(checks.days.map_or(max, |it| it.min(max)));
                }
                Filter::RatingAtLeast(min) if min.is_nan() => {
                    return Err(QueryError::RatingIsNotANumber);
                }
                Filter::RatingAtLeast(min) => {
                    checks.rating = Some(checks.rating.map_or(*min, |it| it.max(*min)));
                }
            }
        }
        for (_, values) in &mut checks.facets {
            values.sort_unstable();
            values.dedup();
        }
        Ok(checks)
    }

    pub(crate) fn limits(&self) -> Limits {
        Limits { prices: self.price, days: self.days }
    }

    /// Both ends included; those without a price pass only where there is no limit.
    pub(crate) fn price(&self) -> (u64, u64) {
        self.price.unwrap_or((0, NO_PRICE))
    }

    pub(crate) fn days(&self) -> u32 {
        self.days.unwrap_or(NO_DAYS)
    }

    /// Besides what a row says, and the first facet field, which decides about the list.
    fn has_more(&self) -> bool {
        self.facets.iter().any(|it| it.0 != 0) || self.rating.is_some()
    }

    /// Whether a document passes; `values` are its facet values by our numbers.
    pub(crate) fn pass(&self, facts: &Facts, values: &[u32]) -> bool {
        let has_any = |(_, wanted): &(usize, Vec<u32>)| {
            values.iter().any(|it| wanted.binary_search(it).is_ok())
        };
        self.price.is_none_or(|(min, max)| (min..=max).contains(&facts.price))
            && self.days.is_none_or(|max| facts.days <= max)
            && self.rating.is_none_or(|min| facts.rating >= min)
            && self.facets.iter().all(has_any)
    }
}

/// How a facet value is written among our numbers.
pub(crate) fn facet_text(field: usize, value: &str) -> String {
    format!("{field}\u{1f}{value}")
}

/// Our numbers of the document's facet values.
pub(crate) fn values_at(chunk: &Chunk, at: usize, facets: &Numbers, into: &mut Vec<u32>) {
    into.clear();
    let ours = chunk.values.get(at).iter().map(|it| facets.ours(*it));
    into.extend(ours.filter(|it| *it != NONE));
}
