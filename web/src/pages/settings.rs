//! What people change about themselves and about their organisations.
//!
//! **Invariant:** nobody gets here without signing in, no form without the token of its session
//! changes anything, and a form that is refused comes back as it was typed.

pub(crate) mod keys;
pub(crate) mod members;
pub(crate) mod organisation;
pub(crate) mod organisations;
pub(crate) mod person;
pub(crate) mod security;

use actix_web::http::StatusCode;
use domain::user::OrgRole;
use marketplace_api::{error::AppError, http::routes::Routes};
use serde::Deserialize;

use super::{account, invitation, profile_editor};
use crate::{error::PageError, form::Errors, frame::framed, i18n::T, view::Choice};

pub(crate) fn routes(routes: &mut Routes) {
    routes
        .get("/settings", framed(person::show))
        .post("/settings", framed(person::save))
        .get("/settings/security", framed(security::show))
        .post("/settings/security/password", framed(security::change_password))
        .post("/settings/security/sessions/revoke-others", framed(security::end_others))
        .post("/settings/security/sessions/{id}/revoke", framed(security::end_session))
        .get("/settings/organisations", framed(organisations::show))
        .post("/settings/organisations", framed(organisations::create))
        .get("/settings/organisations/{org}", framed(organisation::show))
        .post("/settings/organisations/{org}", framed(organisation::save))
        .post("/settings/organisations/{org}/leave", framed(members::leave))
        .post("/settings/organisations/{org}/members/{user}", framed(members::set_role))
        .post("/settings/organisations/{org}/members/{user}/remove", framed(members::remove))
        .post("/settings/organisations/{org}/invitations", framed(members::invite))
        .post(
            "/settings/organisations/{org}/invitations/{invitation}/withdraw",
            framed(members::withdraw),
        )
        .get("/settings/organisations/{org}/keys", framed(keys::show))
        .post("/settings/organisations/{org}/keys", framed(keys::create))
        .post("/settings/organisations/{org}/keys/{key}/revoke", framed(keys::revoke))
        .get("/invitations/{token}", framed(invitation::show))
        .post("/invitations/{token}", framed(invitation::accept))
        .get("/sell/profile/{org}", framed(profile_editor::show))
        .post("/sell/profile/{org}", framed(profile_editor::save));
}

/// Set by the address a form leads to: which notice to show.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct After {
    done: String,
}

/// What stands above every page of the settings. Templates have one, named `top`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Top {
    pub(crate) title: String,
    pub(crate) errors: Errors,
    /// What has just been done, or nothing.
    pub(crate) done: String,
    /// Somebody else saved meanwhile.
    pub(crate) stale: bool,
}

impl Top {
    pub(crate) fn after(t: T, title: &str, after: &After) -> Top {
        Top { title: t.tr(title), done: done(t, &after.done), ..Top::default() }
    }

    pub(crate) fn titled(self, title: String) -> Top {
        Top { title, ..self }
    }
}

/// Why a form comes back.
#[derive(Debug)]
pub(crate) enum Refusal {
    Fields(Errors),
    /// Saved by somebody else since it was read.
    Stale,
}

impl Refusal {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Refusal::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::Stale => StatusCode::PRECONDITION_FAILED,
        }
    }

    pub(crate) fn top(self, title: String) -> Top {
        match self {
            Refusal::Fields(errors) => Top { title, errors, ..Top::default() },
            Refusal::Stale => Top { title, stale: true, ..Top::default() },
        }
    }
}

/// What a form can be sent back for; everything else is a page of its own.
pub(crate) fn refusal(t: T, error: AppError) -> Result<Refusal, PageError> {
    match error {
        AppError::PreconditionFailed => Ok(Refusal::Stale),
        AppError::Unverified => {
            Err(PageError::Said(StatusCode::FORBIDDEN, t.tr("unverified-text")))
        }
        other => account::field_errors(t, other).map(Refusal::Fields),
    }
}

/// What an action without fields can be refused for, in words of its own.
pub(crate) fn refused_action(t: T, error: AppError) -> PageError {
    match error {
        AppError::IllegalTransition { .. } => {
            PageError::Said(StatusCode::CONFLICT, t.tr("last-owner-text"))
        }
        AppError::Unverified => PageError::Said(StatusCode::FORBIDDEN, t.tr("unverified-text")),
        other => other.into(),
    }
}

fn done(t: T, code: &str) -> String {
    let key = match code {
        "saved" => "done-saved",
        "password" => "done-password",
        "session" => "done-session",
        "sessions" => "done-sessions",
        "founded" => "done-founded",
        "joined" => "done-joined",
        "left" => "done-left",
        "role" => "done-role",
        "removed" => "done-removed",
        "invited" => "done-invited",
        "withdrawn" => "done-withdrawn",
        "revoked" => "done-revoked",
        _ => return String::new(),
    };
    t.tr(key)
}

/// `(value, key of its words, key of its note)`; no note when that is blank.
pub(crate) fn choices(t: T, all: &[(&str, &str, &str)], chosen: &str) -> Vec<Choice> {
    let choice = |(value, label, note): &(&str, &str, &str)| Choice {
        value: (*value).to_owned(),
        label: t.tr(label),
        note: if note.is_empty() { String::new() } else { t.tr(note) },
        chosen: *value == chosen,
    };
    all.iter().map(choice).collect()
}

pub(crate) fn role_name(t: T, role: OrgRole) -> String {
    t.tr(match role {
        OrgRole::Owner => "role-owner",
        OrgRole::Admin => "role-admin",
        OrgRole::Member => "role-member",
    })
}

/// The roles that `mine` may give.
pub(crate) fn roles(t: T, mine: OrgRole, chosen: OrgRole) -> Vec<Choice> {
    let grantable = OrgRole::ALL.iter().filter(|it| mine.may_grant(**it));
    let choice = |it: &OrgRole| Choice {
        value: it.code().to_owned(),
        label: role_name(t, *it),
        note: String::new(),
        chosen: *it == chosen,
    };
    grantable.map(choice).collect()
}

#[cfg(test)]
mod tests {
    use domain::lang::Lang;

    use super::*;

    #[test]
    fn an_administrator_makes_no_owners() {
        let values = |mine| {
            let all = roles(T::new(Lang::Es), mine, OrgRole::Member);
            all.into_iter().map(|it| it.value).collect::<Vec<_>>()
        };
        assert_eq!(values(OrgRole::Owner), ["owner", "admin", "member"]);
        assert_eq!(values(OrgRole::Admin), ["admin", "member"]);
        assert!(values(OrgRole::Member).is_empty());
    }

    #[test]
    fn what_an_address_makes_up_says_nothing() {
        assert_eq!(done(T::new(Lang::En), "you-won"), "");
    }
}
