//! `lonja search-log`: what was searched, served and clicked, as `matching learn` reads it.
#![expect(clippy::print_stdout, reason = "a command's result belongs on standard output")]

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::PathBuf,
};

use clap::Args;

use super::Common;
use crate::{boot::IndexPlace, services::search::export};

#[derive(Args)]
pub(super) struct Flags {
    /// Where to write it: one JSON object a line.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

pub(super) async fn run(flags: Flags) -> anyhow::Result<()> {
    let app = flags.common.open(IndexPlace::Memory).await?;
    let log = export::log(&app).await?;
    let named = |it: std::io::Error| anyhow::anyhow!("{}: {it}", flags.out.display());
    let mut out = BufWriter::new(File::create(&flags.out).map_err(named)?);
    log.write(&mut out).and_then(|()| out.flush()).map_err(named)?;
    println!("{} searches and {} clicks written.", log.searches.len(), log.events.len());
    Ok(app.close().await?)
}
