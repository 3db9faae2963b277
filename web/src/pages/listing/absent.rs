//! A listing that is paused, withdrawn or hidden: what became of it, and what is like it.

use actix_web::http::StatusCode;
use askama::Template;
use domain::taxonomy;
use marketplace_api::{
    app::App,
    error::AppError,
    services::{
        listings::absent::{Absent, Why},
        search::{self, Request},
    },
};

use super::super::cards;
use crate::{error::PageResult, i18n::T, respond, shell::Shell, view::Card};

const SIMILAR: usize = 3;

#[derive(Template)]
#[template(path = "pages/absent.html")]
struct AbsentPage {
    t: T,
    shell: Shell,
    icon: &'static str,
    title: String,
    text: String,
    /// Live, and of the same category.
    similar: Vec<Card>,
    category: &'static str,
    category_href: String,
}

pub(super) async fn show(app: &App, shell: Shell, absent: &Absent) -> PageResult {
    let t = shell.t;
    let (status, icon, title, text) = match absent.why {
        Why::Paused => (StatusCode::NOT_FOUND, "clock", "absent-paused", "absent-paused-text"),
        Why::Withdrawn => {
            (StatusCode::GONE, "package", "absent-withdrawn", "absent-withdrawn-text")
        }
        Why::Unavailable => {
            (StatusCode::NOT_FOUND, "ban", "absent-unavailable", "absent-unavailable-text")
        }
    };
    let category = taxonomy::category(&absent.category);
    let page = AbsentPage {
        t,
        icon,
        title: t.with(title, absent.title.best(t.lang()).1),
        text: t.tr(text),
        similar: similar(app, t, absent).await?,
        category: category.map(|it| it.name(t.lang())).unwrap_or_default(),
        category_href: format!("/search?category={}", absent.category),
        shell,
    };
    respond::page_with(&page.shell, status, &page)
}

/// The best matches for its own title within its category, else whatever the category has.
async fn similar(app: &App, t: T, absent: &Absent) -> Result<Vec<Card>, AppError> {
    for text in [absent.title.best(t.lang()).1.as_str(), ""] {
        let request = Request {
            text: text.to_owned(),
            lang: Some(t.lang()),
            categories: vec![absent.category.clone()],
            limit: Some(SIMILAR),
            ..Request::default()
        };
        let found = search::search(app, &request).await?;
        if !found.hits.is_empty() {
            return Ok(found.hits.iter().map(|it| cards::card(t, &it.card)).collect());
        }
    }
    Ok(Vec::new())
}
