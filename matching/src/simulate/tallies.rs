//! What the market knows about its offers: counts of what happened, never the truth behind them.
//!
//! These become the engine's signals, exactly as the real market's counts do. A day's events are told
//! in the evening; what is promised (capacity) is known at once.

use crate::{
    behaviour::log::What,
    signals::{Rating, Record, Replies, Seen, Signals},
    simulate::{
        chance::Chance,
        world::{DAY_MS, World},
    },
};

#[derive(Debug, Clone, Default)]
struct Tally {
    stars: u32,
    reviews: u32,
    record: Record,
    replies: Replies,
    seen: Seen,
}

#[derive(Debug, Clone)]
pub struct Tallies {
    offers: Vec<Tally>,
    /// Until when each owner's jobs last.
    busy: Vec<Vec<i64>>,
    is_changed: Vec<bool>,
}

const JOB_MS: i64 = 5 * DAY_MS;

impl Tallies {
    /// Offers that were open before the first moment have a past, of the length of their age.
    pub fn new(world: &World) -> Tallies {
        let mut chance = Chance::fork(world.size.seed, "past");
        let mut tallies = Tallies {
            offers: vec![Tally::default(); world.offers.len()],
            busy: vec![Vec::new(); world.owners.len()],
            is_changed: vec![true; world.offers.len()],
        };
        for at in 0..world.open_at(world.size.start_ms) {
            let age_days = (world.size.start_ms - world.offers[at].opens_ms) / DAY_MS;
            let jobs = chance.below(1 + usize::try_from(age_days / 25).unwrap_or(0));
            for _ in 0..jobs {
                tallies.past_job(world, at, &mut chance);
            }
            tallies.replied(world, at, jobs + chance.below(4), &mut chance);
        }
        tallies
    }

    fn past_job(&mut self, world: &World, at: usize, chance: &mut Chance) {
        let worth = world.worth(0, at, true);
        let tally = &mut self.offers[at];
        tally.record.asked += 1;
        tally.record.accepted += 1;
        if !chance.happens(worth.done) {
            tally.record.disputed += u32::from(chance.happens(0.5));
            return;
        }
        tally.record.completed += 1;
        tally.record.on_time += u32::from(chance.happens(worth.done));
        let stars =
            if chance.happens(worth.pleased) { 4 + chance.below(2) } else { 1 + chance.below(3) };
        tally.reviews += 1;
        tally.stars += u32::try_from(stars).unwrap_or(0);
    }

    fn replied(&mut self, world: &World, at: usize, times: usize, chance: &mut Chance) {
        let owner = &world.owners[world.offers[at].owner];
        let replies = &mut self.offers[at].replies;
        for _ in 0..times {
            replies.of += 1;
            replies.in_time += u32::from(chance.happens(owner.replies));
        }
        replies.median_minutes = (20.0 + 700.0 * (1.0 - owner.replies)) as f32;
    }

    /// Whether the owner can take one more job.
    pub fn is_free(&self, world: &World, offer: usize, now_ms: i64) -> bool {
        let owner = world.offers[offer].owner;
        let jobs = self.busy[owner].iter().filter(|it| **it > now_ms).count();
        jobs < world.owners[owner].capacity as usize
    }

    /// Somebody was shown the offer at a place that is looked at this often.
    pub fn shown(&mut self, offer: usize, look: f64, at_ms: i64) {
        self.add(offer, Seen { examinations: look as f32, at_ms, ..Seen::default() });
    }

    pub fn happened(&mut self, world: &World, offer: usize, what: What, at_ms: i64) {
        self.is_changed[offer] = true;
        let one = Seen { at_ms, ..Seen::default() };
        match what {
            What::Click { .. } => self.add(offer, Seen { clicks: 1.0, ..one }),
            What::Save => self.add(offer, Seen { saves: 1.0, ..one }),
            What::Message => {
                let mut chance = Chance::new(at_ms.unsigned_abs() ^ offer as u64);
                self.replied(world, offer, 1, &mut chance);
            }
            What::Order { .. } => {
                self.add(offer, Seen { orders: 1.0, ..one });
                let record = &mut self.offers[offer].record;
                (record.asked, record.accepted) = (record.asked + 1, record.accepted + 1);
                let jobs = &mut self.busy[world.offers[offer].owner];
                jobs.retain(|it| *it > at_ms);
                jobs.push(at_ms + JOB_MS);
                // Every offer of this owner has less room now.
                let owner = world.offers[offer].owner;
                for (at, other) in world.offers.iter().enumerate() {
                    self.is_changed[at] |= other.owner == owner;
                }
            }
            What::Completed => {
                let record = &mut self.offers[offer].record;
                (record.completed, record.on_time) = (record.completed + 1, record.on_time + 1);
            }
            What::Review { stars } => {
                let tally = &mut self.offers[offer];
                (tally.stars, tally.reviews) = (tally.stars + u32::from(stars), tally.reviews + 1);
            }
            What::Refund => self.offers[offer].record.disputed += 1,
        }
    }

    fn add(&mut self, offer: usize, seen: Seen) {
        self.is_changed[offer] = true;
        self.offers[offer].seen = self.offers[offer].seen.and(seen);
    }

    /// Shown, clicked, ordered so far, as it fades.
    pub fn seen(&self, offer: usize) -> Seen {
        self.offers[offer].seen
    }

    /// What changed since it was asked last.
    pub fn news(&mut self, world: &World, now_ms: i64) -> Vec<(String, Signals)> {
        let mut news = Vec::new();
        for at in 0..world.open_at(now_ms) {
            if std::mem::take(&mut self.is_changed[at]) {
                news.push((world.offers[at].doc.key.clone(), self.signals(world, at, now_ms)));
            }
        }
        news
    }

    fn signals(&self, world: &World, at: usize, now_ms: i64) -> Signals {
        let (offer, tally) = (&world.offers[at], &self.offers[at]);
        let capacity = world.owners[offer.owner].capacity as usize;
        let busy = self.busy[offer.owner].iter().filter(|it| **it > now_ms).count();
        let mean = tally.stars as f32 / tally.reviews.max(1) as f32;
        let owner = &world.owners[offer.owner];
        let known = Signals {
            price_minor: offer.doc.price_minor,
            rating: (tally.reviews > 0).then_some(Rating { mean, count: tally.reviews }),
            seen: Some(tally.seen),
            ..Signals::default()
        };
        if !owner.is_open {
            return known;
        }
        Signals {
            capacity: Some(capacity.saturating_sub(busy) as f32),
            record: Some(tally.record),
            replies: (tally.replies.of > 0).then_some(tally.replies),
            verified: Some(owner.is_verified),
            completeness: Some(offer.complete as f32),
            edited_at_ms: Some(offer.opens_ms.midpoint(now_ms.min(world.size.start_ms))),
            ..known
        }
    }
}
