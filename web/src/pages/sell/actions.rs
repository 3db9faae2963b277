//! What can be done with a listing besides writing it: hand it in, take it back, pause it, resume
//! it, take it away.
//!
//! **Invariant:** each is a form with a token; only what the listing's state allows is offered, and
//! the service decides again.

use actix_web::web::{Data, Form, Path};
use askama::Template;
use domain::{
    id::ListingId,
    listing::state::{Event, Review, Status},
};
use marketplace_api::{
    app::App,
    error::AppError,
    services::listings::{self, Own, cards::edit_url},
};

use super::Action;
use crate::{
    error::{PageError, PageResult},
    i18n::T,
    respond::{self, see_other},
    shell::Shell,
    signed_in::{CsrfOnly, SignedIn},
};

#[derive(Template)]
#[template(path = "pages/sell/archive.html")]
struct ArchivePage {
    t: T,
    shell: Shell,
    title: String,
    here: String,
}

pub(super) fn possible(t: T, own: &Own) -> Vec<Action> {
    let here = edit_url(own.listing.id);
    let status = own.listing.status;
    let mut actions = Vec::new();
    let mut add = |end: &str, key: &str, is_link: bool| {
        actions.push(Action { href: format!("{here}{end}"), label: t.tr(key), is_link });
    };
    if status.may_edit() {
        add("", "sell-edit", true);
        if own.newest.review == Review::InReview {
            add("/withdraw", "sell-withdraw", false);
        }
        if own.newest.review == Review::Draft && own.problems.is_empty() {
            add("/submit", "sell-submit", false);
        }
        if status.transition(Event::Pause).is_ok() {
            add("/pause", "sell-pause", false);
        }
        if status.transition(Event::Resume).is_ok() {
            add("/resume", "sell-resume", false);
        }
    }
    add("/versions", "sell-versions", true);
    if status.may_edit() {
        add("/archive", "sell-archive", true);
    }
    actions
}

pub(crate) fn id_of(path: &str) -> Result<ListingId, PageError> {
    path.parse().map_err(|_not_an_id| PageError::not_found())
}

pub(crate) async fn submit(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    form: Form<CsrfOnly>,
) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    let id = id_of(&path)?;
    match listings::submit(&app, &me.actor, id, None).await {
        Ok(own) => Ok(back(&own, if waits(&own) { "submitted" } else { "live" })),
        // The editor says what is missing.
        Err(AppError::Invalid(_)) => Ok(see_other(&format!("{}?check=true", edit_url(id)))),
        Err(other) => Err(other.into()),
    }
}

pub(super) fn waits(own: &Own) -> bool {
    own.newest.review == Review::InReview
}

pub(crate) async fn withdraw(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    form: Form<CsrfOnly>,
) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    let own = listings::withdraw(&app, &me.actor, id_of(&path)?, None).await?;
    Ok(back(&own, "withdrawn"))
}

pub(crate) async fn pause(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    form: Form<CsrfOnly>,
) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    let own = listings::pause(&app, &me.actor, id_of(&path)?, None).await?;
    Ok(back(&own, "paused"))
}

pub(crate) async fn resume(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    form: Form<CsrfOnly>,
) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    let own = listings::resume(&app, &me.actor, id_of(&path)?, None).await?;
    Ok(back(&own, "resumed"))
}

/// There is no way back from it, so it asks.
pub(crate) async fn ask_archive(app: Data<App>, me: SignedIn, path: Path<String>) -> PageResult {
    let own = listings::find_own(&app, &me.actor, id_of(&path)?).await?;
    if own.listing.status == Status::Archived {
        return Ok(back(&own, "archived"));
    }
    let t = me.shell.t;
    let page = ArchivePage {
        t,
        title: super::title(t, &own.newest.raw).1,
        here: edit_url(own.listing.id),
        shell: me.shell,
    };
    respond::page(&page.shell, &page)
}

pub(crate) async fn archive(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    form: Form<CsrfOnly>,
) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    let own = listings::archive(&app, &me.actor, id_of(&path)?, None).await?;
    Ok(back(&own, "archived"))
}

fn back(own: &Own, done: &str) -> actix_web::HttpResponse {
    see_other(&format!("/sell?org={}&done={done}", own.listing.org))
}
