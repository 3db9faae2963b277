//! Random documents and standing queries, the same on every run.

use matching::{
    measure::chance::Dice,
    percolate::{Standing, Wanted},
    types::{Doc, Filter, Lang},
};

use super::any_of;
use crate::corpus::{NOW_MS, doc, text};

/// Names of ideas, Spanish and English, from the list the engine itself reads.
fn ideas() -> Vec<[Vec<&'static str>; 2]> {
    let lines = include_str!("../../../src/text/glossary.txt").lines();
    let ideas = lines.filter(|it| !it.starts_with('#')).filter_map(|it| it.split_once('|'));
    let names = |side: &'static str| side.split(',').map(str::trim).collect::<Vec<_>>();
    ideas.map(|(es, en)| [names(es), names(en)]).take(120).collect()
}

pub(super) struct Market {
    pub(super) dice: Dice,
    ideas: Vec<[Vec<&'static str>; 2]>,
}

impl Market {
    pub(super) fn new(seed: u64) -> Market {
        Market { dice: Dice::new(seed), ideas: ideas() }
    }

    pub(super) fn words(&mut self, lang: Lang, count: usize) -> String {
        let word = |_| {
            let at = self.dice.below(self.ideas.len());
            let names = &self.ideas[at][lang as usize];
            names[self.dice.below(names.len())]
        };
        let words: Vec<&str> = (0..count).map(word).collect();
        words.join(" ")
    }

    pub(super) fn doc(&mut self, key: usize) -> Doc {
        let langs: &[Lang] = match self.dice.below(3) {
            0 => &[Lang::Es],
            1 => &[Lang::En],
            _ => &Lang::ALL,
        };
        let texts = langs.iter().map(|lang| {
            let title = self.words(*lang, 3);
            let summary = self.words(*lang, 4);
            text(*lang, &title, &summary, &self.words(*lang, 12))
        });
        let texts = texts.collect();
        let facet = |field: &str, value: String| (field.to_owned(), value);
        let mut facets = vec![facet("category", format!("c{}", self.dice.below(4)))];
        (0..2).for_each(|_| facets.push(facet("skill", format!("s{}", self.dice.below(9)))));
        Doc {
            texts,
            labels: vec![self.words(Lang::Es, 1)],
            owner_name: self.words(Lang::En, 1),
            facets,
            price_minor: (self.dice.below(8) > 0).then(|| 100 * self.dice.below(50) as u64),
            delivery_days: (self.dice.below(8) > 0).then(|| self.dice.below(30) as u32),
            rating_mean: Some(3.0 + 2.0 * self.dice.fraction() as f32),
            rating_count: self.dice.below(40) as u32,
            ..doc(&format!("d{key:03}"))
        }
    }

    pub(super) fn standing(&mut self) -> Standing {
        let lang = Lang::ALL[self.dice.below(2)];
        let count = 1 + self.dice.below(11);
        let wanted = match self.dice.below(5) {
            0 => Wanted::Ideas(
                (0..count).map(|_| vec![self.words(lang, 1), self.words(lang, 1)]).collect(),
            ),
            // Words that nobody uses, a compound, a slip of the pen.
            1 => Wanted::Text(format!("{} zarpa-blin chatbto", self.words(lang, count))),
            2 if count > 9 => Wanted::Text(String::new()),
            _ => Wanted::Text(self.words(lang, count)),
        };
        let mut filters = Vec::new();
        if self.dice.below(2) == 0 {
            let c = format!("c{}", self.dice.below(5));
            filters.push(any_of("category", &[&c, "c0"][..1 + self.dice.below(2)]));
        }
        if self.dice.below(4) == 0 {
            filters.push(any_of("skill", &["s1", "s2", "s3", "nobody has this"]));
        }
        if self.dice.below(2) == 0 {
            let min = 100 * self.dice.below(30) as u64;
            let (min, max) = (Some(min), Some(min + 2_000));
            filters.push(Filter::PriceMinor { min, max: max.filter(|it| *it < 4_000) });
        }
        if self.dice.below(4) == 0 {
            filters.push(Filter::DeliveryDays { max: self.dice.below(25) as u32 });
        }
        if self.dice.below(6) == 0 {
            filters.push(Filter::RatingAtLeast(3.8));
        }
        Standing {
            wanted,
            required: (self.dice.below(2) == 0).then(|| self.dice.below(4)),
            filters,
            min_score: [0.0, 0.2, 0.4][self.dice.below(3)],
            lang: [None, Some(Lang::Es), Some(Lang::En)][self.dice.below(3)],
            until_ms: (self.dice.below(4) == 0).then(|| NOW_MS - 1 + self.dice.below(3) as i64),
        }
    }
}
