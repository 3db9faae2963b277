//! From events to what each impression led to.
//!
//! An order may come days after the click, through another search for the same thing. It is credited
//! once, to the first impression of that result that this actor examined within the window. Money that
//! went back takes everything away. Searches younger than the window are not labelled: their orders
//! have not come yet.

use std::collections::HashMap;

use crate::behaviour::log::{Event, Log, Search, What};

pub const WINDOW_MS: i64 = 14 * 86_400_000;

/// What a label is worth: nothing, a click that lasts, kept, written to, hired, done well.
pub const GAINS: [f64; 6] = [0.0, 0.3, 1.0, 3.0, 7.0, 12.0];

/// A click that is left sooner is none.
const LASTING_MS: u64 = 10_000;
const PLEASED_STARS: u8 = 4;

/// Without a word from the viewport: people look this far below their last click.
const LOOK_BELOW: u32 = 2;

/// What one search led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// Its place in the log.
    pub search: usize,
    /// One a result of [`Search::shown`]: a place in [`GAINS`].
    pub labels: Vec<u8>,
}

/// The last moment the log knows of.
pub fn last_ms(log: &Log) -> i64 {
    let times = log.searches.iter().map(|it| it.at_ms).chain(log.events.iter().map(|it| it.at_ms));
    times.max().unwrap_or(i64::MIN)
}

/// Searches old enough by now, in the order of the log.
pub fn label(log: &Log, window_ms: i64, now_ms: i64) -> Vec<Labelled> {
    let by_id: HashMap<&str, usize> =
        log.searches.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
    let examined = examined(log, &by_id);
    let mut found: HashMap<(usize, &str), u8> = HashMap::new();
    let mut refunded: Vec<(usize, &str)> = Vec::new();
    for event in &log.events {
        let Some(at) = by_id.get(event.search.as_str()) else { continue };
        let credited = credited(log, &examined, *at, event, window_ms);
        let Some(credited) = credited else { continue };
        let place = (credited, event.key.as_str());
        match event.what {
            What::Refund => refunded.push(place),
            what => {
                let label = found.entry(place).or_default();
                *label = grade(what).max(*label);
            }
        }
    }
    for place in refunded {
        found.insert(place, 0);
    }
    let old = log
        .searches
        .iter()
        .enumerate()
        .filter(|(_, it)| it.at_ms.saturating_add(window_ms) <= now_ms);
    old.map(|(search, it)| {
        let label = |key: &str| found.get(&(search, key)).copied().unwrap_or(0);
        Labelled { search, labels: it.shown.iter().map(|it| label(&it.key)).collect() }
    })
    .collect()
}

fn grade(what: What) -> u8 {
    match what {
        What::Click { dwell_ms } => u8::from(dwell_ms >= LASTING_MS),
        What::Save => 2,
        What::Message => 3,
        What::Order { .. } | What::Completed => 4,
        What::Review { stars } => {
            if stars >= PLEASED_STARS {
                5
            } else {
                4
            }
        }
        What::Refund => 0,
    }
}

/// For each actor and result, the searches in which it was examined, in the order of time.
type Examined<'a> = HashMap<(&'a str, &'a str), Vec<usize>>;

fn examined<'a>(log: &'a Log, by_id: &HashMap<&str, usize>) -> Examined<'a> {
    let mut deepest: HashMap<usize, u32> = HashMap::new();
    for event in &log.events {
        let Some(at) = by_id.get(event.search.as_str()) else { continue };
        let search = &log.searches[*at];
        let rank = search.shown.iter().find(|it| it.key == event.key).and_then(|it| it.rank);
        let deep = deepest.entry(*at).or_default();
        *deep = rank.unwrap_or(0).max(*deep);
    }
    let mut examined = Examined::new();
    for (at, search) in log.searches.iter().enumerate() {
        let Some(deepest) = deepest.get(&at) else { continue };
        let seen = |rank: Option<u32>| rank.is_some_and(|it| it <= deepest + LOOK_BELOW);
        for shown in search.shown.iter().filter(|it| seen(it.rank)) {
            examined.entry((&search.actor, &shown.key)).or_default().push(at);
        }
    }
    examined
}

/// The first search within the window before the event in which its actor examined the result for the
/// same thing.
fn credited(
    log: &Log,
    examined: &Examined<'_>,
    at: usize,
    event: &Event,
    window_ms: i64,
) -> Option<usize> {
    let search = &log.searches[at];
    let is_same = |it: &Search| it.normal == search.normal;
    let in_window = |it: &Search| it.at_ms <= event.at_ms && it.at_ms >= event.at_ms - window_ms;
    let times = examined.get(&(search.actor.as_str(), event.key.as_str()))?;
    let mut times = times.iter().copied();
    times.find(|it| is_same(&log.searches[*it]) && in_window(&log.searches[*it]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::log::{Device, Shown};

    const DAY: i64 = 86_400_000;

    fn search(id: &str, actor: &str, at_ms: i64, keys: &[&str]) -> Search {
        let shown = keys.iter().zip(1..).map(|(key, rank)| Shown {
            key: (*key).to_owned(),
            owner: "o".to_owned(),
            category: "c".to_owned(),
            rank: Some(rank),
            score: 0.0,
            chance: 1.0,
            new: false,
            moved: Vec::new(),
            row: Vec::new(),
        });
        Search {
            id: id.to_owned(),
            at_ms,
            actor: actor.to_owned(),
            device: Device::Desktop,
            lang: "es".to_owned(),
            query: "ocr".to_owned(),
            normal: "ocr".to_owned(),
            ranker: "m".to_owned(),
            candidates: 9,
            swap: None,
            shown: shown.collect(),
        }
    }

    fn event(search: &str, key: &str, at_ms: i64, what: What) -> Event {
        Event { at_ms, search: search.to_owned(), key: key.to_owned(), what }
    }

    fn labels(searches: Vec<Search>, events: Vec<Event>) -> Vec<Vec<u8>> {
        let log = Log { searches, events, ..Log::default() };
        label(&log, WINDOW_MS, last_ms(&log)).into_iter().map(|it| it.labels).collect()
    }

    /// Long after all searches: they are old enough.
    fn later() -> Event {
        event("none", "none", 60 * DAY, What::Save)
    }

    const CLICK: What = What::Click { dwell_ms: 20_000 };

    #[test]
    fn the_best_that_happened_counts_and_a_glance_does_not() {
        let events = vec![
            event("s", "a", 1, What::Click { dwell_ms: 3_000 }),
            event("s", "b", 2, CLICK),
            event("s", "b", 3, What::Message),
            event("s", "b", 4, What::Order { value_minor: 100 }),
            event("s", "c", 4, What::Completed),
            event("s", "c", 5, What::Review { stars: 5 }),
            later(),
        ];

        assert_eq!(
            labels(vec![search("s", "x", 0, &["a", "b", "c", "d"])], events),
            [[0, 4, 5, 0]]
        );
    }

    #[test]
    fn a_refund_takes_everything_away_whenever_it_comes() {
        let events = vec![
            event("s", "a", 1, CLICK),
            event("s", "a", 2, What::Refund),
            event("s", "a", 3, What::Review { stars: 5 }),
            later(),
        ];

        assert_eq!(labels(vec![search("s", "x", 0, &["a"])], events), [[0]]);
    }

    #[test]
    fn an_order_is_credited_once_to_the_first_examined_impression() {
        let searches = vec![
            search("s1", "x", 0, &["a", "b", "c", "far"]),
            search("s2", "x", DAY, &["b", "far", "c"]),
            search("s3", "y", 2 * DAY, &["b"]),
        ];
        let events = vec![
            event("s1", "a", 1, CLICK),
            event("s2", "b", DAY + 1, What::Order { value_minor: 1 }),
            event("s2", "far", DAY + 2, CLICK),
            later(),
        ];

        // `b` and `c` stood within two places of the click on `a`; `far` did not.
        let found = labels(searches, events);

        assert_eq!(found, [vec![1, 4, 0, 0], vec![0, 1, 0], vec![0]]);
    }

    #[test]
    fn after_the_window_the_later_search_gets_the_credit() {
        let searches = vec![search("s1", "x", 0, &["a"]), search("s2", "x", 20 * DAY, &["a"])];
        let events = vec![
            event("s1", "a", 1, CLICK),
            event("s2", "a", 20 * DAY + 1, What::Order { value_minor: 1 }),
            later(),
        ];

        assert_eq!(labels(searches, events), [[1], [4]]);
    }

    #[test]
    fn searches_whose_orders_may_still_come_are_left_out() {
        let searches = vec![search("s1", "x", 0, &["a"]), search("s2", "x", 10 * DAY, &["a"])];
        let events = vec![event("s2", "a", 15 * DAY, What::Save)];

        assert_eq!(labels(searches, events).len(), 1);
    }
}
