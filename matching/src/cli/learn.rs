//! `learn`: from an event log to a model that may serve, or the reasons why it may not.

use std::{
    fs,
    io::BufReader,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use matching::{
    behaviour::{
        gates::{self, Gate, Sides},
        groups::{Pool, Sample},
        labels::{WINDOW_MS, label, last_ms},
        learners::{self, Candidate, Task, scores},
        log::{Device, Log},
        propensity::{Propensities, exchanges},
        registry::{self, Filed, Golden, Manifest, sha256},
        worth,
    },
    features,
    train::{
        recipe::Recipe,
        xgboost::{Booster, Xgboost},
    },
};
use serde_json::json;

use crate::cli::{
    progress,
    table::table,
    training::{Trainer, ended, rounds},
};

const DAY_MS: i64 = 86_400_000;
const MOST_GOLDEN: usize = 2_000;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The event log: JSON lines, see `matching::behaviour::log`
    #[arg(long, required = true)]
    log: PathBuf,
    /// Where to write the model, if it passes
    #[arg(long)]
    out: PathBuf,
    /// The model that serves now
    #[arg(long)]
    from: Option<PathBuf>,
    /// A folder to file the model in, with where it comes from, whether or not it passes
    #[arg(long)]
    registry: Option<PathBuf>,
    /// Learners to try instead of ours
    #[arg(long)]
    params: Option<PathBuf>,
    /// Days after which an order is no longer credited to a search
    #[arg(long, default_value_t = WINDOW_MS / DAY_MS)]
    window_days: i64,
    /// Rows of the golden file
    #[arg(long, default_value_t = MOST_GOLDEN)]
    golden: usize,
    /// Write the golden file beside the model too
    #[arg(long)]
    golden_out: Option<PathBuf>,
    #[command(flatten)]
    trainer: Trainer,
}

/// The model was made and may not serve.
#[derive(Debug, thiserror::Error)]
#[error("the model may not serve; these gates failed:\n{0}")]
pub(crate) struct GatesFailed(String);

impl GatesFailed {
    /// By the child that did the work.
    pub(crate) fn is_told(&self) -> bool {
        self.0.is_empty()
    }
}

/// Everything about the log that later steps need.
struct Known {
    log: Log,
    looks: Propensities,
    pooled: Sample,
    pages: Sample,
}

pub(crate) fn learn(arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(status) = arguments.trainer.child()? {
        return match status.code() {
            // The child has said which.
            Some(code) if code == i32::from(crate::cli::GATES_FAILED) => {
                Err(GatesFailed(String::new()).into())
            }
            _ => ended(status),
        };
    }
    let recipe = recipe(arguments.params.as_deref())?;
    let known = known(arguments)?;
    say_looks(&known);
    let xgboost = arguments.trainer.xgboost()?;
    let bar = progress::bar("learning", rounds(&recipe));
    let task = Task {
        recipe: &recipe,
        names: &known.log.names,
        directions: &directions(&known.log)?,
        pooled: &known.pooled,
        pages: Some(&known.pages),
    };
    let candidates = learners::learn(&xgboost, &task, &mut || bar.inc(1))?;
    bar.finish_and_clear();
    say_candidates(&candidates);
    let best = candidates.first().context("no learner was tried")?;
    let test = known.pooled.only(|it| it.part.is_test());
    let golden = Golden::of(&best.model, &test, arguments.golden)?;
    let parent = arguments.from.as_deref().map(read).transpose()?;
    let gates = judge(&known, &test, best, (parent.as_deref(), &golden, &xgboost))?;
    for gate in &gates {
        println!("{} {:<28} {}", if gate.passed { "ok  " } else { "FAIL" }, gate.name, gate.found);
    }
    let passed = gates.iter().all(|it| it.passed);
    if let Some(folder) = &arguments.registry {
        let manifest = manifest(&known, &recipe_text(arguments)?, best, (&gates, &xgboost));
        let manifest = Manifest { parent_sha256: parent.as_deref().map(sha256), ..manifest };
        let filed = Filed {
            model: &best.model,
            manifest: &manifest,
            golden: &golden,
            sketches: &registry::sketches(&known.log.names, &test),
            metrics: &metrics(&candidates, &test, best)?,
        };
        let place = registry::file(folder, &filed)
            .with_context(|| format!("cannot file the model in {}", folder.display()))?;
        println!("filed as {}", place.display());
    }
    if !passed {
        let failed = gates.iter().filter(|it| !it.passed);
        let failed: Vec<String> = failed.map(|it| format!("  {}: {}", it.name, it.found)).collect();
        return Err(GatesFailed(failed.join("\n")).into());
    }
    write(&arguments.out, &best.model)?;
    if let Some(path) = &arguments.golden_out {
        write(path, &golden.to_bytes())?;
    }
    println!("{} bytes, sha256 {}", best.model.len(), sha256(&best.model));
    Ok(())
}

fn known(arguments: &Arguments) -> anyhow::Result<Known> {
    let path = &arguments.log;
    let file = fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let log = Log::read(BufReader::with_capacity(1 << 20, file));
    let log = log.with_context(|| path.display().to_string())?;
    if arguments.window_days < 0 {
        bail!("the window cannot be shorter than nothing");
    }
    let labelled = label(&log, arguments.window_days * DAY_MS, last_ms(&log));
    let old: std::collections::HashSet<usize> = labelled.iter().map(|it| it.search).collect();
    let looks = Propensities::harvest(&log, |it| old.contains(&it));
    let pooled = Sample::new(&log, &labelled, &looks, Pool::Daily);
    let pages = Sample::new(&log, &labelled, &looks, Pool::Never);
    println!(
        "{} searches, {} of them old enough; {} events; {} groups, {} rows",
        log.searches.len(),
        labelled.len(),
        log.events.len(),
        pooled.groups.len(),
        pooled.rows.len()
    );
    Ok(Known { log, looks, pooled, pages })
}

/// A log of other features than this program's is learned from too, without directions.
fn directions(log: &Log) -> anyhow::Result<Vec<i8>> {
    let ours = features::hash() == log.hash;
    if ours && log.names != features::NAMES {
        bail!("the log's features have other names than their hash says");
    }
    if !ours {
        eprintln!(
            "warning: the log's features are not this program's; it could not serve the model"
        );
    }
    Ok(if ours { features::MONOTONE.to_vec() } else { vec![0; log.names.len()] })
}

fn judge(
    known: &Known,
    test: &Sample,
    best: &Candidate,
    (parent, golden, xgboost): (Option<&[u8]>, &Golden, &std::sync::Arc<Xgboost>),
) -> anyhow::Result<Vec<Gate>> {
    let live = match parent {
        Some(model) => scores(model, test).context("the model that serves now")?,
        // What was served: the average place, first to last.
        None => test.rows.iter().map(|it| -it.rank).collect(),
    };
    let next = scores(&best.model, test)?;
    let sides = Sides { test, live: &live, next: &next, live_is_model: parent.is_some() };
    let mut booster = Booster::new(xgboost, &[], &[("nthread".to_owned(), "1".to_owned())])?;
    booster.load(&best.model)?;
    let theirs = booster.predict(&golden.rows, golden.width)?;
    let mut gates = vec![gates::bits(&golden.scores, &theirs)];
    gates.extend(gates::judge(&sides, &known.looks));
    Ok(gates)
}

fn manifest(
    known: &Known,
    recipe: &str,
    best: &Candidate,
    (gates, xgboost): (&[Gate], &Xgboost),
) -> Manifest {
    let times = || known.log.searches.iter().map(|it| it.at_ms);
    Manifest {
        model_sha256: sha256(&best.model),
        features_sha256: known.log.hash.clone(),
        features: known.log.names.clone(),
        parent_sha256: None,
        learner: best.name.clone(),
        n_trees: best.n_trees,
        recipe_sha256: sha256(recipe.as_bytes()),
        xgboost: xgboost.version(),
        searches: known.log.searches.len(),
        events: known.log.events.len(),
        first_ms: times().min().unwrap_or(0),
        last_ms: times().max().unwrap_or(0),
        passed: gates.iter().all(|it| it.passed),
        gates: gates.to_vec(),
    }
}

fn metrics(
    candidates: &[Candidate],
    test: &Sample,
    best: &Candidate,
) -> anyhow::Result<serde_json::Value> {
    let found = worth::mean(&worth::values(test, &scores(&best.model, test)?));
    let valid: serde_json::Map<String, serde_json::Value> =
        candidates.iter().map(|it| (it.name.clone(), json!(it.value))).collect();
    Ok(
        json!({ "measure": "ndcg10_ips", "valid": valid, "test": found, "groups": test.groups.len() }),
    )
}

fn say_looks(known: &Known) {
    println!("\nhow often a place is looked at, harvested; beside it what exchanges say");
    let mut rows = vec![["", "1", "2", "3", "5", "8", "12", "20"].map(str::to_owned).to_vec()];
    let ranks = [1, 2, 3, 5, 8, 12, 20];
    for device in Device::ALL {
        let name = format!("{device:?}").to_lowercase();
        let looks = ranks.map(|rank| format!("{:.2}", known.looks.at(device, rank)));
        rows.push(std::iter::once(name.clone()).chain(looks).collect());
        let found = exchanges(&known.log, device);
        let of = |rank: u32| match found.iter().find(|it| it.rank == rank) {
            Some(it) => format!("{:.2} ±{:.2}", it.ratio, it.margin),
            None => String::new(),
        };
        rows.push(std::iter::once(format!("{name}, exchanged")).chain(ranks.map(of)).collect());
    }
    println!("{}\n", table(&rows));
}

fn say_candidates(candidates: &[Candidate]) {
    let head = ["learner, the chosen one first", "trees", "nDCG@10 of validation"]
        .map(str::to_owned)
        .to_vec();
    let one =
        |it: &Candidate| vec![it.name.clone(), it.n_trees.to_string(), format!("{:.4}", it.value)];
    let rows: Vec<_> = std::iter::once(head).chain(candidates.iter().map(one)).collect();
    println!("{}\n", table(&rows));
}

fn recipe_text(arguments: &Arguments) -> anyhow::Result<String> {
    match &arguments.params {
        None => Ok(learners::DEFAULT.to_owned()),
        Some(path) => {
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        }
    }
}

fn recipe(path: Option<&Path>) -> anyhow::Result<Recipe> {
    match path {
        None => Ok(Recipe::parse(learners::DEFAULT)?),
        Some(path) => crate::cli::training::recipe(Some(path)),
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
