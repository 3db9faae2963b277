use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

fn outcome(policy: &Policy, seed: u64, scores: &[f32], standings: &[Standing]) -> Outcome {
    let pairs = scores.iter().zip(standings);
    let entries: Vec<Entry<'_>> =
        pairs.map(|(score, standing)| Entry { score: *score, standing }).collect();
    apply(policy, seed, &entries)
}

/// Scores fall evenly; every one of another owner.
fn market(count: u32) -> (Vec<f32>, Vec<Standing>) {
    let scores = (0..count).map(|it| 1.0 - it as f32 / count as f32).collect();
    let standing = |owner| Standing {
        owner,
        labels: vec![owner],
        mass: Some(1.0),
        seen: Some((1_000.0, 10.0)),
        ..Standing::default()
    };
    (scores, (0..count).map(standing).collect())
}

prop_compose! {
    fn standing()(
        owner in 0_u32..12,
        labels in prop::collection::btree_set(0_u32..8, 0..4),
        mass in prop::option::of(0_f32..1.0),
        seen in prop::option::of((0_f32..400.0, 0_f32..5.0)),
        exposure in 0_f32..100.0,
        tried in 0_f32..60.0,
    ) -> Standing {
        Standing { owner, labels: labels.into_iter().collect(), mass, seen, exposure, tried }
    }
}

prop_compose! {
    fn policy()(
        most_of_one_owner in prop::option::of(1_u8..4),
        diversity in prop::option::of(0_f32..=1.0),
        explores: bool,
        exposure in 0_f32..0.2,
    ) -> Policy {
        Policy { most_of_one_owner, diversity, explores, exposure }
    }
}

proptest! {
    #[test]
    fn rank_by_score_and_moves_add_up_to_the_order_served(
        policy in policy(), seed: u64,
        mut scores in prop::collection::vec(-3_f32..3.0, 0..120),
        standings in prop::collection::vec(standing(), 120),
    ) {
        scores.sort_by(|a, b| b.total_cmp(a));
        let outcome = outcome(&policy, seed, &scores, &standings);

        let mut places: Vec<i64> = (0..).take(scores.len()).collect();
        for it in &outcome.moves {
            prop_assert_eq!(places[usize::from(it.candidate)], i64::from(it.from), "no gap");
            prop_assert_ne!(it.from, it.to);
            places[usize::from(it.candidate)] += i64::from(it.to) - i64::from(it.from);
        }
        for (candidate, served) in outcome.order.iter().zip(0_i64..) {
            prop_assert_eq!(places[usize::from(*candidate)], served);
        }
        let mut all = outcome.order.clone();
        all.sort_unstable();
        prop_assert!(all.into_iter().eq(0..u16::try_from(scores.len()).unwrap()));
        prop_assert!(outcome.chances.iter().all(|it| *it > 0.0 && *it <= 1.0));
    }

    #[test]
    fn the_same_arguments_give_the_same_outcome(
        policy in policy(), seed: u64, standings in prop::collection::vec(standing(), 60),
    ) {
        let (scores, _) = market(60);
        let one = outcome(&policy, seed, &scores, &standings);
        prop_assert_eq!(one, outcome(&policy, seed, &scores, &standings));
    }
}

#[test]
fn without_rules_the_score_decides() {
    let (scores, standings) = market(30);
    let outcome = outcome(&Policy::NONE, 1, &scores, &standings);
    assert_eq!((outcome.order, outcome.moves), ((0..30).collect(), Vec::new()));
}

#[test]
fn an_owner_has_two_of_the_first_ten() {
    let (scores, mut standings) = market(30);
    standings.iter_mut().take(6).for_each(|it| it.owner = 99);
    let outcome = outcome(&Policy::default(), 1, &scores, &standings);
    assert_eq!(outcome.order[..12], [0, 1, 6, 7, 8, 9, 10, 11, 12, 13, 2, 3]);
}

#[test]
fn what_is_like_the_first_makes_room_for_what_is_not() {
    let (_, mut standings) = market(4);
    for it in &mut standings[..3] {
        it.labels = vec![1, 2, 3];
    }
    let policy = Policy { diversity: Some(0.85), ..Policy::NONE };
    let order = outcome(&policy, 1, &[1.0, 0.9, 0.85, 0.8], &standings).order;
    assert_eq!(order, [0, 1, 2, 3], "the last is worth nothing");
    let mut scores = vec![1.0, 0.9, 0.88, 0.86];
    scores.push(0.0);
    standings.push(Standing { owner: 77, ..Standing::default() });
    assert_eq!(outcome(&policy, 1, &scores, &standings).order, [0, 3, 1, 2, 4]);
}

#[test]
fn the_unseen_gain_within_the_bound() {
    let (scores, mut standings) = market(50);
    for it in &mut standings {
        it.exposure = 100.0;
    }
    standings[20].exposure = 0.0;
    let policy = Policy { exposure: 0.05, ..Policy::NONE };
    let order = outcome(&policy, 1, &scores, &standings).order;
    let place = order.iter().position(|it| *it == 20).unwrap();
    assert!((17..20).contains(&place), "{place}");
}

#[test]
fn the_new_are_tried_where_and_as_often_as_it_says() {
    let (scores, mut standings) = market(40);
    for it in &mut standings[12..20] {
        it.seen = Some((3.0, 0.0));
    }
    standings[14].seen = None;
    standings[12].mass = Some(0.3);
    standings[13].tried = 1_000.0;
    let policy = Policy { explores: true, ..Policy::NONE };
    let rounds = 3_000;
    let mut wins: HashMap<u16, f64> = HashMap::new();
    let mut expected: HashMap<u16, f64> = HashMap::new();
    let mut tried = 0;
    for seed in 0..rounds {
        let outcome = outcome(&policy, seed * 7_919, &scores, &standings);
        for (place, candidate) in outcome.order[..TOP].iter().enumerate() {
            let is_new = (12..20).contains(candidate);
            assert!(!is_new || [3, 6, 9].contains(&place));
            assert_eq!(outcome.chances[place] < 1.0, [3, 6, 9].contains(&place));
            tried += usize::from(is_new);
        }
        if outcome.order[3] >= 12 {
            *wins.entry(outcome.order[3]).or_default() += 1.0;
            // Σ 1/chance of what won estimates the number of rounds.
            *expected.entry(outcome.order[3]).or_default() += 1.0 / f64::from(outcome.chances[3]);
        }
    }
    let share = tried as f64 / (10 * rounds) as f64;
    assert!((share - 0.15).abs() < 0.01, "{share}");
    assert!(!wins.contains_key(&12) && !wins.contains_key(&13), "they may not be tried");
    assert_eq!(wins.len(), 6);
    for (candidate, sum) in expected {
        assert!((sum / rounds as f64 - 1.0).abs() < 0.25, "{candidate}: {sum}");
    }
}

#[test]
fn trying_keeps_to_the_number_of_one_owner() {
    let (scores, mut standings) = market(30);
    for it in &mut standings[..2] {
        it.owner = 99;
    }
    standings[15] = Standing { owner: 99, seen: Some((0.0, 0.0)), ..standings[15].clone() };
    let policy = Policy { explores: true, ..Policy::default() };
    for seed in 0..50 {
        let order = outcome(&policy, seed, &scores, &standings).order;
        assert!(!order[..TOP].contains(&15));
    }
}
