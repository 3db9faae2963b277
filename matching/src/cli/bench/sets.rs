//! The public sets, each as its own protocol says.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use matching::{
    letor::Rows,
    measure::{metrics::Measure, trec::mean},
    model::ranker::Ranker,
    train::{
        fit::{fit, values},
        recipe::{DEFAULT, Recipe},
    },
};

use crate::cli::{
    progress,
    table::table,
    training::{Trainer, against, rounds, rows},
};

/// XGBoost's own defaults for a ranker.
const DEFAULTS: &str =
    "[[learner]]\nrounds = 100\nstep = 100\nobjective = \"rank:ndcg\"\ntree_method = \"hist\"\n";

/// Fold k tests on part k + 3, validates on the one before, trains on the other three.
pub(super) fn mq2008(trainer: &Trainer, data: &Path) -> anyhow::Result<()> {
    let xgboost = trainer.xgboost()?;
    let parts: Vec<Rows> = (1..=5)
        .map(|it| rows(&[data.join(format!("mq2008/S{it}.txt"))]))
        .collect::<anyhow::Result<_>>()?;
    let mut columns = Vec::new();
    for recipe in [Recipe::parse(DEFAULT)?, Recipe::parse(DEFAULTS)?] {
        let bar = progress::bar("mq2008", rounds(&recipe) * 5);
        let mut folds: HashMap<Measure, Vec<f64>> = HashMap::new();
        for fold in 0..5 {
            let (test, valid) = ((fold + 4) % 5, (fold + 3) % 5);
            let mut known = Rows::default();
            for at in (0..5).filter(|at| *at != test && *at != valid) {
                known.append(parts[at].clone());
            }
            let fitted = fit(&xgboost, &recipe, &known, &parts[valid], &mut || bar.inc(1))?;
            let scores = Ranker::from_bytes(&fitted.model)?.score(&parts[test]);
            for measure in Measure::ALL {
                let values = values(&parts[test], &scores, measure);
                folds.entry(measure).or_default().push(mean(&values));
            }
        }
        bar.finish_and_clear();
        columns.push(folds);
    }
    let head = ["measure", "ours", "XGBoost's defaults", "ours, fold by fold"].map(str::to_owned);
    let mut table_rows = vec![head.to_vec()];
    for measure in Measure::ALL {
        let average = |folds: &Vec<f64>| folds.iter().sum::<f64>() / folds.len() as f64;
        let each = columns[0][&measure].iter().map(|it| format!("{it:.4}"));
        table_rows.push(vec![
            measure.name().to_owned(),
            format!("{:.4}", average(&columns[0][&measure])),
            format!("{:.4}", average(&columns[1][&measure])),
            each.collect::<Vec<String>>().join(" "),
        ]);
    }
    println!("MQ2008, mean of the five published folds\n{}\n", table(&table_rows));
    Ok(())
}

pub(super) fn yandex(trainer: &Trainer, data: &Path) -> anyhow::Result<()> {
    let rows = rows(&[PathBuf::from(data).join("yandex2009/train.txt")])?;
    let recipes = [Recipe::parse(DEFAULT)?, Recipe::parse(DEFAULTS)?];
    let report = against(&trainer.xgboost()?, &recipes, &rows, 5)?;
    println!(
        "Yandex 2009, training part, 5 folds by query, against XGBoost's defaults\n{report}\n"
    );
    Ok(())
}
