//! What buyers ask for.

use domain::{
    lang::{Lang, Localized},
    money::{Currency, Money},
};

use super::{
    DemoBrief, content, industry,
    listing::rounded,
    pattern::{Filling, Pattern},
    random::{Random, hash, join},
};

/// The `index`-th brief: shelf after shelf, and another pattern each time round.
pub(super) fn make(market: u64, index: usize) -> DemoBrief {
    let shelves = content::shelves();
    let shelf = &shelves[index % shelves.len()];
    let pattern = &shelf.briefs[index / shelves.len() % shelf.briefs.len()];
    let seed = join(join(market, hash("brief")), index as u64);
    let mut random = Random::new(seed);
    let industry = random.pick(industry::all());
    let filling = Filling { seed, industry, is_firm: true };
    let langs = random.between(0, 99);
    let localized = |pattern: &Pattern| {
        let [es, en] = Lang::ALL.map(|lang| pattern.render(lang, filling));
        match langs {
            0..=29 => Localized::one(Lang::Es, es),
            30..=59 => Localized::one(Lang::En, en),
            _ => Localized::both(es, en),
        }
    };
    let (low, high) = (*pattern.cents.start(), *pattern.cents.end());
    let least = rounded(random.between(low, low + (high - low) / 3));
    let most = rounded(random.between(low + (high - low) / 2, high));
    let (soon, late) = (*pattern.days.start(), *pattern.days.end());
    DemoBrief {
        index,
        category: shelf.category,
        skills: pattern.skills.clone(),
        title: localized(&pattern.title),
        text: localized(&pattern.text),
        budget: [least, most].map(|it| Money::new(it, Currency::Eur)),
        deadline_days: u16::try_from(random.between(soon, late))
            .expect("written as a small number"),
    }
}
