//! From a simulated market to a model that may serve, through the program.

use std::fmt::Write as _;

use crate::Bench;

const LEARNERS: &str = "[[learner]]\nrounds = 30\nobjective = \"reg:squarederror\"\nmin_child_weight = 5\n\
                        max_depth = 3\neta = 0.15\n";

#[test]
fn the_same_seed_gives_the_same_log() {
    let bench = Bench::new();
    let of = |seed: u32, name: &str| {
        let size = "--days 2 --searches-a-day 20 --offers 120";
        bench.must(&format!("simulate log --seed {seed} {size} --out {name}"));
        bench.read(name)
    };

    let first = of(3, "a.jsonl");

    assert!(first == of(3, "b.jsonl") && first != of(4, "c.jsonl"));
    let lines = first.lines().filter(|it| it.starts_with("{\"kind\":\"search\"")).count();
    assert!((40..60).contains(&lines), "{lines}");
}

/// Rows of forty features, where less of the first is better: what no market wants.
fn upside_down(first_query: usize) -> String {
    let mut state = 7_u64 + first_query as u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 40) as f32 / (1_u32 << 24) as f32
    };
    let mut text = String::new();
    for query in first_query..first_query + 30 {
        for _ in 0..12 {
            let values: Vec<f32> = (0..40).map(|_| 5.0 * next()).collect();
            write!(text, "{} qid:{query}", u8::from(values[0] < 2.5)).unwrap();
            for (at, value) in values.iter().enumerate() {
                write!(text, " {}:{value}", at + 1).unwrap();
            }
            text.push('\n');
        }
    }
    text
}

#[test]
fn a_log_becomes_a_model_or_the_reasons_why_it_may_not_serve() {
    if std::env::var_os("LONJA_XGBOOST_LIB").is_none() {
        return;
    }
    let bench = Bench::new();
    bench.write("p.toml", LEARNERS);
    bench.must("simulate log --days 3 --searches-a-day 80 --offers 200 --out log.jsonl");
    let line = "learn --log log.jsonl --out m.ubj --params p.toml --window-days 6 --golden 90 \
                --registry models";

    // So short a log cannot show that a model is no worse than what was served.
    let refused = bench.command(line);
    assert_eq!(refused.status.code(), Some(3));
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("these gates failed") && told.contains("order: "), "{told}");
    let said = String::from_utf8_lossy(&refused.stdout).into_owned();
    assert!(said.contains("ok   bits") && said.contains("0 of 90 golden rows differ"), "{said}");
    assert!(!bench.path("m.ubj").exists());
    let filed: Vec<_> = std::fs::read_dir(bench.path("models")).unwrap().collect();
    assert_eq!(filed.len(), 1);
    let folder = filed[0].as_ref().unwrap().path();
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"passed\": false"), "{manifest}");
    assert!(
        ["model.ubj", "golden.bin", "sketches.json", "metrics.json"]
            .iter()
            .all(|it| folder.join(it).exists())
    );

    // It is better than a model that turns everything upside down; churn and exposure are judged now.
    bench.must("simulate log --days 5 --searches-a-day 200 --offers 200 --out log.jsonl");
    bench.write("a.svm", upside_down(0));
    bench.write("b.svm", upside_down(100));
    bench.must("train --train a.svm --valid b.svm --out bad.ubj --params p.toml");
    let said = bench.command(&format!("{line} --from bad.ubj")).stdout;
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(said.contains("; 40 % may") && said.contains("; 3 % more may be"), "{said}");
    let order = said.lines().find(|it| it.contains("order ")).unwrap();
    let figures: Vec<f64> = order.split(' ').filter_map(|it| it.parse().ok()).collect();
    assert!(figures[0] > figures[1], "{said}");
}
