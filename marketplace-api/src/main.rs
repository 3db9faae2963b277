//! The marketplace without pages: the JSON API and the background work.

use std::process::ExitCode;

use marketplace_api::{cli, http::server::Pages};

fn main() -> ExitCode {
    cli::run(Pages::NONE)
}
