//! Beside XGBoost itself, where its library is (`tests/run` brings it).

use std::{path::PathBuf, sync::Arc};

use matching::{
    letor::Rows,
    model::{
        document::Value,
        ensemble::Ensemble,
        forest::Forest,
        ranker::{Ranker, make},
    },
    train::{
        fit::fit,
        recipe::Recipe,
        xgboost::{Booster, Matrix, Xgboost},
    },
};

use crate::scores;

const FEATURES: usize = 12;

/// The same rows on every machine: a 64-bit LCG.
struct Numbers {
    state: u64,
}

impl Numbers {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        self.state >> 33
    }

    fn value(&mut self) -> f32 {
        match self.next() % 40 {
            0 => f32::NAN,
            1 => -0.0,
            2 => 0.0,
            3 => f32::from_bits(u32::try_from(self.next() % 1000).unwrap()),
            4 => -f32::from_bits(u32::try_from(self.next() % 1000).unwrap()),
            5 => f32::MAX,
            6 => (self.next() % 5) as f32,
            _ => (self.next() % 20_001) as f32 / 10_000.0 - 1.0,
        }
    }

    fn rows(&mut self, count: usize) -> Vec<f32> {
        (0..count * FEATURES).map(|_| self.value()).collect()
    }

    /// Grades that the first features tell, and noise.
    fn grades(&mut self, rows: &[f32]) -> Vec<i32> {
        let known = |it: f32| if it.is_nan() { 0.3 } else { it.clamp(-2.0, 2.0) };
        rows.chunks(FEATURES)
            .map(|row| {
                let noise = (self.next() % 1000) as f32 / 1000.0;
                let signal = known(row[0]) * 2.0 + known(row[1]) * known(row[2]) + noise;
                (signal.clamp(0.0, 3.0)) as i32
            })
            .collect()
    }
}

/// None where `LONJA_XGBOOST_LIB` is not set; then only the golden files speak.
fn library() -> Option<Arc<Xgboost>> {
    let path = std::env::var_os("LONJA_XGBOOST_LIB").map(PathBuf::from);
    path.map(|it| Xgboost::load(Some(&it)).unwrap())
}

fn params(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let fixed = [("nthread", "1"), ("verbosity", "0"), ("tree_method", "hist")];
    let all = fixed.iter().chain(pairs);
    all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Some rows are moved onto thresholds of the model, or one step beside them.
fn near_thresholds(numbers: &mut Numbers, ensemble: &Ensemble, rows: &mut [f32]) {
    let thresholds: Vec<Vec<f32>> = (0..FEATURES).map(|it| ensemble.thresholds(it)).collect();
    for row in rows.chunks_mut(FEATURES) {
        for (value, known) in row.iter_mut().zip(&thresholds) {
            if !known.is_empty() && numbers.next().is_multiple_of(3) {
                let at = usize::try_from(numbers.next()).unwrap() % known.len();
                *value = match numbers.next() % 3 {
                    0 => known[at],
                    1 => known[at].next_up(),
                    _ => known[at].next_down(),
                };
            }
        }
    }
}

#[test]
fn a_refusal_says_what_xgboost_said() {
    let Some(xgboost) = library() else { return };
    let matrix = Matrix::new(&xgboost, &[0.0; FEATURES], FEATURES, &[2], &[1]).unwrap();
    let setting = [("objective", "rank:map")];
    let mut booster = Booster::new(&xgboost, &[&matrix], &params(&setting)).unwrap();

    let error = booster.update(0, &matrix).unwrap_err().to_string();

    assert!(error.starts_with("XGBoost refused: ") && error.contains("binary labels"), "{error}");
    let other = Matrix::new(&xgboost, &[0.0; FEATURES], FEATURES, &[2], &[2]);
    assert!(other.is_err());
}

#[test]
fn a_missing_library_says_how_to_get_it() {
    let error = Xgboost::load(Some(std::path::Path::new("nowhere/libxgboost.so"))).unwrap_err();

    let error = error.to_string();
    assert!(error.contains("pip install --no-deps xgboost-cpu==3.2.0"), "{error}");
    assert!(error.contains("LONJA_XGBOOST_LIB"), "{error}");
}

#[test]
fn a_million_pairs_of_row_and_model_have_the_same_bits() {
    let Some(xgboost) = library() else { return };
    let settings: [&[(&str, &str)]; 5] = [
        &[("objective", "rank:ndcg"), ("max_depth", "6"), ("eta", "0.1")],
        &[("objective", "rank:pairwise"), ("max_depth", "5"), ("subsample", "0.6")],
        &[("objective", "rank:pairwise"), ("max_depth", "9"), ("min_child_weight", "0.01")],
        &[("objective", "reg:squarederror"), ("max_depth", "2"), ("num_parallel_tree", "3")],
        &[
            ("objective", "rank:ndcg"),
            ("max_leaves", "40"),
            ("max_depth", "0"),
            ("grow_policy", "lossguide"),
        ],
    ];
    let mut numbers = Numbers { state: 7 };
    let known = numbers.rows(2_000);
    let grades = numbers.grades(&known);
    let matrix = Matrix::new(&xgboost, &known, FEATURES, &grades, &[20; 100]).unwrap();
    let mut pairs = 0;
    for setting in settings {
        let mut booster = Booster::new(&xgboost, &[&matrix], &params(setting)).unwrap();
        for round in 0..20 {
            booster.update(round, &matrix).unwrap();
        }
        let document = Value::parse(&booster.save().unwrap()).unwrap();
        let ensemble = Ensemble::from_document(&document).unwrap();
        assert!(ensemble.n_trees() >= 20);
        let mut rows = numbers.rows(200_003);
        near_thresholds(&mut numbers, &ensemble, &mut rows);

        let found = scores(&Forest::new(&ensemble), &rows);
        let wanted = booster.predict(&rows, FEATURES).unwrap();

        let differ = found.iter().zip(&wanted).filter(|(a, b)| **a != b.to_bits()).count();
        assert_eq!(differ, 0, "of {} rows: {setting:?}", wanted.len());
        pairs += wanted.len();
    }
    assert!(pairs >= 1_000_000);
}

/// A mixture of several learners is one model, which XGBoost loads and scores to the same bits.
#[test]
fn xgboost_loads_what_we_mixed() {
    let Some(xgboost) = library() else { return };
    let mut numbers = Numbers { state: 11 };
    let mut text = String::new();
    for query in 0..60 {
        let values = numbers.rows(15);
        for (row, grade) in values.chunks(FEATURES).zip(numbers.grades(&values)) {
            let fields: Vec<String> = (1..)
                .zip(row)
                .filter(|(_, value)| !value.is_nan())
                .map(|(at, value)| format!("{at}:{value:e}"))
                .collect();
            text.push_str(&format!("{grade} qid:{query} {}\n", fields.join(" ")));
        }
    }
    let rows = Rows::parse(&text, "rows").unwrap();
    let (known, valid) = (rows.of_queries(|it| it < 40), rows.of_queries(|it| it >= 40));
    let recipe = "ranks = true\n[[learner]]\nrounds = 12\nstep = 4\nbags = 2\nsubsample = 0.7\n\
                  objective = \"rank:ndcg\"\nmax_depth = 3\n[[learner]]\nrounds = 6\nstep = 3\n\
                  objective = \"reg:squarederror\"\nnum_parallel_tree = 2\nsubsample = 0.7\n";
    let recipe = Recipe::parse(recipe).unwrap();

    let fitted = fit(&xgboost, &recipe, &known, &valid, &mut || {}).unwrap();

    let ranker = Ranker::from_bytes(&fitted.model).unwrap();
    let made = make(&valid, ranker.columns());
    let mut booster = Booster::new(&xgboost, &[], &params(&[])).unwrap();
    booster.load(&fitted.model).unwrap();
    let wanted: Vec<u32> = booster
        .predict(&made, ranker.columns().len())
        .unwrap()
        .iter()
        .map(|it| it.to_bits())
        .collect();
    let found: Vec<u32> = ranker.score(&valid).iter().map(|it| it.to_bits()).collect();
    assert_eq!(found, wanted);
    let trees: usize = fitted.learners[0].rounds * 2 + fitted.learners[1].rounds * 2;
    assert_eq!(ranker.ensemble().n_trees(), trees);
    assert!(fitted.learners.iter().all(|it| it.value > 0.5), "{:?}", fitted.learners);
}

#[test]
fn a_model_with_another_list_of_features_is_refused() {
    let Some(xgboost) = library() else { return };
    let text = "1 qid:1 1:2 3:1\n0 qid:1 1:1 3:2\n1 qid:2 1:3 3:2\n0 qid:2 1:0 3:2\n";
    let rows = Rows::parse(text, "rows").unwrap();
    let recipe = Recipe::parse("[[learner]]\nrounds = 2\nobjective = \"rank:ndcg\"\n").unwrap();
    let model = fit(&xgboost, &recipe, &rows, &rows, &mut || {}).unwrap().model;
    assert!(Ranker::from_bytes(&model).is_ok());

    let mut document = Value::parse(&model).unwrap();
    let learner = document.get_mut("learner").unwrap();
    let names = ["1", "4"].map(|it| Value::Text(it.to_owned()));
    *learner.get_mut("feature_names").unwrap() = Value::List(names.to_vec());

    let error = Ranker::from_bytes(&document.to_ubj()).unwrap_err().to_string();
    assert!(error.starts_with("the model wants "), "{error}");
}
