//! `/sell/listings/{id}/versions`: every version there was, what it changed and what became of it.

use actix_web::web::{Data, Path};
use askama::Template;
use domain::listing::{diff::diff, raw::RawDraft, record::Version, state::Review};
use marketplace_api::{
    app::App,
    services::listings::{cards::edit_url, find_own, view},
};

use super::{Tag, actions::id_of, names, names::Line};
use crate::{error::PageResult, i18n::T, respond, shell::Shell, signed_in::SignedIn};

#[derive(Template)]
#[template(path = "pages/sell/versions.html")]
struct VersionsPage {
    t: T,
    shell: Shell,
    title: String,
    here: String,
    versions: Vec<Past>,
}

struct Past {
    heading: String,
    state: Tag,
    when: String,
    reason: String,
    compared: String,
    lines: Vec<Line>,
    is_newest: bool,
}

pub(crate) async fn show(app: Data<App>, me: SignedIn, path: Path<String>) -> PageResult {
    let id = id_of(&path)?;
    let own = find_own(&app, &me.actor, id).await?;
    let history = view::history(&app, &me.actor, id).await?;
    let t = me.shell.t;
    let all = &history.versions;
    let page = VersionsPage {
        t,
        title: super::title(t, &own.newest.raw).1,
        here: edit_url(id),
        versions: (0..all.len()).map(|at| past(t, all, at)).collect(),
        shell: me.shell,
    };
    respond::page(&page.shell, &page)
}

/// `all` begins with the newest, so what came before `at` comes after it.
fn past(t: T, all: &[Version], at: usize) -> Past {
    let version = &all[at];
    let older = &all[at + 1..];
    let was_public = |it: &&Version| it.decided_at.is_some() && it.review != Review::Declined;
    let before = older.iter().find(was_public).or(older.first());
    let nothing = RawDraft::default();
    let changes = diff(before.map_or(&nothing, |it| &it.raw), &version.raw);
    let when = version.decided_at.or(version.submitted_at).unwrap_or(version.created_at);
    Past {
        heading: t.with("sell-version-n", version.n.to_string()),
        state: review(t, version.review),
        when: t.date(&when),
        reason: version.reason.clone().unwrap_or_default(),
        compared: before.map_or_else(
            || t.tr("sell-compared-nothing"),
            |it| t.with("sell-compared", it.n.to_string()),
        ),
        lines: names::lines(t, &changes),
        is_newest: at == 0,
    }
}

pub(crate) fn review(t: T, review: Review) -> Tag {
    let (key, tone) = match review {
        Review::Draft => ("review-draft", ""),
        Review::InReview => ("review-in-review", "warn"),
        Review::Approved => ("review-approved", "good"),
        Review::Declined => ("review-declined", "bad"),
        Review::Superseded => ("review-superseded", ""),
    };
    Tag { text: t.tr(key), tone }
}
