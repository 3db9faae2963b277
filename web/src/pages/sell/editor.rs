//! `/sell/listings/{id}`: one listing being written, with its card beside it.
//!
//! **Invariant:** whatever is sent comes back: a number that is none, a draft that lacks something,
//! a colleague who was faster. What was typed is shown again and nothing of theirs is overwritten
//! unseen.

use actix_web::{
    http::StatusCode,
    web::{Bytes, Data, Path, Query},
};
use askama::Template;
use domain::{
    listing::{diff::diff, raw::RawDraft},
    problem::FieldProblem,
};
use marketplace_api::{
    app::App,
    error::AppError,
    services::{
        listings::{self, Own, cards::edit_url},
        organisations,
    },
};
use serde::Deserialize;

use super::{
    Tag,
    actions::{id_of, waits},
    fields::Fields,
    form_view::{self, Section, Wrong},
    names::{self, Line},
    preview,
};
use crate::{
    error::PageResult,
    i18n::T,
    respond::{self, see_other},
    shell::Shell,
    signed_in::SignedIn,
    view::Card,
};

/// What takes the place of the card while somebody types.
#[derive(Template)]
#[template(path = "pages/sell/preview.html")]
struct PreviewPart {
    t: T,
    card: Card,
}

#[derive(Template)]
#[template(path = "pages/sell/editor.html")]
struct EditorPage {
    t: T,
    shell: Shell,
    here: String,
    /// Of the listing this text builds on.
    version: u64,
    title: String,
    status: Tag,
    done: String,
    reason: String,
    may_edit: bool,
    sections: Vec<Section>,
    /// What is wrong, or still missing before it can be handed in.
    wrong: Vec<Wrong>,
    is_refused: bool,
    is_unsaved: bool,
    /// Set when somebody else saved meanwhile.
    is_conflict: bool,
    theirs: Vec<Line>,
    card: Card,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    check: bool,
    done: String,
}

/// How what was sent came out.
#[derive(Default)]
struct Outcome {
    problems: Vec<FieldProblem>,
    is_refused: bool,
    is_unsaved: bool,
    is_conflict: bool,
    done: String,
}

pub(crate) async fn show(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    asked: Query<Asked>,
) -> PageResult {
    let own = listings::find_own(&app, &me.actor, id_of(&path)?).await?;
    let t = me.shell.t;
    let fields = Fields::from_raw(&own.newest.raw, t);
    let outcome = Outcome {
        problems: own.problems.clone(),
        is_refused: asked.check && !own.problems.is_empty(),
        done: super::done(t, &asked.done),
        ..Outcome::default()
    };
    let page = page(&app, me, &own, &fields, outcome).await?;
    respond::page(&page.shell, &page)
}

pub(crate) async fn save(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    body: Bytes,
) -> PageResult {
    let mut fields = Fields::typed(&String::from_utf8_lossy(&body));
    me.check_csrf(&app, fields.of("csrf"))?;
    let id = id_of(&path)?;
    let (raw, problems) = fields.to_raw();
    let unsaved = Outcome { is_unsaved: true, ..Outcome::default() };
    if let Some(list) = fields.of("action").strip_prefix("rows-").map(str::to_owned) {
        fields.add_rows(&list);
        return again(&app, me, id_of(&path)?, &fields, (StatusCode::OK, unsaved)).await;
    }
    if !problems.is_empty() {
        let outcome = Outcome { problems, is_refused: true, ..unsaved };
        return again(&app, me, id, &fields, (StatusCode::UNPROCESSABLE_ENTITY, outcome)).await;
    }
    let expected = fields.of("version").parse().unwrap_or(0);
    let own = match listings::save(&app, &me.actor, id, expected, raw).await {
        Ok(own) => own,
        Err(AppError::PreconditionFailed | AppError::Conflict) => {
            let outcome = Outcome { is_conflict: true, ..unsaved };
            return again(&app, me, id, &fields, (StatusCode::CONFLICT, outcome)).await;
        }
        Err(AppError::Invalid(problems)) => {
            let outcome = Outcome { problems, is_refused: true, ..unsaved };
            return again(&app, me, id, &fields, (StatusCode::UNPROCESSABLE_ENTITY, outcome)).await;
        }
        Err(other) => return Err(other.into()),
    };
    if fields.of("action") != "submit" {
        return Ok(see_other(&format!("{}?done=saved", edit_url(id))));
    }
    match listings::submit(&app, &me.actor, id, Some(own.listing.version)).await {
        Ok(own) => {
            let done = if waits(&own) { "submitted" } else { "live" };
            Ok(see_other(&format!("/sell?org={}&done={done}", own.listing.org)))
        }
        Err(AppError::Invalid(problems)) => {
            let outcome = Outcome { problems, is_refused: true, ..Outcome::default() };
            again(&app, me, id, &fields, (StatusCode::UNPROCESSABLE_ENTITY, outcome)).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The card, or without scripts the whole page; nothing is saved.
pub(crate) async fn show_preview(
    app: Data<App>,
    me: SignedIn,
    path: Path<String>,
    body: Bytes,
) -> PageResult {
    let fields = Fields::typed(&String::from_utf8_lossy(&body));
    me.check_csrf(&app, fields.of("csrf"))?;
    let own = listings::find_own(&app, &me.actor, id_of(&path)?).await?;
    let partial = me.shell.partial;
    let outcome = Outcome { is_unsaved: true, ..Outcome::default() };
    let page = page(&app, me, &own, &fields, outcome).await?;
    let page = EditorPage { version: fields.of("version").parse().unwrap_or(0), ..page };
    match partial {
        true => respond::page(&page.shell, &PreviewPart { t: page.t, card: page.card.clone() }),
        false => respond::page(&page.shell, &page),
    }
}

/// The form once more, with what was typed.
async fn again(
    app: &App,
    me: SignedIn,
    id: domain::id::ListingId,
    fields: &Fields,
    (status, outcome): (StatusCode, Outcome),
) -> PageResult {
    let own = listings::find_own(app, &me.actor, id).await?;
    // Only whoever was shown the newer text, or has just written it, builds on it.
    let builds_on_newest = outcome.is_conflict || !outcome.is_unsaved;
    let page = page(app, me, &own, fields, outcome).await?;
    let version = match builds_on_newest {
        true => page.version,
        false => fields.of("version").parse().unwrap_or(0),
    };
    let page = EditorPage { version, ..page };
    respond::page_with(&page.shell, status, &page)
}

async fn page(
    app: &App,
    me: SignedIn,
    own: &Own,
    fields: &Fields,
    outcome: Outcome,
) -> Result<EditorPage, AppError> {
    let t = me.shell.t;
    let org = organisations::show(app, &me.actor, own.listing.org).await?.org;
    let (raw, _) = fields.to_raw();
    let (mut sections, wrong) = form_view::sections(t, fields, &outcome.problems);
    if !outcome.is_refused {
        let rows = sections.iter_mut().flat_map(|it| &mut it.rows);
        rows.flat_map(|it| &mut it.fields).for_each(|it| it.error.clear());
    }
    let here = edit_url(own.listing.id);
    Ok(EditorPage {
        t,
        version: own.listing.version,
        title: super::title(t, &own.newest.raw).1,
        status: super::status(t, own.listing.status),
        done: outcome.done,
        reason: own.newest.reason.clone().or(own.listing.statement.clone()).unwrap_or_default(),
        may_edit: own.listing.status.may_edit(),
        sections,
        wrong,
        is_refused: outcome.is_refused,
        is_unsaved: outcome.is_unsaved,
        is_conflict: outcome.is_conflict,
        theirs: if outcome.is_conflict { theirs(t, own, &raw) } else { Vec::new() },
        card: preview::card(t, &raw, &org.name, here.clone()),
        here,
        shell: me.shell,
    })
}

/// What is saved now, beside what was typed, where they differ.
fn theirs(t: T, own: &Own, typed: &RawDraft) -> Vec<Line> {
    names::lines(t, &diff(&own.newest.raw, typed))
}
