//! What surrounds every request, outermost first:
//!
//! 1. [`trace`]: request id, access log, metrics, and a panic becomes a 500;
//! 2. [`private`]: nobody on the way keeps an answer of the API;
//! 3. [`limits`]: requests per address and per credential;
//! 4. [`body`]: the whole body is read here, under a size limit and a deadline;
//! 5. [`idempotency`]: `Idempotency-Key` on every POST of the API.

pub(crate) mod body;
pub(crate) mod client;
pub(crate) mod idempotency;
pub(crate) mod limits;
pub(crate) mod private;
pub(crate) mod trace;

use std::{fmt, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, ResponseError, http::StatusCode};

use super::problem::ApiError;
use crate::error::AppError;

/// Renders a failure for a browser. Given by the crate that has pages.
pub type RenderFailure = fn(&AppError, &FailureContext) -> HttpResponse;

/// What is known about a request that failed.
#[derive(Debug, Clone)]
pub struct FailureContext {
    pub path: String,
    /// What follows the question mark; a failure too may be asked for in another language.
    pub query: String,
    /// Raw values of the two headers and the cookie a page needs to pick its language.
    pub accept_language: Option<String>,
    pub cookies: Option<String>,
    pub request_id: String,
}

impl FailureContext {
    pub fn of(request: &HttpRequest) -> FailureContext {
        let header = |name: &str| {
            request.headers().get(name).and_then(|it| it.to_str().ok().map(str::to_owned))
        };
        FailureContext {
            path: request.path().to_owned(),
            query: request.query_string().to_owned(),
            accept_language: header("accept-language"),
            cookies: header("cookie"),
            request_id: trace::request_id(request),
        }
    }
}

/// A failure outside any handler: no such page, a limit, a panic. Programs get a problem, people
/// a page.
pub(crate) struct Refusal {
    pub(crate) error: AppError,
    pub(crate) context: FailureContext,
    pub(crate) render: Option<RenderFailure>,
}

/// Whether people look at this address, rather than programs.
pub(crate) fn is_page(path: &str) -> bool {
    !["/api/v1", "/internal/", "/healthz", "/readyz", "/metrics"]
        .iter()
        .any(|it| path.starts_with(it))
        && path != "/api/openapi.json"
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.error.kind().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        match self.render {
            Some(render) if is_page(&self.context.path) => {
                self.error.log_if_ours();
                render(&self.error, &self.context)
            }
            _ => ApiError::respond(&self.error),
        }
    }
}

/// Shared by the layers; one per process.
#[derive(Clone)]
pub(crate) struct Platform {
    pub(crate) app: Arc<crate::app::App>,
    pub(crate) render: Option<RenderFailure>,
}

impl Platform {
    pub(crate) fn refuse(&self, error: AppError, request: &HttpRequest) -> actix_web::Error {
        let context = FailureContext::of(request);
        Refusal { error, context, render: self.render }.into()
    }
}
