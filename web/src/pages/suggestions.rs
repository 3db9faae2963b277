//! `/search/suggestions`: what a search box offers while somebody types.
//!
//! **Invariant:** it only fills the list of a box that works without it. Whoever comes here without
//! scripts is sent to the search itself.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Query},
};
use askama::Template;
use marketplace_api::{app::App, services::search};
use serde::Deserialize;

use crate::{
    error::PageResult,
    query,
    respond::{self, see_other},
    shell::Shell,
};

#[derive(Template)]
#[template(path = "ui/suggestions.html")]
struct Options {
    options: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
}

pub(crate) async fn show(app: Data<App>, shell: Shell, asked: Query<Asked>) -> PageResult {
    if !shell.partial {
        return Ok(see_other(&query::search(&asked.q)));
    }
    let options = search::suggest(&app, &asked.q, Some(shell.t.lang()));
    let mut response: HttpResponse =
        respond::answer(&shell, actix_web::http::StatusCode::OK, &Options { options })?;
    // What one letter offers may be kept while the next ones are typed.
    if shell.viewer.is_none() {
        let kept = header::HeaderValue::from_static("private, max-age=60");
        response.headers_mut().insert(header::CACHE_CONTROL, kept);
    }
    Ok(response)
}
