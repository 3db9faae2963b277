//! `matching <command>`: what each command takes and where it is.
//!
//! Results go to standard output or to the file that is named; everything else goes to standard
//! error, so that a result can be piped.

#![expect(clippy::print_stdout, reason = "a command's result belongs on standard output")]

mod compare;
mod eval;
mod progress;
mod retrieval;
mod run;
mod table;

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
}

pub(crate) fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
