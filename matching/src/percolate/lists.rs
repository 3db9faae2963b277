//! Standing queries by the ideas they are listed under.
//!
//! A list belongs to an idea and a *part*: a value of the facet that queries are kept apart by, or
//! [`ANYWHERE`] for those that do not filter on it. An entry carries enough of its query that most
//! are refused while the list is read from front to back, without a look at the query itself.

use std::collections::HashMap;

/// The part of queries that do not filter on the facet.
pub(crate) const ANYWHERE: u32 = u32::MAX;

/// Other ideas of its query that an entry carries.
const TAGS: usize = 4;
/// In an entry: a price or a delivery that is not there.
const WITHOUT: u8 = u8::MAX;

#[derive(Debug, Default)]
pub(crate) struct Lists(HashMap<u32, Part>);

/// Lists by group.
#[derive(Debug)]
pub(crate) enum Part {
    /// Of few groups.
    Sparse(HashMap<u32, Vec<Entry>>),
    /// Of so many groups that a place for each is cheaper than looking for it.
    Dense(Vec<Vec<Entry>>),
}

/// A part is dense when at least one in so many groups has a list.
const SPARSE: usize = 8;

/// A query in a list. It may let through what the query refuses, never the other way round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) query: u32,
    price_min: u8,
    price_max: u8,
    days_max: u8,
    /// How many of the tagged ideas there must be.
    needed: u8,
    tags: [u16; TAGS],
}

/// What a query lets pass, for all its entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) prices: Option<(u64, u64)>,
    pub(crate) days: Option<u32>,
}

impl Entry {
    /// Of a query that must have `required` more of `others`.
    pub(crate) fn new(query: u32, limits: Limits, others: &[u32], required: usize) -> Entry {
        let small = |it: u64| small_price(it).min(WITHOUT - 1);
        let (price_min, price_max) =
            limits.prices.map_or((0, WITHOUT), |(min, max)| (small(min), small(max)));
        let days_max = limits.days.map_or(WITHOUT, |it| small_days(it).min(WITHOUT - 1));
        let mut tags = [0; TAGS];
        tags.iter_mut().zip(others).for_each(|(tag, group)| *tag = tag_of(*group));
        let beyond = others.len().saturating_sub(TAGS);
        let needed = u8::try_from(required.saturating_sub(beyond)).unwrap_or(u8::MAX);
        Entry { query, price_min, price_max, days_max, needed, tags }
    }
}

/// A document as entries see it.
pub(crate) struct Glance {
    price: u8,
    days: u8,
    /// By tag: whether the document has such an idea.
    has: Box<[u8; 1 << 16]>,
    dirty: Vec<u16>,
}

impl Default for Glance {
    fn default() -> Glance {
        Glance { price: WITHOUT, days: WITHOUT, has: Box::new([0; 1 << 16]), dirty: Vec::new() }
    }
}

impl Glance {
    pub(crate) fn take(&mut self, price: Option<u64>, days: Option<u32>, groups: &[u32]) {
        for tag in self.dirty.drain(..) {
            self.has[usize::from(tag)] = 0;
        }
        self.price = price.map_or(WITHOUT, small_price);
        self.days = days.map_or(WITHOUT, small_days);
        for group in groups {
            self.has[usize::from(tag_of(*group))] = 1;
            self.dirty.push(tag_of(*group));
        }
    }

    #[inline]
    pub(crate) fn may_meet(&self, entry: &Entry) -> bool {
        let found: u8 = entry.tags.iter().map(|it| self.has[usize::from(*it)]).sum();
        (entry.price_min <= self.price)
            & (self.price <= entry.price_max)
            & (self.days <= entry.days_max)
            & (found >= entry.needed)
    }
}

/// Never 0, which no document has.
fn tag_of(group: u32) -> u16 {
    u16::try_from(group % 65_535).unwrap_or(0) + 1
}

/// Eight steps per doubling: a larger price is never smaller here.
fn small_price(price: u64) -> u8 {
    let price = u32::try_from(price).unwrap_or(u32::MAX).saturating_add(8);
    let step = 28 - price.leading_zeros();
    let small = step * 8 + (price >> step & 7);
    u8::try_from(small).unwrap_or(WITHOUT).min(WITHOUT - 1)
}

fn small_days(days: u32) -> u8 {
    u8::try_from(days).unwrap_or(WITHOUT).min(WITHOUT - 1)
}

impl Lists {
    pub(crate) fn part(&self, part: u32) -> Option<&Part> {
        self.0.get(&part)
    }

    pub(crate) fn add(&mut self, part: u32, group: u32, entry: Entry) {
        let part = self.0.entry(part).or_insert_with(|| Part::Sparse(HashMap::new()));
        part.list(group).push(entry);
        part.make_dense();
    }

    pub(crate) fn remove(&mut self, part: u32, group: u32, query: u32) {
        let Some(part) = self.0.get_mut(&part) else { return };
        let list = part.list(group);
        if let Some(at) = list.iter().position(|it| it.query == query) {
            list.swap_remove(at);
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        let of_list = |it: &Vec<Entry>| 24 + size_of::<Entry>() * it.capacity();
        let of_part = |it: &Part| match it {
            Part::Sparse(lists) => lists.values().map(|it| 16 + of_list(it)).sum::<usize>(),
            Part::Dense(lists) => lists.iter().map(of_list).sum(),
        };
        self.0.values().map(of_part).sum()
    }
}

impl Part {
    #[inline]
    pub(crate) fn get(&self, group: u32) -> &[Entry] {
        let list = match self {
            Part::Sparse(lists) => lists.get(&group),
            Part::Dense(lists) => lists.get(group as usize),
        };
        list.map_or(&[], Vec::as_slice)
    }

    fn list(&mut self, group: u32) -> &mut Vec<Entry> {
        match self {
            Part::Sparse(lists) => lists.entry(group).or_default(),
            Part::Dense(lists) => {
                let at = group as usize;
                if lists.len() <= at {
                    lists.resize_with(at + 1, Vec::new);
                }
                &mut lists[at]
            }
        }
    }

    fn make_dense(&mut self) {
        let Part::Sparse(lists) = self else { return };
        // Looked at when the number of lists is a power of two: seldom.
        if !lists.len().is_power_of_two() {
            return;
        }
        let most = lists.keys().copied().max().unwrap_or(0) as usize;
        if lists.len() * SPARSE > most {
            let mut dense = Vec::new();
            dense.resize_with(most + 1, Vec::new);
            for (group, list) in lists.drain() {
                dense[group as usize] = list;
            }
            *self = Part::Dense(dense);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn small_numbers_keep_their_order(a: u64, b: u64, c: u32, d: u32) {
            prop_assert!(small_price(a.min(b)) <= small_price(a.max(b)));
            prop_assert!(small_price(c.min(d).into()) <= small_price(c.max(d).into()));
            prop_assert!(small_days(c.min(d)) <= small_days(c.max(d)));
        }

        #[test]
        fn an_entry_refuses_only_what_its_query_does(
            prices in prop::option::of((0_u64..5_000, 0_u64..5_000)),
            days in prop::option::of(0_u32..400),
            others in prop::collection::vec(1_u32..200_000, 0..9),
            required in 0_usize..5,
            price in prop::option::of(0_u64..5_000),
            delivery in prop::option::of(0_u32..400),
            has in prop::collection::vec(any::<bool>(), 9),
        ) {
            let hit: Vec<u32> = others.iter().zip(&has).filter(|it| *it.1).map(|it| *it.0).collect();
            let passes = prices.is_none_or(|(min, max)| price.is_some_and(|it| (min..=max).contains(&it)))
                && days.is_none_or(|max| delivery.is_some_and(|it| it <= max))
                && hit.len() >= required;
            let mut glance = Glance::default();
            glance.take(Some(1), None, &[7, 8, 9]);
            glance.take(price, delivery, &hit);
            let entry = Entry::new(3, Limits { prices, days }, &others, required);
            prop_assert!(!passes || glance.may_meet(&entry));
        }
    }

    #[test]
    fn what_is_far_off_is_refused_by_the_entry() {
        let limits = Limits { prices: Some((100, 900)), days: Some(7) };
        let entry = Entry::new(1, limits, &[4, 5, 6], 2);
        let mut glance = Glance::default();
        let mut meets = |price, days, groups: &[u32]| {
            glance.take(price, days, groups);
            glance.may_meet(&entry)
        };
        assert!(meets(Some(500), Some(3), &[4, 6]));
        assert!(!meets(Some(2_000), Some(3), &[4, 6]));
        assert!(!meets(Some(500), Some(9), &[4, 6]));
        assert!(!meets(None, Some(3), &[4, 6]));
        assert!(!meets(Some(500), None, &[4, 6]));
        assert!(!meets(Some(500), Some(3), &[4, 60]));
    }
}
