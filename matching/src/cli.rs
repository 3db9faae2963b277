//! `matching <command>`: what each command takes and where it is.
//!
//! Results go to standard output or to the file that is named; everything else goes to standard
//! error, so that a result can be piped.

#![expect(clippy::print_stdout, reason = "a command's result belongs on standard output")]

mod bench;
mod compare;
mod eval;
mod learn;
mod progress;
mod retrieval;
mod run;
mod simulate;
mod table;
mod text;
mod training;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "matching", version, about = "Search and ranking over files, measured.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer queries from a corpus: a TREC run.
    Run(run::Arguments),
    /// Measure a run by every definition in use.
    Eval(eval::Arguments),
    /// Test whether two runs differ by more than chance.
    Compare(compare::Arguments),
    /// Train a model of judged rows; XGBoost grows the trees.
    Train(training::TrainArguments),
    /// Learn a model from what people did with the results they were shown.
    Learn(learn::Arguments),
    /// Train the ranker of `run` on the public sets, tested on families it did not see.
    TrainText(text::Arguments),
    /// Score rows by a model, with our own evaluator.
    Predict(training::PredictArguments),
    /// Cross-validate a recipe, by query.
    Cv(training::CrossArguments),
    /// A market with a known truth: its event log, and what it answers.
    Simulate(simulate::Arguments),
    /// What a model is made of.
    Inspect(training::InspectArguments),
    /// Figures beside peers, in one run.
    Bench(bench::Arguments),
}

/// `learn` made a model that may not serve.
pub(crate) const GATES_FAILED: u8 = 3;

pub(crate) fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Train(arguments) => training::train(&arguments),
        Command::Learn(arguments) => learn::learn(&arguments),
        Command::Predict(arguments) => training::predict(&arguments),
        Command::Cv(arguments) => training::cv(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments),
        Command::Inspect(arguments) => training::inspect(&arguments),
        Command::TrainText(arguments) => text::train(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let Some(failed) = error.downcast_ref::<learn::GatesFailed>() else {
                eprintln!("error: {error:#}");
                return ExitCode::FAILURE;
            };
            if !failed.is_told() {
                eprintln!("error: {failed}");
            }
            ExitCode::from(GATES_FAILED)
        }
    }
}
