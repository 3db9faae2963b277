//! Everything that can go wrong in a use-case, said once, without HTTP.

use std::error::Error;

use domain::{
    listing::state::{IllegalReview, IllegalTransition},
    problem::FieldProblem,
};

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("there is no {what} `{id}`")]
    NotFound { what: &'static str, id: String },
    /// It existed and was taken away for good; the page says so instead of pretending.
    #[error("this {what} is no longer offered")]
    Gone { what: &'static str },
    #[error("sign in first")]
    SignInFirst,
    #[error(
        "show a service token as `Authorization: Bearer lonja_svc_…`; `lonja service-token create` makes one"
    )]
    ServiceTokenFirst,
    #[error("the e-mail address or the password is not right")]
    BadCredentials,
    #[error("only {who} may do this")]
    Forbidden { who: &'static str },
    #[error("confirm your e-mail address first; the link is in your inbox")]
    Unverified,
    #[error("this account is suspended; write to support to appeal")]
    Suspended,
    #[error("this link is not valid any more; ask for a new one")]
    StaleLink,
    /// The request came from another site's page, or its form is too old.
    #[error("this form has expired; reload the page and send it again")]
    CrossSite,
    #[error("some fields need another look")]
    Invalid(Vec<FieldProblem>),
    #[error("{why}")]
    Malformed { why: String },
    #[error("{what} cannot be done while it is {state}")]
    IllegalTransition { what: &'static str, state: String },
    #[error("someone changed this meanwhile; reload it and try again")]
    Conflict,
    #[error("send the version you read in If-Match; it is in the ETag of the last answer")]
    PreconditionRequired,
    #[error("this is not the newest version; reload it and try again")]
    PreconditionFailed,
    #[error("this Idempotency-Key was used for another request; use a new key")]
    KeyReused,
    #[error("a request with this Idempotency-Key is still running; ask again in a moment")]
    KeyInUse,
    #[error("too many requests; try again in {retry_after_secs} s")]
    TooMany { retry_after_secs: u64 },
    #[error("the request is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the request arrived too slowly")]
    TooSlow,
    #[error("{method} is not possible here; use {allowed}")]
    MethodNotAllowed { method: String, allowed: String },
    #[error("send {expected}")]
    UnsupportedMedia { expected: &'static str },
    #[error("{what} is not available right now; try again shortly")]
    Unavailable { what: &'static str },
    /// Whoever asks again at once makes it worse.
    #[error("too much is being asked at once; try again in {retry_after_secs} s")]
    Busy { retry_after_secs: u64 },
    #[error("there was no answer within {deadline_ms} ms; ask for less, or allow more time")]
    Late { deadline_ms: u64 },
    #[error("a stored {what} cannot be read back")]
    Corrupt { what: &'static str },
    #[error("storage failed")]
    Store(#[from] sea_orm::DbErr),
    #[error("the search index failed")]
    Index(#[source] Box<dyn Error + Send + Sync>),
    #[error("{what}")]
    Internal {
        what: &'static str,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

/// How a failure is told to the outside. One row per variant; `slug` is public and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub status: u16,
    pub slug: &'static str,
    pub title: &'static str,
}

impl AppError {
    /// No wildcard arm: a new variant does not compile until someone decides what it means.
    pub fn kind(&self) -> Kind {
        let (status, slug, title) = match self {
            AppError::NotFound { .. } => (404, "not-found", "Not found"),
            AppError::Gone { .. } => (410, "gone", "No longer offered"),
            AppError::SignInFirst => (401, "sign-in-first", "Sign in first"),
            AppError::ServiceTokenFirst => (401, "service-token-first", "No service token"),
            AppError::BadCredentials => (401, "bad-credentials", "Not signed in"),
            AppError::Forbidden { .. } => (403, "forbidden", "Not allowed"),
            AppError::Unverified => (403, "unverified", "E-mail address not confirmed"),
            AppError::Suspended => (403, "suspended", "Account suspended"),
            AppError::StaleLink => (410, "stale-link", "Link expired"),
            AppError::CrossSite => (403, "cross-site", "Form expired"),
            AppError::Invalid(_) => (422, "invalid", "Some fields need another look"),
            AppError::Malformed { .. } => (400, "malformed", "The request cannot be read"),
            AppError::IllegalTransition { .. } => (409, "illegal-transition", "Not possible now"),
            AppError::Conflict => (409, "conflict", "Changed meanwhile"),
            AppError::PreconditionRequired => (428, "precondition-required", "Version missing"),
            AppError::PreconditionFailed => (412, "precondition-failed", "Changed meanwhile"),
            AppError::KeyReused => (422, "idempotency-key-reused", "Idempotency key reused"),
            AppError::KeyInUse => (409, "idempotency-key-in-use", "Still running"),
            AppError::TooMany { .. } => (429, "too-many-requests", "Too many requests"),
            AppError::TooLarge { .. } => (413, "too-large", "Too large"),
            AppError::TooSlow => (408, "too-slow", "Too slow"),
            AppError::MethodNotAllowed { .. } => (405, "method-not-allowed", "Method not allowed"),
            AppError::UnsupportedMedia { .. } => (415, "unsupported-media-type", "Wrong format"),
            AppError::Unavailable { .. } => (503, "unavailable", "Not available right now"),
            AppError::Busy { .. } => (503, "busy", "Too busy"),
            AppError::Late { .. } => (504, "late", "No answer in time"),
            AppError::Corrupt { .. }
            | AppError::Store(_)
            | AppError::Index(_)
            | AppError::Internal { .. } => (500, "internal", "Internal error"),
        };
        Kind { status, slug, title }
    }

    /// What the person is told. Failures of ours keep their details to themselves.
    pub fn detail(&self) -> String {
        match self.kind().status {
            500 => "The failure was recorded. Please try again later.".to_owned(),
            _ => self.to_string(),
        }
    }

    pub fn internal(what: &'static str, source: impl Error + Send + Sync + 'static) -> AppError {
        AppError::Internal { what, source: Box::new(source) }
    }

    /// Logs a failure of ours (5xx) with its whole chain of causes. Called once, where the failure
    /// leaves the process: by the API wrapper or by the page wrapper, never on the way there.
    pub fn log_if_ours(&self) {
        let kind = self.kind();
        if kind.status < 500 {
            return;
        }
        tracing::error!(
            problem.slug = kind.slug,
            error = chain(self),
            "request failed: {}",
            kind.title
        );
    }
}

impl From<IllegalTransition> for AppError {
    fn from(error: IllegalTransition) -> AppError {
        let state = format!("{}, as a listing", error.from.code());
        AppError::IllegalTransition { what: error.event.code(), state }
    }
}

impl From<IllegalReview> for AppError {
    fn from(error: IllegalReview) -> AppError {
        let state = format!("{}, as a version", error.from.code());
        AppError::IllegalTransition { what: error.event.code(), state }
    }
}

/// An error and all its causes in one line.
pub fn chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        next = cause.source();
    }
    line
}
