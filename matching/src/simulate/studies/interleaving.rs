//! How many searches it takes to tell two rankers apart, in one list and in two halves of the people.
//!
//! The other ranker is the shipped model with noise on its scores, as much as costs two percent of
//! nDCG@10 by the truth. For halves of the people (A/B) the chances of a click and of an order are
//! known exactly, so only interleaving has to be played.

use crate::{
    behaviour::{
        MARKET_MODEL,
        log::{Device, What},
    },
    experiment::interleave::{Credits, preference, team_draft},
    model::forest::Forest,
    simulate::{
        chance::Chance,
        eyes::Eyes,
        market::PAGE,
        people::{Visit, browse},
        shelf::{Ranker, Served},
        studies::{StudyError, clicks::Frozen},
        world::Worth,
    },
};

/// What the other ranker loses.
const LOSES: f64 = 0.02;

/// Searches for a power of 80 % at 5 %, two-sided: (1.96 + 0.84)² times variance ÷ squared difference.
const POWER: f64 = 7.85;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    pub ndcg: f64,
    /// What the other ranker lost, by the truth.
    pub lost: f64,
    /// Searches that are needed, in all.
    pub interleaved: f64,
    pub by_orders: f64,
    pub by_clicks: f64,
    /// Who won searches that somebody won, when the other ranker is worse, in percent.
    pub wins: f64,
    /// The same between two rankers of equal noise: their difference by the truth, and by wins.
    pub equal_lost: f64,
    pub equal_wins: f64,
}

/// A ranker that is the model but for noise that stays the same.
struct Noisy<'a> {
    model: &'a Ranker,
    noise: f64,
    seed: u64,
}

impl Noisy<'_> {
    fn scores(&self, served: &Served) -> Vec<f32> {
        let scores = self.model.scores(served);
        let query = served.scores.first().map_or(0, |it| u64::from(it.to_bits()));
        let noise = |(score, offer): (&f32, &usize)| {
            let mut chance = Chance::new(self.seed ^ query << 24 ^ (*offer as u64) << 3);
            chance.bits();
            score + (self.noise * chance.normal()) as f32
        };
        scores.iter().zip(&served.offers).map(noise).collect()
    }

    fn order(&self, served: &Served) -> Vec<usize> {
        let scores = self.scores(served);
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
        order
    }
}

/// # Errors
/// [`StudyError`] when the engine refuses.
pub fn study(seed: u64, searches: usize) -> Result<Found, StudyError> {
    let frozen = Frozen::new(seed)?;
    let model = Ranker::Model(Forest::from_bytes(MARKET_MODEL)?);
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let noisy = |noise: f64, seed: u64| Noisy { model: &model, noise, seed };
    let judged = |it: &Noisy<'_>| mean(frozen.judge_known(|served| it.scores(served)));
    let best = judged(&noisy(0.0, 0));
    let (mut low, mut high) = (0.0, 4.0);
    for _ in 0..18 {
        let middle = f64::midpoint(low, high);
        if judged(&noisy(middle, 1)) > best * (1.0 - LOSES) { low = middle } else { high = middle }
    }
    let (one, other, third) = (noisy(0.0, 0), noisy(low, 1), noisy(low, 2));
    let halves = halves(&frozen, &one, &other, seed);
    let played = play(&frozen, (&one, &other), searches, seed);
    let equal = play(&frozen, (&other, &third), searches, seed + 100);
    Ok(Found {
        ndcg: best,
        lost: (best - judged(&other)) / best,
        interleaved: played.needed(),
        by_orders: halves.0,
        by_clicks: halves.1,
        wins: played.wins(),
        equal_lost: (judged(&other) - judged(&third)) / best,
        equal_wins: equal.wins(),
    })
}

/// Searches that halves of the people need, by orders and by clicks, from exact chances.
fn halves(frozen: &Frozen, one: &Noisy<'_>, other: &Noisy<'_>, seed: u64) -> (f64, f64) {
    let mut chance = Chance::fork(seed, "halves");
    let (mut orders, mut clicks) = ([0.0; 2], [0.0; 2]);
    let count = 20_000;
    for _ in 0..count {
        let (visit, served) = frozen.draw(&mut chance);
        for (side, ranker) in [one, other].into_iter().enumerate() {
            let worths = worths(frozen, &visit, served, &ranker.order(served));
            let none = |of: &dyn Fn(&Worth) -> f64| {
                let places = worths.iter().zip(1..);
                let looks = |rank| Eyes::Places.examines(visit.device, rank);
                places.map(|(it, rank)| 1.0 - looks(rank) * of(it)).product::<f64>()
            };
            orders[side] += (1.0 - none(&|it| it.click * it.message * it.order)) / f64::from(count);
            clicks[side] += (1.0 - none(&|it| it.click)) / f64::from(count);
        }
    }
    let needed = |rates: [f64; 2]| {
        let variance: f64 = rates.iter().map(|it| it * (1.0 - it)).sum();
        2.0 * POWER * variance / (rates[0] - rates[1]).powi(2)
    };
    (needed(orders), needed(clicks))
}

/// Preferences for the first ranker, one a search.
struct Played {
    count: f64,
    sum: f64,
    squares: f64,
    won: f64,
    lost: f64,
}

impl Played {
    fn needed(&self) -> f64 {
        let mean = self.sum / self.count;
        POWER * (self.squares / self.count - mean * mean) / (mean * mean)
    }

    fn wins(&self) -> f64 {
        100.0 * self.won / (self.won + self.lost).max(1.0)
    }
}

fn play(
    frozen: &Frozen,
    (one, other): (&Noisy<'_>, &Noisy<'_>),
    searches: usize,
    seed: u64,
) -> Played {
    let mut chance = Chance::fork(seed, "interleaving");
    let mut played = Played { count: 0.0, sum: 0.0, squares: 0.0, won: 0.0, lost: 0.0 };
    for _ in 0..searches {
        let (visit, served) = frozen.draw(&mut chance);
        let (first, second) = (one.order(served), other.order(served));
        let list = team_draft(&first, &second, PAGE, || chance.happens(0.5));
        let items: Vec<usize> = list.iter().map(|it| it.item).collect();
        let worths = worths(frozen, &visit, served, &items);
        let (_, told) = browse(Eyes::Places, &visit, &worths, &mut chance);
        let value = -preference(&list, |place| credit(&told, place));
        played.count += 1.0;
        played.sum += value;
        played.squares += value * value;
        played.won += f64::from(u8::from(value > 0.0));
        played.lost += f64::from(u8::from(value < 0.0));
    }
    played
}

fn credit(told: &[crate::simulate::people::Happening], place: usize) -> f64 {
    let credits = Credits::default();
    let one = |it: &crate::simulate::people::Happening| match it.what {
        What::Click { dwell_ms } if dwell_ms >= 10_000 => credits.click,
        What::Message => credits.message,
        What::Order { .. } => credits.order,
        _ => 0.0,
    };
    told.iter().filter(|it| it.place == place).map(one).fold(0.0, f64::max)
}

fn worths(frozen: &Frozen, visit: &Visit, served: &Served, order: &[usize]) -> Vec<Worth> {
    let market = &frozen.market;
    let one = |at: &usize| {
        let offer = served.offers[*at];
        let is_free = market.tallies.is_free(&market.world, offer, market.now_ms());
        market.world.worth(visit.need, offer, is_free)
    };
    order.iter().take(PAGE).map(one).collect()
}

impl Frozen {
    /// Somebody who searches, and what is served.
    pub(crate) fn draw(&self, chance: &mut Chance) -> (Visit, &Served) {
        let need = self.known_need(chance);
        let wording = chance.below(self.market.world.needs[need].wordings.len());
        let device = if chance.happens(0.55) { Device::Mobile } else { Device::Desktop };
        let at_ms = self.market.now_ms();
        let visit = Visit { at_ms, actor: 0, device, need, wording, is_return: false };
        (visit, self.served(need, wording))
    }
}
