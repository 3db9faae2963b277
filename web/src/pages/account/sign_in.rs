//! `/sign-in` and `/sign-out`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Query},
};
use askama::Template;
use marketplace_api::{
    app::App,
    error::AppError,
    http::auth::{self, From, OwnPages},
    services::accounts::sessions::{self, SignIn},
};
use serde::Deserialize;

use super::{away, local_path, with_public_token};
use crate::{
    error::{PageError, PageResult},
    form::Errors,
    i18n::T,
    respond::{self, see_other},
    shell::Shell,
    signed_in::CsrfOnly,
};

#[derive(Template)]
#[template(path = "pages/account/sign_in.html")]
struct SignInPage {
    t: T,
    shell: Shell,
    errors: Errors,
    token: String,
    email: String,
    to: String,
    just_reset: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    to: String,
    reset: bool,
}

pub(crate) async fn show(shell: Shell, request: HttpRequest, asked: Query<Asked>) -> PageResult {
    if let Some(elsewhere) = away(&shell) {
        return Ok(elsewhere);
    }
    let Asked { to, reset } = asked.into_inner();
    with_public_token(&request, |token| {
        let page = SignInPage {
            t: shell.t,
            errors: Errors::none(),
            token,
            email: String::new(),
            to,
            just_reset: reset,
            shell,
        };
        respond::page(&page.shell, &page)
    })
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct SignInForm {
    csrf: String,
    email: String,
    password: String,
    to: String,
}

pub(crate) async fn submit(
    app: Data<App>,
    (shell, request): (Shell, HttpRequest),
    _own: OwnPages,
    from: From,
    form: Form<SignInForm>,
) -> PageResult {
    auth::check_public_csrf(&request, &form.csrf)?;
    let SignInForm { email, password, to, .. } = form.into_inner();
    let replaces = auth::session_token(&app, &request);
    let attempt = SignIn { email: email.clone(), password, client: from.0, replaces };
    match sessions::sign_in(&app, attempt).await {
        Ok(signed_in) => {
            let mut response = see_other(local_path(&to));
            for cookie in auth::sign_in_cookies(&app, &signed_in) {
                response.add_cookie(&cookie).map_err(|_header| PageError::not_found())?;
            }
            Ok(response)
        }
        Err(error @ (AppError::BadCredentials | AppError::TooMany { .. })) => {
            let mut errors = Errors::none();
            errors.add("email", refusal(shell.t, &error));
            let status =
                StatusCode::from_u16(error.kind().status).unwrap_or(StatusCode::UNAUTHORIZED);
            with_public_token(&request, |token| {
                let t = shell.t;
                let page = SignInPage { t, errors, token, email, to, just_reset: false, shell };
                respond::page_with(&page.shell, status, &page)
            })
        }
        Err(other) => Err(other.into()),
    }
}

fn refusal(t: T, error: &AppError) -> String {
    match error {
        AppError::TooMany { retry_after_secs } => t.num("sign-in-wait", *retry_after_secs),
        _ => t.tr("sign-in-wrong"),
    }
}

#[derive(Template)]
#[template(path = "pages/account/sign_out.html")]
struct SignOutPage {
    t: T,
    shell: Shell,
}

/// Asks; only the form signs out, so that a link on another site cannot.
pub(crate) async fn confirm_sign_out(shell: Shell) -> PageResult {
    if shell.viewer.is_none() {
        return Ok(see_other("/"));
    }
    let page = SignOutPage { t: shell.t, shell };
    respond::page(&page.shell, &page)
}

pub(crate) async fn sign_out(app: Data<App>, shell: Shell, form: Form<CsrfOnly>) -> PageResult {
    let Some(actor) = &shell.actor else { return Ok(see_other("/")) };
    auth::check_csrf(&app, actor, &form.csrf)?;
    sessions::sign_out(&app, actor).await?;
    let mut response: HttpResponse = see_other("/");
    let cookie = auth::no_session_cookie(&app);
    response.add_cookie(&cookie).map_err(|_header| PageError::not_found())?;
    // What the browser kept of signed-in pages is nobody's business any more.
    response.headers_mut().insert(
        actix_web::http::header::HeaderName::from_static("clear-site-data"),
        actix_web::http::header::HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}
