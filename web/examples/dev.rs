//! Local only: serves the pages.
use actix_web::web::Data;
use marketplace_api::{
    app::App,
    boot::{self, IndexPlace},
    config::Config,
    http::server,
};
#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let config = Config::from_toml("database_url = \"sqlite::memory:\"\nworkers = 1\n")?;
    let app = Data::new(App::open(config, boot::system_clock, IndexPlace::Memory).await?);
    app.set_ready(true);
    let listener = server::listen("127.0.0.1:8191".parse()?).map_err(anyhow::Error::msg)?;
    server::serve(&app, web::PAGES, listener)?.await?;
    Ok(())
}
