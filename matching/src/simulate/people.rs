//! What people do with a page they are shown, and when.
//!
//! Everything an impression leads to is drawn at once, with the moments at which it happens: some of
//! it in days to come, some of it through a second search for the same thing.

use crate::{
    behaviour::log::{Device, What},
    simulate::{
        chance::Chance,
        eyes::{Eyes, Look},
        world::{DAY_MS, Worth},
    },
};

const MINUTE_MS: i64 = 60_000;

/// Somebody who searches, once.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    pub at_ms: i64,
    pub actor: u64,
    pub device: Device,
    pub need: usize,
    pub wording: usize,
    /// Clicks nothing, because all was decided before: only comes back to order.
    pub is_return: bool,
}

/// One thing that happens to the offer at a place of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Happening {
    pub place: usize,
    pub at_ms: i64,
    pub what: What,
    /// It is done through a second search.
    pub by_return: bool,
}

/// Looks through a page of offers and decides. `worths` are one a place.
pub(crate) fn browse(
    eyes: Eyes,
    visit: &Visit,
    worths: &[Worth],
    chance: &mut Chance,
) -> (Vec<Look>, Vec<Happening>) {
    let clicks: Vec<f64> = worths.iter().map(|it| it.click).collect();
    let looks = eyes.look(visit.device, &clicks, chance);
    let mut happenings = Vec::new();
    let mut at_ms = visit.at_ms;
    let mut has_ordered = false;
    for (place, worth) in worths.iter().enumerate().filter(|(place, _)| looks[*place].clicked) {
        at_ms += 2_000 + chance.below(20_000) as i64;
        let mut story = Story { place, at_ms, chance, happenings: &mut happenings };
        has_ordered |= story.tell(worth, !has_ordered);
    }
    (looks, happenings)
}

struct Story<'a> {
    place: usize,
    at_ms: i64,
    chance: &'a mut Chance,
    happenings: &'a mut Vec<Happening>,
}

impl Story<'_> {
    /// From the click on; says whether it ended in an order. One job is given to one offer.
    fn tell(&mut self, worth: &Worth, may_order: bool) -> bool {
        let stays = self.chance.happens(worth.stays);
        let writes = self.chance.happens(worth.message);
        let dwell_ms =
            if stays || writes { 10_000 + self.below(90_000) } else { self.below(9_000) };
        self.now(What::Click { dwell_ms });
        if stays && self.chance.happens(worth.saves) {
            self.now(What::Save);
        }
        if !writes {
            return false;
        }
        self.at_ms += 5 * MINUTE_MS;
        self.now(What::Message);
        if !may_order || !self.chance.happens(worth.order) {
            return false;
        }
        let days = self.chance.within(0.02, 4.0);
        self.at_ms += (days * DAY_MS as f64) as i64;
        let by_return = days > 0.5 && self.chance.happens(0.5);
        let what = What::Order { value_minor: worth.price_minor };
        self.happenings.push(Happening { place: self.place, at_ms: self.at_ms, what, by_return });
        self.at_ms += DAY_MS + self.below(4 * DAY_MS.unsigned_abs()) as i64;
        if self.chance.happens(worth.done) {
            self.now(What::Completed);
            let pleased = self.chance.happens(worth.pleased);
            let stars = if pleased { 4 + self.below(2) } else { 1 + self.below(3) };
            self.at_ms += DAY_MS / 4;
            self.now(What::Review { stars: u8::try_from(stars).unwrap_or(5) });
        } else {
            self.now(What::Refund);
        }
        true
    }

    fn now(&mut self, what: What) {
        let happening = Happening { place: self.place, at_ms: self.at_ms, what, by_return: false };
        self.happenings.push(happening);
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.chance.below(usize::try_from(bound).unwrap_or(1).max(1)) as u64
    }
}
