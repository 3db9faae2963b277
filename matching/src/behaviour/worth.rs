//! How good an order is when gains are real numbers: our own measure of what people did.
//!
//! nDCG@10 with linear gain and discount 1 ÷ log2(rank + 1); the ideal order is of the same group, and
//! a group without any gain is left out. Gains are per examination, so the measure does not depend on
//! where a result happened to stand.

use crate::behaviour::groups::{Group, Sample};

pub const CUT: usize = 10;

/// Of one group: gains in any order and one score each; equal scores stay in their order.
pub fn ndcg(gains: &[f32], scores: &[f32]) -> Option<f64> {
    let mut order: Vec<usize> = (0..gains.len()).collect();
    order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
    let found = discounted(order.iter().map(|it| gains[*it]));
    let mut ideal = gains.to_vec();
    ideal.sort_by(|one, other| other.total_cmp(one));
    let ideal = discounted(ideal.into_iter());
    (ideal > 0.0).then(|| found / ideal)
}

fn discounted(gains: impl Iterator<Item = f32>) -> f64 {
    gains.take(CUT).enumerate().map(|(at, it)| f64::from(it) / (at as f64 + 2.0).log2()).sum()
}

/// One value a group; `scores` has one a row of the sample.
pub fn values(sample: &Sample, scores: &[f32]) -> Vec<Option<f64>> {
    let one = |group: &Group| {
        let rows = &sample.rows[group.rows.clone()];
        let gains: Vec<f32> = rows.iter().map(super::groups::Row::worth).collect();
        ndcg(&gains, &scores[group.rows.clone()])
    };
    sample.groups.iter().map(one).collect()
}

/// The mean over groups that have one, each counted by the square root of its searches: head queries
/// matter more than others, and not as often as they are asked.
pub fn mean(sample: &Sample, values: &[Option<f64>]) -> f64 {
    let known = sample.groups.iter().zip(values).filter_map(|(group, it)| Some((group, (*it)?)));
    let (mut sum, mut total) = (0.0, 0.0);
    for (group, value) in known {
        let weight = (group.searches as f64).sqrt();
        sum += weight * value;
        total += weight;
    }
    if total > 0.0 { sum / total } else { 0.0 }
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
    fn gini_is_zero_for_equals_and_high_for_one_owner_of_all() {
        assert!(gini(&[3.0, 3.0, 3.0]).abs() < 1e-12);
        assert!((gini(&[0.0, 0.0, 0.0, 8.0]) - 0.75).abs() < 1e-12);
    }
}
