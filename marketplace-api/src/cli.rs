//! The command line: what the process is told to do.
//!
//! `web`'s binary `lonja` and this crate's own binary both end here; they differ in the pages they
//! bring along.
#![expect(clippy::print_stdout, reason = "a command's result belongs on standard output")]

mod import;
mod inspect;
mod search_log;
mod serve;
mod service_token;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Args, Parser, Subcommand};
use domain::user::StaffRole;

use crate::{
    app::App,
    boot::{self, IndexPlace},
    config::{Config, Overrides},
    error::chain,
    http::server::Pages,
    telemetry,
};

/// A marketplace for AI services.
///
/// Without a command it serves the site. Settings come from lonja.toml and LONJA_* variables;
/// `lonja config` shows all of them, their values and where each came from.
#[derive(Parser)]
#[command(name = "lonja", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Flags,
}

#[derive(Args, Clone, Default)]
struct Common {
    /// Settings file (default: lonja.toml, if there is one).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the database and the index (LONJA_DATA_DIR).
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Address to serve on (LONJA_BIND).
    #[arg(long, value_name = "ADDRESS:PORT")]
    bind: Option<SocketAddr>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site (the default).
    Serve(serve::Flags),
    /// Run background work only: mail and upkeep.
    Work(Common),
    /// Bring the database's schema up to date.
    Migrate(Common),
    /// Fill an empty database with the demo market, or add made-up listings for load tests.
    Seed(import::SeedFlags),
    /// Bring in records from a file.
    Import {
        #[command(subcommand)]
        what: import::Import,
    },
    /// Build the search index anew from the database.
    Reindex(Common),
    /// Show every setting, its value and where it came from.
    Config(Common),
    /// Check settings, database, index and disk.
    Doctor(Common),
    /// Write what was searched, served and clicked as a log to learn from.
    SearchLog(search_log::Flags),
    /// Print the OpenAPI description.
    Openapi {
        /// Of the internal API.
        #[arg(long)]
        internal: bool,
    },
    /// Keys of our own services for the internal API.
    #[command(subcommand)]
    ServiceToken(service_token::Action),
    /// Give a person of ours a role, or take it away.
    Staff {
        #[command(flatten)]
        common: Common,
        email: String,
        /// support, trust, finance or none.
        role: String,
    },
}

impl Common {
    fn overrides(&self) -> Overrides {
        Overrides { file: self.config.clone(), bind: self.bind, data_dir: self.data_dir.clone() }
    }

    /// Settings, logging, data folder.
    fn prepare(&self) -> anyhow::Result<Config> {
        let config = Config::load(&self.overrides())?;
        if let Err(error) = telemetry::start_logging(&config.log) {
            anyhow::bail!("log.level: {error}");
        }
        boot::prepare_data_dir(config)
    }

    async fn open(&self, index: IndexPlace) -> anyhow::Result<Arc<App>> {
        let config = self.prepare()?;
        Ok(Arc::new(App::open(config, boot::system_clock, index).await?))
    }
}

/// Runs the command line and returns the process' exit code: 0 done, 1 failed, 2 not understood.
pub fn run(pages: Pages) -> ExitCode {
    let cli = Cli::parse();
    let outcome = actix_web::rt::System::new().block_on(dispatch(cli, pages));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let root: &(dyn std::error::Error + 'static) = error.as_ref();
            #[expect(clippy::print_stderr, reason = "the one line that says why it failed")]
            {
                eprintln!("lonja: {}", chain(root));
            }
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli, pages: Pages) -> anyhow::Result<()> {
    match cli.command {
        None => serve::run(cli.serve, pages).await,
        Some(Command::Serve(flags)) => serve::run(flags, pages).await,
        Some(Command::Work(common)) => serve::work(&common).await,
        Some(Command::Migrate(common)) => {
            let app = common.open(IndexPlace::Memory).await?;
            println!("The schema is up to date.");
            Ok(app.close().await?)
        }
        Some(Command::Seed(flags)) => import::seed(flags).await,
        Some(Command::Import { what }) => import::run(what).await,
        Some(Command::Reindex(common)) => {
            let app = common.open(IndexPlace::Disk).await?;
            let began = std::time::Instant::now();
            let count = serve::rebuild_index(&app).await?;
            println!("{count} listings indexed in {:.1} s.", began.elapsed().as_secs_f64());
            Ok(app.close().await?)
        }
        Some(Command::SearchLog(flags)) => search_log::run(flags).await,
        Some(Command::Config(common)) => inspect::config(&common.overrides()),
        Some(Command::Doctor(common)) => inspect::doctor(&common).await,
        Some(Command::ServiceToken(action)) => service_token::run(action).await,
        Some(Command::Openapi { internal }) => {
            let document = match internal {
                true => crate::http::internal::openapi::document(),
                false => crate::http::openapi::document(),
            };
            println!("{}", document.to_pretty_json()?);
            Ok(())
        }
        Some(Command::Staff { common, email, role }) => {
            let role = match role.as_str() {
                "none" => None,
                name => Some(StaffRole::from_code(name).ok_or_else(|| {
                    anyhow::anyhow!("`{name}` is no role; use support, trust, finance or none")
                })?),
            };
            let app = common.open(IndexPlace::Memory).await?;
            let email = email.parse()?;
            crate::services::accounts::staff::grant_staff(&app, &email, role).await?;
            println!("Done.");
            Ok(app.close().await?)
        }
    }
}
