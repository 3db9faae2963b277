//! The retrieval sets: what is found, and what each stage of `run` brings.

use std::{collections::HashMap, path::Path, sync::Arc};

use matching::{
    measure::{
        chance,
        metrics::Measure,
        trec::{Run, mean},
    },
    thorough::ranker::TextRanker,
    train::xgboost::Xgboost,
};

use crate::cli::{
    eval::SEED,
    table::table,
    text::{Set, left_out},
    training::Trainer,
};

const SHOWN: [Measure; 6] = [
    Measure::Skip,
    Measure::Trec,
    Measure::Mrr10,
    Measure::Rr100,
    Measure::Map,
    Measure::Recall100,
];

/// Each with all before it.
const STAGES: [(&str, &[&str]); 5] = [
    ("words", &["fielded", "flat", "title"]),
    ("+ related words", &["wide"]),
    ("+ pieces", &["translated"]),
    ("+ meaning", &["meaning"]),
    ("+ examples", &["like_words", "like_pieces", "like_meaning"]),
];

pub(super) fn run(trainer: &Trainer, data: &Path) -> anyhow::Result<()> {
    report(&trainer.xgboost()?, &Set::all(data)?, &TextRanker::shipped())
}

/// `whole` saw all sets.
pub(crate) fn report(
    xgboost: &Arc<Xgboost>,
    sets: &[Set],
    whole: &TextRanker,
) -> anyhow::Result<()> {
    let rankers = left_out(xgboost, sets)?;
    let head = ["set", "skip", "trec", "MRR@10", "RR@100", "MAP", "R@100"].map(str::to_owned);
    let mut rows = vec![head.to_vec()];
    for set in sets {
        let run = set.run(|rows| rankers[set.family].scores(rows));
        let mut row = vec![set.name.to_owned()];
        for measure in SHOWN {
            let values = set.judgments.values(&run, measure);
            let kept: Vec<f64> = values.iter().copied().flatten().collect();
            let interval = chance::interval(&kept, SEED);
            let half = (interval.high - interval.low) / 2.0;
            row.push(format!("{:.3} ±{half:.3}", mean(&values)));
        }
        rows.push(row);
    }
    println!(
        "retrieval, first 100, ± half of the 95 % interval; each set by a model that saw no set of \
         its family\n{}\n",
        table(&rows)
    );
    stages(sets, &rankers, whole);
    Ok(())
}

fn stages(sets: &[Set], rankers: &HashMap<&str, TextRanker>, whole: &TextRanker) {
    let names = STAGES.iter().map(|it| it.0).chain(["+ trees, left out", "trees that saw all"]);
    let head = std::iter::once("set").chain(names).map(str::to_owned);
    let mut rows = vec![head.collect::<Vec<String>>()];
    for set in sets {
        let both = |run: &Run| {
            let of = |measure| mean(&set.judgments.values(run, measure));
            format!("{:.3} {:.3}", of(Measure::Skip), of(Measure::Map))
        };
        let mut row = vec![set.name.to_owned()];
        let mut known = Vec::new();
        for (_, signals) in STAGES {
            known.extend_from_slice(signals);
            row.push(both(&set.run(|rows| rows.fused_of(&known))));
        }
        row.push(both(&set.run(|rows| rankers[set.family].scores(rows))));
        row.push(both(&set.run(|rows| whole.scores(rows))));
        rows.push(row);
    }
    println!("what the stages bring: nDCG@10 (skip) and MAP\n{}\n", table(&rows));
}
