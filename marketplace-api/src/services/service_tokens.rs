//! Keys of our own services for the internal API. A secret is shown once, when it is made, on the command
//! line of the server; there is no other way to make one.

use domain::{audit::AuditAction, id::ServiceTokenId, text};

use crate::{
    app::App,
    error::AppError,
    secrets::{self, Token},
    store::{
        audit::{self, Line},
        service_tokens,
    },
};

pub use crate::store::service_tokens::ServiceToken;

const MAX_NAME_CHARS: usize = 80;
const PREFIX_CHARS: usize = 8;
/// How every secret begins.
const BEGINNING: &str = "lonja_svc_";
/// A token is noted as used at most this often.
const TOUCH_EVERY_MS: i64 = 60_000;

domain::named!(/// What a service may ask of the internal API.
ServiceScope {
    MatchRead = "match:read",
    MatchPercolate = "match:percolate",
    MatchStats = "match:stats",
});

/// A new token, and its secret, given out this once.
#[derive(Debug, Clone)]
pub struct CreatedToken {
    pub token: ServiceToken,
    pub secret: String,
}

/// # Errors
/// `Malformed` names what is wrong with the name, the scopes or the quota.
pub async fn create(
    app: &App,
    name: &str,
    scopes: &[String],
    per_minute: u32,
) -> Result<CreatedToken, AppError> {
    let refuse = |why: String| AppError::Malformed { why };
    let name = text::line(name, 1, MAX_NAME_CHARS)
        .map_err(|it| refuse(format!("the name: {}", it.message(domain::lang::Lang::En))))?;
    let known = |code: &String| {
        ServiceScope::from_code(code).ok_or_else(|| {
            let all: Vec<&str> = ServiceScope::ALL.iter().map(|it| it.code()).collect();
            refuse(format!("`{code}` is no scope; there are {}", all.join(", ")))
        })
    };
    let mut scopes = scopes.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    scopes.dedup();
    if scopes.is_empty() {
        return Err(refuse("a token without a scope can do nothing; name one".into()));
    }
    if per_minute == 0 || i32::try_from(per_minute).is_err() {
        return Err(refuse("a quota is at least one request per minute".into()));
    }
    let prefix: String = Token::generate().expose().chars().take(PREFIX_CHARS).collect();
    let secret = format!("{BEGINNING}{prefix}_{}", Token::generate().expose());
    let now = app.now();
    let token = ServiceToken {
        id: ServiceTokenId::generate(),
        name,
        prefix: format!("{BEGINNING}{prefix}"),
        scopes,
        per_minute,
        created_at: now,
        last_used_at: None,
        revoked_at: None,
    };
    let tx = app.store.begin().await?;
    service_tokens::insert(&tx, &token, &secrets::sha256(&secret)).await?;
    let line = Line::new(None, AuditAction::ServiceTokenCreated, token.id, token.name.clone());
    audit::record(&tx, line, now).await?;
    tx.commit().await?;
    Ok(CreatedToken { token, secret })
}

/// All of them, revoked ones too, the newest first.
///
/// # Errors
/// `Store`.
pub async fn list(app: &App) -> Result<Vec<ServiceToken>, AppError> {
    service_tokens::all(app.store.connection()).await
}

/// The token is refused from now on.
///
/// # Errors
/// `NotFound`.
pub async fn revoke(app: &App, id: ServiceTokenId) -> Result<(), AppError> {
    let tx = app.store.begin().await?;
    if !service_tokens::revoke(&tx, id, app.now()).await? {
        return Err(AppError::NotFound { what: "service token", id: id.to_string() });
    }
    let line = Line::new(None, AuditAction::ServiceTokenRevoked, id, String::new());
    audit::record(&tx, line, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The service that shows `secret`, if it is a token that works.
///
/// # Errors
/// `Store`.
pub async fn authenticate(app: &App, secret: &str) -> Result<Option<ServiceToken>, AppError> {
    if !secret.starts_with(BEGINNING) {
        return Ok(None);
    }
    let db = app.store.connection();
    let Some(token) = service_tokens::find(db, &secrets::sha256(secret)).await? else {
        return Ok(None);
    };
    let now = app.now();
    if token.last_used_at.is_none_or(|it| TOUCH_EVERY_MS <= now.millis_since(it)) {
        service_tokens::touch(db, token.id, now).await?;
    }
    Ok(Some(token))
}

impl ServiceToken {
    /// # Errors
    /// `Forbidden`.
    pub fn require(&self, scope: ServiceScope) -> Result<(), AppError> {
        match self.scopes.contains(&scope) {
            true => Ok(()),
            false => Err(AppError::Forbidden { who: "a service token with that scope" }),
        }
    }
}
