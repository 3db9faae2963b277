//! Pages for whoever is signed in.
//!
//! **Invariant:** a handler that takes a [`SignedIn`] never runs for anybody else: they are sent to
//! the sign-in page, and from there back to where they were.

use actix_web::{
    Error, FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    error::InternalError,
    http::{Method, Uri, header},
};
use futures_util::future::LocalBoxFuture;
use marketplace_api::{
    app::{Actor, App},
    error::AppError,
    http::auth,
};
use serde::Deserialize;

use crate::{headers, query, respond, shell::Shell};

/// Who asks, and what surrounds the page for them.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub shell: Shell,
    pub actor: Actor,
}

/// A form that only asks for something to be done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CsrfOnly {
    pub(crate) csrf: String,
}

impl SignedIn {
    /// First in every handler of a form.
    ///
    /// # Errors
    /// `CrossSite` when `token` is not what our own form carried.
    pub fn check_csrf(&self, app: &App, token: &str) -> Result<(), AppError> {
        auth::check_csrf(app, &self.actor, token)
    }
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<SignedIn, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let shell = Shell::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let shell = shell.await?;
            match shell.actor.clone() {
                Some(actor) => Ok(SignedIn { shell, actor }),
                None => Err(to_sign_in(&request, &shell).into()),
            }
        })
    }
}

fn to_sign_in(request: &HttpRequest, shell: &Shell) -> InternalError<&'static str> {
    let mut address = String::from("/sign-in?to=");
    query::encode(&way_back(request), &mut address);
    let mut response: HttpResponse = respond::see_other(&address);
    let map = response.headers_mut();
    map.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    headers::secure(map, shell.base_url.starts_with("https:"));
    InternalError::from_response("sign in first", response)
}

/// The page that was asked for. A form has no page of its own, so it is the page the form was on;
/// of that only the path is taken.
fn way_back(request: &HttpRequest) -> String {
    if [Method::GET, Method::HEAD].contains(request.method()) {
        return request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    }
    let referer = request.headers().get(header::REFERER).and_then(|it| it.to_str().ok());
    let page = referer.and_then(|it| it.parse::<Uri>().ok());
    page.map_or_else(|| String::from("/"), |it| it.path().to_owned())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_way_back_is_the_page_asked_for_or_the_page_of_the_form() {
        let page = TestRequest::with_uri("/sell?after=1&x=%C3%B1").to_http_request();
        assert_eq!(way_back(&page), "/sell?after=1&x=%C3%B1");

        let form = TestRequest::post().uri("/sell/listings/1/archive");
        let sent = form.insert_header((header::REFERER, "https://lonja.example/sell?x=1"));
        assert_eq!(way_back(&sent.to_http_request()), "/sell");

        let bare = TestRequest::post().uri("/sell/listings/1/archive").to_http_request();
        assert_eq!(way_back(&bare), "/");
    }
}
