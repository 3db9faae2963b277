//! Files written by `golden/write.py` with XGBoost 1.7, 2.1 and 3.2.

use std::{fs, path::PathBuf};

use matching::model::{ModelError, document::Value, ensemble::Ensemble, forest::Forest};

use crate::scores;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/parity/golden").join(name)
}

fn floats(name: &str) -> Vec<f32> {
    let bytes = fs::read(path(name)).unwrap();
    let (chunks, rest) = bytes.as_chunks::<4>();
    assert!(rest.is_empty());
    chunks.iter().map(|it| f32::from_le_bytes(*it)).collect()
}

fn ensemble(name: &str) -> Result<Ensemble, ModelError> {
    Ensemble::from_document(&Value::parse(&fs::read(path(name)).unwrap())?)
}

/// `3.2-ndcg.ubj` and so on: every model that can be served.
fn served() -> Vec<(String, Ensemble)> {
    let mut names: Vec<String> = fs::read_dir(path(""))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .filter(|it| it.ends_with(".ubj") || it.ends_with(".json"))
        .filter(|it| !it.contains("refused"))
        .collect();
    names.sort_unstable();
    assert_eq!(names.len(), 15, "{names:?}");
    names.into_iter().map(|name| (name.clone(), ensemble(&name).unwrap())).collect()
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').unwrap().0
}

#[test]
fn scores_have_the_bits_of_the_version_that_wrote_the_model() {
    for (name, ensemble) in served() {
        let stem = stem(&name);
        let rows = floats(&format!("{stem}.rows"));
        let wanted: Vec<u32> =
            floats(&format!("{stem}.margins")).iter().map(|it| it.to_bits()).collect();

        assert_eq!(scores(&Forest::new(&ensemble), &rows), wanted, "{name}");
    }
}

#[test]
fn the_rows_are_as_nasty_as_they_should_be() {
    for (name, ensemble) in served() {
        let rows = floats(&format!("{}.rows", stem(&name)));
        let (mut on, mut beside) = (0, 0);
        for row in rows.chunks(ensemble.n_features()) {
            for (feature, value) in row.iter().enumerate() {
                let thresholds = ensemble.thresholds(feature);
                on += usize::from(thresholds.contains(value));
                let near = [value.next_up(), value.next_down()];
                beside += usize::from(near.iter().any(|it| thresholds.contains(it)));
            }
        }
        let odd = |is: fn(&f32) -> bool| rows.iter().filter(|it| is(it)).count();
        let odds = [
            on,
            beside,
            odd(|it| it.is_nan()),
            odd(|it| it.to_bits() == (-0.0_f32).to_bits()),
            odd(|it| it.is_subnormal()),
        ];
        assert!(odds.iter().all(|it| *it >= 3), "{name}: {odds:?}");
    }
}

#[test]
fn shares_are_those_of_xgboost_and_add_up_to_the_score() {
    for (name, ensemble) in served() {
        let stem = stem(&name);
        let rows = floats(&format!("{stem}.rows"));
        let wanted = floats(&format!("{stem}.contributions"));
        let margins = floats(&format!("{stem}.margins"));
        let width = ensemble.n_features();
        for ((row, wanted), margin) in
            rows.chunks(width).zip(wanted.chunks(width + 1)).zip(&margins)
        {
            let shares = ensemble.shares(row);

            for (share, wanted) in shares.iter().zip(wanted) {
                assert!((share - f64::from(*wanted)).abs() < 1e-4, "{name}: {share} {wanted}");
            }
            let sum: f64 = shares.iter().sum();
            assert!((sum - f64::from(*margin)).abs() < 1e-5, "{name}: {sum} {margin}");
        }
    }
}

#[test]
fn what_is_no_sum_of_leaves_is_refused() {
    let cases = [
        ("3.2-refused-classes.ubj", "its objective `multi:softprob` is more than a sum of leaves"),
        ("3.2-refused-dart.json", "its booster is `dart`, not plain trees"),
        ("3.2-refused-link.json", "its objective `reg:gamma` is more than a sum of leaves"),
        ("3.2-refused-categories.ubj", "it splits by categories"),
        ("3.2-refused-outputs.json", "it has several outputs"),
    ];
    for (name, what) in cases {
        let wanted = ModelError::Unsupported { what: what.to_owned() };
        assert_eq!(ensemble(name).unwrap_err(), wanted, "{name}");
    }
}

#[test]
fn a_damaged_file_is_refused_or_read_but_never_brings_us_down() {
    let whole = fs::read(path("3.2-zero.json")).unwrap();
    let binary = fs::read(path("3.2-ndcg.ubj")).unwrap();
    for bytes in [&whole, &binary] {
        for at in (0..bytes.len()).step_by(37) {
            assert!(Value::parse(&bytes[..at]).is_err());
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x15;
            if let Ok(document) = Value::parse(&flipped) {
                let _read = Ensemble::from_document(&document);
            }
        }
    }
}
