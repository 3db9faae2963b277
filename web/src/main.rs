//! The whole product in one process.

use std::process::ExitCode;

fn main() -> ExitCode {
    marketplace_api::cli::run(web::PAGES)
}
