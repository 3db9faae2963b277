//! `lonja config` and `lonja doctor`: what is in force, and whether it works.
#![expect(clippy::print_stdout, reason = "a command's result belongs on standard output")]

use super::Common;
use crate::{
    app::App,
    boot::{self, IndexPlace},
    config::{Config, MailTransport, Overrides},
    error::chain,
    jobs,
};

pub(super) fn config(overrides: &Overrides) -> anyhow::Result<()> {
    for setting in Config::settings(overrides)? {
        println!("{:<42} {:<46} {}", setting.key, setting.value, setting.source);
    }
    Ok(())
}

/// One line per check; fails when one of them does.
pub(super) async fn doctor(common: &Common) -> anyhow::Result<()> {
    let config = common.prepare()?;
    println!("ok    settings    {:?}, {}", config.mode, config.base_url);
    report_disk(&config)?;
    let mut healthy = true;
    match App::open(config, boot::system_clock, IndexPlace::Disk).await {
        Ok(app) => healthy &= report_app(&std::sync::Arc::new(app)).await?,
        Err(error) => {
            println!("FAIL  database    {}", chain(&error));
            healthy = false;
        }
    }
    anyhow::ensure!(healthy, "not everything is well; see the lines marked FAIL");
    Ok(())
}

async fn report_app(app: &std::sync::Arc<App>) -> anyhow::Result<bool> {
    let mut healthy = true;
    let kind = if app.store.is_postgres() { "Postgres" } else { "SQLite" };
    println!("ok    database    {kind} answers, schema up to date");
    let stats = app.engine.stats();
    if jobs::index_listings::needs_rebuild(app).await? {
        println!("FAIL  index       behind the database for good; run `lonja reindex`");
        healthy = false;
    } else {
        let behind = jobs::index_listings::behind(app).await?;
        println!("ok    index       {} listings, {behind} events behind", stats.documents);
    }
    match app.config.mail.transport {
        MailTransport::Log => println!("ok    mail        written to the log"),
        MailTransport::Memory => println!("ok    mail        kept in memory, for tests"),
        MailTransport::Smtp => match app.mailer.check().await {
            Ok(()) => println!("ok    mail        the SMTP server answers"),
            Err(error) => {
                println!("FAIL  mail        {}", chain(&error));
                healthy = false;
            }
        },
    }
    app.close().await?;
    Ok(healthy)
}

/// Below this, SQLite and the index may soon fail to write.
const LOW_DISK_BYTES: u64 = 512 << 20;

fn report_disk(config: &Config) -> anyhow::Result<()> {
    let probe = config.data_dir.join(".doctor");
    std::fs::write(&probe, vec![0_u8; 1 << 20])?;
    std::fs::remove_file(&probe)?;
    match boot::free_bytes(&config.data_dir) {
        Some(free) if free < LOW_DISK_BYTES => {
            println!("FAIL  disk        {} MB left in {}", free >> 20, config.data_dir.display());
            anyhow::bail!("free some space in {}", config.data_dir.display());
        }
        Some(free) => println!("ok    disk        {} MB left, writable", free >> 20),
        None => println!("ok    disk        writable"),
    }
    Ok(())
}
