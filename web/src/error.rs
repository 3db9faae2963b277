//! Failures as pages: what happened, whether anything was lost, and what to do now.
//!
//! **Invariant:** one table says which words belong to which status; a page never shows what went
//! wrong inside, only the reference under which it was logged.

use std::fmt;

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use askama::Template;
use marketplace_api::{
    error::AppError,
    http::{FailureContext, problem},
};

use crate::{
    frame,
    i18n::T,
    respond,
    shell::{Asked, Shell},
};

pub type PageResult = Result<HttpResponse, PageError>;

#[derive(Debug)]
pub enum PageError {
    App(AppError),
    /// Shown with the words of this status.
    Status(StatusCode),
    /// With a sentence of its own, written for the person in their language.
    Said(StatusCode, String),
    Template(askama::Error),
}

impl PageError {
    pub fn not_found() -> PageError {
        PageError::Status(StatusCode::NOT_FOUND)
    }
}

/// Which keys of `errors.ftl` belong to a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) status: u16,
    pub(crate) icon: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    pub(crate) offers_search: bool,
}

const fn words(status: u16, icon: &'static str, keys: (&'static str, &'static str)) -> Words {
    let offers_search = matches!(status, 404 | 410);
    Words { status, icon, title: keys.0, text: keys.1, offers_search }
}

pub(crate) const WORDS: [Words; 12] = [
    words(400, "circle-alert", ("error-400-title", "error-400-text")),
    words(401, "lock", ("error-401-title", "error-401-text")),
    words(403, "lock", ("error-403-title", "error-403-text")),
    words(404, "compass", ("error-404-title", "error-404-text")),
    words(405, "ban", ("error-405-title", "error-405-text")),
    words(409, "refresh-cw", ("error-409-title", "error-409-text")),
    words(410, "package", ("error-410-title", "error-410-text")),
    words(413, "layers", ("error-413-title", "error-413-text")),
    words(422, "list-checks", ("error-422-title", "error-422-text")),
    words(429, "clock", ("error-429-title", "error-429-text")),
    words(500, "triangle-alert", ("error-500-title", "error-500-text")),
    words(503, "server", ("error-503-title", "error-503-text")),
];

/// The words for a status; those of 400 or 500 when it has none of its own.
pub(crate) fn words_for(status: StatusCode) -> Words {
    let general = if status.is_server_error() { 500 } else { 400 };
    let exact = WORDS.into_iter().find(|it| it.status == status.as_u16());
    exact.unwrap_or_else(|| {
        WORDS.into_iter().find(|it| it.status == general).expect("400 and 500 are in the table")
    })
}

#[derive(Template)]
#[template(path = "pages/system.html")]
struct SystemPage<'a> {
    t: T,
    shell: &'a Shell,
    status: u16,
    icon: &'static str,
    title: String,
    text: String,
    wait: String,
    offers_search: bool,
    reference: &'a str,
}

#[derive(Template)]
#[template(path = "ui/failed.html")]
struct FailedPart {
    title: String,
    text: String,
    icon: &'static str,
}

/// The page for a failed response. Also tells it to whoever asked only for a part.
pub(crate) fn page_for(shell: &Shell, failed: &HttpResponse) -> HttpResponse {
    let said = match failed.error().and_then(|it| it.as_error::<PageError>()) {
        Some(PageError::Said(_, text)) => Some(text.clone()),
        _ => None,
    };
    let kept = [header::RETRY_AFTER, header::ALLOW];
    let kept = kept.into_iter().filter_map(|it| Some((it.clone(), failed.headers().get(it)?)));
    let mut response = render(shell, failed.status(), said, failed.headers());
    for (name, value) in kept {
        response.headers_mut().insert(name, value.clone());
    }
    response
}

/// The page for what failed before any page was reached: no such address, a limit, a panic.
pub fn render_failure(error: &AppError, context: &FailureContext) -> HttpResponse {
    let shell = Shell::of_failure(context);
    let mut failed = HttpResponse::new(status_of(error));
    for (name, value) in problem::headers(error) {
        failed.headers_mut().insert(name, value);
    }
    let mut response = page_for(&shell, &failed);
    frame::dress(&shell, &Asked::of(&context.query), &mut response);
    response
}

fn render(
    shell: &Shell,
    status: StatusCode,
    said: Option<String>,
    headers: &header::HeaderMap,
) -> HttpResponse {
    let retry_after = headers.get(header::RETRY_AFTER);
    let seconds = retry_after.and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
    let words = words_for(status);
    let text = said.unwrap_or_else(|| shell.t.tr(words.text));
    if shell.partial {
        return part(shell, status, words, text);
    }
    let shell = &Shell { own_search: words.offers_search, ..shell.clone() };
    let reference = if status.is_server_error() { shell.request_id.as_str() } else { "" };
    let page = SystemPage {
        t: shell.t,
        shell,
        status: status.as_u16(),
        icon: words.icon,
        title: shell.t.tr(words.title),
        text,
        wait: seconds.map(|it| shell.t.num("error-wait", it)).unwrap_or_default(),
        offers_search: words.offers_search,
        reference,
    };
    respond::answer(shell, status, &page).unwrap_or_else(|error| {
        tracing::error!(%error, "the error page did not render");
        HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(page.title)
    })
}

/// For whoever asked for a part: what is on the page stays, and this is said beside it.
fn part(shell: &Shell, status: StatusCode, words: Words, text: String) -> HttpResponse {
    let part = FailedPart { title: shell.t.tr(words.title), text, icon: words.icon };
    let mut response = respond::answer(shell, status, &part)
        .unwrap_or_else(|_said_nothing| HttpResponse::new(status));
    for (name, value) in [("hx-retarget", "#failure"), ("hx-reswap", "innerHTML")] {
        let name = header::HeaderName::from_static(name);
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

fn status_of(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.kind().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl From<AppError> for PageError {
    fn from(error: AppError) -> PageError {
        PageError::App(error)
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PageError::App(error) => error.fmt(f),
            PageError::Status(status) => status.fmt(f),
            PageError::Said(status, text) => write!(f, "{status}: {text}"),
            PageError::Template(error) => error.fmt(f),
        }
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            PageError::App(error) => status_of(error),
            PageError::Status(status) | PageError::Said(status, _) => *status,
            PageError::Template(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Bare: `frame` puts the page around it, because only there the language is known.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        match self {
            PageError::App(error) => {
                error.log_if_ours();
                for (name, value) in problem::headers(error) {
                    response.headers_mut().insert(name, value);
                }
            }
            PageError::Template(error) => tracing::error!(%error, "a page did not render"),
            PageError::Status(_) | PageError::Said(..) => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_without_words_takes_the_general_ones() {
        assert_eq!(words_for(StatusCode::IM_A_TEAPOT).status, 400);
        assert_eq!(words_for(StatusCode::BAD_GATEWAY).status, 500);
        assert_eq!(words_for(StatusCode::GONE).status, 410);
    }
}
