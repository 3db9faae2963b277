//! Coming in and going out: sign-up, confirmation, sign-in, sign-out, a forgotten password.
//!
//! **Invariant:** what these pages answer never tells whether an address has an account.

pub(crate) mod reset;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod verify;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use askama::Template;
use domain::problem::FieldProblem;
use marketplace_api::{error::AppError, http::auth};

use crate::{
    error::{PageError, PageResult},
    form::Errors,
    i18n::T,
    respond,
    shell::Shell,
};

/// A page that says one thing and offers one way on.
#[derive(Template)]
#[template(path = "pages/account/notice.html")]
struct Notice {
    t: T,
    shell: Shell,
    icon: &'static str,
    title: String,
    text: String,
    href: &'static str,
    link: String,
}

/// What a notice says, by key.
pub(crate) struct Said {
    pub(crate) icon: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    pub(crate) href: &'static str,
    pub(crate) link: &'static str,
}

pub(crate) fn notice(shell: Shell, status: StatusCode, said: &Said) -> PageResult {
    let t = shell.t;
    let page = Notice {
        t,
        icon: said.icon,
        title: t.tr(said.title),
        text: t.tr(said.text),
        href: said.href,
        link: t.tr(said.link),
        shell,
    };
    respond::page_with(&page.shell, status, &page)
}

/// A form for whoever is not signed in: its token goes with a cookie of its own.
pub(crate) fn with_public_token(
    request: &HttpRequest,
    render: impl FnOnce(String) -> PageResult,
) -> PageResult {
    let (token, cookie) = auth::public_csrf(request);
    let mut response = render(token)?;
    if let Some(cookie) = cookie
        && response.add_cookie(&cookie).is_err()
    {
        tracing::warn!("the form's cookie could not be set");
    }
    Ok(response)
}

/// What is wrong, in the reader's language; failures that are not about fields go on as they are.
pub(crate) fn field_errors(t: T, error: AppError) -> Result<Errors, PageError> {
    match error {
        AppError::Invalid(problems) => Ok(to_errors(t, &problems)),
        other => Err(other.into()),
    }
}

pub(crate) fn to_errors(t: T, problems: &[FieldProblem]) -> Errors {
    let mut errors = Errors::none();
    for it in problems {
        errors.add(it.field.clone(), it.problem.message(t.lang()));
    }
    errors
}

/// Where to go after signing in: an address of ours, or home. Anything that a browser could read as
/// another host is refused.
pub(crate) fn local_path(wanted: &str) -> &str {
    let inner = wanted.strip_prefix('/').unwrap_or_default();
    let safe = wanted.starts_with('/')
        && !inner.starts_with(['/', '\\'])
        && !wanted.contains(|it: char| it.is_control() || it == '\\');
    if safe { wanted } else { "/" }
}

/// Whoever is signed in already has no use for these pages.
pub(crate) fn away(shell: &Shell) -> Option<HttpResponse> {
    shell.viewer.is_some().then(|| respond::see_other("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_the_site() {
        for wanted in ["/sell", "/listings/lst_1?x=%2F%2Fevil", "/"] {
            assert_eq!(local_path(wanted), wanted);
        }
        for wanted in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "/a\r\nb",
            "\\\\evil",
            "/\t/evil",
        ] {
            assert_eq!(local_path(wanted), "/", "{wanted:?}");
        }
    }
}
