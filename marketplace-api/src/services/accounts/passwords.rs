//! New passwords: by mailed link for who has forgotten theirs, by the old one for who has not.

use domain::{
    audit::AuditAction,
    lang::Lang,
    user::{User, UserStatus},
};

use super::{
    ask_for_link,
    client::Client,
    sessions::{SignedIn, begin_session},
    throttle,
};
use crate::{
    adapters::mailer::Template,
    app::{Actor, App},
    error::AppError,
    secrets,
    services::{
        fields::Fields,
        mail::{self, Outgoing},
    },
    store::{
        audit::{self, Line},
        sessions,
        tokens::{self, TokenPurpose},
        users,
    },
};

/// Sends a link to choose a new password, if there is such an account. The answer does not tell.
///
/// # Errors
/// `Invalid` when it is no address.
pub async fn request_reset(app: &App, email: &str, lang: Lang) -> Result<(), AppError> {
    ask_for_link(app, email, lang, Template::Reset).await
}

/// Whether a link still works, for the page behind it. Does not use it up.
///
/// # Errors
/// `StaleLink`.
pub async fn check_reset(app: &App, token: &str) -> Result<(), AppError> {
    let (db, hash) = (app.store.connection(), secrets::sha256(token));
    let user = tokens::peek(db, &hash, TokenPurpose::Reset, app.now()).await?;
    user.map(|_| ()).ok_or(AppError::StaleLink)
}

/// Sets a new password. All sessions end, wherever they are; the address counts as confirmed.
///
/// # Errors
/// `StaleLink`; `Invalid` when the password will not do (the link still works then);
/// `Suspended`; `Unavailable`.
pub async fn confirm_reset(app: &App, token: &str, password: &str) -> Result<(), AppError> {
    let hash = secrets::sha256(token);
    let db = app.store.connection();
    let id = tokens::peek(db, &hash, TokenPurpose::Reset, app.now()).await?;
    let user = users::find(db, id.ok_or(AppError::StaleLink)?).await?;
    let user = user.ok_or(AppError::StaleLink)?;
    if user.status == UserStatus::Suspended {
        return Err(AppError::Suspended);
    }
    let password_hash = new_hash(app, &user, "password", password).await?;

    let now = app.now();
    let tx = app.store.begin().await?;
    if tokens::spend(&tx, &hash, TokenPurpose::Reset, now).await? != Some(user.id) {
        return Err(AppError::StaleLink);
    }
    users::set_password(&tx, user.id, &password_hash).await?;
    users::set_verified(&tx, user.id, now).await?;
    tokens::spend_all(&tx, user.id, TokenPurpose::Reset, now).await?;
    tokens::spend_all(&tx, user.id, TokenPurpose::Verify, now).await?;
    sessions::end_all(&tx, user.id, None, now).await?;
    throttle::forgive_all(&tx, &user.email).await?;
    audit::record(&tx, changed_line(&user, "by link"), now).await?;
    mail::post(&tx, password_changed(app, &user), now).await?;
    tx.commit().await?;
    app.wake.mail.notify_one();
    Ok(())
}

/// Changes the actor's password. Every session ends, this one too; a new one takes its place.
///
/// # Errors
/// `Invalid`, on `current_password` when it is wrong; `TooMany` after too many wrong ones;
/// `Forbidden` for API keys; `Unavailable`.
pub async fn change(
    app: &App,
    actor: &Actor,
    current: &str,
    new: &str,
    client: &Client,
) -> Result<SignedIn, AppError> {
    actor.require_session()?;
    let user = super::find(app, actor.user).await?;
    confirm(app, &user, current, client).await?;
    let password_hash = new_hash(app, &user, "new_password", new).await?;

    let now = app.now();
    let tx = app.store.begin().await?;
    users::set_password(&tx, user.id, &password_hash).await?;
    tokens::spend_all(&tx, user.id, TokenPurpose::Reset, now).await?;
    sessions::end_all(&tx, user.id, None, now).await?;
    throttle::forgive_all(&tx, &user.email).await?;
    audit::record(&tx, changed_line(&user, "by its owner"), now).await?;
    mail::post(&tx, password_changed(app, &user), now).await?;
    let user = User { version: user.version + 1, ..user };
    let signed_in = begin_session(app, &tx, user, client).await?;
    tx.commit().await?;
    app.wake.mail.notify_one();
    Ok(signed_in)
}

/// Asks for the password again, before what a stolen session must not be enough for.
///
/// # Errors
/// `Invalid` on `current_password`, `TooMany`, `Unavailable`.
pub(crate) async fn confirm(
    app: &App,
    user: &User,
    password: &str,
    client: &Client,
) -> Result<(), AppError> {
    throttle::count_try(app, user.email.as_str(), client).await?;
    let db = app.store.connection();
    let known = users::credentials(db, &user.email).await?;
    let hash = known.as_ref().map(|it| it.password_hash.as_str());
    if !app.passwords.is_right(password, hash).await? {
        let mut fields = Fields::default();
        fields.refuse("current_password", domain::problem::Problem::Mismatch);
        return Err(fields.into_error());
    }
    throttle::forgive(app, db, &user.email, client).await
}

async fn new_hash(app: &App, user: &User, field: &str, password: &str) -> Result<String, AppError> {
    let context = [user.email.as_str(), user.display_name.as_str()];
    if let Some(problem) = app.passwords.problem_with(password, &context).await? {
        let mut fields = Fields::default();
        fields.refuse(field, problem);
        return Err(fields.into_error());
    }
    app.passwords.hash(password).await
}

fn changed_line(user: &User, how: &str) -> Line {
    Line::new(Some(user.id), AuditAction::PasswordChanged, user.id, how)
}

fn password_changed(app: &App, user: &User) -> Outgoing {
    Outgoing {
        to: user.email.clone(),
        lang: user.lang,
        template: Template::PasswordChanged,
        params: mail::params([
            ("name", user.display_name.clone()),
            ("when", mail::written_out(app.now())),
            ("reset_link", format!("{}/password-reset", app.config.base_url)),
        ]),
    }
}
