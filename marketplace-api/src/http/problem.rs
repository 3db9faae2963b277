//! Failures as RFC 9457 `application/problem+json`.

use std::fmt;

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{ALLOW, HeaderName, HeaderValue, RETRY_AFTER},
    },
};
use domain::lang::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::AppError;

pub type ApiResult<T> = Result<T, ApiError>;

/// An [`AppError`] on its way out through the JSON API. Pages have their own wrapper.
#[derive(Debug)]
pub struct ApiError(pub AppError);

impl<E: Into<AppError>> From<E> for ApiError {
    fn from(error: E) -> Self {
        ApiError(error.into())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ApiError {
    /// Logs what is ours and makes the answer.
    pub(crate) fn respond(error: &AppError) -> HttpResponse {
        error.log_if_ours();
        let status = StatusCode::from_u16(error.kind().status);
        let body = serde_json::to_string(&ProblemBody::of(error)).unwrap_or_default();
        let mut response = HttpResponse::build(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        for header in headers(error) {
            response.insert_header(header);
        }
        response.content_type("application/problem+json").body(body)
    }
}

/// The body of every failure.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Stable address of this kind of problem; `slug` is its last part.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: &'static str,
    pub status: u16,
    /// What happened this time and what to do about it.
    pub detail: String,
    /// One line for each field that needs another look.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldErrorBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FieldErrorBody {
    /// Path of the field in the request body: `tiers[0].price`.
    pub field: String,
    /// Stable name of the problem, for programs.
    pub code: &'static str,
    pub message: String,
    /// The same in Spanish.
    pub message_es: String,
}

impl ProblemBody {
    pub fn of(error: &AppError) -> ProblemBody {
        let kind = error.kind();
        let errors = match error {
            AppError::Invalid(problems) => problems.iter().map(FieldErrorBody::of).collect(),
            _ => Vec::new(),
        };
        ProblemBody {
            kind: format!("/problems/{}", kind.slug),
            title: kind.title,
            status: kind.status,
            detail: error.detail(),
            errors,
        }
    }
}

impl FieldErrorBody {
    pub fn of(it: &domain::problem::FieldProblem) -> FieldErrorBody {
        FieldErrorBody {
            field: it.field.clone(),
            code: it.problem.code(),
            message: it.problem.message(Lang::En),
            message_es: it.problem.message(Lang::Es),
        }
    }
}

/// Headers that a failure carries besides its body.
pub fn headers(error: &AppError) -> Vec<(HeaderName, HeaderValue)> {
    let text = |it: &str| HeaderValue::from_str(it).ok();
    match error {
        AppError::TooMany { retry_after_secs } | AppError::Busy { retry_after_secs } => {
            vec![(RETRY_AFTER, HeaderValue::from(*retry_after_secs))]
        }
        AppError::Unavailable { .. } => vec![(RETRY_AFTER, HeaderValue::from(2_u64))],
        AppError::MethodNotAllowed { allowed, .. } => {
            text(allowed).map(|it| (ALLOW, it)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.kind().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        ApiError::respond(&self.0)
    }
}
