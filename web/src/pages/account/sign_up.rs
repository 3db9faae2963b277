//! `/sign-up`.

use actix_web::{
    HttpRequest,
    http::StatusCode,
    web::{Data, Form},
};
use askama::Template;
use marketplace_api::{
    app::App,
    http::auth::{self, OwnPages},
    services::accounts::{self, SignUp},
};
use serde::Deserialize;

use super::{Said, away, field_errors, notice, with_public_token};
use crate::{error::PageResult, form::Errors, i18n::T, respond, shell::Shell};

/// Until the person says otherwise in their settings.
const TIME_ZONE: &str = "Europe/Madrid";

#[derive(Template)]
#[template(path = "pages/account/sign_up.html")]
struct SignUpPage {
    t: T,
    shell: Shell,
    errors: Errors,
    token: String,
    email: String,
    display_name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignUpForm {
    csrf: String,
    email: String,
    display_name: String,
    password: String,
}

pub(crate) async fn show(shell: Shell, request: HttpRequest) -> PageResult {
    if let Some(elsewhere) = away(&shell) {
        return Ok(elsewhere);
    }
    with_public_token(&request, |token| {
        let page = SignUpPage {
            t: shell.t,
            errors: Errors::none(),
            token,
            email: String::new(),
            display_name: String::new(),
            shell,
        };
        respond::page(&page.shell, &page)
    })
}

pub(crate) async fn submit(
    app: Data<App>,
    (shell, request): (Shell, HttpRequest),
    _own: OwnPages,
    form: Form<SignUpForm>,
) -> PageResult {
    auth::check_public_csrf(&request, &form.csrf)?;
    let SignUpForm { email, display_name, password, .. } = form.into_inner();
    let wanted = SignUp {
        email: email.clone(),
        password,
        display_name: display_name.clone(),
        lang: shell.t.lang(),
        time_zone: TIME_ZONE.to_owned(),
    };
    let Err(error) = accounts::sign_up(&app, wanted).await else {
        let said = Said {
            icon: "mail",
            title: "sign-up-sent-title",
            text: "sign-up-sent-text",
            href: "/verify",
            link: "sign-up-sent-again",
        };
        return notice(shell, StatusCode::OK, &said);
    };
    let errors = field_errors(shell.t, error)?;
    with_public_token(&request, |token| {
        let page = SignUpPage { t: shell.t, errors, token, email, display_name, shell };
        respond::page_with(&page.shell, StatusCode::UNPROCESSABLE_ENTITY, &page)
    })
}
