//! Made-up listings and briefs, the same on every machine: ideas of the glossary by trade, the more
//! common ones more often, between filler words of a made-up vocabulary.

use matching::{
    measure::chance::Dice,
    percolate::{Standing, Wanted},
    types::{Doc, Filter, Lang, Text},
};

pub(super) const FACETS: [&str; 3] = ["category", "skill", "lang"];
pub(super) const NOW_MS: i64 = 1_790_000_000_000;

const GLOSSARY: &str = include_str!("../../text/glossary.txt");

/// Trades, by how the headings of their ideas begin.
const TRADES: [(&str, &[&str]); 10] = [
    ("conversation", &["Conversation"]),
    ("models", &["Learning machines", "Models"]),
    ("data", &["Data"]),
    ("automation", &["Automation"]),
    ("documents", &["Documents"]),
    ("images", &["Image", "Vision"]),
    ("sales", &["Selling", "Marketing"]),
    ("software", &["Building", "Software"]),
    ("training", &["Advice", "Training"]),
    ("law", &["Law"]),
];
const FOR_WHOM: &[&str] = &["Who it is for", "Sectors"];
const NEEDS: &[&str] = &["Words of need", "Deliverables"];

const SYLLABLES: [&str; 16] = [
    "ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "xo", "zu", "ka",
];

type Idea = [Vec<&'static str>; 2];

pub(super) struct Market {
    trades: Vec<Vec<Idea>>,
    for_whom: Vec<Idea>,
    needs: Vec<Idea>,
}

impl Market {
    pub(super) fn new() -> Market {
        Market {
            trades: TRADES.iter().map(|(_, headings)| ideas(headings)).collect(),
            for_whom: ideas(FOR_WHOM),
            needs: ideas(NEEDS),
        }
    }

    /// About 2 KB of text.
    pub(super) fn doc(&self, number: usize) -> Doc {
        let mut dice = Dice::new(0xd0c0_0000 + number as u64);
        let trade = dice.below(TRADES.len());
        let langs: &[Lang] = match dice.below(10) {
            0..=3 => &[Lang::Es],
            4..=6 => &[Lang::En],
            _ => &Lang::ALL,
        };
        let texts = langs.iter().map(|lang| {
            // A listing says the same in both languages.
            let mut dice = dice.clone();
            let title = self.line(&mut dice, trade, *lang, [2, 1, 0, 2]);
            let summary = self.line(&mut dice, trade, *lang, [3, 1, 2, 10]);
            let body = self.line(&mut dice, trade, *lang, [9, 3, 8, 220 / langs.len()]);
            Text { lang: *lang, title, summary, body }
        });
        let texts: Vec<Text> = texts.collect();
        let mut dice = Dice::new(dice.bits());
        let skill = |dice: &mut Dice| one(dice, &self.trades[trade], Lang::En).to_owned();
        let labels: Vec<String> = (0..3).map(|_| skill(&mut dice)).collect();
        let mut facets = vec![("category".to_owned(), TRADES[trade].0.to_owned())];
        facets.extend(langs.iter().map(|it| ("lang".to_owned(), format!("{it:?}"))));
        facets.extend(labels.iter().map(|it| ("skill".to_owned(), it.clone())));
        Doc {
            key: format!("lst_{number:08}"),
            owner: format!("org_{}", number / 5),
            owner_name: words(&mut dice, 2),
            texts,
            labels,
            facets,
            price_minor: Some(price(&mut dice)),
            delivery_days: Some(1 + dice.below(40) as u32),
            rating_mean: (dice.below(3) > 0).then(|| 3.5 + 1.5 * dice.fraction() as f32),
            rating_count: dice.below(90) as u32,
            created_at_ms: NOW_MS - dice.below(500) as i64 * 86_400_000,
        }
    }

    /// A brief: what it should do, for whom; mostly in one trade and up to a price.
    pub(super) fn brief(&self, number: usize) -> Standing {
        let mut dice = Dice::new(0xb51e_0000_0000 + number as u64);
        let trade = dice.below(TRADES.len());
        let lang = Lang::ALL[dice.below(2)];
        let counts = [2 + dice.below(3), dice.below(2), 1 + dice.below(2), 0];
        let text = self.line(&mut dice, trade, lang, counts);
        let mut filters = Vec::new();
        if dice.below(10) < 8 {
            let values = vec![TRADES[trade].0.to_owned()];
            filters.push(Filter::AnyOf { field: "category".to_owned(), values });
        }
        if dice.below(10) < 7 {
            let max = 2 * price(&mut dice);
            let min = (dice.below(3) == 0).then_some(max / 4);
            filters.push(Filter::PriceMinor { min, max: Some(max) });
        }
        if dice.below(10) < 3 {
            filters.push(Filter::DeliveryDays { max: 5 + dice.below(40) as u32 });
        }
        Standing {
            wanted: Wanted::Text(text),
            required: None,
            filters,
            min_score: 0.35,
            lang: Some(lang),
            until_ms: Some(NOW_MS + dice.below(90) as i64 * 86_400_000),
        }
    }

    /// What somebody types: an idea or two of a trade, now and then for whom.
    pub(super) fn need(&self, number: usize) -> String {
        let mut dice = Dice::new(0x5ea2_0000_0000 + number as u64);
        let (trade, lang) = (dice.below(TRADES.len()), Lang::ALL[dice.below(2)]);
        let counts = [1 + dice.below(2), dice.below(2), dice.below(2), 0];
        self.line(&mut dice, trade, lang, counts)
    }

    /// So many ideas of the trade, for whom, of need, and words that mean nothing, mixed.
    fn line(&self, dice: &mut Dice, trade: usize, lang: Lang, counts: [usize; 4]) -> String {
        let [of_trade, of_whom, of_need, fillers] = counts;
        let mut parts: Vec<String> = Vec::new();
        for (ideas, count) in
            [(&self.trades[trade], of_trade), (&self.for_whom, of_whom), (&self.needs, of_need)]
        {
            parts.extend((0..count).map(|_| one(dice, ideas, lang).to_owned()));
        }
        parts.extend((0..fillers).map(|_| words(dice, 1)));
        for at in (1..parts.len()).rev() {
            parts.swap(at, dice.below(at + 1));
        }
        parts.join(" ")
    }
}

/// Of the first ones more often, as words are used.
fn skewed(dice: &mut Dice, count: usize) -> usize {
    let at = (count as f64 + 1.0).powf(dice.fraction()) - 1.0;
    (at as usize).min(count - 1)
}

fn one(dice: &mut Dice, ideas: &[Idea], lang: Lang) -> &'static str {
    // Half by use, half evenly: trades are specialised.
    let at = if dice.below(2) == 0 { skewed(dice, ideas.len()) } else { dice.below(ideas.len()) };
    let names = &ideas[at][lang as usize];
    names[(dice.fraction() * names.len() as f64) as usize]
}

fn words(dice: &mut Dice, count: usize) -> String {
    let word = |dice: &mut Dice| {
        let mut number = skewed(dice, 40_000) + 16;
        let mut word = String::new();
        while number > 0 {
            word.push_str(SYLLABLES[number % SYLLABLES.len()]);
            number /= SYLLABLES.len();
        }
        word
    };
    let all: Vec<String> = (0..count).map(|_| word(dice)).collect();
    all.join(" ")
}

/// From 30 to 10,000 euros, as many below 550 as above.
fn price(dice: &mut Dice) -> u64 {
    let euros = 30.0 * (10_000.0_f64 / 30.0).powf(dice.fraction());
    euros as u64 * 100
}

fn ideas(headings: &[&str]) -> Vec<Idea> {
    let names = |side: &'static str| side.split(',').map(str::trim).collect::<Vec<_>>();
    let mut is_inside = false;
    let mut found = Vec::new();
    for line in GLOSSARY.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            is_inside = headings.iter().any(|it| heading.starts_with(it));
        } else if is_inside && let Some((es, en)) = line.split_once('|') {
            found.push([names(es), names(en)]);
        }
    }
    found
}
