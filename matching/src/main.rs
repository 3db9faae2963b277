//! The engine over files: runs, figures and models that anybody can check.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
