//! `/settings/organisations/{org}/keys`: keys for programs that act for an organisation.
//!
//! **Invariant:** a secret is on one answer only, the one to the form that made it.

use actix_web::{
    http::StatusCode,
    web::{Data, Path, Query},
};
use askama::Template;
use domain::id::{ApiKeyId, OrgId};
use marketplace_api::{
    app::{App, Scope},
    services::{
        api_keys::{self, ApiKey, NewKey},
        organisations,
    },
};

use super::{After, Top, refusal};
use crate::{
    error::PageResult,
    i18n::T,
    respond::{self, see_other},
    sent::Sent,
    shell::Shell,
    signed_in::SignedIn,
    view::Choice,
};

#[derive(Template)]
#[template(path = "pages/settings/keys.html")]
struct KeysPage {
    t: T,
    shell: Shell,
    top: Top,
    org: String,
    org_name: String,
    /// Of the key that was just made; empty otherwise.
    secret: String,
    keys: Vec<KeyRow>,
    name: String,
    scopes: Vec<Choice>,
}

struct KeyRow {
    id: String,
    name: String,
    prefix: String,
    scopes: String,
    made: String,
    used: String,
    revoked: bool,
}

/// What a form leaves on the page.
#[derive(Default)]
struct Left {
    top: Top,
    secret: String,
    name: String,
    scopes: Vec<String>,
}

pub(crate) async fn show(
    app: Data<App>,
    me: SignedIn,
    org: Path<OrgId>,
    after: Query<After>,
) -> PageResult {
    let top = Top::after(me.shell.t, "keys-title", &after);
    let scopes = vec![Scope::ListingsRead.code().to_owned()];
    render(&app, me, *org, Left { top, scopes, ..Left::default() }, StatusCode::OK).await
}

pub(crate) async fn create(
    app: Data<App>,
    me: SignedIn,
    org: Path<OrgId>,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let name = sent.text("name");
    let scopes: Vec<String> = sent.all("scopes").map(str::to_owned).collect();
    let wanted = NewKey { name: name.clone(), scopes: scopes.clone() };
    let title = me.shell.t.tr("keys-title");
    let (left, status) = match api_keys::create(&app, &me.actor, *org, wanted).await {
        Ok(created) => {
            let top = Top { title, ..Top::default() };
            (Left { top, secret: created.secret, ..Left::default() }, StatusCode::CREATED)
        }
        Err(error) => {
            let refusal = refusal(me.shell.t, error)?;
            let status = refusal.status();
            (Left { top: refusal.top(title), name, scopes, ..Left::default() }, status)
        }
    };
    render(&app, me, *org, left, status).await
}

pub(crate) async fn revoke(
    app: Data<App>,
    me: SignedIn,
    path: Path<(OrgId, ApiKeyId)>,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let (org, key) = path.into_inner();
    api_keys::revoke(&app, &me.actor, org, key).await?;
    Ok(see_other(&format!("/settings/organisations/{org}/keys?done=revoked")))
}

async fn render(app: &App, me: SignedIn, org: OrgId, left: Left, status: StatusCode) -> PageResult {
    let keys = api_keys::list(app, &me.actor, org).await?;
    let place = organisations::show(app, &me.actor, org).await?;
    let t = me.shell.t;
    let page = KeysPage {
        t,
        top: left.top,
        org: org.to_string(),
        org_name: place.org.name,
        secret: left.secret,
        keys: keys.iter().map(|it| row(&me.shell, it)).collect(),
        name: left.name,
        scopes: Scope::ALL.iter().map(|it| scope(t, *it, &left.scopes)).collect(),
        shell: me.shell,
    };
    respond::page_with(&page.shell, status, &page)
}

fn row(shell: &Shell, key: &ApiKey) -> KeyRow {
    let t = shell.t;
    let used = key.last_used_at.map(|it| t.moment(it, shell.time_zone()));
    let scopes: Vec<&str> = key.scopes.iter().map(|it| it.code()).collect();
    KeyRow {
        id: key.id.to_string(),
        name: key.name.clone(),
        prefix: key.prefix.clone(),
        scopes: scopes.join(", "),
        made: t.date(&key.created_at),
        used: used.unwrap_or_else(|| t.tr("key-unused")),
        revoked: key.revoked_at.is_some(),
    }
}

fn scope(t: T, scope: Scope, chosen: &[String]) -> Choice {
    let label = match scope {
        Scope::ListingsRead => "scope-listings-read",
        Scope::ListingsWrite => "scope-listings-write",
        Scope::ProfileWrite => "scope-profile-write",
    };
    Choice {
        value: scope.code().to_owned(),
        label: t.tr(label),
        note: String::new(),
        chosen: chosen.iter().any(|it| it == scope.code()),
    }
}
