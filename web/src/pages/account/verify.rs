//! `/verify`: confirm an address, or have the link sent again.
//!
//! Opening the link only shows a button. Programs that look into mail open every link in it, and
//! must not use it up.

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
    services::accounts,
};
use serde::Deserialize;

use super::{Said, field_errors, notice, with_public_token};
use crate::{error::PageResult, form::Errors, i18n::T, respond, shell::Shell, signed_in::CsrfOnly};

#[derive(Template)]
#[template(path = "pages/account/verify.html")]
struct VerifyPage {
    t: T,
    shell: Shell,
    token: String,
    action: String,
}

#[derive(Template)]
#[template(path = "pages/account/verify_again.html")]
struct AgainPage {
    t: T,
    shell: Shell,
    errors: Errors,
    token: String,
    email: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AgainForm {
    csrf: String,
    email: String,
}

pub(crate) async fn show(shell: Shell, request: HttpRequest) -> PageResult {
    let action = request.path().to_owned();
    with_public_token(&request, |token| {
        let page = VerifyPage { t: shell.t, token, action, shell };
        respond::page(&page.shell, &page)
    })
}

pub(crate) async fn confirm(
    app: Data<App>,
    (shell, request): (Shell, HttpRequest),
    _own: OwnPages,
    secret: Path<String>,
    form: Form<CsrfOnly>,
) -> PageResult {
    auth::check_public_csrf(&request, &form.csrf)?;
    match accounts::verify(&app, &secret).await {
        Ok(()) => {
            let said = Said {
                icon: "circle-check",
                title: "verify-done-title",
                text: "verify-done-text",
                href: "/sign-in",
                link: "sign-in",
            };
            notice(shell, StatusCode::OK, &said)
        }
        Err(AppError::StaleLink) => {
            let said = Said {
                icon: "clock",
                title: "link-stale-title",
                text: "link-stale-text",
                href: "/verify",
                link: "sign-up-sent-again",
            };
            notice(shell, StatusCode::GONE, &said)
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn ask_again(shell: Shell, request: HttpRequest) -> PageResult {
    let email = shell.viewer.as_ref().map(|it| it.email.clone()).unwrap_or_default();
    with_public_token(&request, |token| {
        let page = AgainPage { t: shell.t, errors: Errors::none(), token, email, shell };
        respond::page(&page.shell, &page)
    })
}

pub(crate) async fn send_again(
    app: Data<App>,
    (shell, request): (Shell, HttpRequest),
    _own: OwnPages,
    form: Form<AgainForm>,
) -> PageResult {
    auth::check_public_csrf(&request, &form.csrf)?;
    let email = form.into_inner().email;
    let Err(error) = accounts::resend_verification(&app, &email, shell.t.lang()).await else {
        let said = Said {
            icon: "mail",
            title: "sign-up-sent-title",
            text: "verify-again-text",
            href: "/sign-in",
            link: "sign-in",
        };
        return notice(shell, StatusCode::OK, &said);
    };
    let errors = field_errors(shell.t, error)?;
    with_public_token(&request, |token| {
        let page = AgainPage { t: shell.t, errors, token, email, shell };
        respond::page_with(&page.shell, StatusCode::UNPROCESSABLE_ENTITY, &page)
    })
}
