//! `/settings/security`: the password, and where one is signed in.

use actix_web::{
    http::StatusCode,
    web::{Data, Path, Query},
};
use askama::Template;
use domain::{id::SessionId, session::Session};
use marketplace_api::{
    app::{App, Credential},
    error::AppError,
    http::auth::{self, From},
    services::accounts::{passwords, sessions},
};

use super::{After, Top};
use crate::{
    error::{PageError, PageResult},
    form::Errors,
    i18n::T,
    pages::account,
    respond::{self, see_other},
    sent::Sent,
    shell::Shell,
    signed_in::SignedIn,
};

const HERE: &str = "/settings/security";

#[derive(Template)]
#[template(path = "pages/settings/security.html")]
struct SecurityPage {
    t: T,
    shell: Shell,
    top: Top,
    sessions: Vec<SessionRow>,
    has_others: bool,
}

struct SessionRow {
    id: String,
    device: String,
    network: String,
    last_used: String,
    since: String,
    is_this: bool,
}

pub(crate) async fn show(app: Data<App>, me: SignedIn, after: Query<After>) -> PageResult {
    let top = Top::after(me.shell.t, "settings-security", &after);
    render(&app, me, top, StatusCode::OK).await
}

/// All sessions end, this one too; a new cookie takes its place.
pub(crate) async fn change_password(
    app: Data<App>,
    me: SignedIn,
    from: From,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let (current, new) = (sent.one("current_password"), sent.one("new_password"));
    match passwords::change(&app, &me.actor, current, new, &from.0).await {
        Ok(signed_in) => {
            let mut response = see_other("/settings/security?done=password");
            for cookie in auth::sign_in_cookies(&app, &signed_in) {
                response.add_cookie(&cookie).map_err(|_header| PageError::not_found())?;
            }
            Ok(response)
        }
        Err(error) => {
            let (errors, status) = wrong_password(me.shell.t, error)?;
            let title = me.shell.t.tr("settings-security");
            render(&app, me, Top { title, errors, ..Top::default() }, status).await
        }
    }
}

pub(crate) async fn end_session(
    app: Data<App>,
    me: SignedIn,
    session: Path<SessionId>,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    sessions::revoke(&app, &me.actor, *session).await?;
    Ok(see_other(&format!("{HERE}?done=session")))
}

pub(crate) async fn end_others(app: Data<App>, me: SignedIn, sent: Sent) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    sessions::revoke_others(&app, &me.actor).await?;
    Ok(see_other(&format!("{HERE}?done=sessions")))
}

fn wrong_password(t: T, error: AppError) -> Result<(Errors, StatusCode), PageError> {
    let mut errors = Errors::none();
    match error {
        AppError::TooMany { retry_after_secs } => {
            errors.add("current_password", t.num("sign-in-wait", retry_after_secs));
            Ok((errors, StatusCode::TOO_MANY_REQUESTS))
        }
        AppError::Invalid(problems) => {
            for it in problems {
                let message = match it.field.as_str() {
                    "current_password" => t.tr("password-wrong"),
                    _ => it.problem.message(t.lang()),
                };
                errors.add(it.field, message);
            }
            Ok((errors, StatusCode::UNPROCESSABLE_ENTITY))
        }
        other => account::field_errors(t, other).map(|it| (it, StatusCode::UNPROCESSABLE_ENTITY)),
    }
}

async fn render(app: &App, me: SignedIn, top: Top, status: StatusCode) -> PageResult {
    let SignedIn { shell, actor } = me;
    // A refused form has an address of its own, which nothing on the page may lead back to.
    let shell = Shell { path: HERE.to_owned(), ..shell };
    let all = sessions::list(app, &actor).await?;
    let row = |it: &Session| SessionRow {
        id: it.id.to_string(),
        device: match it.device.as_str() {
            "—" => shell.t.tr("session-unknown"),
            device => device.to_owned(),
        },
        network: it.ip_prefix.clone(),
        last_used: shell.t.moment(it.last_seen_at, shell.time_zone()),
        since: shell.t.moment(it.created_at, shell.time_zone()),
        is_this: actor.via == Credential::Session(it.id),
    };
    let page = SecurityPage {
        t: shell.t,
        top,
        has_others: all.len() > 1,
        sessions: all.iter().map(row).collect(),
        shell,
    };
    respond::page_with(&page.shell, status, &page)
}
