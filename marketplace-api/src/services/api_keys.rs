//! Keys for programs that act for an organisation. A secret is shown once, when it is made.

use domain::{
    audit::AuditAction,
    id::{ApiKeyId, OrgId},
    problem::Problem,
    text,
    user::{OrgRole, UserStatus},
};

use super::{fields::Fields, organisations::require_member};
use crate::{
    app::{Actor, App, Credential, Scope},
    error::AppError,
    secrets::{self, Token},
    store::{
        api_keys,
        audit::{self, Line},
        organisations, users,
    },
};

pub use crate::store::api_keys::ApiKey;

pub const MAX_NAME_CHARS: usize = 80;
/// Working keys of one organisation.
pub const MAX_KEYS: u64 = 50;

/// A key is noted as used at most this often.
const TOUCH_EVERY_MS: i64 = 60_000;
const PREFIX_CHARS: usize = 8;

/// What a new key is for.
#[derive(Debug, Clone)]
pub struct NewKey {
    pub name: String,
    /// Codes of [`Scope`].
    pub scopes: Vec<String>,
}

/// A new key, and its secret, given out this once.
#[derive(Debug, Clone)]
pub struct CreatedKey {
    pub key: ApiKey,
    pub secret: String,
}

/// # Errors
/// `NotFound`, `Forbidden` below administrator and for keys, `Unverified`, `Invalid`.
pub async fn create(
    app: &App,
    actor: &Actor,
    org: OrgId,
    form: NewKey,
) -> Result<CreatedKey, AppError> {
    actor.require_session()?;
    let tx = app.store.begin().await?;
    require_member(&tx, actor, org, OrgRole::Admin).await?;
    actor.require_active()?;
    let mut fields = Fields::default();
    let name = fields.take("name", text::line(&form.name, 1, MAX_NAME_CHARS));
    let scopes = fields.take("scopes", known_scopes(&form.scopes));
    let (Some(name), Some(scopes)) = (name, scopes) else { return Err(fields.into_error()) };
    organisations::lock(&tx, org).await?;
    if MAX_KEYS <= api_keys::n_live(&tx, org).await? {
        fields.refuse("name", Problem::TooMany { max: 50 });
        return Err(fields.into_error());
    }

    let now = app.now();
    let random = Token::generate();
    let prefix: String = Token::generate().expose().chars().take(PREFIX_CHARS).collect();
    let secret = format!("lonja_{prefix}_{}", random.expose());
    let key = ApiKey {
        id: ApiKeyId::generate(),
        org,
        created_by: actor.user,
        name,
        prefix: format!("lonja_{prefix}"),
        scopes,
        created_at: now,
        last_used_at: None,
        revoked_at: None,
    };
    api_keys::insert(&tx, &key, &secrets::sha256(&secret)).await?;
    let detail = format!("{org} {}", key.name);
    let line = Line::new(Some(actor.user), AuditAction::ApiKeyCreated, key.id, detail);
    audit::record(&tx, line, now).await?;
    tx.commit().await?;
    Ok(CreatedKey { key, secret })
}

/// All keys of an organisation, revoked ones too, the newest first.
///
/// # Errors
/// `NotFound`, `Forbidden` below administrator and for keys.
pub async fn list(app: &App, actor: &Actor, org: OrgId) -> Result<Vec<ApiKey>, AppError> {
    actor.require_session()?;
    let db = app.store.connection();
    require_member(db, actor, org, OrgRole::Admin).await?;
    api_keys::of_org(db, org).await
}

/// The key is refused from now on.
///
/// # Errors
/// `NotFound`, `Forbidden` below administrator and for keys.
pub async fn revoke(app: &App, actor: &Actor, org: OrgId, id: ApiKeyId) -> Result<(), AppError> {
    actor.require_session()?;
    let tx = app.store.begin().await?;
    require_member(&tx, actor, org, OrgRole::Admin).await?;
    if !api_keys::revoke(&tx, org, id, app.now()).await? {
        return Err(AppError::NotFound { what: "API key", id: id.to_string() });
    }
    let line = Line::new(Some(actor.user), AuditAction::ApiKeyRevoked, id, org.to_string());
    audit::record(&tx, line, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Whoever a program acts for, if `secret` is a key that works. Its maker must still belong to
/// the organisation.
///
/// # Errors
/// `Suspended` when its maker is.
pub async fn authenticate(app: &App, secret: &str) -> Result<Option<Actor>, AppError> {
    let db = app.store.connection();
    let Some(key) = api_keys::find(db, &secrets::sha256(secret)).await? else { return Ok(None) };
    let Some(user) = users::find(db, key.created_by).await? else { return Ok(None) };
    if organisations::membership(db, key.org, user.id).await?.is_none() {
        return Ok(None);
    }
    if user.status == UserStatus::Suspended {
        return Err(AppError::Suspended);
    }
    let now = app.now();
    let unused = key.last_used_at.is_none_or(|it| TOUCH_EVERY_MS <= now.millis_since(it));
    if unused {
        api_keys::touch(db, key.id, now).await?;
    }
    Ok(Some(Actor {
        user: user.id,
        lang: user.lang,
        status: user.status,
        staff: None,
        via: Credential::ApiKey { key: key.id, org: key.org, scopes: key.scopes },
    }))
}

fn known_scopes(codes: &[String]) -> Result<Vec<Scope>, Problem> {
    if codes.is_empty() {
        return Err(Problem::TooFew { min: 1 });
    }
    let mut scopes = Vec::with_capacity(Scope::ALL.len());
    for code in codes {
        let scope =
            Scope::from_code(code).ok_or_else(|| Problem::Unknown { given: code.clone() })?;
        if scopes.contains(&scope) {
            return Err(Problem::Repeated);
        }
        scopes.push(scope);
    }
    Ok(scopes)
}
