//! `/password-reset`: a forgotten password.

use actix_web::{
    HttpRequest,
    http::StatusCode,
    web::{Data, Form, Path},
};
use askama::Template;
use marketplace_api::{
    app::App,
    error::AppError,
    http::auth::{self, OwnPages},
    services::accounts::passwords,
};
use serde::Deserialize;

use super::{Said, field_errors, notice, with_public_token};
use crate::{
    error::PageResult,
    form::Errors,
    i18n::T,
    respond::{self, see_other},
    shell::Shell,
};

#[derive(Template)]
#[template(path = "pages/account/reset_ask.html")]
struct AskPage {
    t: T,
    shell: Shell,
    errors: Errors,
    token: String,
    email: String,
}

#[derive(Template)]
#[template(path = "pages/account/reset_set.html")]
struct SetPage {
    t: T,
    shell: Shell,
    errors: Errors,
    token: String,
    action: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AskForm {
    csrf: String,
    email: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct SetForm {
    csrf: String,
    password: String,
}

pub(crate) async fn ask(shell: Shell, request: HttpRequest) -> PageResult {
    with_public_token(&request, |token| {
        let page =
            AskPage { t: shell.t, errors: Errors::none(), token, email: String::new(), shell };
        respond::page(&page.shell, &page)
    })
}

pub(crate) async fn send(
    app: Data<App>,
    (shell, request): (Shell, HttpRequest),
    _own: OwnPages,
    form: Form<AskForm>,
) -> PageResult {
    auth::check_public_csrf(&request, &form.csrf)?;
    let email = form.into_inner().email;
    let Err(error) = passwords::request_reset(&app, &email, shell.t.lang()).await else {
        let said = Said {
            icon: "mail",
            title: "reset-sent-title",
            text: "reset-sent-text",
            href: "/sign-in",
            link: "sign-in",
        };
        return notice(shell, StatusCode::OK, &said);
    };
    let errors = field_errors(shell.t, error)?;
    with_public_token(&request, |token| {
        let page = AskPage { t: shell.t, errors, token, email, shell };
        respond::page_with(&page.shell, StatusCode::UNPROCESSABLE_ENTITY, &page)
    })
}

pub(crate) async fn show(
    app: Data<App>,
    shell: Shell,
    request: HttpRequest,
    secret: Path<String>,
) -> PageResult {
    if let Err(error) = passwords::check_reset(&app, &secret).await {
        return stale(shell, error);
    }
    let action = request.path().to_owned();
    with_public_token(&request, |token| {
        let page = SetPage { t: shell.t, errors: Errors::none(), token, action, shell };
        respond::page(&page.shell, &page)
    })
}

pub(crate) async fn set(
    app: Data<App>,
    (shell, request): (Shell, HttpRequest),
    _own: OwnPages,
    secret: Path<String>,
    form: Form<SetForm>,
) -> PageResult {
    auth::check_public_csrf(&request, &form.csrf)?;
    match passwords::confirm_reset(&app, &secret, &form.password).await {
        Ok(()) => Ok(see_other("/sign-in?reset=true")),
        Err(error @ AppError::StaleLink) => stale(shell, error),
        Err(error) => {
            let errors = field_errors(shell.t, error)?;
            let action = request.path().to_owned();
            with_public_token(&request, |token| {
                let page = SetPage { t: shell.t, errors, token, action, shell };
                respond::page_with(&page.shell, StatusCode::UNPROCESSABLE_ENTITY, &page)
            })
        }
    }
}

fn stale(shell: Shell, error: AppError) -> PageResult {
    match error {
        AppError::StaleLink => {
            let said = Said {
                icon: "clock",
                title: "link-stale-title",
                text: "link-stale-text",
                href: "/password-reset",
                link: "reset-ask-title",
            };
            notice(shell, StatusCode::GONE, &said)
        }
        other => Err(other.into()),
    }
}
