//! `/`: what this is, the search box, the shelves.

use actix_web::web::Data;
use askama::Template;
use domain::taxonomy;
use marketplace_api::{
    app::App,
    error::AppError,
    services::search::{self, Request},
};

use super::{
    cards,
    shelf::{self, Shelf},
};
use crate::{error::PageResult, i18n::T, query, respond, shell::Shell, view::Card};

/// How many shelves the first page shows; all of them are at `/categories`.
const SHELVES: usize = 8;
const PICKS: usize = 6;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct HomePage {
    t: T,
    shell: Shell,
    examples: Vec<(String, String)>,
    shelves: Vec<Shelf>,
    cards: Vec<Card>,
    steps: [(String, String); 4],
    sell_href: &'static str,
    /// Search does not answer: the page stands without counts and picks.
    unavailable: bool,
}

pub(crate) async fn show(app: Data<App>, shell: Shell) -> PageResult {
    let shell = Shell { own_search: true, ..shell };
    let t = shell.t;
    let sells = shell.viewer.as_ref().is_some_and(|it| it.sells);
    let browse = Request {
        lang: Some(t.lang()),
        limit: Some(PICKS),
        count_facets: true,
        ..Request::default()
    };
    let found = search::search(&app, &browse).await.inspect_err(AppError::log_if_ours).ok();
    let counts = found.as_ref().map(super::search::counts);
    let shelves = taxonomy::categories().iter().take(SHELVES);
    let page = HomePage {
        t,
        examples: examples(t),
        shelves: shelves.map(|it| shelf::of(t, it, counts.as_ref())).collect(),
        cards: found.iter().flat_map(|it| &it.hits).map(|it| cards::card(t, &it.card)).collect(),
        steps: [
            (t.tr("home-step-a"), t.tr("home-step-a-text")),
            (t.tr("home-step-b"), t.tr("home-step-b-text")),
            (t.tr("home-step-c"), t.tr("home-step-c-text")),
            (t.tr("home-step-d"), t.tr("home-step-d-text")),
        ],
        sell_href: if sells { "/sell" } else { "/sign-up" },
        unavailable: counts.is_none(),
        shell,
    };
    respond::page(&page.shell, &page)
}

/// Real searches, as people would write them.
fn examples(t: T) -> Vec<(String, String)> {
    let texts = [
        t.tr("home-example-a"),
        t.tr("home-example-b"),
        t.tr("home-example-c"),
        t.tr("home-example-d"),
    ];
    texts.into_iter().map(|it| (query::search(&it), it)).collect()
}
