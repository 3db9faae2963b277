//! What a model must not spoil before it may serve.
//!
//! All is judged on the test groups: later in time than anything learned from, or of queries nobody
//! learned from. Live is the model that serves now, or the order that was served.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::{
    behaviour::{
        groups::{Group, Sample},
        log::Device,
        propensity::Propensities,
        worth::{CUT, gini, values},
    },
    measure::chance::{Interval, interval},
};

/// nDCG@10 may fall by this much, and the lower end of the interval by that.
const MAY_FALL: f64 = 0.002;
const MAY_FALL_BY_CHANCE: f64 = 0.01;
/// A segment may lose this part of its nDCG@10.
const SEGMENT_MAY_LOSE: f64 = 0.02;
const FEWEST_GROUPS: usize = 30;
/// The Gini index of owners' exposure may grow by this part.
const GINI_MAY_GROW: f64 = 0.03;
/// This part of the first ten may be others than before.
const MAY_CHANGE: f64 = 0.4;

/// An order by words alone spreads exposure without regard to merit, and every model changes it much.
const FIRST_MODEL: &str = "told only: no model served before";

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gate {
    pub name: String,
    pub passed: bool,
    /// What was found, beside what was asked for.
    pub found: String,
}

/// What is compared: one score a row of `test` from each side.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    pub test: &'a Sample,
    pub live: &'a [f32],
    pub next: &'a [f32],
    /// Whether live is a model. Before the first one, exposure and churn are told and not judged.
    pub live_is_model: bool,
}

/// Every gate but the one on bits, which needs XGBoost.
pub fn judge(sides: &Sides<'_>, looks: &Propensities) -> Vec<Gate> {
    let mut gates = vec![order(sides)];
    gates.extend(segments(sides));
    gates.push(exposure(sides, looks));
    gates.push(churn(sides));
    gates
}

/// Whether our evaluator's scores of the golden rows are XGBoost's, to the bit.
pub fn bits(ours: &[f32], xgboost: &[f32]) -> Gate {
    let pairs = ours.iter().zip(xgboost);
    let differ = pairs.filter(|(one, other)| one.to_bits() != other.to_bits()).count();
    let found = format!("{differ} of {} golden rows differ from XGBoost; 0 may", ours.len());
    Gate { name: "bits".to_owned(), passed: differ == 0 && ours.len() == xgboost.len(), found }
}

/// DCG of each group that can gain something, as a share of the mean ideal: their means are nDCG.
struct Pairs {
    live: Vec<f64>,
    next: Vec<f64>,
}

impl Pairs {
    fn new(sides: &Sides<'_>, counts: impl Fn(&Group) -> bool) -> Pairs {
        let (live, next) = (values(sides.test, sides.live), values(sides.test, sides.next));
        let counted = sides.test.groups.iter().zip(live.iter().zip(&next));
        let counted = counted.filter(|(group, (live, _))| live.1 > 0.0 && counts(group));
        let pairs: Vec<_> = counted.map(|(_, (live, next))| (live.0, next.0, live.1)).collect();
        let ideal = pairs.iter().map(|it| it.2).sum::<f64>() / pairs.len().max(1) as f64;
        Pairs {
            live: pairs.iter().map(|it| it.0 / ideal).collect(),
            next: pairs.iter().map(|it| it.1 / ideal).collect(),
        }
    }

    fn count(&self) -> usize {
        self.live.len()
    }

    /// Of live, and of next.
    fn means(&self) -> (f64, f64) {
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
        (mean(&self.live), mean(&self.next))
    }

    /// Where 95 % of the mean differences lie.
    fn around(&self) -> Interval {
        let differences = self.live.iter().zip(&self.next).map(|(live, next)| next - live);
        interval(&differences.collect::<Vec<f64>>(), 1)
    }
}

fn order(sides: &Sides<'_>) -> Gate {
    let pairs = Pairs::new(sides, |_| true);
    let ((live, next), around) = (pairs.means(), pairs.around());
    let passed = next >= live - MAY_FALL
        && around.low > -MAY_FALL_BY_CHANCE
        && pairs.count() >= FEWEST_GROUPS;
    let found = format!(
        "nDCG@10 {next:.4} beside {live:.4} live over {} groups, difference {:+.4} to {:+.4}; at \
         least {FEWEST_GROUPS} groups, −{MAY_FALL} and a lower end above −{MAY_FALL_BY_CHANCE} are \
         asked for",
        pairs.count(),
        around.low,
        around.high,
    );
    Gate { name: "order".to_owned(), passed, found }
}

/// A segment of enough groups fails when it loses more than it may, and not by chance.
fn segments(sides: &Sides<'_>) -> Vec<Gate> {
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, group) in sides.test.groups.iter().enumerate() {
        for name in segments_of(sides.test, group) {
            names.entry(name).or_default().push(at);
        }
    }
    let one = |(name, members): (String, Vec<usize>)| {
        let starts: std::collections::HashSet<usize> =
            members.iter().map(|at| sides.test.groups[*at].rows.start).collect();
        let pairs = Pairs::new(sides, |it| starts.contains(&it.rows.start));
        if pairs.count() < FEWEST_GROUPS {
            return None;
        }
        let ((live, next), around) = (pairs.means(), pairs.around());
        let lost = (live - next) / live.max(1e-12);
        let found = format!(
            "nDCG@10 {next:.4} beside {live:.4} live ({:+.1} %) over {} groups; it may lose 2 %",
            -100.0 * lost,
            pairs.count()
        );
        let passed = lost <= SEGMENT_MAY_LOSE || around.high >= 0.0;
        Some(Gate { name: format!("segment {name}"), passed, found })
    };
    names.into_iter().filter_map(one).collect()
}

fn segments_of(test: &Sample, group: &Group) -> Vec<String> {
    let rows = &test.rows[group.rows.clone()];
    let mut names = vec![format!("language {}", group.lang)];
    names.push((if 2 * group.mobile > group.searches { "mobile" } else { "desktop" }).to_owned());
    if rows.iter().any(|it| it.is_new && it.gain > 0.0) {
        names.push("new offers wanted".to_owned());
    }
    let most = rows.iter().max_by(|one, other| one.gain.total_cmp(&other.gain));
    names.extend(most.map(|it| format!("category {}", it.category)));
    names
}

fn exposure(sides: &Sides<'_>, looks: &Propensities) -> Gate {
    let of = |scores: &[f32]| {
        let mut owners: HashMap<&str, f64> = HashMap::new();
        for group in &sides.test.groups {
            // Owners that are never shown count too.
            for row in &sides.test.rows[group.rows.clone()] {
                owners.entry(&row.owner).or_default();
            }
            for (place, at) in first(group, scores).into_iter().enumerate() {
                let rank = u32::try_from(place + 1).unwrap_or(u32::MAX);
                let look = looks.at(Device::Desktop, rank) * group.searches as f64;
                *owners.entry(&sides.test.rows[at].owner).or_default() += look;
            }
        }
        let mut amounts: Vec<f64> = owners.into_values().collect();
        amounts.sort_by(f64::total_cmp);
        gini(&amounts)
    };
    let (live, next) = (of(sides.live), of(sides.next));
    let limit = if sides.live_is_model { "3 % more may be" } else { FIRST_MODEL };
    Gate {
        name: "exposure".to_owned(),
        passed: next <= live * (1.0 + GINI_MAY_GROW) || !sides.live_is_model,
        found: format!("Gini of owners' exposure {next:.4} beside {live:.4} live; {limit}"),
    }
}

fn churn(sides: &Sides<'_>) -> Gate {
    let (mut changed, mut all) = (0, 0);
    for group in &sides.test.groups {
        let before = first(group, sides.live);
        let after = first(group, sides.next);
        changed += after.iter().filter(|it| !before.contains(it)).count();
        all += after.len();
    }
    let share = f64::from(u32::try_from(changed).unwrap_or(u32::MAX)) / (all.max(1)) as f64;
    let limit = if sides.live_is_model { "40 % may" } else { FIRST_MODEL };
    Gate {
        name: "churn".to_owned(),
        passed: share <= MAY_CHANGE || !sides.live_is_model,
        found: format!("{:.1} % of the first ten are others; {limit}", 100.0 * share),
    }
}

/// The rows of the first ten places.
fn first(group: &Group, scores: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = group.rows.clone().collect();
    order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
    order.truncate(CUT);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::groups::{Part, Row};

    /// Forty searches for as many things, twelve results each; the third is the wanted one.
    fn sample() -> Sample {
        let mut sample = Sample { width: 0, ..Sample::default() };
        for number in 0..40 {
            let start = sample.rows.len();
            for at in 0..12 {
                sample.rows.push(Row {
                    key: format!("{number}-{at}"),
                    owner: format!("o{at}"),
                    category: "c".to_owned(),
                    is_new: false,
                    gain: if at == 2 { 3.0 } else { 0.0 },
                    clicks: 0.0,
                    seen: 1.0,
                    impressions: 1.0,
                    score: 0.0,
                    rank: 0.0,
                });
            }
            sample.groups.push(Group {
                part: Part::Late,
                lang: if number % 2 == 0 { "es" } else { "en" }.to_owned(),
                mobile: 0,
                searches: 1,
                normal: number.to_string(),
                rows: start..sample.rows.len(),
            });
        }
        sample
    }

    /// Puts the wanted result of each group at `rank`, from zero.
    fn scores(sample: &Sample, rank: impl Fn(&Group) -> usize) -> Vec<f32> {
        let mut scores = vec![0.0; sample.rows.len()];
        for group in &sample.groups {
            for (at, row) in group.rows.clone().enumerate() {
                let place = if at == 2 { 2 * rank(group) } else { 2 * at + 1 };
                scores[row] = -(place as f32);
            }
        }
        scores
    }

    fn failed(live: &[f32], next: &[f32], test: &Sample) -> Vec<String> {
        let sides = Sides { test, live, next, live_is_model: true };
        let gates = judge(&sides, &Propensities::flat());
        gates.into_iter().filter(|it| !it.passed).map(|it| it.name).collect()
    }

    #[test]
    fn a_better_order_passes_and_a_worse_one_says_where() {
        let test = sample();
        let first = scores(&test, |_| 0);
        let third = scores(&test, |_| 3);

        assert_eq!(failed(&third, &first, &test), [""; 0]);
        let worse = failed(&first, &third, &test);
        assert_eq!(worse, ["order", "segment category c", "segment desktop"]);
    }

    #[test]
    fn one_language_may_not_pay_for_the_other() {
        let mut test = sample();
        let before = scores(&test, |_| 2);
        let after = scores(&test, |it| if it.lang == "es" { 0 } else { 5 });
        for group in &mut test.groups {
            group.searches = 4;
        }
        let more: Vec<Group> = test.groups.clone();
        test.groups.extend(more);

        assert_eq!(failed(&before, &after, &test), ["segment language en"]);
    }

    #[test]
    fn a_model_may_not_turn_everything_over() {
        let test = sample();
        let before = scores(&test, |_| 0);
        let turned: Vec<f32> = before.iter().map(|it| -it).collect();

        // Twelve results, ten places: eight stay whatever one does.
        let sides = Sides { test: &test, live: &before, next: &turned, live_is_model: true };
        assert!(churn(&sides).found.starts_with("20.0 %"), "{}", churn(&sides).found);
    }

    #[test]
    fn one_bit_is_enough_to_refuse() {
        assert!(bits(&[0.0, 1.5], &[0.0, 1.5]).passed);
        assert!(!bits(&[0.0], &[-0.0]).passed);
    }
}
