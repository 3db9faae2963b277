//! `lonja serve`: from nothing to a site that answers, and down again without losing a request.

use std::{io::IsTerminal, sync::Arc, time::Duration};

use actix_web::web::Data;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::Common;
use crate::{
    app::App,
    boot::{self, IndexPlace},
    demo,
    http::server::{self, Pages},
    jobs,
    services::{search, seed, standing},
};

#[derive(Args, Clone, Default)]
pub(super) struct Flags {
    #[command(flatten)]
    common: Common,
    /// Leave an empty database empty instead of filling it with the demo market.
    #[arg(long)]
    no_demo: bool,
    /// What this process does; several processes may share one Postgres.
    #[arg(long, value_enum, default_value_t = Role::All)]
    role: Role,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Site, API and background work.
    #[default]
    All,
    /// Site and API.
    Site,
    /// The JSON API without pages.
    Api,
    /// The internal API alone: the engine for other services, with an index of its own.
    Matching,
    /// Background work only: mail and upkeep.
    Worker,
}

pub(super) async fn run(flags: Flags, pages: Pages) -> anyhow::Result<()> {
    if flags.role == Role::Worker {
        return work(&flags.common).await;
    }
    let config = flags.common.prepare()?;
    let listener = server::listen(config.bind).map_err(anyhow::Error::msg)?;
    let app = Arc::new(App::open(config, boot::system_clock, IndexPlace::Disk).await?);
    let is_demo = fill_if_empty(&app, flags.no_demo).await?;
    if jobs::index_listings::needs_rebuild(&app).await? {
        rebuild_index(&app).await?;
    }
    jobs::index_listings::catch_up(&app).await?;
    search::log::recall(&app).await?;
    standing::recall(&app).await?;

    let (stop, stopping) = watch::channel(false);
    let mut background =
        vec![tokio::spawn(jobs::index_listings::follow(app.clone(), stopping.clone()))];
    if flags.role == Role::All {
        background.push(tokio::spawn(jobs::mail::run(app.clone(), stopping.clone())));
    }
    background.push(tokio::spawn(jobs::search_log::run(app.clone(), stopping.clone())));
    background.push(tokio::spawn(jobs::upkeep::run(app.clone(), stopping)));
    let pages = match flags.role {
        Role::Api => Pages::NONE,
        Role::Matching => Pages::INTERNAL,
        _ => pages,
    };
    let server = server::serve(&Data::from(app.clone()), pages, listener)?;
    let handle = server.handle();
    let running = tokio::spawn(server);
    greet(&app, is_demo);
    app.set_ready(true);

    asked_to_stop().await?;
    tracing::info!("stopping: no new connections; running requests may end");
    app.set_ready(false);
    handle.stop(true).await;
    running.await??;
    let _nobody_left = stop.send(true);
    for task in background {
        task.await?;
    }
    app.close().await?;
    tracing::info!("stopped");
    Ok(())
}

/// `lonja work`: mail and upkeep until asked to stop.
pub(super) async fn work(common: &Common) -> anyhow::Result<()> {
    let app = common.open(IndexPlace::Memory).await?;
    let (stop, stopping) = watch::channel(false);
    let mail = tokio::spawn(jobs::mail::run(app.clone(), stopping.clone()));
    let upkeep = tokio::spawn(jobs::upkeep::run(app.clone(), stopping));
    tracing::info!("working: mail and upkeep");
    asked_to_stop().await?;
    let _nobody_left = stop.send(true);
    mail.await?;
    upkeep.await?;
    Ok(app.close().await?)
}

/// Fills an empty database with the demo market when nobody but this machine can see it. Says
/// whether the market is the demo.
async fn fill_if_empty(app: &Arc<App>, no_demo: bool) -> anyhow::Result<bool> {
    if seed::is_empty(app).await? && !no_demo && app.config.bind.ip().is_loopback() {
        let size = demo::Size::STANDARD;
        let bar = bar("Filling the demo market", size.listings as u64);
        seed::demo_market(app, seed::DEMO_SEED, size, |done| bar.set_position(done)).await?;
        bar.finish_and_clear();
    }
    Ok(seed::is_demo(app).await?)
}

/// Builds the index from the database, with a progress bar.
pub(super) async fn rebuild_index(app: &Arc<App>) -> anyhow::Result<u64> {
    let total = seed::count_listings(app).await?;
    let bar = bar("Building the search index", total);
    let for_thread = bar.clone();
    let count =
        jobs::index_listings::rebuild(app, move |done| for_thread.set_position(done)).await?;
    bar.finish_and_clear();
    Ok(count)
}

/// A progress bar on a terminal, nothing elsewhere.
pub(super) fn bar(what: &'static str, total: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        tracing::info!(total, "{what}");
        return ProgressBar::hidden();
    }
    let template = "{msg} {wide_bar} {pos}/{len} · {per_sec} · {eta}";
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(total).with_style(style).with_message(what);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[expect(clippy::print_stdout, reason = "the greeting is for the person who started it")]
fn greet(app: &App, is_demo: bool) {
    println!();
    println!("  Lonja is ready: {}", app.config.base_url);
    println!("  API             {}/api/docs", app.config.base_url);
    println!("  Data            {}", app.config.data_dir.display());
    if is_demo {
        println!();
        println!("  Demo market: people, firms, listings and ratings are made up. Sign in as");
        for (who, email) in seed::DEMO_SIGN_INS {
            println!("    {who:<9} {email:<28} {}", seed::DEMO_PASSWORD);
        }
    }
    println!();
    println!("  Ctrl-C stops it.");
}

async fn asked_to_stop() -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
