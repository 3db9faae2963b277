//! `/status`: whether the site can do its work right now, for people.

use actix_web::{http::StatusCode, web::Data};
use askama::Template;
use marketplace_api::{
    app::App,
    services::{
        health,
        search::{self, Request},
    },
};

use crate::{error::PageResult, i18n::T, respond, shell::Shell};

#[derive(Template)]
#[template(path = "pages/status.html")]
struct StatusPage {
    t: T,
    shell: Shell,
    all_well: bool,
    parts: [(String, bool); 3],
    count: String,
}

pub(crate) async fn show(app: Data<App>, shell: Shell) -> PageResult {
    let t = shell.t;
    let stores = health::ready(&app).await.is_ok();
    let one = Request { limit: Some(1), ..Request::default() };
    let found = search::search(&app, &one).await.ok();
    let parts = [
        (t.tr("status-site"), true),
        (t.tr("status-database"), stores),
        (t.tr("status-search"), found.is_some()),
    ];
    let all_well = parts.iter().all(|(_, well)| *well);
    let page = StatusPage {
        t,
        all_well,
        parts,
        count: found.map(|it| t.num("n-services", it.total.count)).unwrap_or_default(),
        shell,
    };
    let code = if all_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    respond::page_with(&page.shell, code, &page)
}
