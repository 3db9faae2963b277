//! Signing in and out, and who a request comes from.

use domain::{
    id::SessionId,
    session::{ABSOLUTE_DAYS, Session},
    user::{User, UserStatus},
};

use super::{client::Client, hashing, known_device::KnownDevice, throttle};
use crate::{
    adapters::mailer::Template,
    app::{Actor, App, Credential},
    error::AppError,
    secrets::{self, Token},
    services::mail::{self, Outgoing},
    store::{Db, sessions, users},
};

/// A session is noted as used at most this often: reading a page should not write.
const TOUCH_EVERY_MS: i64 = 60_000;

#[derive(Debug, Clone)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    pub client: Client,
    /// The token the browser shows now. That session ends: signing in never continues one that
    /// somebody else may have planted.
    pub replaces: Option<String>,
}

/// A new session, and the secret that stands for it, given out this once.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub token: Token,
    pub session: Session,
    pub user: User,
    /// For the browser to keep, longer than the session.
    pub device: KnownDevice,
}

/// # Errors
/// `BadCredentials`, for unknown addresses too and after the same work; `TooMany` when this
/// address was tried too often; `Suspended`, to who knows the password; `Unavailable`.
pub async fn sign_in(app: &App, form: SignIn) -> Result<SignedIn, AppError> {
    throttle::count_try(app, &form.email, &form.client).await?;
    let db = app.store.connection();
    let found = match form.email.parse() {
        Ok(email) => users::credentials(db, &email).await?,
        Err(_no_address) => None,
    };
    // Nobody has a longer one; hashing it would be work for nothing.
    let password: String = form.password.chars().take(hashing::MAX_CHARS + 1).collect();
    let hash = found.as_ref().map(|it| it.password_hash.as_str());
    let is_right = app.passwords.is_right(&password, hash).await?;
    let Some(found) = found.filter(|_| is_right) else { return Err(AppError::BadCredentials) };
    if found.user.status == UserStatus::Suspended {
        return Err(AppError::Suspended);
    }

    let now = app.now();
    let tx = app.store.begin().await?;
    throttle::forgive(app, &tx, &found.user.email, &form.client).await?;
    if let Some(old) = &form.replaces
        && let Some((old, _)) = sessions::find(&tx, &secrets::sha256(old)).await?
    {
        sessions::end(&tx, old.user, old.id, now).await?;
    }
    let signed_in = begin_session(app, &tx, found.user, &form.client).await?;
    if is_new_device(&tx, &signed_in.session).await? {
        mail::post(&tx, new_sign_in(app, &signed_in), now).await?;
    }
    tx.commit().await?;
    app.wake.mail.notify_one();
    Ok(signed_in)
}

/// Ends the session the actor came with.
///
/// # Errors
/// `Forbidden` for API keys.
pub async fn sign_out(app: &App, actor: &Actor) -> Result<(), AppError> {
    let id = actor.require_session()?;
    sessions::end(app.store.connection(), actor.user, id, app.now()).await?;
    Ok(())
}

/// All sessions of the actor that still work, the last used first. The one they are using is the
/// one with the id in `actor.via`.
///
/// # Errors
/// `Forbidden` for API keys.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Session>, AppError> {
    actor.require_session()?;
    sessions::live(app.store.connection(), actor.user, app.now()).await
}

/// Ends one session of the actor.
///
/// # Errors
/// `NotFound` for the session of somebody else, as for one that does not exist.
pub async fn revoke(app: &App, actor: &Actor, id: SessionId) -> Result<(), AppError> {
    actor.require_session()?;
    if sessions::end(app.store.connection(), actor.user, id, app.now()).await? {
        Ok(())
    } else {
        Err(AppError::NotFound { what: "session", id: id.to_string() })
    }
}

/// Ends all sessions of the actor but the one they are using. Returns how many.
///
/// # Errors
/// `Forbidden` for API keys.
pub async fn revoke_others(app: &App, actor: &Actor) -> Result<u64, AppError> {
    let mine = actor.require_session()?;
    sessions::end_all(app.store.connection(), actor.user, Some(mine), app.now()).await
}

/// Whoever holds `token`, if it stands for a session that still runs.
///
/// # Errors
/// `Store`.
pub async fn authenticate(app: &App, token: &str) -> Result<Option<Actor>, AppError> {
    let db = app.store.connection();
    let now = app.now();
    let Some((session, user)) = sessions::find(db, &secrets::sha256(token)).await? else {
        return Ok(None);
    };
    if !session.is_live(now) || user.status == UserStatus::Suspended {
        return Ok(None);
    }
    if TOUCH_EVERY_MS <= now.millis_since(session.last_seen_at) {
        sessions::touch(db, session.id, now).await?;
    }
    Ok(Some(Actor {
        user: user.id,
        lang: user.lang,
        status: user.status,
        staff: user.staff,
        via: Credential::Session(session.id),
    }))
}

pub(super) async fn begin_session(
    app: &App,
    db: &impl Db,
    user: User,
    client: &Client,
) -> Result<SignedIn, AppError> {
    let now = app.now();
    let token = Token::generate();
    let session = Session {
        id: SessionId::generate(),
        user: user.id,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus_days(ABSOLUTE_DAYS),
        device: client.device(),
        ip_prefix: client.network(),
    };
    sessions::insert(db, &session, &token.hash()).await?;
    let device = KnownDevice::of(&app.signer, client, &user.email);
    Ok(SignedIn { token, session, user, device })
}

/// The very first sign-in is no news.
async fn is_new_device(db: &impl Db, session: &Session) -> Result<bool, AppError> {
    let seen = sessions::seen_before(db, session).await?;
    Ok(seen.any && !seen.same_device)
}

fn new_sign_in(app: &App, signed_in: &SignedIn) -> Outgoing {
    let SignedIn { session, user, .. } = signed_in;
    Outgoing {
        to: user.email.clone(),
        lang: user.lang,
        template: Template::NewSignIn,
        params: mail::params([
            ("name", user.display_name.clone()),
            ("device", session.device.clone()),
            ("network", session.ip_prefix.clone()),
            ("when", mail::written_out(session.created_at)),
            ("sessions_link", format!("{}/settings/security", app.config.base_url)),
        ]),
    }
}
