//! The model we ship: it loads, it is of these features, and it has stayed what it was.

use matching::{
    behaviour::{MARKET_MODEL, registry::Golden},
    features::{LIST, MONOTONE, N, Row, hash},
    model::{forest::Kernel, served::RankModel},
};

const GOLDEN: &[u8] = include_bytes!("../../models/market.golden");

fn rows() -> Vec<Row> {
    let golden = Golden::from_bytes(GOLDEN).expect("the golden file is whole");
    assert_eq!(golden.width, N);
    golden.rows.as_chunks::<N>().0.to_vec()
}

#[test]
fn it_is_of_the_features_this_engine_makes() {
    let model = RankModel::from_bytes(MARKET_MODEL).expect("it was learned from other features");

    assert_eq!(model.ensemble().names(), LIST.map(|it| it.name));
    assert_eq!(hash().len(), 64);
    assert!(MARKET_MODEL.len() < 400_000, "{} bytes", MARKET_MODEL.len());
}

#[test]
fn its_scores_have_stayed_the_same_to_the_bit() {
    let golden = Golden::from_bytes(GOLDEN).expect("the golden file is whole");

    assert!(golden.scores.len() >= 200 && !Kernel::available().is_empty());
    assert_eq!(golden.differences(MARKET_MODEL).expect("the model loads"), 0);
}

/// Better known for the better: rating, replies, capacity … as the list of features says.
#[test]
fn it_never_acts_against_the_direction_of_a_feature() {
    let model = RankModel::from_bytes(MARKET_MODEL).expect("it was learned from other features");
    let rows = rows();
    let mut probes = 0;
    for (feature, direction) in MONOTONE.iter().enumerate().filter(|it| *it.1 != 0) {
        let mut steps: Vec<f32> = model.ensemble().thresholds(feature);
        let ends = [steps.first().map(|it| it - 1.0), steps.last().map(|it| it + 1.0)];
        steps.extend(ends.into_iter().flatten());
        steps.sort_by(f32::total_cmp);
        for row in rows.iter().step_by(7) {
            let with = |value: &f32| {
                let mut row = *row;
                row[feature] = *value;
                row
            };
            let scores = model.score(&steps.iter().map(with).collect::<Vec<Row>>());
            for pair in scores.windows(2) {
                // Sums of floats in another order may differ in the last bits.
                let rises = f32::from(*direction) * (pair[1] - pair[0]);
                assert!(rises >= -1e-4, "{}: {pair:?}", LIST[feature].name);
                probes += 1;
            }
        }
    }
    assert!(probes > 1_000, "{probes}");
}
