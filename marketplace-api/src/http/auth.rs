//! Who a request comes from: an [`Actor`] where somebody must be signed in, a [`Viewer`] where
//! anybody may look. A browser shows a cookie, a program `Authorization: Bearer`.
//!
//! **Invariant:** a cookie alone never changes anything. A request that changes something and is
//! signed in by cookie must come from our own pages, by what the browser says of its origin.

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    http::{Method, header::AUTHORIZATION, header::HeaderMap},
    web::Data,
};
use domain::session::ABSOLUTE_DAYS;
use futures_util::future::{LocalBoxFuture, Ready, ready};

use super::platform::client;
use crate::{
    app::{Actor, App, Credential},
    error::AppError,
    secrets::{Purpose, Token},
    services::accounts::{
        client::Client,
        sessions::{self, SignedIn},
    },
};

/// Browsers keep nothing longer than 400 days.
const KNOWN_DEVICE_DAYS: i64 = 365;

/// Whoever asks, signed in or not.
#[derive(Debug, Clone)]
pub struct Viewer(pub Option<Actor>);

/// A request that another site's page may not send, though nobody is signed in.
#[derive(Debug, Clone, Copy)]
pub struct OwnPages;

/// Who sends the request, as sessions remember it.
#[derive(Debug, Clone)]
pub struct From(pub Client);

impl FromRequest for Actor {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Actor, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            match identify(&request).await {
                Ok(Some(actor)) => Ok(actor),
                Ok(None) => Err(AppError::SignInFirst.refused(&request)),
                Err(error) => Err(error.refused(&request)),
            }
        })
    }
}

impl FromRequest for Viewer {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Viewer, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(
            async move { identify(&request).await.map(Viewer).map_err(|it| it.refused(&request)) },
        )
    }
}

impl FromRequest for OwnPages {
    type Error = Error;
    type Future = Ready<Result<OwnPages, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match origin(request) {
            Origin::Foreign => Err(AppError::CrossSite.refused(request)),
            Origin::Own | Origin::Unsaid => Ok(OwnPages),
        })
    }
}

impl FromRequest for From {
    type Error = Error;
    type Future = Ready<Result<From, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let proxies = app(request).config.trusted_proxies;
        let user_agent = header(request.headers(), "user-agent").unwrap_or_default();
        let user_agent = user_agent.chars().take(400).collect();
        let known_device = request.cookie(device_cookie_name(app(request)));
        ready(Ok(From(Client {
            user_agent,
            address: client::address(request, proxies),
            known_device: known_device.map(|it| it.value().to_owned()),
        })))
    }
}

/// Looks once per request, however many ask.
///
/// # Errors
/// `SignInFirst` for a key that is not (or no longer) good; `Suspended` for a key of somebody
/// suspended; `CrossSite` as the module says. A cookie that is not good is the same as none.
pub async fn identify(request: &HttpRequest) -> Result<Option<Actor>, AppError> {
    let known = request.extensions().get::<Known>().cloned();
    if let Some(Known(actor)) = known {
        return Ok(actor);
    }
    let app = app(request);
    let actor = if request.headers().contains_key(AUTHORIZATION) {
        let secret = bearer(request.headers()).ok_or(AppError::SignInFirst)?;
        let actor = crate::services::api_keys::authenticate(app, secret).await?;
        Some(actor.ok_or(AppError::SignInFirst)?)
    } else {
        by_cookie(app, request).await?
    };
    request.extensions_mut().insert(Known(actor.clone()));
    Ok(actor)
}

#[derive(Clone)]
struct Known(Option<Actor>);

async fn by_cookie(app: &App, request: &HttpRequest) -> Result<Option<Actor>, AppError> {
    let Some(token) = session_token(app, request) else { return Ok(None) };
    let actor = sessions::authenticate(app, &token).await?;
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if actor.is_some() && !reads && origin(request) != Origin::Own {
        return Err(AppError::CrossSite);
    }
    Ok(actor)
}

/// What the browser shows as its session, good or not.
pub fn session_token(app: &App, request: &HttpRequest) -> Option<String> {
    request.cookie(session_cookie_name(app)).map(|it| it.value().to_owned())
}

/// Over TLS the prefix makes the browser refuse such a cookie from anywhere but this very host.
pub fn session_cookie_name(app: &App) -> &'static str {
    if app.config.is_https() { "__Host-lonja" } else { "lonja" }
}

/// What a browser is given when it signs in: the session, and the mark of a known device.
pub fn sign_in_cookies(app: &App, signed_in: &SignedIn) -> [Cookie<'static>; 2] {
    let (token, mark) = (signed_in.token.expose(), signed_in.device.expose());
    let session_name = session_cookie_name(app);
    [
        cookie(app, session_name, token.to_owned(), Duration::days(ABSOLUTE_DAYS)),
        cookie(app, device_cookie_name(app), mark.to_owned(), Duration::days(KNOWN_DEVICE_DAYS)),
    ]
}

/// Makes the browser forget its session.
pub fn no_session_cookie(app: &App) -> Cookie<'static> {
    cookie(app, session_cookie_name(app), String::new(), Duration::ZERO)
}

/// What a form of a signed-in person carries. `None` for API keys, which send no forms.
pub fn csrf_token(app: &App, actor: &Actor) -> Option<String> {
    match actor.via {
        Credential::Session(id) => Some(app.signer.sign(Purpose::Form, &id.to_string())),
        Credential::ApiKey { .. } => None,
    }
}

/// # Errors
/// `CrossSite` when `token` is not the one of this session.
pub fn check_csrf(app: &App, actor: &Actor, token: &str) -> Result<(), AppError> {
    match actor.via {
        Credential::Session(id) if app.signer.is_signed(Purpose::Form, &id.to_string(), token) => {
            Ok(())
        }
        _ => Err(AppError::CrossSite),
    }
}

/// For forms before anybody is signed in: a token, and the cookie it belongs to when the browser
/// has none yet.
pub fn public_csrf(request: &HttpRequest) -> (String, Option<Cookie<'static>>) {
    let app = app(request);
    let name = form_cookie_name(app);
    match request.cookie(name) {
        Some(known) => (app.signer.sign(Purpose::PublicForm, known.value()), None),
        None => {
            let value = Token::generate().expose().to_owned();
            let token = app.signer.sign(Purpose::PublicForm, &value);
            (token, Some(cookie(app, name, value, Duration::days(1))))
        }
    }
}

/// # Errors
/// `CrossSite` when `token` does not belong to the browser's cookie.
pub fn check_public_csrf(request: &HttpRequest, token: &str) -> Result<(), AppError> {
    let app = app(request);
    let cookie = request.cookie(form_cookie_name(app)).ok_or(AppError::CrossSite)?;
    if app.signer.is_signed(Purpose::PublicForm, cookie.value(), token) {
        Ok(())
    } else {
        Err(AppError::CrossSite)
    }
}

fn device_cookie_name(app: &App) -> &'static str {
    if app.config.is_https() { "__Host-lonja-device" } else { "lonja-device" }
}

fn form_cookie_name(app: &App) -> &'static str {
    if app.config.is_https() { "__Host-lonja-form" } else { "lonja-form" }
}

fn cookie(app: &App, name: &'static str, value: String, age: Duration) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .secure(app.config.is_https())
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(age)
        .finish()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Own,
    Foreign,
    /// No browser we know leaves both headers out of a request that changes something.
    Unsaid,
}

fn origin(request: &HttpRequest) -> Origin {
    let headers = request.headers();
    let site = header(headers, "sec-fetch-site");
    let own = header(headers, "origin").map(|it| {
        let base = &app(request).config.base_url;
        let host = header(headers, "host").unwrap_or_default();
        let authority = it.split_once("://").map_or("", |(_, rest)| rest);
        it.eq_ignore_ascii_case(base) || (!host.is_empty() && authority.eq_ignore_ascii_case(host))
    });
    match (site, own) {
        (_, Some(false)) => Origin::Foreign,
        (Some("same-origin" | "none"), _) | (None, Some(true)) => Origin::Own,
        (Some(_), _) => Origin::Foreign,
        (None, None) => Origin::Unsaid,
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = header(headers, "authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|it| it.to_str().ok())
}

fn app(request: &HttpRequest) -> &App {
    request.app_data::<Data<App>>().expect("`server::site` gives every request the app")
}
