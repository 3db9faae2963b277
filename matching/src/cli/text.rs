//! `train-text`: the ranker of `run`, learned from the public sets and tested on what it did not see.
//!
//! Sets come in families. What is reported of a set was made by a model that saw no set of its family;
//! the model that is written saw all.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use matching::{
    measure::trec::{Judgments, Run},
    thorough::{
        features::Rows,
        learn::{self, Judged, ROUNDS},
        ranker::TextRanker,
    },
    train::xgboost::Xgboost,
};

use crate::cli::{
    eval::judgments,
    progress,
    retrieval::{Collection, falling},
    run::queries,
    training::{Trainer, ended},
};

/// The public sets: family, name.
pub(crate) const SETS: [(&str, &str); 11] = [
    ("MELO", "melo_esp_q_es_c_es"),
    ("MELO", "melo_usa_q_en_c_en"),
    ("MELO", "melo_esp_q_es_c_en"),
    ("ESCO", "esco_brief_q_es_c_es"),
    ("ESCO", "esco_brief_q_en_c_en"),
    ("ESCO", "esco_brief_q_es_c_en"),
    ("ESCO", "esco_brief_q_en_c_es"),
    ("AI needs", "aineeds_huggingface"),
    ("classic", "classic_cranfield"),
    ("classic", "classic_cisi"),
    ("classic", "classic_medline"),
];

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder of the public sets
    #[arg(long, env = "LONJA_DATA")]
    data: PathBuf,
    /// Where to write the model
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    trainer: Trainer,
}

/// A set, its candidates found and described.
pub(crate) struct Set {
    pub(crate) family: &'static str,
    pub(crate) name: &'static str,
    pub(crate) judgments: Judgments,
    ids: Vec<String>,
    queries: Vec<(String, Rows)>,
}

pub(crate) fn train(arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(status) = arguments.trainer.child()? {
        return ended(status);
    }
    let xgboost = arguments.trainer.xgboost()?;
    let sets = Set::all(&arguments.data)?;
    let model = fit(&xgboost, &sets.iter().collect::<Vec<&Set>>())?;
    fs::write(&arguments.out, &model)
        .with_context(|| format!("cannot write {}", arguments.out.display()))?;
    super::bench::report_left_out(&xgboost, &sets, &TextRanker::from_bytes(&model)?)
}

impl Set {
    pub(crate) fn all(data: &Path) -> anyhow::Result<Vec<Set>> {
        SETS.iter().map(|(family, name)| Set::read(data, family, name)).collect()
    }

    fn read(data: &Path, family: &'static str, name: &'static str) -> anyhow::Result<Set> {
        let folder = data.join(name);
        let judgments = judgments(&folder.join("qrels.tsv"))?;
        let collection = Collection::index(&folder.join("corpus.jsonl"))?;
        let asked = queries(&folder.join("queries.jsonl"))?;
        let bar = progress::bar(name, asked.len() as u64);
        let mut queries = Vec::new();
        for query in asked {
            queries.push((query.id, collection.rows(&query.text, query.lang, 100)));
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(Set { family, name, judgments, ids: collection.ids().to_vec(), queries })
    }

    /// What these scores make of each query's candidates.
    pub(crate) fn run(&self, scores: impl Fn(&Rows) -> Vec<f32>) -> Run {
        let mut scored = HashMap::new();
        for (query, rows) in &self.queries {
            let mut order: Vec<(u32, f32)> =
                rows.documents.iter().copied().zip(scores(rows)).collect();
            order.sort_by(|one, other| other.1.total_cmp(&one.1));
            let found = falling(&self.ids, order, 100).into_iter();
            let found = found.map(|(id, score)| (f64::from(score), id.to_owned()));
            scored.insert(query.clone(), found.collect());
        }
        Run::of_scores(scored)
    }

    fn judged(&self) -> Judged<'_> {
        let queries = self.queries.iter().map(|(query, rows)| {
            let grade = |it: &u32| self.judgments.grade(query, &self.ids[*it as usize]);
            (rows, rows.documents.iter().map(grade).collect())
        });
        Judged { family: self.family, queries: queries.collect() }
    }
}

fn fit(xgboost: &Arc<Xgboost>, sets: &[&Set]) -> anyhow::Result<Vec<u8>> {
    let judged: Vec<Judged<'_>> = sets.iter().map(|it| it.judged()).collect();
    let bar = progress::bar("training", ROUNDS as u64);
    let model = learn::fit(xgboost, &judged, &mut || bar.inc(1))?;
    bar.finish_and_clear();
    Ok(model)
}

/// By family, a ranker that saw none of its sets.
pub(crate) fn left_out(
    xgboost: &Arc<Xgboost>,
    sets: &[Set],
) -> anyhow::Result<HashMap<&'static str, TextRanker>> {
    let mut rankers = HashMap::new();
    for set in sets {
        if !rankers.contains_key(set.family) {
            let others: Vec<&Set> = sets.iter().filter(|it| it.family != set.family).collect();
            rankers.insert(set.family, TextRanker::from_bytes(&fit(xgboost, &others)?)?);
        }
    }
    Ok(rankers)
}
