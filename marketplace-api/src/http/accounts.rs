//! `/api/v1/accounts`, `/api/v1/password-resets`, `/api/v1/me`: coming in, and oneself.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path},
};
use domain::{
    lang::Lang,
    problem::{FieldProblem, Problem},
    user::User,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{From, OwnPages, sign_in_cookies},
    etag::{self, IfMatch},
    problem::{ApiResult, ProblemBody},
    routes::Routes,
};
use crate::{
    app::{Actor, App},
    error::AppError,
    services::accounts::{self, Settings, SignUp, passwords},
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .post("/api/v1/accounts", sign_up)
        .post("/api/v1/accounts/verification", verify)
        .post("/api/v1/accounts/verification/mail", resend_verification)
        .post("/api/v1/password-resets", request_reset)
        .put("/api/v1/password-resets/{token}", confirm_reset)
        .get("/api/v1/me", me)
        .patch("/api/v1/me", change_me)
        .put("/api/v1/me/password", change_password);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignUpBody {
    email: String,
    /// 8 to 128 characters, hard to guess.
    password: String,
    /// 2 to 80 characters.
    display_name: String,
    /// `es` or `en`.
    #[serde(default = "default_lang")]
    lang: String,
    /// IANA name, such as `Europe/Madrid`.
    #[serde(default = "default_zone")]
    time_zone: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenBody {
    /// The last part of the link in the mail.
    token: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressBody {
    email: String,
    /// `es` or `en`.
    #[serde(default = "default_lang")]
    lang: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPasswordBody {
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangePasswordBody {
    current_password: String,
    new_password: String,
}

/// What is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeMeBody {
    display_name: Option<String>,
    lang: Option<String>,
    time_zone: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct MeBody {
    /// `usr_…`
    id: String,
    email: String,
    display_name: String,
    lang: &'static str,
    time_zone: String,
    /// `unverified` or `active`.
    status: &'static str,
    /// `support`, `trust` or `finance`, for people of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    staff_role: Option<&'static str>,
    created_at_ms: i64,
    version: u64,
}

impl MeBody {
    fn of(user: User) -> MeBody {
        MeBody {
            id: user.id.to_string(),
            email: user.email.to_string(),
            display_name: user.display_name,
            lang: user.lang.code(),
            time_zone: user.time_zone,
            status: user.status.code(),
            staff_role: user.staff.map(|it| it.code()),
            created_at_ms: user.created_at.millis(),
            version: user.version,
        }
    }
}

fn default_lang() -> String {
    Lang::Es.code().to_owned()
}

fn default_zone() -> String {
    "Europe/Madrid".to_owned()
}

/// `Invalid` on the field `lang` rather than a body that cannot be read.
pub(super) fn lang(text: &str) -> Result<Lang, AppError> {
    text.parse().map_err(|_unknown| {
        let problem = Problem::Unknown { given: text.to_owned() };
        AppError::Invalid(vec![FieldProblem::new("lang", problem)])
    })
}

/// Opens an account. The answer is the same whether or not the address has one already; a mail
/// says the rest.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = SignUpBody,
    responses((status = 202, description = "A mail is on its way to the address"),
              (status = 422, description = "Some fields need another look", body = ProblemBody)))]
pub(super) async fn sign_up(
    app: Data<App>,
    _own: OwnPages,
    Json(body): Json<SignUpBody>,
) -> ApiResult<HttpResponse> {
    let form = SignUp {
        lang: lang(&body.lang)?,
        email: body.email,
        password: body.password,
        display_name: body.display_name,
        time_zone: body.time_zone,
    };
    accounts::sign_up(&app, form).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Confirms an address with the secret that was mailed there.
#[utoipa::path(post, path = "/api/v1/accounts/verification", tag = "accounts", request_body = TokenBody,
    responses((status = 204, description = "Confirmed; sign in"),
              (status = 410, description = "Used, too old or unknown", body = ProblemBody)))]
pub(super) async fn verify(
    app: Data<App>,
    _own: OwnPages,
    Json(body): Json<TokenBody>,
) -> ApiResult<HttpResponse> {
    accounts::verify(&app, &body.token).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sends the confirmation mail again, if there is an account that waits for it.
#[utoipa::path(post, path = "/api/v1/accounts/verification/mail", tag = "accounts", request_body = AddressBody,
    responses((status = 202, description = "The same for every address"),
              (status = 422, description = "Not an address", body = ProblemBody)))]
pub(super) async fn resend_verification(
    app: Data<App>,
    _own: OwnPages,
    Json(body): Json<AddressBody>,
) -> ApiResult<HttpResponse> {
    accounts::resend_verification(&app, &body.email, lang(&body.lang)?).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Sends a link to choose a new password, if the address has an account.
#[utoipa::path(post, path = "/api/v1/password-resets", tag = "accounts", request_body = AddressBody,
    responses((status = 202, description = "The same for every address"),
              (status = 422, description = "Not an address", body = ProblemBody)))]
pub(super) async fn request_reset(
    app: Data<App>,
    _own: OwnPages,
    Json(body): Json<AddressBody>,
) -> ApiResult<HttpResponse> {
    passwords::request_reset(&app, &body.email, lang(&body.lang)?).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Chooses a new password with the secret of the mailed link. All sessions end.
#[utoipa::path(put, path = "/api/v1/password-resets/{token}", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link in the mail")),
    request_body = NewPasswordBody,
    responses((status = 204, description = "Changed; sign in"),
              (status = 410, description = "Used, too old or unknown", body = ProblemBody),
              (status = 422, description = "The password will not do; the link still works", body = ProblemBody)))]
pub(super) async fn confirm_reset(
    app: Data<App>,
    _own: OwnPages,
    token: Path<String>,
    Json(body): Json<NewPasswordBody>,
) -> ApiResult<HttpResponse> {
    passwords::confirm_reset(&app, &token, &body.password).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Oneself.
#[utoipa::path(get, path = "/api/v1/me", tag = "accounts", security(("session" = []), ("api_key" = [])),
    responses((status = 200, description = "The person behind the session or key", body = MeBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody)))]
pub(super) async fn me(app: Data<App>, actor: Actor) -> ApiResult<HttpResponse> {
    let user = accounts::me(&app, &actor).await?;
    Ok(HttpResponse::Ok().insert_header(etag::header(user.version)).json(MeBody::of(user)))
}

/// Changes name, language or time zone.
#[utoipa::path(patch, path = "/api/v1/me", tag = "accounts", security(("session" = [])),
    params(("If-Match" = String, Header, description = "ETag of what was read")),
    request_body = ChangeMeBody,
    responses((status = 200, description = "Changed", body = MeBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 412, description = "Changed meanwhile", body = ProblemBody),
              (status = 422, description = "Some fields need another look", body = ProblemBody),
              (status = 428, description = "If-Match is missing", body = ProblemBody)))]
pub(super) async fn change_me(
    app: Data<App>,
    actor: Actor,
    read: IfMatch,
    Json(body): Json<ChangeMeBody>,
) -> ApiResult<HttpResponse> {
    let now = accounts::me(&app, &actor).await?;
    let settings = Settings {
        display_name: body.display_name.unwrap_or(now.display_name),
        lang: body.lang.map_or(Ok(now.lang), |it| lang(&it))?,
        time_zone: body.time_zone.unwrap_or(now.time_zone),
    };
    let user = accounts::set_settings(&app, &actor, settings, read.0).await?;
    Ok(HttpResponse::Ok().insert_header(etag::header(user.version)).json(MeBody::of(user)))
}

/// Changes the password. Every session ends; the answer carries the cookie of a new one.
#[utoipa::path(put, path = "/api/v1/me/password", tag = "accounts", security(("session" = [])),
    request_body = ChangePasswordBody,
    responses((status = 204, description = "Changed; a new session cookie is set"),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 422, description = "Wrong current or weak new password", body = ProblemBody),
              (status = 429, description = "Too many wrong passwords", body = ProblemBody)))]
pub(super) async fn change_password(
    app: Data<App>,
    actor: Actor,
    from: From,
    Json(body): Json<ChangePasswordBody>,
) -> ApiResult<HttpResponse> {
    let ChangePasswordBody { current_password, new_password } = body;
    let signed_in =
        passwords::change(&app, &actor, &current_password, &new_password, &from.0).await?;
    let [session, device] = sign_in_cookies(&app, &signed_in);
    Ok(HttpResponse::NoContent().cookie(session).cookie(device).finish())
}
