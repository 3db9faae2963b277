//! From people who look by place to labels that do not depend on it.

use crate::{
    behaviour::{
        groups::{Part, Pool, Sample, is_held_out},
        labels::{WINDOW_MS, label},
        log::{Device, Event, Log, Search, Shown, What},
        propensity::{FLOOR, PLACES, Propensities, SWAPPED, exchanges},
    },
    simulate::{chance::Chance, eyes::Eyes},
};

const QUERIES: usize = 40;

/// Each query has twenty results, worthy ones first in one order; the other order is one of chance. A
/// tenth of the searches exchange the first with another. Vectors say which result it is.
fn log(searches: usize, eyes: Eyes, seed: u64) -> Log {
    let mut chance = Chance::new(seed);
    let names = vec!["result".to_owned()];
    let mut log = Log { hash: "h".to_owned(), names, ..Log::default() };
    let mut others: Vec<Vec<usize>> = Vec::new();
    for _ in 0..QUERIES {
        let mut order: Vec<usize> = (0..PLACES).collect();
        chance.shuffle(&mut order);
        others.push(order);
    }
    for number in 0..searches {
        let query = chance.below(QUERIES);
        let is_other = chance.happens(0.5);
        let mut order: Vec<usize> =
            if is_other { others[query].clone() } else { (0..PLACES).collect() };
        let device = if chance.happens(0.5) { Device::Mobile } else { Device::Desktop };
        let low = [2, 4, 8][chance.below(3)];
        let swap = chance.happens(0.1).then_some((1, u32::try_from(low).unwrap()));
        let is_swapped = swap.is_some() && chance.happens(0.5);
        if is_swapped {
            order.swap(0, low - 1);
        }
        let clicks: Vec<f64> = order.iter().map(|it| worth(*it)).collect();
        let looks = eyes.look(device, &clicks, &mut chance);
        let id = format!("s{number}");
        for (at, _) in looks.iter().enumerate().filter(|it| it.1.clicked) {
            let what = What::Click { dwell_ms: 20_000 };
            let key = format!("d{}", order[at]);
            log.events.push(Event { at_ms: number as i64, search: id.clone(), key, what });
        }
        let shown = |(at, item): (usize, &usize)| Shown {
            key: format!("d{item}"),
            owner: "owner 1".to_owned(),
            category: "c".to_owned(),
            rank: u32::try_from(at + 1).ok(),
            score: 0.0,
            chance: 1.0,
            new: false,
            moved: match is_swapped && at == low - 1 {
                true => vec![(SWAPPED.to_owned(), 1, u32::try_from(low).unwrap())],
                false => Vec::new(),
            },
            row: vec![*item as f32],
        };
        log.searches.push(Search {
            id,
            at_ms: number as i64,
            actor: number.to_string(),
            device,
            lang: "es".to_owned(),
            query: format!("q{query}"),
            normal: format!("q{query}"),
            ranker: if is_other { "other" } else { "first" }.to_owned(),
            candidates: 20,
            swap,
            shown: order.iter().enumerate().map(shown).collect(),
        });
    }
    log
}

/// Of a result: the first is as good as the eighth.
fn worth(item: usize) -> f64 {
    if item == 7 { worth(0) } else { 0.5 / (1.0 + item as f64 / 4.0) }
}

#[test]
fn harvested_looks_are_the_true_ones_on_both_devices() {
    let log = log(40_000, Eyes::Places, 9);

    let found = Propensities::harvest(&log, |_| true);

    for device in Device::ALL {
        for rank in 1..=12 {
            let truth = Eyes::Places.examines(device, rank).max(FLOOR);
            let found = found.at(device, u32::try_from(rank).unwrap());
            assert!((found - truth).abs() < 0.06, "{device:?} {rank}: {found} {truth}");
        }
    }
}

#[test]
fn exchanges_agree_with_what_was_harvested() {
    let log = log(30_000, Eyes::Places, 5);
    let harvested = Propensities::harvest(&log, |_| true);

    for device in Device::ALL {
        let found = exchanges(&log, device);
        assert_eq!(found.iter().map(|it| it.rank).collect::<Vec<_>>(), [2, 4, 8]);
        for it in found {
            let apart = (it.ratio - harvested.at(device, it.rank)).abs();
            assert!(apart < 1.3 * it.margin + 0.02, "{device:?} {it:?} {apart}");
        }
    }
}

/// Pitfall: the same result at the first place gets ten times the clicks it gets at the eighth.
#[test]
fn the_same_result_is_worth_the_same_at_the_first_and_at_the_eighth_place() {
    let log = log(16_000, Eyes::Places, 6);
    let labelled = label(&log, WINDOW_MS, i64::MAX);
    let worths = |looks: &Propensities| {
        let sample = Sample::new(&log, &labelled, looks, Pool::Daily);
        // Where the order of worth was served, the first stood first and its equal eighth.
        let of = |key: &str| {
            let rows = sample.rows.iter().filter(|it| it.key == key);
            let sum = rows.fold((0.0, 0.0), |sum, it| (sum.0 + it.gain, sum.1 + it.seen));
            f64::from(sum.0 / sum.1)
        };
        (of("d0"), of("d7"))
    };

    let (first, eighth) = worths(&Propensities::harvest(&log, |_| true));
    assert!((first / eighth - 1.0).abs() < 0.15, "{first} {eighth}");
    let (first, eighth) = worths(&Propensities::flat());
    assert!(first / eighth > 1.5, "naive counting should be seen to fail: {first} {eighth}");
}

#[test]
fn what_is_held_out_is_never_learned_from() {
    let log = log(3_000, Eyes::Cascade, 7);
    let labelled = label(&log, WINDOW_MS, i64::MAX);

    let sample = Sample::new(&log, &labelled, &Propensities::flat(), Pool::Daily);

    let held_out = |it: &&crate::behaviour::groups::Group| is_held_out(&it.normal);
    assert!(sample.groups.iter().any(|it| it.part == Part::OtherQueries));
    for group in sample.groups.iter().filter(held_out) {
        assert_eq!(group.part, Part::OtherQueries);
    }
    for part in [Part::Train, Part::Valid, Part::Late] {
        let count = sample.groups.iter().filter(|it| it.part == part).count();
        assert!(count > 20, "{part:?} {count}");
    }
}

#[test]
fn a_row_is_learned_from_as_it_was_served() {
    let log = log(500, Eyes::Trust, 8);
    let labelled = label(&log, WINDOW_MS, i64::MAX);

    for pool in [Pool::Daily, Pool::Never] {
        let sample = Sample::new(&log, &labelled, &Propensities::flat(), pool);
        for (row, values) in sample.rows.iter().zip(sample.values.chunks(sample.width)) {
            assert_eq!(row.key, format!("d{}", values[0]));
        }
    }
}
