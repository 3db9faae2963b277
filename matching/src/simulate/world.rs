//! Who offers what, who wants what, and what it would be worth: the truth that a ranker cannot see.
//!
//! A text is a noisy account of its offer: some skills are claimed and not there, some are there and
//! not told. Quality, reliability and replies are the owner's as much as the offer's. What a buyer
//! gains is [`World::worth`]; nothing outside this module decides it.

use crate::{
    simulate::{
        chance::{Chance, logistic, zipf},
        ideas::Ideas,
        wording::{self, Told},
    },
    types::{Doc, Lang},
};

pub const DAY_MS: i64 = 86_400_000;

/// The size of a market.
#[derive(Debug, Clone)]
pub struct Size {
    pub seed: u64,
    pub offers: usize,
    /// Of these, how many open later, one after another over `days`.
    pub later: usize,
    pub days: usize,
    pub needs: usize,
    /// The first moment.
    pub start_ms: i64,
}

impl Default for Size {
    fn default() -> Size {
        let start_ms = 1_790_000_000_000;
        Size { seed: 1, offers: 1_500, later: 300, days: 30, needs: 400, start_ms }
    }
}

#[derive(Debug, Clone)]
pub struct Owner {
    pub key: String,
    pub name: String,
    pub quality: f64,
    /// The chance of an answer within two hours.
    pub replies: f64,
    /// The chance that a job is finished as promised.
    pub reliable: f64,
    /// Jobs at a time.
    pub capacity: u32,
    /// Somebody has checked who it is.
    pub is_verified: bool,
    /// Says how much room there is and how jobs went; the market knows nothing of the others.
    pub is_open: bool,
}

#[derive(Debug, Clone)]
pub struct Offer {
    pub doc: Doc,
    pub owner: usize,
    pub topic: usize,
    /// Ideas it is good at, and how good, 0 to 1.
    pub skills: Vec<(usize, f64)>,
    pub sector: usize,
    pub quality: f64,
    pub ln_price: f64,
    pub langs: [bool; 2],
    /// How much of what could be said about it is said, 0 to 1.
    pub complete: f64,
    pub opens_ms: i64,
}

/// A kind of buyer with a wish; the head of the list is asked for most.
#[derive(Debug, Clone)]
pub struct Need {
    pub topic: usize,
    /// Weights add up to one, heaviest first.
    pub wanted: Vec<(usize, f64)>,
    pub sector: usize,
    pub ln_budget: f64,
    /// It is told with the search.
    pub tells_budget: bool,
    /// Utility lost per unit of ln(price ÷ budget) above zero.
    pub elasticity: f64,
    pub lang: Lang,
    pub reads_both: bool,
    /// Ways of typing it.
    pub wordings: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct World {
    pub size: Size,
    pub ideas: Ideas,
    pub owners: Vec<Owner>,
    /// By the moment they open.
    pub offers: Vec<Offer>,
    pub needs: Vec<Need>,
    popularity: Vec<f64>,
}

const WORDINGS: usize = 4;

impl World {
    pub fn new(size: Size) -> World {
        let ideas = Ideas::read();
        let owners = owners(&size, &mut Chance::fork(size.seed, "owners"));
        let mut chance = Chance::fork(size.seed, "offers");
        let offers = (0..size.offers).map(|at| offer(&size, &ideas, &owners, at, &mut chance));
        let offers: Vec<Offer> = offers.collect();
        let mut chance = Chance::fork(size.seed, "needs");
        let needs = (0..size.needs).map(|_| need(&ideas, &mut chance)).collect();
        let popularity = zipf(size.needs, 8.0);
        World { size, ideas, owners, offers, needs, popularity }
    }

    /// A need, by how common it is.
    pub fn draw_need(&self, chance: &mut Chance) -> usize {
        chance.weighted(&self.popularity)
    }

    /// Offers that are open at this moment: the first so many.
    pub fn open_at(&self, now_ms: i64) -> usize {
        self.offers.partition_point(|it| it.opens_ms <= now_ms)
    }

    /// How well `offer` does what `need` wants, 0 to 1.
    pub fn fit(&self, need: usize, offer: usize) -> f64 {
        let (need, offer) = (&self.needs[need], &self.offers[offer]);
        let skill = |idea: usize| {
            let known = offer.skills.iter().find(|it| it.0 == idea).map_or(0.0, |it| it.1);
            let near = if offer.topic == need.topic { 0.2 } else { 0.0 };
            known.max(near)
        };
        let able: f64 = need.wanted.iter().map(|(idea, weight)| weight * skill(*idea)).sum();
        let knows_sector = if offer.sector == need.sector { 1.0 } else { 0.0 };
        0.9 * able + 0.1 * knows_sector
    }

    /// The utility of hiring `offer` for `need`, on a logistic scale: zero is an even chance.
    pub fn utility(&self, need: usize, offer: usize) -> f64 {
        let fit = self.fit(need, offer);
        let (need, offer) = (&self.needs[need], &self.offers[offer]);
        let over = (offer.ln_price - need.ln_budget).max(0.0);
        let under = (need.ln_budget - offer.ln_price).clamp(0.0, 1.0);
        let foreign = !need.reads_both && !offer.langs[need.lang as usize];
        6.0 * fit + 0.9 * offer.quality - need.elasticity * over + 0.4 * under
            - if foreign { 2.0 } else { 0.0 }
            - 3.4
    }

    /// What becomes of an offer that a buyer looks at.
    pub fn worth(&self, need: usize, offer: usize, is_free: bool) -> Worth {
        let utility = self.utility(need, offer);
        let owner = &self.owners[self.offers[offer].owner];
        let message = 0.5 * logistic(utility - 0.5);
        let order = if is_free { owner.replies * logistic(utility - 0.3) } else { 0.0 };
        let done = owner.reliable;
        Worth {
            click: 0.04 + 0.7 * logistic(utility),
            stays: 0.25 + 0.7 * logistic(utility),
            saves: 0.3 * logistic(utility),
            message,
            order,
            done,
            pleased: logistic(1.2 + 1.5 * self.offers[offer].quality),
            price_minor: self.offers[offer].doc.price_minor.unwrap_or(0),
        }
    }
}

/// Chances, each given the one before it, of an impression that was examined.
#[derive(Debug, Clone, Copy)]
pub struct Worth {
    pub click: f64,
    /// A click that lasts ten seconds.
    pub stays: f64,
    pub saves: f64,
    pub message: f64,
    pub order: f64,
    pub done: f64,
    /// Four or five stars, of a job that is done.
    pub pleased: f64,
    pub price_minor: u64,
}

impl Worth {
    /// The gain to expect of an examined impression: the true relevance. `gains` are those of the
    /// labels, from none to a job done well.
    pub fn gain(&self, gains: &[f64; 6]) -> f64 {
        let [none, stay, save, message, order, done] = *gains;
        let ordered = self.done * (self.pleased * done + (1.0 - self.pleased) * order);
        let messaged = self.order * ordered + (1.0 - self.order) * message;
        let stayed = stay + self.saves * (save - stay);
        let clicked = self.message * messaged
            + (1.0 - self.message) * (self.stays * stayed + (1.0 - self.stays) * none);
        self.click * clicked
    }
}

fn owners(size: &Size, chance: &mut Chance) -> Vec<Owner> {
    let count = (size.offers * 2 / 5).max(1);
    let one = |at: usize| {
        let reliable = logistic(2.2 + 0.9 * chance.normal());
        Owner {
            key: format!("own_{at:05}"),
            name: format!("Taller {at}"),
            quality: chance.normal(),
            replies: logistic(0.8 + 1.2 * chance.normal()),
            reliable,
            capacity: u32::try_from(chance.between(1, 5)).unwrap_or(1),
            is_verified: chance.happens(0.6 * reliable * reliable),
            is_open: chance.happens(0.8),
        }
    };
    (0..count).map(one).collect()
}

fn offer(size: &Size, ideas: &Ideas, owners: &[Owner], at: usize, chance: &mut Chance) -> Offer {
    let owner = chance.below(owners.len());
    // An owner works in one topic, and now and then in the next one.
    let topic = (owner + usize::from(chance.happens(0.2))) % Ideas::TOPICS;
    let main = topic_ideas(ideas, topic, 7, chance);
    let known = 3 + chance.below(4);
    let skill = |first: bool, chance: &mut Chance| {
        (0.6 + if first { 0.15 } else { 0.0 } + 0.22 * chance.normal()).clamp(0.05, 1.0)
    };
    let skills: Vec<(usize, f64)> = main
        .iter()
        .take(known)
        .enumerate()
        .map(|(at, idea)| (*idea, skill(at < 2, chance)))
        .collect();
    let sector = *chance.pick(&ideas.sectors);
    // Of what it can do the last is not told; what it claims and cannot do is.
    let told = known - usize::from(known > 4);
    let mut body: Vec<usize> = main[..told].to_vec();
    body.extend(main[known..].iter().take(1 + chance.below(2)));
    let told = Told { title: &main[..2], summary: &main[..3], body: &body, sector };
    let both = chance.happens(0.3);
    let first = if chance.happens(0.55) { Lang::Es } else { Lang::En };
    let langs = Lang::ALL.map(|it| both || it == first);
    let spoken = Lang::ALL.into_iter().filter(|it| langs[*it as usize]);
    let texts = spoken.map(|it| wording::offer(ideas, &told, it, chance)).collect();
    let quality = 0.7 * owners[owner].quality + 0.7 * chance.normal();
    let ln_price = 6.2 + 0.12 * topic as f64 + 0.25 * quality + 0.45 * chance.normal();
    let first_later = size.offers - size.later;
    let opens_ms = match at.checked_sub(first_later) {
        None => size.start_ms - DAY_MS * chance.between(30, 700) as i64,
        Some(nth) => {
            let span = DAY_MS * size.days as i64;
            size.start_ms + span * (nth as i64 + 1) / (size.later as i64 + 1)
        }
    };
    let labels = main[..2].iter().map(|at| ideas.all[*at].names(first)[0].clone()).collect();
    let doc = Doc {
        key: format!("off_{at:06}"),
        owner: owners[owner].key.clone(),
        owner_name: owners[owner].name.clone(),
        texts,
        labels,
        facets: vec![("category".to_owned(), Ideas::topic_name(topic).to_owned())],
        price_minor: Some((ln_price.exp() * 100.0) as u64),
        delivery_days: u32::try_from(chance.between(3, 30)).ok(),
        created_at_ms: opens_ms,
        ..Doc::default()
    };
    let complete = logistic(1.0 + 0.5 * quality + 0.8 * chance.normal());
    Offer { doc, owner, topic, skills, sector, quality, ln_price, langs, complete, opens_ms }
}

fn need(ideas: &Ideas, chance: &mut Chance) -> Need {
    let topic = chance.below(Ideas::TOPICS);
    let count = 1 + chance.below(3);
    let listed = topic_ideas(ideas, topic, count, chance);
    let weights = &[[1.0, 0.0, 0.0], [0.65, 0.35, 0.0], [0.5, 0.3, 0.2]][count - 1];
    let wanted: Vec<(usize, f64)> = listed.iter().copied().zip(weights.iter().copied()).collect();
    let sector = *chance.pick(&ideas.sectors);
    let lang = if chance.happens(0.55) { Lang::Es } else { Lang::En };
    let reads_both = chance.happens(0.4);
    let wordings = (0..WORDINGS)
        .map(|_| {
            let typed = if reads_both && chance.happens(0.2) { lang.other() } else { lang };
            wording::query(ideas, &listed, sector, typed, chance)
        })
        .collect();
    Need {
        topic,
        wanted,
        sector,
        ln_budget: 6.3 + 0.12 * topic as f64 + 0.4 * chance.normal(),
        tells_budget: chance.happens(0.35),
        elasticity: chance.within(0.8, 2.8),
        lang,
        reads_both,
        wordings,
    }
}

/// Some ideas of a topic, each once; those early in the list are commoner, so that offers and needs
/// meet.
fn topic_ideas(ideas: &Ideas, topic: usize, count: usize, chance: &mut Chance) -> Vec<usize> {
    let list = &ideas.topics[topic];
    let sums = zipf(list.len().min(60), 6.0);
    let mut chosen = Vec::new();
    while chosen.len() < count {
        let idea = list[chance.weighted(&sums)];
        if !chosen.contains(&idea) {
            chosen.push(idea);
        }
    }
    chosen
}
