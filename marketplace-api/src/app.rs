//! What every use-case needs, wired once.

use std::sync::{Arc, OnceLock, atomic::AtomicBool};

use domain::{
    id::{ApiKeyId, OrgId, SessionId, UserId},
    lang::Lang,
    time::Timestamp,
    user::{StaffRole, UserStatus},
};
use matching::engine::Engine;
use tokio::sync::Notify;

use crate::{
    adapters::mailer::Mailer, config::Config, error::AppError, http::platform::limits::RateLimits,
    secrets::Signer, services::accounts::hashing::Passwords, services::admission::Admission,
    services::listings::cards::CardCache, services::search::answers::AnswerCache,
    services::search::log::SearchLog, store::Store, telemetry::Metrics,
};

/// The process: settings, storage, the outside. Shared by reference; cheap to reach from anywhere.
pub struct App {
    pub config: Config,
    pub(crate) store: Store,
    pub engine: Engine,
    pub(crate) ready: AtomicBool,
    /// Whether the market is invented, once that is known.
    pub(crate) is_demo: OnceLock<bool>,
    pub(crate) clock: fn() -> Timestamp,
    pub(crate) wake: Wake,
    pub(crate) cards: CardCache,
    pub(crate) answers: AnswerCache,
    pub(crate) search_log: SearchLog,
    pub metrics: Metrics,
    pub(crate) rate_limits: RateLimits,
    pub(crate) passwords: Passwords,
    pub(crate) signer: Signer,
    pub(crate) mailer: Mailer,
    /// Whoever uses the engine over the internal API goes through it.
    pub admission: Admission,
}

/// Rung after a commit, so that background work starts at once instead of at its next look.
#[derive(Default)]
pub(crate) struct Wake {
    pub(crate) index: Arc<Notify>,
    pub(crate) mail: Arc<Notify>,
}

impl App {
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

/// Whoever is asking. Made by the `Actor` extractor from a session or an API key, never from a
/// request body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub lang: Lang,
    pub status: UserStatus,
    pub staff: Option<StaffRole>,
    pub via: Credential,
}

/// What the request showed to prove who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    Session(SessionId),
    ApiKey { key: ApiKeyId, org: OrgId, scopes: Vec<Scope> },
}

domain::named!(/// What an API key may be used for.
Scope {
    ListingsRead = "listings:read",
    ListingsWrite = "listings:write",
    ProfileWrite = "profile:write",
});

impl Actor {
    /// A session may do all its person may; a key only what its scopes say.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn require_scope(&self, scope: Scope) -> Result<(), AppError> {
        match &self.via {
            Credential::Session(_) => Ok(()),
            Credential::ApiKey { scopes, .. } if scopes.contains(&scope) => Ok(()),
            Credential::ApiKey { .. } => Err(AppError::Forbidden { who: "a key with that scope" }),
        }
    }

    /// For what only a person in front of a browser may do (passwords, sessions, keys).
    ///
    /// # Errors
    /// `Forbidden` for API keys.
    pub fn require_session(&self) -> Result<SessionId, AppError> {
        match self.via {
            Credential::Session(id) => Ok(id),
            Credential::ApiKey { .. } => Err(AppError::Forbidden { who: "a signed-in person" }),
        }
    }

    /// # Errors
    /// `Unverified` or `Suspended`.
    pub fn require_active(&self) -> Result<(), AppError> {
        match self.status {
            UserStatus::Active => Ok(()),
            UserStatus::Unverified => Err(AppError::Unverified),
            UserStatus::Suspended => Err(AppError::Suspended),
        }
    }

    /// # Errors
    /// `Forbidden` for everybody but staff of `role`.
    pub fn require_staff(&self, role: StaffRole) -> Result<(), AppError> {
        self.require_session()?;
        if self.staff == Some(role) {
            Ok(())
        } else {
            Err(AppError::Forbidden { who: "our staff" })
        }
    }
}
