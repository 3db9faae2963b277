//! What a listing costs: its tiers and its extras.

use std::ops::RangeInclusive;

use domain::{
    lang::Lang,
    listing::raw::{RawBracket, RawExtra, RawExtraPrice, RawOption, RawText, RawTier},
};

use super::Writer;
use crate::demo::{
    content::{Extra, Shelf, extra::Price},
    pattern::Pattern,
    random::Random,
};

impl Writer<'_> {
    /// Each dearer than the one before. `None` when nothing new can be said of any.
    pub(super) fn tiers(&mut self) -> Option<Vec<RawTier>> {
        let archetype = self.archetype;
        let all = archetype.tiers.len();
        let count = match self.random.between(0, 9) {
            0 => 1,
            1 | 2 => 2.min(all),
            _ => all,
        };
        let from = if count < all { self.random.below(all - count + 1) } else { 0 };
        let level = (self.persona.level + self.random.between(0, 30)).min(100);
        let mut tiers: Vec<RawTier> = Vec::with_capacity(count);
        for (at, tier) in archetype.tiers[from..from + count].iter().enumerate() {
            let includes = self.render(&tier.includes);
            if !self.once.admit(&self.tagged(&includes)) {
                continue;
            }
            let (low, high) = (*tier.cents.start(), *tier.cents.end());
            let mut price_minor = rounded(low + (high - low) * level / 100);
            let mut delivery_days =
                small(self.random.between(*tier.days.start(), *tier.days.end()));
            if let Some(before) = tiers.last() {
                if price_minor <= before.price_minor {
                    price_minor = rounded(before.price_minor * 5 / 4 + 500);
                }
                delivery_days = delivery_days.max(before.delivery_days);
            }
            tiers.push(RawTier {
                name: self.said(&tier.name),
                includes: self.raw(includes),
                price_minor,
                delivery_days,
                revisions: Some(1 + at.min(3) as u32),
            });
        }
        (!tiers.is_empty()).then_some(tiers)
    }

    pub(super) fn extras(&mut self, shelf: &Shelf) -> Vec<RawExtra> {
        let all: Vec<&Extra> =
            self.archetype.pool.extras.iter().chain(&shelf.pool.extras).collect();
        let wanted = self.random.between(1, 4) as usize;
        let mut places = self.random.order(all.len());
        places.truncate(wanted);
        places.sort_unstable();
        let mut extras = Vec::with_capacity(wanted);
        for at in places {
            let label = self.render(&all[at].name);
            if self.once.admit(&self.tagged(&label)) {
                let label = self.raw(label);
                extras.push(self.extra(all[at], at, label));
            }
        }
        extras
    }

    fn extra(&mut self, extra: &Extra, at: usize, label: RawText) -> RawExtra {
        let price = match &extra.price {
            Price::Flat(cents) => {
                RawExtraPrice::Flat { price_minor: draw(&mut self.random, cents) }
            }
            Price::PerUnit { unit, cents, most } => RawExtraPrice::PerUnit {
                unit: self.unit(unit),
                price_minor: draw(&mut self.random, cents),
                min: 1,
                max: small(*most),
            },
            Price::Times { percent } => {
                let percent = self.random.between(*percent.start() / 5, *percent.end() / 5) * 5;
                RawExtraPrice::Multiplier { bps: small(percent - 100) * 100 }
            }
            Price::Range { unit, units, cents } => {
                let each = draw(&mut self.random, cents);
                let brackets = brackets(units, each);
                RawExtraPrice::Range { unit: self.unit(unit), min: small(*units.start()), brackets }
            }
            Price::OneOf(options) => {
                let mut priced = Vec::with_capacity(options.len());
                for (at, (name, cents)) in options.iter().enumerate() {
                    priced.push(RawOption {
                        code: format!("option-{}", at + 1),
                        label: self.said(name),
                        price_minor: draw(&mut self.random, cents),
                    });
                }
                RawExtraPrice::Exclusive { options: priced }
            }
        };
        RawExtra { code: format!("extra-{}", at + 1), label, days: extra.days, price }
    }

    fn said(&self, pattern: &Pattern) -> RawText {
        self.raw(self.render(pattern))
    }

    /// The name of a unit stands within a sentence: `per hour`.
    fn unit(&self, pattern: &Pattern) -> RawText {
        let words = |lang: &Lang| pattern.words(*lang, self.filling);
        self.raw(self.langs.iter().map(words).collect())
    }
}

/// Three steps: the more units, the less each of them costs.
fn brackets(units: &RangeInclusive<u64>, each: u64) -> Vec<RawBracket> {
    let (least, most) = (*units.start(), *units.end());
    let step = ((most - least) / 3).max(1);
    let mut brackets: Vec<RawBracket> = Vec::with_capacity(3);
    for (up_to, percent) in [(least + step, 100), (least + 2 * step, 92), (most, 85)] {
        let up_to = small(up_to.min(most));
        if brackets.last().is_none_or(|it| it.up_to < up_to) {
            let price_minor = rounded(each * u64::from(up_to) * percent / 100);
            brackets.push(RawBracket { up_to, price_minor });
        }
    }
    brackets
}

fn draw(random: &mut Random, cents: &RangeInclusive<u64>) -> u64 {
    rounded(random.between(*cents.start(), *cents.end()))
}

/// A price as people write it, in cents.
pub(in crate::demo) fn rounded(cents: u64) -> u64 {
    let step = match cents {
        0..=1_99 => 1,
        2_00..=19_99 => 50,
        20_00..=99_99 => 1_00,
        100_00..=299_99 => 5_00,
        300_00..=999_99 => 10_00,
        1_000_00..=4_999_99 => 50_00,
        _ => 100_00,
    };
    cents / step * step
}

/// Counts of days, units and percent are written by us and small.
fn small(count: u64) -> u32 {
    u32::try_from(count).expect("written in the content as a small number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_units_cost_more_in_all_and_less_each() {
        let brackets = brackets(&(2..=20), 50_00);
        let sizes: Vec<_> = brackets.iter().map(|it| (it.up_to, it.price_minor)).collect();
        assert_eq!(sizes, [(8, 400_00), (14, 640_00), (20, 850_00)]);
        assert_eq!(super::brackets(&(1..=2), 10_00).len(), 1);
    }

    #[test]
    fn prices_are_round() {
        let prices = [1_234_56, 87_65, 12, 5_67, 18_432_10].map(rounded);
        assert_eq!(prices, [1_200_00, 87_00, 12, 5_50, 18_400_00]);
    }
}
