//! `train`, `predict`, `cv` and `inspect`: models of LETOR files.

mod cross;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    sync::Arc,
};

use anyhow::{Context as _, bail};
use matching::{
    letor::Rows,
    measure::metrics::Measure,
    model::ranker::{Column, Ranker, hash},
    train::{
        fit::{fit, means},
        recipe::{DEFAULT, Recipe},
        xgboost::Xgboost,
    },
};

pub(crate) use self::cross::{Arguments as CrossArguments, against, cv};
use crate::cli::{progress, table::table};

/// How XGBoost is found and run.
#[derive(Debug, clap::Args)]
pub(crate) struct Trainer {
    /// XGBoost's library
    #[arg(long = "xgboost", env = "LONJA_XGBOOST_LIB")]
    library: Option<PathBuf>,
    /// Train in this process instead of a niced one
    #[arg(long)]
    here: bool,
}

impl Trainer {
    pub(crate) fn xgboost(&self) -> anyhow::Result<Arc<Xgboost>> {
        Ok(Xgboost::load(self.library.as_deref())?)
    }

    /// Runs this very command in a child that gives way to whoever serves, with one thread that does
    /// not spin; nothing when this is the child.
    pub(crate) fn child(&self) -> anyhow::Result<Option<ExitStatus>> {
        if self.here {
            return Ok(None);
        }
        // A missing library is told here, before a child is made.
        self.xgboost()?;
        let program = std::env::current_exe().context("cannot find this program")?;
        let arguments: Vec<_> = std::env::args_os().skip(1).chain(["--here".into()]).collect();
        let quiet = |command: &mut Command| {
            command.args(&arguments);
            command.env("OMP_NUM_THREADS", "1").env("OMP_WAIT_POLICY", "passive").status()
        };
        let niced = quiet(Command::new("nice").args(["-n", "10"]).arg(&program));
        let status = niced.or_else(|_| quiet(&mut Command::new(&program)));
        Ok(Some(status.context("cannot start the training process")?))
    }
}

/// What the child said is all there is to say.
pub(crate) fn ended(status: ExitStatus) -> anyhow::Result<()> {
    if status.success() { Ok(()) } else { bail!("the training process failed ({status})") }
}

#[derive(Debug, clap::Args)]
pub(crate) struct TrainArguments {
    /// Rows to learn from: SVMlight with qid
    #[arg(long, num_args = 1.., required = true)]
    train: Vec<PathBuf>,
    /// Rows that say when to stop
    #[arg(long, num_args = 1.., required = true)]
    valid: Vec<PathBuf>,
    /// Where to write the model
    #[arg(long)]
    out: PathBuf,
    /// A recipe to use instead of ours
    #[arg(long)]
    params: Option<PathBuf>,
    #[command(flatten)]
    trainer: Trainer,
}

pub(crate) fn train(arguments: &TrainArguments) -> anyhow::Result<()> {
    if let Some(status) = arguments.trainer.child()? {
        return ended(status);
    }
    let recipe = recipe(arguments.params.as_deref())?;
    let (known, valid) = (rows(&arguments.train)?, rows(&arguments.valid)?);
    let bar = progress::bar("training", rounds(&recipe));
    let fitted = fit(&arguments.trainer.xgboost()?, &recipe, &known, &valid, &mut || bar.inc(1))?;
    bar.finish_and_clear();
    write(&arguments.out, &fitted.model)?;
    for (learner, stop) in recipe.learners.iter().zip(&fitted.learners) {
        let (rounds, most) = (stop.rounds, learner.rounds);
        println!("{rounds} of {most} rounds; (nDCG@10 + MAP) / 2 of validation {:.4}", stop.value);
    }
    let scores = Ranker::from_bytes(&fitted.model)?.score(&valid);
    let found = means(&valid, &scores, &Measure::ALL);
    let rows = Measure::ALL.map(|it| vec![it.name().to_owned(), format!("{:.4}", found[&it])]);
    println!("\nvalidation\n{}", table(&rows));
    Ok(())
}

/// For a bar: rounds of all bags of all learners.
pub(crate) fn rounds(recipe: &Recipe) -> u64 {
    recipe.learners.iter().map(|it| (it.rounds * it.bags) as u64).sum()
}

pub(crate) fn recipe(path: Option<&Path>) -> anyhow::Result<Recipe> {
    let Some(path) = path else { return Ok(Recipe::parse(DEFAULT)?) };
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Recipe::parse(&text).with_context(|| path.display().to_string())
}

/// The rows of all files, one after another.
pub(crate) fn rows(paths: &[PathBuf]) -> anyhow::Result<Rows> {
    let mut all = Rows::default();
    for path in paths {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        all.append(Rows::parse(&String::from_utf8_lossy(&bytes), &path.display().to_string())?);
    }
    if all.is_empty() {
        bail!("{}: no rows", paths.first().map_or_else(String::new, |it| it.display().to_string()));
    }
    Ok(all)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[derive(Debug, clap::Args)]
pub(crate) struct PredictArguments {
    /// A model of `train`, or any of XGBoost's that is a plain sum of leaves
    #[arg(long)]
    model: PathBuf,
    /// Rows to score: SVMlight with qid
    #[arg(long)]
    data: PathBuf,
    /// Where to write the scores, one a line
    #[arg(long)]
    out: PathBuf,
}

pub(crate) fn predict(arguments: &PredictArguments) -> anyhow::Result<()> {
    let ranker = ranker(&arguments.model)?;
    let rows = rows(std::slice::from_ref(&arguments.data))?;
    let (Column::Plain(last) | Column::Rank(last)) =
        ranker.columns().last().copied().unwrap_or(Column::Plain(0));
    if let Some(strange) = rows.features().into_iter().find(|it| *it > last) {
        eprintln!("warning: the model knows no feature {strange}; such values are left out");
    }
    let lines = ranker.score(&rows).into_iter().map(|it| format!("{it}\n"));
    write(&arguments.out, lines.collect::<String>().as_bytes())
}

pub(crate) fn ranker(path: &Path) -> anyhow::Result<Ranker> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ranker::from_bytes(&bytes).with_context(|| path.display().to_string())
}

#[derive(Debug, clap::Args)]
pub(crate) struct InspectArguments {
    /// A model, UBJSON or JSON
    model: PathBuf,
}

pub(crate) fn inspect(arguments: &InspectArguments) -> anyhow::Result<()> {
    let ranker = ranker(&arguments.model)?;
    let ensemble = ranker.ensemble();
    println!("objective  {}", ensemble.objective());
    println!("trees      {}, at most {} deep", ensemble.n_trees(), ensemble.depth());
    println!("features   {}, sha256 {}\n", ensemble.n_features(), hash(ensemble.names()));
    let gains = ensemble.gains();
    let total: f64 = gains.iter().map(|it| it.1).sum();
    let mut order: Vec<usize> = (0..gains.len()).collect();
    order.sort_by(|one, other| gains[*other].1.total_cmp(&gains[*one].1));
    let mut rows = vec![["feature", "splits", "gain", "share"].map(str::to_owned).to_vec()];
    for at in order {
        let (splits, gain) = gains[at];
        // A model of the market has names; one of a file has numbers.
        let named = ensemble.names().get(at).cloned();
        let name = named.unwrap_or_else(|| ranker.columns()[at].name());
        let share = format!("{:.1} %", 100.0 * gain / total.max(f64::MIN_POSITIVE));
        rows.push(vec![name, splits.to_string(), format!("{gain:.3}"), share]);
    }
    println!("{}", table(&rows));
    Ok(())
}
