//! Who is seen: new offers beside what they merit, and owners beside each other, over a month.
//!
//! Each way of ranking lives through the same market. What it shows changes what is clicked, which
//! changes what it shows: loops show only this way.

use std::{collections::HashMap, sync::Arc};

use crate::{
    behaviour::{
        MARKET_MODEL,
        log::{Search, What},
        worth::{gini, ndcg},
    },
    model::served::RankModel,
    ranking::{Policy, RankBy, Ranking},
    receipt::look,
    simulate::{
        market::{Diary, Market, Traffic},
        shelf::{Arms, AsServed, Ranker},
        studies::StudyError,
        world::{DAY_MS, Size},
    },
};

/// New for so long.
const NEW_MS: i64 = 2 * DAY_MS;
/// The days that count, after those in which a way of ranking makes its own past.
const FROM_DAY: usize = 10;
const PLACES: usize = 10;
const CANDIDATES: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By raw clicks per examination.
    RawRates,
    /// By the words alone.
    Words,
    /// By the shipped model, and nothing else.
    Model,
    /// And trying what few have seen.
    Exploring,
    /// And all of the market's policy.
    Market,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Share of the looks at the first ten places that went to offers of two days at most.
    pub new_share: f64,
    /// What their share would be if the truth ranked.
    pub merit_share: f64,
    /// By the truth.
    pub ndcg: f64,
    pub orders: f64,
    /// Of owners' looks over the days that count; all owners with an open offer.
    pub gini: f64,
    /// The same if the truth ranked.
    pub merit_gini: f64,
}

impl Way {
    pub const ALL: [Way; 5] = [Way::RawRates, Way::Words, Way::Model, Way::Exploring, Way::Market];

    pub fn name(self) -> &'static str {
        match self {
            Way::RawRates => "raw rates",
            Way::Words => "words",
            Way::Model => "model",
            Way::Exploring => "model, exploring",
            Way::Market => "model, market policy",
        }
    }

    fn ranking(self) -> Ranking {
        let by = match self {
            Way::RawRates | Way::Words => RankBy::Linear,
            Way::Model | Way::Exploring | Way::Market => RankBy::Model,
        };
        let policy = match self {
            Way::RawRates | Way::Words | Way::Model => Policy::NONE,
            Way::Exploring => Policy { explores: true, ..Policy::NONE },
            Way::Market => Policy::MARKET,
        };
        Ranking { by, policy, ..Ranking::default() }
    }
}

/// A month under one way of ranking; `progress` is told of every day.
///
/// # Errors
/// [`StudyError`] when the engine refuses.
pub fn study(
    way: Way,
    seed: u64,
    searches_a_day: usize,
    progress: &mut dyn FnMut(),
) -> Result<Found, StudyError> {
    let size = Size { seed, ..Size::default() };
    let days = size.days;
    let mut market = Market::open(size, Traffic { searches_a_day, ..Traffic::default() })?;
    market.engine.set_model(Some(Arc::new(RankModel::from_bytes(MARKET_MODEL)?)));
    market.ranking = way.ranking();
    market.logged = CANDIDATES;
    let mut raw = Arms { rankers: vec![Ranker::RawRates], exchanges: 0.0 };
    let mut counted = Counted::default();
    for day in 0..days {
        let mut diary = Diary::default();
        match way {
            Way::RawRates => market.live(&mut raw, &mut diary)?,
            _ => market.live(&mut AsServed, &mut diary)?,
        }
        if day >= FROM_DAY {
            counted.add(&market, &diary);
        }
        progress();
    }
    Ok(counted.found(&market))
}

/// Sums over searches.
#[derive(Debug, Default)]
struct Counted {
    looks: f64,
    new: f64,
    merited: f64,
    ndcg: f64,
    searches: f64,
    orders: f64,
    owners: HashMap<String, f64>,
    merits: HashMap<String, f64>,
}

impl Counted {
    fn add(&mut self, market: &Market, diary: &Diary) {
        for (search, (_, truth)) in diary.log.searches.iter().zip(&diary.truth) {
            let served: Vec<usize> = (0..truth.len()).collect();
            let mut best = served.clone();
            best.sort_by(|one, other| truth[*other].total_cmp(&truth[*one]));
            let (new, all) = self.seen(market, search, (&served, false));
            let (merited, _) = self.seen(market, search, (&best, true));
            self.new += new;
            self.looks += all;
            self.merited += merited;
            let scores: Vec<f32> = served.iter().map(|it| -(*it as f32)).collect();
            if let Some(value) = ndcg(truth, &scores) {
                self.ndcg += value;
                self.searches += 1.0;
            }
        }
        let orders = diary.log.events.iter().filter(|it| matches!(it.what, What::Order { .. }));
        self.orders += orders.count() as f64;
    }

    /// Looks that new offers would have, and all.
    fn seen(
        &mut self,
        market: &Market,
        search: &Search,
        (order, by_merit): (&[usize], bool),
    ) -> (f64, f64) {
        let owners = if by_merit { &mut self.merits } else { &mut self.owners };
        let (mut new, mut all) = (0.0, 0.0);
        for (place, at) in order.iter().take(PLACES).enumerate() {
            let shown = &search.shown[*at];
            let look = f64::from(look(place));
            let number: usize = shown.key[4..].parse().unwrap_or(0);
            let is_new = market.world.offers[number].opens_ms > search.at_ms - NEW_MS;
            new += if is_new { look } else { 0.0 };
            all += look;
            *owners.entry(shown.owner.clone()).or_default() += look;
        }
        (new, all)
    }

    fn found(&self, market: &Market) -> Found {
        let open = &market.world.offers[..market.world.open_at(market.now_ms())];
        let all: std::collections::BTreeSet<&str> =
            open.iter().map(|it| it.doc.owner.as_str()).collect();
        let spread = |owners: &HashMap<String, f64>| {
            let amounts = all.iter().map(|it| owners.get(*it).copied().unwrap_or(0.0));
            gini(&amounts.collect::<Vec<f64>>())
        };
        Found {
            new_share: self.new / self.looks,
            merit_share: self.merited / self.looks,
            ndcg: self.ndcg / self.searches,
            orders: self.orders,
            gini: spread(&self.owners),
            merit_gini: spread(&self.merits),
        }
    }
}
