//! `/invitations/{token}`: somebody is asked into an organisation.
//!
//! Opening the link only asks; only the form accepts.

use actix_web::{
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use marketplace_api::{
    app::App,
    error::AppError,
    services::organisations::invitations::{self, Offer},
};

use super::{
    account::{Said, notice},
    settings::{refused_action, role_name},
};
use crate::{
    error::{PageError, PageResult},
    i18n::T,
    respond::{self, see_other},
    sent::Sent,
    shell::Shell,
    signed_in::SignedIn,
};

#[derive(Template)]
#[template(path = "pages/invitation.html")]
struct InvitationPage {
    t: T,
    shell: Shell,
    title: String,
    role: String,
    until: String,
    action: String,
}

pub(crate) async fn show(app: Data<App>, me: SignedIn, token: Path<String>) -> PageResult {
    let offer = match invitations::look(&app, &me.actor, &token).await {
        Ok(offer) => offer,
        Err(error) => return refused(me.shell, error),
    };
    let Offer { invitation, org } = offer;
    let t = me.shell.t;
    let page = InvitationPage {
        t,
        title: t.with("invitation-title", &org.name),
        role: role_name(t, invitation.role),
        until: t.date(&invitation.expires_at),
        action: me.shell.path.clone(),
        shell: me.shell,
    };
    respond::page(&page.shell, &page)
}

pub(crate) async fn accept(
    app: Data<App>,
    me: SignedIn,
    token: Path<String>,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    match invitations::accept(&app, &me.actor, &token).await {
        Ok(place) => {
            Ok(see_other(&format!("/settings/organisations/{}?done=joined", place.org.id)))
        }
        Err(error) => refused(me.shell, error),
    }
}

fn refused(shell: Shell, error: AppError) -> PageResult {
    let t = shell.t;
    match error {
        AppError::StaleLink => {
            let said = Said {
                icon: "clock",
                title: "link-stale-title",
                text: "invitation-stale-text",
                href: "/settings/organisations",
                link: "settings-organisations",
            };
            notice(shell, StatusCode::GONE, &said)
        }
        AppError::Forbidden { .. } => {
            let mine = shell.viewer.map(|it| it.email).unwrap_or_default();
            let text = t.with("invitation-other-text", mine);
            Err(PageError::Said(StatusCode::FORBIDDEN, text))
        }
        other => Err(refused_action(t, other)),
    }
}
