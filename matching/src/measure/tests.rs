use std::collections::HashMap;

use proptest::prelude::*;

use crate::measure::{
    chance::{Dice, interval, probability},
    metrics::{Graded, Measure},
    trec::{Judgments, Run, mean},
};

const GRADES: [i32; 12] = [3, 2, 3, 0, 1, 2, 0, 0, 1, 0, 2, 3];

fn value(measure: Measure, ranked: &[i32], group: &[i32], highest: i32) -> Option<f64> {
    measure.of(&Graded { ranked, group, highest })
}

fn close(found: Option<f64>, wanted: f64) {
    let found = found.expect("a value");
    assert!((found - wanted).abs() < 1e-12, "{found} is not {wanted}");
}

/// The figures are scikit-learn's (`ndcg_score`, `average_precision_score`); `turnbull` by hand.
#[test]
fn agrees_with_scikit_learn() {
    for measure in [Measure::Xgb, Measure::XgbMinus, Measure::Lgb, Measure::Skip] {
        close(value(measure, &GRADES, &GRADES, 4), 0.741_324_059_320_034_2);
    }
    for measure in [Measure::Trec, Measure::EsSandbox] {
        close(value(measure, &GRADES, &GRADES, 4), 0.762_819_307_271_318);
    }
    close(value(Measure::Map, &GRADES, &GRADES, 4), 0.825_378_787_878_787_9);
    close(value(Measure::Turnbull, &GRADES, &GRADES, 4), 0.265_040_870_704_059_96);
    close(value(Measure::Turnbull, &GRADES, &GRADES, 3), 0.567_944_722_937_271_3);
}

#[test]
fn a_query_without_relevant_documents_is_what_each_definition_says() {
    let barren = [0, 0, -1];
    let by_name: HashMap<&str, Option<f64>> =
        Measure::ALL.iter().map(|it| (it.name(), value(*it, &barren, &barren, 2))).collect();

    let ones = ["xgb", "lgb"];
    let left_out = ["trec", "es-sandbox", "skip"];
    for (name, found) in by_name {
        let wanted = match name {
            _ if ones.contains(&name) => Some(1.0),
            _ if left_out.contains(&name) => None,
            _ => Some(0.0),
        };
        assert_eq!(found, wanted, "{name}");
    }
}

#[test]
fn ranks_count_from_one_and_cuts_include_their_end() {
    let mut ranked = vec![0; 200];
    ranked[9] = 1;
    ranked[99] = 1;
    ranked[100] = 1;
    let group = [1, 1, 1, 1];

    close(value(Measure::Mrr10, &ranked, &group, 1), 0.1);
    close(value(Measure::Recall100, &ranked, &group, 1), 0.5);
    close(value(Measure::Map, &ranked, &group, 1), (0.1 + 0.02 + 3.0 / 101.0) / 4.0);
    close(value(Measure::Mrr10, &ranked[1..], &group, 1), 1.0 / 9.0);
    close(value(Measure::Mrr10, &[0; 50], &group, 1), 0.0);
    close(value(Measure::Rr100, &ranked[10..], &group, 1), 1.0 / 90.0);
}

#[test]
fn an_unanswered_query_counts_as_nothing_found() {
    let judgments = Judgments::parse("a\t0\td1\t1\nb\t0\td1\t1\n", "qrels").unwrap();
    let run = Run::parse("a Q0 d1 1 0.5 tag\nc Q0 d1 1 0.5 tag\n", "run").unwrap();

    for measure in Measure::ALL {
        let wanted = match measure {
            Measure::Turnbull => 0.5 / (1..=10).map(|it| 1.0 / f64::from(it)).sum::<f64>(),
            _ => 0.5,
        };
        close(Some(mean(&judgments.values(&run, measure))), wanted);
    }
}

#[test]
fn rank_comes_of_the_score_and_ties_go_to_the_later_name() {
    let judgments = Judgments::parse("q 0 d9 1\nq 0 d1 0\n", "qrels").unwrap();
    let tied = Run::parse("q Q0 d1 1 5 t\nq Q0 d9 2 5 t\nq Q0 d5 3 7 t\n", "run").unwrap();

    assert_eq!(mean(&judgments.values(&tied, Measure::Mrr10)), 0.5);
}

#[test]
fn a_bad_line_is_named_with_its_column() {
    let cases = [
        ("q 0 d1 x\n", "qrels:1:8: the grade `x` is not a whole number"),
        ("q 0 d1 1\n\nq\t0\td1\n", "qrels:3:7: 3 fields where `query 0 document grade` has 4"),
        ("q 0 ñu 1 2\n", "qrels:1:10: 5 fields where `query 0 document grade` has 4"),
    ];
    for (text, wanted) in cases {
        assert_eq!(Judgments::parse(text, "qrels").unwrap_err().to_string(), wanted);
    }
    let again = "q Q0 d 1 2 t\nq Q0 d 2 1 t\n";
    let error = Run::parse(again, "run").unwrap_err().to_string();
    assert_eq!(error, "run:2:6: document `d` again for query `q`");
    let error = Run::parse("q Q0 d 1 NaN t\n", "run").unwrap_err().to_string();
    assert_eq!(error, "run:1:10: the score `NaN` is not a number");
}

#[test]
fn names_with_blanks_survive_between_tabs() {
    let judgments = Judgments::parse("my query\t0\tmy document\t2\n", "qrels").unwrap();
    let run = Run::parse("my query\tQ0\tmy document\t1\t3\tour tag\n", "run").unwrap();

    assert_eq!(mean(&judgments.values(&run, Measure::Trec)), 1.0);
}

#[test]
fn an_interval_holds_the_mean_and_is_the_same_each_time() {
    let mut dice = Dice::new(3);
    let values: Vec<f64> = (0..400).map(|_| dice.fraction()).collect();

    let found = interval(&values, 1);

    // 1.96 standard errors of 400 uniform values are 0.0283.
    let width = found.high - found.low;
    assert!((0.05..0.065).contains(&width), "{width}");
    assert!(found.low < 0.5 && found.high > 0.5);
    assert_eq!(found, interval(&values, 1));
}

/// Of six differences of one sign, 2 of the 64 ways to toss the coins are as far from zero.
#[test]
fn the_randomisation_test_counts_tosses() {
    let found = probability(&[0.1, 0.2, 0.3, 0.1, 0.5, 0.2], 1);
    assert!((found - 2.0 / 64.0).abs() < 0.006, "{found}");

    assert_eq!(probability(&[0.0; 8], 1), 1.0);
}

/// Under no difference at all, one test in twenty is below 0.05.
#[test]
fn the_randomisation_test_is_calibrated() {
    let mut dice = Dice::new(11);
    let below = (0..100).filter(|_| {
        let noise: Vec<f64> = (0..30).map(|_| dice.fraction() - dice.fraction()).collect();
        probability(&noise, dice.bits()) < 0.05
    });
    let below = below.count();
    assert!(below <= 12, "{below} of 100");
}

fn graded() -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(-1..5_i32, 1..40)
}

proptest! {
    #[test]
    fn every_measure_is_between_nothing_and_one(ranked in graded(), extra in graded()) {
        let group: Vec<i32> = ranked.iter().chain(&extra).copied().collect();
        for measure in Measure::ALL {
            if let Some(found) = value(measure, &ranked, &group, 4) {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&found), "{} {found}", measure.name());
            }
        }
    }

    #[test]
    fn the_ideal_order_cannot_be_beaten(ranked in graded()) {
        let mut ideal = ranked.clone();
        ideal.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
        for measure in Measure::ALL {
            let (Some(found), Some(best)) =
                (value(measure, &ranked, &ranked, 4), value(measure, &ideal, &ranked, 4))
            else { continue };
            prop_assert!(found <= best + 1e-12, "{}", measure.name());
            if measure != Measure::Turnbull && ideal[0] > 0 && measure != Measure::Recall100 {
                prop_assert!((best - 1.0).abs() < 1e-12, "{} {best}", measure.name());
            }
        }
    }

    #[test]
    fn a_swap_towards_the_better_never_costs(ranked in graded()) {
        let worse = (1..ranked.len()).filter(|at| ranked[at - 1] < ranked[*at]);
        for at in worse {
            let mut better = ranked.clone();
            better.swap(at - 1, at);
            for measure in Measure::ALL {
                let before = value(measure, &ranked, &ranked, 4);
                let after = value(measure, &better, &ranked, 4);
                if let (Some(before), Some(after)) = (before, after) {
                    prop_assert!(after >= before - 1e-12, "{}", measure.name());
                }
            }
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC*") {
        let _judged = Judgments::parse(&text, "f");
        let _ran = Run::parse(&text, "f");
    }
}
