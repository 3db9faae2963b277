//! Days in the market: people come, search, look, decide; the engine is told what happened.
//!
//! Offers are documents of a real engine, which finds and describes the candidates of every search. A
//! day's searches see what was known in the evening before; orders and reviews come days later.

use crate::{
    behaviour::{
        labels::GAINS,
        log::{Device, Event, Log, Search, Shown},
        propensity::Propensities,
    },
    engine::Engine,
    error::{EngineError, QueryError},
    features,
    ranking::{Policy, Ranking},
    receipt::look,
    signals::Signal,
    simulate::{
        chance::Chance,
        eyes::Eyes,
        ideas::Ideas,
        people::{Happening, Visit, browse},
        shelf::{Page, Placed, Served, Shelf},
        tallies::Tallies,
        world::{DAY_MS, Size, World},
    },
    types::{Change, Query},
};

/// Offers on a page.
pub const PAGE: usize = 20;
/// With those below it that are logged as candidates.
const LOGGED: usize = 30;

#[derive(Debug, thiserror::Error)]
pub enum MarketError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// How many come, and how they look.
#[derive(Debug, Clone)]
pub struct Traffic {
    pub searches_a_day: usize,
    pub eyes: Eyes,
    pub buyers: usize,
}

impl Default for Traffic {
    fn default() -> Traffic {
        Traffic { searches_a_day: 1_000, eyes: Eyes::Places, buyers: 20_000 }
    }
}

/// What was logged, and what only the simulator knows.
#[derive(Debug, Clone, Default)]
pub struct Diary {
    pub log: Log,
    /// For each logged search its need, and for each of its results the true gain of an examination.
    pub truth: Vec<(usize, Vec<f32>)>,
}

#[derive(Debug)]
pub struct Market {
    pub world: World,
    pub engine: Engine,
    pub tallies: Tallies,
    /// How the engine puts candidates in order, before any shelf.
    pub ranking: Ranking,
    /// How many candidates of a search are logged.
    pub logged: usize,
    traffic: Traffic,
    /// What the market believes of its places, for its counts.
    believed: Propensities,
    chance: Chance,
    opened: usize,
    day: usize,
    searches: usize,
    returns: Vec<(Visit, Vec<(usize, Event)>)>,
    pending: Vec<(usize, Event)>,
}

impl Market {
    /// # Errors
    /// [`MarketError`] when the engine refuses.
    pub fn open(size: Size, traffic: Traffic) -> Result<Market, MarketError> {
        let chance = Chance::fork(size.seed, "days");
        let world = World::new(size);
        let engine = Engine::open(None, &["category"])?;
        let opened = world.open_at(world.size.start_ms);
        let docs = world.offers[..opened].iter().map(|it| it.doc.clone());
        engine.replace_all(docs, 0, |_| {})?;
        let curve: Vec<f64> = (0..PAGE).map(|place| f64::from(look(place))).collect();
        let mut market = Market {
            tallies: Tallies::new(&world),
            world,
            engine,
            ranking: Ranking { policy: Policy::NONE, ..Ranking::default() },
            logged: LOGGED,
            traffic,
            believed: Propensities::known(curve.clone(), curve),
            chance,
            opened,
            day: 0,
            searches: 0,
            returns: Vec::new(),
            pending: Vec::new(),
        };
        market.tell_the_engine(market.now_ms());
        Ok(market)
    }

    /// The beginning of the present day.
    pub fn now_ms(&self) -> i64 {
        self.world.size.start_ms + DAY_MS * self.day as i64
    }

    /// One day of searches. What is decided and has not happened yet is kept for the days to come.
    ///
    /// # Errors
    /// [`MarketError`] when the engine refuses.
    pub fn live(&mut self, shelf: &mut impl Shelf, diary: &mut Diary) -> Result<(), MarketError> {
        let start = self.now_ms();
        let mut visits: Vec<(Visit, Vec<(usize, Event)>)> =
            (0..self.traffic.searches_a_day).map(|_| (self.visit(start), Vec::new())).collect();
        let (today, later) = std::mem::take(&mut self.returns)
            .into_iter()
            .partition(|it| it.0.at_ms < start + DAY_MS);
        self.returns = later;
        visits.extend::<Vec<_>>(today);
        visits.sort_by_key(|it| it.0.at_ms);
        for (visit, decided) in visits {
            self.search(&visit, decided, shelf, diary)?;
        }
        self.end_the_day(diary)
    }

    /// Lets days pass without searches, until all that was decided has happened.
    ///
    /// # Errors
    /// [`MarketError`] when the engine refuses.
    pub fn settle(&mut self, days: usize, diary: &mut Diary) -> Result<(), MarketError> {
        for (_, decided) in std::mem::take(&mut self.returns) {
            self.pending.extend(decided);
        }
        (0..days).try_for_each(|_| self.end_the_day(diary))
    }

    /// Candidates of a search, as the engine serves them now.
    ///
    /// # Errors
    /// [`MarketError`] when the engine refuses.
    pub fn serve(&self, need: usize, wording: usize, now_ms: i64) -> Result<Served, MarketError> {
        let wanted = &self.world.needs[need];
        let budget = (wanted.ln_budget.exp() * 100.0) as u64;
        let query = Query {
            text: wanted.wordings[wording].clone(),
            lang: Some(wanted.lang),
            limit: PAGE,
            now_ms,
            ranking: Ranking {
                budget_minor: wanted.tells_budget.then_some((budget / 2, budget)),
                seed: now_ms.unsigned_abs(),
                receipt: true,
                ..self.ranking
            },
            ..Query::default()
        };
        let answer = self.engine.search(&query)?;
        let total = u32::try_from(answer.total.count).unwrap_or(u32::MAX);
        let mut served = Served { total, ..Served::default() };
        // An answer without words to look for has none.
        let Some(receipt) = answer.receipt else { return Ok(served) };
        for found in &receipt.candidates {
            served.offers.push(number(&found.key).expect("all keys are ours"));
            served.scores.push(found.score);
            served.rows.extend(&found.row);
            served.seen.push(self.tallies.seen(*served.offers.last().expect("just pushed")));
        }
        served.receipt = Some(receipt);
        Ok(served)
    }

    fn visit(&mut self, start: i64) -> Visit {
        let chance = &mut self.chance;
        let actor = chance.below(self.traffic.buyers) as u64;
        let mut own = Chance::new(actor);
        let device = if own.happens(0.55) { Device::Mobile } else { Device::Desktop };
        let need = self.world.draw_need(chance);
        let wording = chance.below(self.world.needs[need].wordings.len());
        let at_ms = start + (chance.fraction() * DAY_MS as f64) as i64;
        Visit { at_ms, actor, device, need, wording, is_return: false }
    }

    fn search(
        &mut self,
        visit: &Visit,
        decided: Vec<(usize, Event)>,
        shelf: &mut impl Shelf,
        diary: &mut Diary,
    ) -> Result<(), MarketError> {
        let served = self.serve(visit.need, visit.wording, visit.at_ms)?;
        let page = shelf.arrange(visit, &served, &mut self.chance);
        if let Some(receipt) = &served.receipt {
            self.engine.served(receipt, visit.at_ms);
        }
        self.searches += 1;
        let id = format!("s{}", self.searches);
        let shown: Vec<usize> =
            page.order.iter().take(PAGE).map(|it| served.offers[it.candidate]).collect();
        for (rank, offer) in (1..).zip(&shown) {
            self.tallies.shown(*offer, self.believed.at(visit.device, rank), visit.at_ms);
        }
        let worth = |offer: &usize| {
            let is_free = self.tallies.is_free(&self.world, *offer, visit.at_ms);
            self.world.worth(visit.need, *offer, is_free)
        };
        let worths: Vec<_> = shown.iter().map(worth).collect();
        if visit.is_return {
            // The order is made through this search if what is ordered is there.
            for (offer, mut event) in decided {
                if shown.contains(&offer) {
                    event.search.clone_from(&id);
                }
                self.pending.push((offer, event));
            }
        } else {
            let (_, told) = browse(self.traffic.eyes, visit, &worths, &mut self.chance);
            self.decide(visit, &id, &shown, told);
        }
        self.note(visit, id, (&served, &page), diary);
        Ok(())
    }

    fn decide(&mut self, visit: &Visit, id: &str, shown: &[usize], told: Vec<Happening>) {
        for it in told {
            let offer = shown[it.place];
            let key = self.world.offers[offer].doc.key.clone();
            let event = Event { at_ms: it.at_ms, search: id.to_owned(), key, what: it.what };
            if it.by_return {
                let again = Visit { at_ms: it.at_ms - 60_000, is_return: true, ..visit.clone() };
                self.returns.push((again, vec![(offer, event)]));
            } else {
                self.pending.push((offer, event));
            }
        }
    }

    fn note(&self, visit: &Visit, id: String, (served, page): (&Served, &Page), diary: &mut Diary) {
        let need = &self.world.needs[visit.need];
        let one = |(rank, placed): (u32, &Placed)| {
            let at = placed.candidate;
            let offer = &self.world.offers[served.offers[at]];
            let row = served.rows.get(at * features::N..(at + 1) * features::N);
            let row = row.unwrap_or_default().to_vec();
            Shown {
                key: offer.doc.key.clone(),
                owner: offer.doc.owner.clone(),
                category: Ideas::topic_name(offer.topic).to_owned(),
                rank: (rank as usize <= PAGE).then_some(rank),
                score: served.scores[at],
                chance: placed.chance,
                new: offer.opens_ms > visit.at_ms - 14 * DAY_MS,
                moved: placed.moved.clone(),
                row,
            }
        };
        let logged = page.order.iter().take(self.logged);
        let gain = |it: &Placed| {
            let offer = served.offers[it.candidate];
            let is_free = self.tallies.is_free(&self.world, offer, visit.at_ms);
            self.world.worth(visit.need, offer, is_free).gain(&GAINS) as f32
        };
        diary.truth.push((visit.need, logged.clone().map(gain).collect()));
        let query = need.wordings[visit.wording].clone();
        diary.log.searches.push(Search {
            id,
            at_ms: visit.at_ms,
            actor: format!("a{}", visit.actor),
            device: visit.device,
            lang: if need.lang == crate::types::Lang::Es { "es" } else { "en" }.to_owned(),
            normal: query.to_lowercase(),
            query,
            ranker: page.ranker.clone(),
            candidates: served.total,
            swap: page.swap,
            shown: (1..).zip(logged).map(one).collect(),
        });
    }

    /// What happened today is logged and counted; new offers open.
    fn end_the_day(&mut self, diary: &mut Diary) -> Result<(), MarketError> {
        self.day += 1;
        let now_ms = self.now_ms();
        let (mut due, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|(_, event)| event.at_ms < now_ms);
        self.pending = later;
        due.sort_by_key(|it| it.1.at_ms);
        for (offer, event) in due {
            self.tallies.happened(&self.world, offer, event.what, event.at_ms);
            diary.log.events.push(event);
        }
        let open = self.world.open_at(now_ms);
        let fresh = self.world.offers[self.opened..open].iter();
        let changes: Vec<Change> = fresh.map(|it| Change::Put(Box::new(it.doc.clone()))).collect();
        if !changes.is_empty() {
            self.engine.apply(changes, self.day as u64)?;
            self.opened = open;
        }
        self.tell_the_engine(now_ms);
        Ok(())
    }

    fn tell_the_engine(&mut self, now_ms: i64) {
        let news = self.tallies.news(&self.world, now_ms);
        self.engine.signal(news.into_iter().map(|(key, it)| (key, Signal::All(it))));
    }
}

/// Of an offer's key.
fn number(key: &str) -> Option<usize> {
    key.strip_prefix("off_")?.parse().ok()
}
