//! Asking people in. An invitation is for one address, and only its owner can accept it.

use domain::{
    audit::AuditAction,
    id::{InviteId, OrgId},
    invitation::{Invitation, InvitationState, OPEN_DAYS},
    organisation::{Membership, Organisation},
    problem::Problem,
    user::{OrgRole, User},
};

use super::{Place, fetch, require_member};
use crate::{
    adapters::mailer::Template,
    app::{Actor, App},
    error::AppError,
    secrets,
    services::{
        fields::{self, Fields},
        mail::{self, Outgoing},
    },
    store::{
        Db,
        audit::{self, Line},
        invitations, organisations, users,
    },
};

/// Mails that one organisation may cause in a day.
const MAX_PER_DAY: u64 = 50;

/// What the invited person is shown before they decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub invitation: Invitation,
    pub org: Organisation,
}

/// Asks somebody in by mail. An earlier invitation to the same address is withdrawn.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Unverified`, `Invalid` (they belong to it already), `TooMany`.
pub async fn invite(
    app: &App,
    actor: &Actor,
    org: OrgId,
    email: &str,
    role: OrgRole,
) -> Result<Invitation, AppError> {
    actor.require_session()?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let mine = require_member(&tx, actor, org, OrgRole::Admin).await?;
    actor.require_active()?;
    if !mine.role.may_grant(role) {
        return Err(AppError::Forbidden { who: "an owner of the organisation" });
    }
    let mut fields = Fields::default();
    let Some(email) = fields.take("email", fields::email(email)) else {
        return Err(fields.into_error());
    };
    let members = organisations::members(&tx, org).await?;
    if members.iter().any(|(it, _)| it.email.key() == email.key()) {
        fields.refuse("email", Problem::Repeated);
        return Err(fields.into_error());
    }
    organisations::lock(&tx, org).await?;
    if MAX_PER_DAY <= invitations::n_since(&tx, org, now.plus_days(-1)).await? {
        return Err(AppError::TooMany { retry_after_secs: 3_600 });
    }

    let inviter = find_user(&tx, actor).await?;
    let organisation = fetch(&tx, org).await?;
    invitations::withdraw_for(&tx, org, &email).await?;
    let invitation = Invitation {
        id: InviteId::generate(),
        org,
        email,
        role,
        invited_by: actor.user,
        created_at: now,
        expires_at: now.plus_days(OPEN_DAYS),
        state: InvitationState::Open,
    };
    let token = app.signer.link_token(&invitation.id.to_string());
    invitations::insert(&tx, &invitation, &token.hash()).await?;
    let outgoing = Outgoing {
        to: invitation.email.clone(),
        lang: inviter.lang,
        template: Template::Invitation,
        params: mail::params([
            ("inviter", inviter.display_name),
            ("organisation", organisation.name),
            ("invitation", invitation.id.to_string()),
        ]),
    };
    mail::post(&tx, outgoing, now).await?;
    tx.commit().await?;
    app.wake.mail.notify_one();
    Ok(invitation)
}

/// Invitations that can still be accepted, the newest first.
///
/// # Errors
/// `NotFound`, `Forbidden` below administrator and for keys.
pub async fn list(app: &App, actor: &Actor, org: OrgId) -> Result<Vec<Invitation>, AppError> {
    actor.require_session()?;
    let db = app.store.connection();
    require_member(db, actor, org, OrgRole::Admin).await?;
    invitations::open(db, org, app.now()).await
}

/// # Errors
/// `NotFound`, `Forbidden` below administrator and for keys.
pub async fn withdraw(app: &App, actor: &Actor, org: OrgId, id: InviteId) -> Result<(), AppError> {
    actor.require_session()?;
    let db = app.store.connection();
    require_member(db, actor, org, OrgRole::Admin).await?;
    if invitations::close(db, org, id, InvitationState::Withdrawn).await? {
        Ok(())
    } else {
        Err(AppError::NotFound { what: "invitation", id: id.to_string() })
    }
}

/// What is offered, to the person it is offered to.
///
/// # Errors
/// `StaleLink`; `Forbidden` for anybody else.
pub async fn look(app: &App, actor: &Actor, token: &str) -> Result<Offer, AppError> {
    let db = app.store.connection();
    let invitation = open_for(app, db, actor, token).await?;
    let org = fetch(db, invitation.org).await?;
    Ok(Offer { invitation, org })
}

/// The actor joins.
///
/// # Errors
/// `StaleLink`; `Forbidden` for anybody but the invited person; `Unverified`.
pub async fn accept(app: &App, actor: &Actor, token: &str) -> Result<Place, AppError> {
    let now = app.now();
    let tx = app.store.begin().await?;
    let invitation = open_for(app, &tx, actor, token).await?;
    actor.require_active()?;
    let org = invitation.org;
    if !invitations::close(&tx, org, invitation.id, InvitationState::Accepted).await? {
        return Err(AppError::StaleLink);
    }
    let place = Membership { org, user: actor.user, role: invitation.role };
    if organisations::add_member(&tx, &place, now).await? {
        let detail = format!("{org} {} by {}", invitation.role.code(), invitation.invited_by);
        let line = Line::new(Some(actor.user), AuditAction::MemberAdded, actor.user, detail);
        audit::record(&tx, line, now).await?;
    }
    let place = require_member(&tx, actor, org, OrgRole::Member).await?;
    let org = fetch(&tx, org).await?;
    tx.commit().await?;
    Ok(Place { org, role: place.role })
}

async fn open_for(
    app: &App,
    db: &impl Db,
    actor: &Actor,
    token: &str,
) -> Result<Invitation, AppError> {
    actor.require_session()?;
    let found = invitations::find_by_token(db, &secrets::sha256(token)).await?;
    let invitation = found.filter(|it| it.is_open(app.now())).ok_or(AppError::StaleLink)?;
    let user = find_user(db, actor).await?;
    if user.email.key() != invitation.email.key() {
        return Err(AppError::Forbidden { who: "the person the invitation was sent to" });
    }
    Ok(invitation)
}

async fn find_user(db: &impl Db, actor: &Actor) -> Result<User, AppError> {
    let user = users::find(db, actor.user).await?;
    user.ok_or_else(|| AppError::NotFound { what: "account", id: actor.user.to_string() })
}
