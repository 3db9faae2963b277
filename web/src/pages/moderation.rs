//! `/moderation/listings`: what waits for our trust team, what it changes, and what is decided.
//!
//! **Invariant:** a version is approved by its number, as it was read; if another one waits by
//! then, nothing is decided.

pub(crate) mod catalogue;

use actix_web::{
    http::StatusCode,
    web::{Data, Form, Path, Query},
};
use askama::Template;
use domain::{
    id::{ListingId, VersionId},
    listing::state::{Event, Review},
    time::Timestamp,
    user::StaffRole,
};
use marketplace_api::{
    app::App,
    error::AppError,
    services::{
        listings::view,
        moderation::{self, Waiting},
    },
};
use serde::Deserialize;

use super::sell::{self, Tag, actions::id_of, names, names::Line, versions::review};
use crate::{
    error::{PageError, PageResult},
    form::Errors,
    i18n::T,
    respond::{self, see_other},
    shell::Shell,
    signed_in::{CsrfOnly, SignedIn},
    view::Pager,
};

/// How much of the queue a page shows.
const PER_PAGE: u64 = 25;
const HOUR_MILLIS: i64 = 3_600_000;

#[derive(Template)]
#[template(path = "pages/moderation/queue.html")]
struct QueuePage {
    t: T,
    shell: Shell,
    done: String,
    items: Vec<Item>,
    pager: Pager,
}

struct Item {
    title: String,
    href: String,
    org: String,
    age: String,
    scope: String,
    lines: Vec<Line>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Milliseconds and id of the last version of the page before.
    at: Option<i64>,
    after: String,
    done: String,
}

pub(crate) async fn queue(app: Data<App>, me: SignedIn, asked: Query<Asked>) -> PageResult {
    let after: Option<VersionId> = asked.after.parse().ok();
    let after = asked.at.map(Timestamp::from_millis).zip(after);
    let found = moderation::queue(&app, &me.actor, after, PER_PAGE).await?;
    let t = me.shell.t;
    let now = app.now();
    let here = "/moderation/listings";
    let next = found.next.map(|(at, id)| format!("{here}?at={}&after={id}", at.millis()));
    let page = QueuePage {
        t,
        done: done(t, &asked.done),
        items: found.items.iter().map(|it| item(t, it, now)).collect(),
        pager: Pager {
            first: after.map(|_| here.to_owned()).unwrap_or_default(),
            next: next.unwrap_or_default(),
        },
        shell: me.shell,
    };
    respond::page(&page.shell, &page)
}

fn item(t: T, waiting: &Waiting, now: Timestamp) -> Item {
    let version = &waiting.version;
    let is_first = waiting.listing.live.is_none();
    Item {
        title: sell::title(t, &version.raw).1,
        href: format!("/moderation/listings/{}", waiting.listing.id),
        org: waiting.org.name.clone(),
        age: age(t, version.submitted_at.unwrap_or(version.created_at), now),
        scope: match is_first {
            true => t.tr("moderation-first"),
            false => t.with("moderation-update", version.n.to_string()),
        },
        lines: if is_first { Vec::new() } else { names::lines(t, &waiting.changes) },
    }
}

fn age(t: T, since: Timestamp, now: Timestamp) -> String {
    let hours = (now.millis() - since.millis()).max(0) / HOUR_MILLIS;
    match hours {
        0 => t.tr("moderation-age-now"),
        1..48 => t.num("moderation-age-hours", hours),
        _ => t.num("moderation-age-days", hours / 24),
    }
}

fn done(t: T, code: &str) -> String {
    t.tr(match code {
        "approved" => "moderation-done-approved",
        "declined" => "moderation-done-declined",
        "suspended" => "moderation-done-suspended",
        "lifted" => "moderation-done-lifted",
        _ => return String::new(),
    })
}

#[derive(Template)]
#[template(path = "pages/moderation/case.html")]
struct CasePage {
    t: T,
    shell: Shell,
    errors: Errors,
    here: String,
    public: String,
    title: String,
    status: Tag,
    statement: String,
    waiting: Option<Decision>,
    past: Vec<(String, Tag, String, String)>,
    may_suspend: bool,
    may_lift: bool,
    /// What was typed, when it was refused.
    reason: String,
    typed_statement: String,
}

/// The version to decide about.
struct Decision {
    n: u32,
    heading: String,
    compared: String,
    lines: Vec<Line>,
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Refused {
    errors: Errors,
    reason: String,
    statement: String,
}

pub(crate) async fn show(app: Data<App>, me: SignedIn, path: Path<String>) -> PageResult {
    case(&app, me, id_of(&path)?, StatusCode::OK, Refused::default()).await
}

async fn case(
    app: &App,
    me: SignedIn,
    id: ListingId,
    status: StatusCode,
    refused: Refused,
) -> PageResult {
    // Members of the organisation may read its versions too, but this is not their page.
    me.actor.require_staff(StaffRole::Trust)?;
    let t = me.shell.t;
    let history = view::history(app, &me.actor, id).await?;
    let mut waiting = None;
    if let Some(version) = history.versions.iter().find(|it| it.review == Review::InReview) {
        let seen = view::version(app, &me.actor, id, version.n).await?;
        waiting = Some(Decision {
            n: version.n,
            heading: t.with("sell-version-n", version.n.to_string()),
            compared: seen.compared_with.map_or_else(
                || t.tr("sell-compared-nothing"),
                |it| t.with("sell-compared", it.to_string()),
            ),
            lines: names::lines(t, &seen.changes),
        });
    }
    let newest = history.versions.first().ok_or(AppError::Corrupt { what: "listing" })?;
    let listing = &history.listing;
    let past = history.versions.iter().map(|it| {
        let when = it.decided_at.or(it.submitted_at).unwrap_or(it.created_at);
        let heading = t.with("sell-version-n", it.n.to_string());
        (heading, review(t, it.review), t.date(&when), it.reason.clone().unwrap_or_default())
    });
    let page = CasePage {
        t,
        errors: refused.errors,
        here: format!("/moderation/listings/{id}"),
        public: if listing.status.is_public() { format!("/listings/{id}") } else { String::new() },
        title: sell::title(t, &newest.raw).1,
        status: sell::status(t, listing.status),
        statement: listing.statement.clone().unwrap_or_default(),
        past: past.collect(),
        may_suspend: listing.status.transition(Event::Suspend).is_ok(),
        may_lift: listing.status.transition(Event::LiftToLive).is_ok(),
        waiting,
        reason: refused.reason,
        typed_statement: refused.statement,
        shell: me.shell,
    };
    respond::page_with(&page.shell, status, &page)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Ruling {
    csrf: String,
    /// Which version was read.
    n: u32,
    reason: String,
}

pub(crate) async fn approve(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    form: Form<Ruling>,
) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    let id = id_of(&path)?;
    let ruled = moderation::approve(&app, &me.actor, id, form.n).await;
    ruled.map_err(|it| meanwhile(me.shell.t, it))?;
    Ok(see_other("/moderation/listings?done=approved"))
}

pub(crate) async fn decline(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    form: Form<Ruling>,
) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    let id = id_of(&path)?;
    match moderation::decline(&app, &me.actor, id, form.n, &form.reason).await {
        Ok(_) => Ok(see_other("/moderation/listings?done=declined")),
        Err(error @ AppError::Invalid(_)) => {
            let errors = super::account::field_errors(me.shell.t, error)?;
            let reason = form.into_inner().reason;
            let refused = Refused { errors, reason, ..Refused::default() };
            case(&app, me, id, StatusCode::UNPROCESSABLE_ENTITY, refused).await
        }
        Err(other) => Err(meanwhile(me.shell.t, other)),
    }
}

/// Says that another version waits now, when that is why nothing was decided.
fn meanwhile(t: T, error: AppError) -> PageError {
    match error {
        AppError::Conflict => PageError::Said(StatusCode::CONFLICT, t.tr("moderation-meanwhile")),
        other => other.into(),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Statement {
    csrf: String,
    statement: String,
}

pub(crate) async fn suspend(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    form: Form<Statement>,
) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    let id = id_of(&path)?;
    match moderation::suspend(&app, &me.actor, id, &form.statement).await {
        Ok(_) => Ok(see_other("/moderation/listings?done=suspended")),
        Err(error @ AppError::Invalid(_)) => {
            let errors = super::account::field_errors(me.shell.t, error)?;
            let statement = form.into_inner().statement;
            let refused = Refused { errors, statement, ..Refused::default() };
            case(&app, me, id, StatusCode::UNPROCESSABLE_ENTITY, refused).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn lift(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    form: Form<CsrfOnly>,
) -> PageResult {
    me.check_csrf(&app, &form.csrf)?;
    moderation::lift(&app, &me.actor, id_of(&path)?).await?;
    Ok(see_other("/moderation/listings?done=lifted"))
}
