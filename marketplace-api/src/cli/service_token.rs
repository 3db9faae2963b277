//! `lonja service-token`: keys of our own services, made, listed and revoked.

use clap::Subcommand;
use domain::id::ServiceTokenId;

use super::Common;
use crate::{boot::IndexPlace, services::service_tokens};

#[derive(Subcommand)]
pub(super) enum Action {
    /// Make a token. Its secret is printed this once.
    Create {
        #[command(flatten)]
        common: Common,
        /// Which service it is for.
        #[arg(long)]
        name: String,
        /// match:read, match:percolate, match:stats; several with commas.
        #[arg(long, value_delimiter = ',', required = true)]
        scopes: Vec<String>,
        /// Requests per minute.
        #[arg(long, default_value_t = 6_000)]
        per_minute: u32,
    },
    /// Show all tokens, without their secrets.
    List(Common),
    /// Refuse a token from now on.
    Revoke {
        #[command(flatten)]
        common: Common,
        /// As shown by `list`: svc_…
        id: String,
    },
}

pub(super) async fn run(action: Action) -> anyhow::Result<()> {
    match action {
        Action::Create { common, name, scopes, per_minute } => {
            let app = common.open(IndexPlace::Memory).await?;
            let made = service_tokens::create(&app, &name, &scopes, per_minute).await?;
            println!("{}", made.secret);
            app.close().await?;
        }
        Action::List(common) => {
            let app = common.open(IndexPlace::Memory).await?;
            for it in service_tokens::list(&app).await? {
                let scopes: Vec<&str> = it.scopes.iter().map(|it| it.code()).collect();
                let state = match (it.revoked_at, it.last_used_at) {
                    (Some(_), _) => "revoked".to_owned(),
                    (None, None) => "never used".to_owned(),
                    (None, Some(at)) => format!("used at {}", at.millis()),
                };
                let scopes = scopes.join(",");
                println!(
                    "{}  {}…  {}  {}/min  {scopes}  {state}",
                    it.id, it.prefix, it.name, it.per_minute
                );
            }
            app.close().await?;
        }
        Action::Revoke { common, id } => {
            let app = common.open(IndexPlace::Memory).await?;
            let id: ServiceTokenId = id.parse()?;
            service_tokens::revoke(&app, id).await?;
            println!("Revoked.");
            app.close().await?;
        }
    }
    Ok(())
}
