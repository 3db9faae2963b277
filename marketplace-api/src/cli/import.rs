//! `lonja import` and `lonja seed`: many records at once.
#![expect(clippy::print_stdout, reason = "a command's result belongs on standard output")]

use std::{fs::File, io::BufReader, path::PathBuf};

use clap::{Args, Subcommand};
use domain::lang::Lang;

use super::{Common, serve};
use crate::{
    boot::IndexPlace,
    demo,
    services::{import, seed},
};

#[derive(Subcommand)]
pub(super) enum Import {
    /// Listings of one organisation, one JSON object per line.
    Listings {
        file: PathBuf,
        /// Whose listings they are: the organisation's handle.
        #[arg(long)]
        org: String,
        /// Check every row and write nothing.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Args)]
pub(super) struct SeedFlags {
    #[command(flatten)]
    common: Common,
    /// How many listings; the demo market has 1,280.
    #[arg(long, default_value_t = demo::Size::STANDARD.listings)]
    listings: usize,
    /// How many providers share them.
    #[arg(long, default_value_t = demo::Size::STANDARD.providers)]
    providers: usize,
    /// The same seed makes the same market.
    #[arg(long, default_value_t = seed::DEMO_SEED)]
    seed: u64,
}

pub(super) async fn run(what: Import) -> anyhow::Result<()> {
    let Import::Listings { file, org, dry_run, common } = what;
    let reader = File::open(&file).map_err(|it| anyhow::anyhow!("{}: {it}", file.display()))?;
    let bytes = reader.metadata()?.len();
    let app = common.open(IndexPlace::Memory).await?;
    let bar = serve::bar("Importing", bytes);
    let report = import::import_as_operator(&app, &org, BufReader::new(reader), dry_run, |at| {
        bar.set_position(at)
    })
    .await?;
    bar.finish_and_clear();
    for error in &report.errors {
        println!(
            "{}:{} {}: {}",
            file.display(),
            error.line,
            error.problem.field,
            error.problem.problem.message(Lang::En)
        );
    }
    println!(
        "{}{} created, {} changed, {} unchanged, {} refused.",
        if dry_run { "Dry run, nothing written: " } else { "" },
        report.created,
        report.updated,
        report.unchanged,
        report.failed,
    );
    app.close().await?;
    anyhow::ensure!(
        report.failed == 0,
        "{} rows were refused; mend them and import again",
        report.failed
    );
    Ok(())
}

pub(super) async fn seed(flags: SeedFlags) -> anyhow::Result<()> {
    let app = flags.common.open(IndexPlace::Memory).await?;
    anyhow::ensure!(
        seed::is_empty(&app).await?,
        "the database is not empty; choose another --data-dir"
    );
    let size = demo::Size { providers: flags.providers, listings: flags.listings };
    let bar = serve::bar("Filling the demo market", size.listings as u64);
    seed::demo_market(&app, flags.seed, size, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    println!("{} listings of {} providers, all made up.", size.listings, size.providers);
    Ok(app.close().await?)
}
