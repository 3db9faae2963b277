//! From a template to an answer: the whole page, or the part htmx asked for.
//!
//! **Invariant:** whatever depends on a header says so in `Vary`, or a cache would hand one
//! visitor's page to another.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, ContentType},
    },
};
use askama::Template;

use crate::{
    error::{PageError, PageResult},
    shell::Shell,
};

/// The whole page.
///
/// # Errors
/// When the template fails, which shows as a 500 page.
pub fn page(shell: &Shell, page: &impl Template) -> PageResult {
    answer(shell, StatusCode::OK, page)
}

/// The whole page with another status: 422 with the form and what is wrong with it.
///
/// # Errors
/// When the template fails, which shows as a 500 page.
pub fn page_with(shell: &Shell, status: StatusCode, page: &impl Template) -> PageResult {
    answer(shell, status, page)
}

/// The part when htmx asked for a part, else the whole page. `address` is what the address bar
/// should then say.
///
/// # Errors
/// When the template fails, which shows as a 500 page.
pub fn either(
    shell: &Shell,
    page: &impl Template,
    part: &impl Template,
    address: &str,
) -> PageResult {
    let mut response = match shell.partial {
        true => answer(shell, StatusCode::OK, part)?,
        false => answer(shell, StatusCode::OK, page)?,
    };
    if shell.partial
        && let Ok(value) = header::HeaderValue::from_str(address)
    {
        response.headers_mut().insert(header::HeaderName::from_static("hx-replace-url"), value);
    }
    Ok(response)
}

/// After a form was accepted: reloading the next page repeats nothing.
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).finish()
}

pub(crate) fn answer(shell: &Shell, status: StatusCode, page: &impl Template) -> PageResult {
    let html = page.render().map_err(PageError::Template)?;
    let cache = match shell.viewer {
        Some(_) => "private, no-store",
        None => "no-cache",
    };
    Ok(HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "HX-Request-Type, Accept-Language, Cookie"))
        .insert_header((header::CONTENT_LANGUAGE, shell.t.code()))
        .content_type(ContentType::html())
        .body(html))
}
