//! How good an order is when gains are real numbers: our own measure of what people did.
//!
//! DCG@10 with linear gain and discount 1 ÷ log2(rank + 1). Two ways to make it a share:
//!
//! - [`ndcg`] of one group, by its own ideal: where the gains are the truth.
//! - [`mean`] over groups, the sum of DCG ÷ the sum of ideals: where gains were seen once and divided by
//!   propensities. Dividing each group by its own ideal would divide the propensity out again: with one
//!   click in a group it would only ask where that click stood, and praise whatever repeats the order
//!   that was served.

use crate::behaviour::groups::{Group, Row, Sample};

pub const CUT: usize = 10;

/// Of one group: gains in any order and one score each; equal scores stay in their order. Nothing
/// where nothing can be gained.
pub fn ndcg(gains: &[f32], scores: &[f32]) -> Option<f64> {
    let (found, ideal) = dcg(gains, scores);
    (ideal > 0.0).then(|| found / ideal)
}

/// As ordered by the scores, and as ordered best.
pub fn dcg(gains: &[f32], scores: &[f32]) -> (f64, f64) {
    let mut order: Vec<usize> = (0..gains.len()).collect();
    order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
    let mut ideal = gains.to_vec();
    ideal.sort_by(|one, other| other.total_cmp(one));
    (discounted(order.iter().map(|it| gains[*it])), discounted(ideal.into_iter()))
}

fn discounted(gains: impl Iterator<Item = f32>) -> f64 {
    gains.take(CUT).enumerate().map(|(at, it)| f64::from(it) / (at as f64 + 2.0).log2()).sum()
}

/// DCG and its ideal of each group, counted by the square root of its searches: head queries matter
/// more than others, and not as often as they are asked. `scores` has one a row of the sample.
pub fn values(sample: &Sample, scores: &[f32]) -> Vec<(f64, f64)> {
    let one = |group: &Group| {
        let rows = &sample.rows[group.rows.clone()];
        let gains: Vec<f32> = rows.iter().map(Row::worth).collect();
        let (found, ideal) = dcg(&gains, &scores[group.rows.clone()]);
        let weight = (group.searches as f64).sqrt();
        (weight * found, weight * ideal)
    };
    sample.groups.iter().map(one).collect()
}

/// Of all groups together.
pub fn mean(values: &[(f64, f64)]) -> f64 {
    let (found, ideal) = values.iter().fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    if ideal > 0.0 { found / ideal } else { 0.0 }
}

/// How unevenly something is spread: 0 when all have the same, near 1 when one has everything.
pub fn gini(amounts: &[f64]) -> f64 {
    let mut sorted = amounts.to_vec();
    sorted.sort_by(f64::total_cmp);
    let total: f64 = sorted.iter().sum();
    let count = sorted.len() as f64;
    if total <= 0.0 {
        return 0.0;
    }
    let weighted: f64 = sorted.iter().enumerate().map(|(at, it)| (at as f64 + 1.0) * it).sum();
    2.0 * weighted / (count * total) - (count + 1.0) / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_order_is_worth_one_and_a_barren_group_nothing() {
        assert_eq!(ndcg(&[0.0, 7.0, 0.3], &[1.0, 3.0, 2.0]), Some(1.0));
        assert_eq!(ndcg(&[0.0, 0.0], &[1.0, 2.0]), None);
        let second = 1.0 / 3.0_f64.log2();
        assert!((ndcg(&[0.0, 7.0], &[2.0, 1.0]).unwrap() - second).abs() < 1e-12);
    }

    #[test]
    fn a_click_far_down_weighs_as_much_as_it_stands_for() {
        // Two groups: a click at the first place, and one at a place looked at every tenth time.
        let keeps = [dcg(&[1.0, 0.0], &[2.0, 1.0]), dcg(&[0.0, 10.0], &[2.0, 1.0])];
        let turns = [dcg(&[1.0, 0.0], &[1.0, 2.0]), dcg(&[0.0, 10.0], &[1.0, 2.0])];

        assert!(mean(&turns) > mean(&keeps));
    }

    #[test]
    fn gini_is_zero_for_equals_and_high_for_one_owner_of_all() {
        assert!(gini(&[3.0, 3.0, 3.0]).abs() < 1e-12);
        assert!((gini(&[0.0, 0.0, 0.0, 8.0]) - 0.75).abs() < 1e-12);
    }
}
