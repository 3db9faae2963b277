//! Models through the program: trained, inspected, and scored without XGBoost.

use std::fmt::Write as _;

use crate::Bench;

/// 40 queries of 12 rows; feature 1 tells the grade, feature 2 is noise, feature 9 is often unknown.
fn judged(first_query: usize) -> String {
    let mut state = 7_u64 + first_query as u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 40) as f32 / (1_u32 << 24) as f32
    };
    let mut text = String::new();
    for query in first_query..first_query + 40 {
        for row in 0..12 {
            let (tells, noise) = (next(), next());
            let grade = (tells * 2.9) as i32;
            write!(text, "{grade} qid:{query} 1:{tells} 2:{noise}").unwrap();
            text.push_str(if row % 3 == 0 { " 9:1 # known\n" } else { "\n" });
        }
    }
    text
}

#[test]
fn a_model_is_trained_inspected_and_scored() {
    if std::env::var_os("LONJA_XGBOOST_LIB").is_none() {
        return;
    }
    let bench = Bench::new();
    bench.write("a.svm", judged(0));
    bench.write("b.svm", judged(100));
    bench.write("c.svm", judged(200));
    let recipe =
        "ranks = true\n[[learner]]\nrounds = 20\nobjective = \"rank:ndcg\"\nmax_depth = 3\n";
    bench.write("p.toml", recipe);

    let said = bench.must("train --train a.svm --valid b.svm --out m.ubj --params p.toml");
    assert!(said.contains(" of 20 rounds; "), "{said}");
    bench.must("predict --model m.ubj --data c.svm --out scores");
    let figures = bench.must("eval --data c.svm --scores scores");

    let xgb = figures.lines().find(|it| it.starts_with("xgb ")).unwrap();
    let xgb: f64 = xgb.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(xgb > 0.95, "{figures}");
    let inside = bench.must("inspect m.ubj");
    let best = inside.lines().nth(5).unwrap();
    assert!(best.starts_with("1 ") || best.starts_with("1.rank "), "{inside}");
    assert!(inside.contains("features   6, sha256 "), "{inside}");
    bench.must("train --train a.svm --valid b.svm --out again.ubj --params p.toml");
    let read = |name: &str| std::fs::read(bench.path(name)).unwrap();
    assert!(read("m.ubj") == read("again.ubj"), "training is not repeatable");
}

#[test]
fn recipes_are_cross_validated_and_compared() {
    if std::env::var_os("LONJA_XGBOOST_LIB").is_none() {
        return;
    }
    let bench = Bench::new();
    bench.write("a.svm", judged(0));
    bench.write(
        "good",
        "[[learner]]\nrounds = 8\nstep = 4\nobjective = \"rank:ndcg\"\nmax_depth = 2\n",
    );
    bench.write(
        "blind",
        "[[learner]]\nrounds = 1\nobjective = \"rank:ndcg\"\nmax_depth = 1\neta = 0\n",
    );

    let said = bench.must("cv --data a.svm --params good --against blind --split-out folds");

    let row = said.lines().find(|it| it.starts_with("skip")).unwrap();
    let row: Vec<&str> = row.split_whitespace().collect();
    assert!(row[1].parse::<f64>().unwrap() > row[4].parse::<f64>().unwrap() + 0.1, "{said}");
    assert!(row.last().unwrap().parse::<f64>().unwrap() < 0.001, "{said}");
    let folds = bench.read("folds");
    assert_eq!(folds.lines().count(), 480);
    for fold in ["0", "1", "2", "3", "4"] {
        assert_eq!(folds.lines().filter(|it| *it == fold).count(), 96);
    }
}

#[test]
fn without_xgboost_training_says_how_to_get_it() {
    let bench = Bench::new();
    bench.write("a.svm", judged(0));

    let line = "train --train a.svm --valid a.svm --out m.ubj --xgboost nowhere.so";
    let complaint = bench.fails(line);

    assert!(complaint.contains("pip install --no-deps xgboost-cpu==3.2.0"), "{complaint}");
}

#[test]
fn a_bad_row_a_bad_model_and_a_bad_score_are_named() {
    let bench = Bench::new();
    bench.write("bad.svm", "1 qid:1 1:2\n1 qid:1 1:x\n");
    bench.write("good.svm", "1 qid:1 1:2\n");
    bench.write("m.ubj", "hello");
    bench.write("scores", "1\n2\n");

    let complaint = bench.fails("predict --model m.ubj --data good.svm --out s");
    assert_eq!(
        complaint,
        "error: m.ubj: this is not a model: a word that is no number at byte 0\n"
    );
    let complaint = bench.fails("eval --data bad.svm --scores scores");
    assert_eq!(complaint, "error: bad.svm:2:9: `1:x` is not `feature:value`\n");
    let complaint = bench.fails("eval --data good.svm --scores scores");
    assert_eq!(complaint, "error: 2 scores for 1 rows\n");
}
