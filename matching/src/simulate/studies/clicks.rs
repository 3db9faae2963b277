//! How much of what could be learned is learned from clicks, and what not knowing the bias of places
//! costs.
//!
//! People see lists of a weak ranker and of a second one; what they do is learned from in several
//! ways, with the same learners on the same lists. The orders of needs nobody learned from are then
//! judged by the truth. Naive learning takes every impression as looked at; the skyline learns from
//! the truth itself.

use std::{collections::HashMap, ops::Range, sync::Arc};

use crate::{
    behaviour::{
        groups::{Pool, Sample},
        labels::{GAINS, WINDOW_MS, label},
        learners::{Task, learn},
        log::{Device, Event, Log, Search, Shown},
        propensity::Propensities,
        worth::ndcg,
    },
    features,
    model::forest::Forest,
    simulate::{
        chance::Chance,
        eyes::Eyes,
        market::{Diary, Market, MarketError, PAGE, Traffic},
        people::{Visit, browse},
        shelf::{Arms, Ranker, Served},
        studies::StudyError,
        world::Size,
    },
    train::{
        recipe::{Learner, Recipe},
        xgboost::Xgboost,
    },
};

/// Lists that the kind `pages` learns from: it needs every one of them whole.
const PAGES: usize = 8_000;
const WARM_DAYS: usize = 10;
const KNOWN_NEEDS: usize = 700;
const OTHER_NEEDS: usize = 300;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    pub seed: u64,
    pub eyes: Eyes,
    /// Lists that are learned from.
    pub lists: usize,
}

/// nDCG@10 by the truth, of needs nobody learned from; one value a need and wording.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub way: &'static str,
    /// Which of the learners was chosen, on what people did.
    pub learner: String,
    pub values: Vec<f64>,
}

impl Found {
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len().max(1) as f64
    }
}

/// A frozen market: every wording has its candidates, once.
#[derive(Debug)]
pub struct Frozen {
    pub market: Market,
    served: HashMap<(usize, usize), Served>,
}

impl Frozen {
    /// # Errors
    /// [`MarketError`] when the engine refuses.
    pub fn new(seed: u64) -> Result<Frozen, MarketError> {
        let needs = KNOWN_NEEDS + OTHER_NEEDS;
        let size = Size { seed, needs, later: 0, ..Size::default() };
        let traffic = Traffic { searches_a_day: 400, ..Traffic::default() };
        let mut market = Market::open(size, traffic)?;
        let mut arms = arms();
        let mut diary = Diary::default();
        for _ in 0..WARM_DAYS {
            market.live(&mut arms, &mut diary)?;
            diary = Diary::default();
        }
        let mut served = HashMap::new();
        for need in 0..needs {
            for wording in 0..market.world.needs[need].wordings.len() {
                let found = market.serve(need, wording, market.now_ms())?;
                served.insert((need, wording), found);
            }
        }
        Ok(Frozen { market, served })
    }

    /// The true gain of an examination, one a candidate.
    pub fn truth(&self, need: usize, served: &Served) -> Vec<f32> {
        let world = &self.market.world;
        let gain = |offer: &usize| {
            let is_free = self.market.tallies.is_free(world, *offer, self.market.now_ms());
            world.worth(need, *offer, is_free).gain(&GAINS) as f32
        };
        served.offers.iter().map(gain).collect()
    }

    /// nDCG@10 by the truth of the needs nobody learned from.
    pub fn judge(&self, score: impl Fn(&Served) -> Vec<f32>) -> Vec<f64> {
        self.judge_of(KNOWN_NEEDS..KNOWN_NEEDS + OTHER_NEEDS, score)
    }

    /// The same of the needs that people have in the lists.
    pub fn judge_known(&self, score: impl Fn(&Served) -> Vec<f32>) -> Vec<f64> {
        self.judge_of(0..KNOWN_NEEDS, score)
    }

    fn judge_of(&self, needs: Range<usize>, score: impl Fn(&Served) -> Vec<f32>) -> Vec<f64> {
        let mut values = Vec::new();
        for need in needs {
            for wording in 0..self.market.world.needs[need].wordings.len() {
                let served = &self.served[&(need, wording)];
                values.extend(ndcg(&self.truth(need, served), &score(served)));
            }
        }
        values
    }

    /// Lists that people went through, without rows: those are the same for every list of a wording.
    pub fn lists(&self, question: &Question) -> Log {
        let mut chance = Chance::fork(question.seed, "lists");
        let arms = arms();
        let mut log = Log::default();
        let start = self.market.now_ms();
        for number in 0..question.lists {
            let need = self.known_need(&mut chance);
            let wording = chance.below(self.market.world.needs[need].wordings.len());
            let device = if chance.happens(0.55) { Device::Mobile } else { Device::Desktop };
            let at_ms = start + (number * 80_000_000 / question.lists) as i64;
            let actor = number as u64;
            let visit = Visit { at_ms, actor, device, need, wording, is_return: false };
            let ranker = &arms.rankers[chance.below(arms.rankers.len())];
            self.list(&visit, ranker, question, (&mut chance, &mut log));
        }
        log
    }

    fn list(
        &self,
        visit: &Visit,
        ranker: &Ranker,
        question: &Question,
        (chance, log): (&mut Chance, &mut Log),
    ) {
        let world = &self.market.world;
        let served = &self.served[&(visit.need, visit.wording)];
        let order = ranker.order(served);
        let shown: Vec<usize> = order.iter().take(PAGE).map(|it| served.offers[*it]).collect();
        let worth = |offer: &usize| {
            let is_free = self.market.tallies.is_free(world, *offer, self.market.now_ms());
            world.worth(visit.need, *offer, is_free)
        };
        let worths: Vec<_> = shown.iter().map(worth).collect();
        let (_, told) = browse(question.eyes, visit, &worths, chance);
        let id = format!("s{}", visit.actor);
        let event = |it: &crate::simulate::people::Happening| Event {
            at_ms: it.at_ms,
            search: id.clone(),
            key: world.offers[shown[it.place]].doc.key.clone(),
            what: it.what,
        };
        log.events.extend(told.iter().map(event));
        let one = |(at, rank): (&usize, u32)| {
            let offer = &world.offers[served.offers[*at]];
            Shown {
                key: offer.doc.key.clone(),
                owner: offer.doc.owner.clone(),
                category: String::new(),
                rank: (rank as usize <= PAGE).then_some(rank),
                score: served.scores[*at],
                chance: 1.0,
                new: false,
                moved: Vec::new(),
                row: Vec::new(),
            }
        };
        let need = &world.needs[visit.need];
        let query = &need.wordings[visit.wording];
        log.searches.push(Search {
            id,
            at_ms: visit.at_ms,
            actor: visit.actor.to_string(),
            device: visit.device,
            lang: if need.lang == crate::types::Lang::Es { "es" } else { "en" }.to_owned(),
            query: query.clone(),
            normal: format!("{}/{}", visit.need, visit.wording),
            ranker: ranker.name().to_owned(),
            candidates: served.total,
            swap: None,
            shown: order.iter().take(PAGE + 10).zip(1..).map(one).collect(),
        });
    }

    pub(crate) fn served(&self, need: usize, wording: usize) -> &Served {
        &self.served[&(need, wording)]
    }

    pub(crate) fn known_need(&self, chance: &mut Chance) -> usize {
        loop {
            let need = self.market.world.draw_need(chance);
            if need < KNOWN_NEEDS {
                return need;
            }
        }
    }

    /// Gives every row its vector, and its true gain if that is to be learned.
    fn fill(&self, sample: &mut Sample, with_truth: bool) {
        sample.width = features::N;
        sample.values.clear();
        for group in sample.groups.clone() {
            let (need, wording) = group.normal.split_once('/').expect("written above");
            let need: usize = need.parse().expect("written above");
            let served = &self.served[&(need, wording.parse().expect("written above"))];
            let truth = self.truth(need, served);
            let world = &self.market.world;
            for row in &mut sample.rows[group.rows.clone()] {
                let is_it = |it: &usize| world.offers[*it].doc.key == row.key;
                let at = served.offers.iter().position(is_it).expect("it was served");
                let vector = &served.rows[at * features::N..(at + 1) * features::N];
                sample.values.extend_from_slice(vector);
                if with_truth {
                    (row.gain, row.seen, row.impressions) = (truth[at], 1.0, 1.0);
                    row.clicks = 0.0;
                }
            }
        }
    }
}

/// The rankers whose lists are learned from.
fn arms() -> Arms {
    Arms { rankers: vec![Ranker::Engine, Ranker::Tilted], exchanges: 0.0 }
}

/// Learns in every way; `progress` is told of every way that is done.
///
/// # Errors
/// [`StudyError`] when the engine or XGBoost refuses.
pub fn study(
    question: &Question,
    recipe: &Recipe,
    xgboost: &Arc<Xgboost>,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Found>, StudyError> {
    let frozen = Frozen::new(question.seed)?;
    let log = frozen.lists(question);
    let labelled = label(&log, WINDOW_MS, i64::MAX);
    let harvested = Propensities::harvest(&log, |_| true);
    let curve = |device| (1..=PAGE).map(|it| question.eyes.examines(device, it)).collect();
    let known = Propensities::known(curve(Device::Mobile), curve(Device::Desktop));
    let mut found = vec![Found {
        way: "served",
        learner: String::new(),
        values: frozen.judge(|it| it.scores.clone()),
    }];
    let ways = [
        ("naive", &Propensities::flat()),
        ("ours", &harvested),
        ("known", &known),
        ("unbiased", &harvested),
        ("skyline", &harvested),
    ];
    let names = features::NAMES.map(str::to_owned);
    for (way, looks) in ways {
        let mut pooled = Sample::new(&log, &labelled, looks, Pool::Daily);
        frozen.fill(&mut pooled, way == "skyline");
        let mut pages = Sample::default();
        let mut recipe = recipe.clone();
        let guesses = |it: &Learner| it.params(0).iter().any(|it| it.0 == "lambdarank_unbiased");
        match way {
            "naive" | "skyline" => recipe.learners.retain(|it| !guesses(it)),
            _ => {
                let some = &labelled[..labelled.len().min(PAGES)];
                pages = Sample::new(&log, some, looks, Pool::Never);
                frozen.fill(&mut pages, false);
            }
        }
        if way == "unbiased" {
            recipe.learners.retain(guesses);
        }
        let task = Task {
            recipe: &recipe,
            names: &names,
            directions: &features::MONOTONE,
            pooled: &pooled,
            pages: Some(&pages),
        };
        let best = learn(xgboost, &task, &mut || {})?.swap_remove(0);
        let ranker = Ranker::Model(Forest::from_bytes(&best.model)?);
        let values = frozen.judge(|it| ranker.scores(it));
        found.push(Found { way, learner: best.name.clone(), values });
        progress(way);
    }
    Ok(found)
}
