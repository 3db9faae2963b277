//! Around every page: failures become pages, preferences become cookies, headers are added.
//!
//! **Invariant:** every page is registered through [`framed`], so none leaves without its headers.

use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Responder,
    body::{BoxBody, MessageBody},
    cookie::{Cookie, SameSite, time::Duration},
    http::{Method, header},
};

use crate::{
    error, headers,
    respond::see_other,
    shell::{Asked, DEMO_COOKIE, LANG_COOKIE, Shell, THEME_COOKIE, Theme, without_preferences},
};

/// A preference is kept for a year.
const KEPT_FOR: Duration = Duration::days(365);

/// `handler` with everything around it: `routes.get("/help", framed(help::show))`.
pub fn framed<H>(handler: H) -> Framed<H> {
    Framed(handler)
}

/// A handler whose answer is completed before it leaves.
#[derive(Clone)]
pub struct Framed<H>(H);

impl<H, Args> Handler<(HttpRequest, Args)> for Framed<H>
where
    H: Handler<Args>,
    H::Output: Responder,
    <H::Output as Responder>::Body: MessageBody + 'static,
    Args: FromRequest + 'static,
{
    type Output = HttpResponse;
    type Future = Pin<Box<dyn Future<Output = HttpResponse>>>;

    fn call(&self, (request, args): (HttpRequest, Args)) -> Self::Future {
        let asked = Asked::of(request.query_string());
        if let Some(redirect) = redirect_to_clean(&request, &asked) {
            return Box::pin(std::future::ready(finish(&request, redirect)));
        }
        let answer = self.0.call(args);
        Box::pin(async move {
            let response = answer.await.respond_to(&request).map_into_boxed_body();
            finish(&request, response)
        })
    }
}

fn finish(request: &HttpRequest, response: HttpResponse<BoxBody>) -> HttpResponse {
    let shell = Shell::known(request);
    let mut response = match needs_page(&response) {
        true => error::page_for(&shell, &response),
        false => response,
    };
    dress(&shell, &Asked::of(request.query_string()), &mut response);
    response
}

/// Cookies and headers, for whatever is shown to a person.
pub(crate) fn dress(shell: &Shell, asked: &Asked, response: &mut HttpResponse) {
    let over_tls = shell.base_url.starts_with("https:");
    for cookie in preferences(shell, asked, over_tls) {
        if response.add_cookie(&cookie).is_err() {
            tracing::warn!(cookie = cookie.name(), "a preference could not be kept");
        }
    }
    headers::secure(response.headers_mut(), over_tls);
}

/// A failure that has no page yet.
fn needs_page(response: &HttpResponse) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let has_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"text/html"));
    failed && !has_page
}

/// `?theme=` and `?demo=` are commands, so the address is cleaned. `?lang=` stays: it is the
/// address under which search engines know each language.
fn redirect_to_clean(request: &HttpRequest, asked: &Asked) -> Option<HttpResponse> {
    let command = asked.theme.is_some() || asked.demo.is_some();
    if !command || request.method() != Method::GET {
        return None;
    }
    // One slash: two would name another host.
    let path = request.path().trim_start_matches(['/', '\\']);
    let query = without_preferences(request.query_string());
    let mark = if query.is_empty() { "" } else { "?" };
    Some(see_other(&format!("/{path}{mark}{query}")))
}

fn preferences(shell: &Shell, asked: &Asked, over_tls: bool) -> Vec<Cookie<'static>> {
    let keep = |name: &'static str, value: &'static str| {
        Cookie::build(name, value)
            .path("/")
            .max_age(KEPT_FOR)
            .same_site(SameSite::Lax)
            .secure(over_tls)
            .finish()
    };
    let mut cookies = Vec::new();
    if asked.lang.as_deref() == Some(shell.t.code()) {
        cookies.push(keep(LANG_COOKIE, shell.t.code()));
    }
    if let Some(theme) = asked.theme.as_deref().and_then(Theme::from_code) {
        cookies.push(keep(THEME_COOKIE, theme.code()));
    }
    if asked.demo.as_deref() == Some("hide") {
        cookies.push(keep(DEMO_COOKIE, "hidden"));
    }
    cookies
}
