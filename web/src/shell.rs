//! What surrounds every page: language, theme, who is looking, where they are.
//!
//! **Invariant:** what an error page needs is taken from the request alone ([`Shell::of`]), so a
//! failure always has a page. A handler's shell also knows who is signed in.

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    cookie::Cookie,
    dev::Payload,
    web::{Data, Query},
};
use domain::{lang::Lang, user::StaffRole};
use futures_util::future::LocalBoxFuture;
use marketplace_api::{
    app::{Actor, App},
    error::AppError,
    http::{FailureContext, auth},
    services::{accounts, organisations, seed},
};
use serde::Deserialize;

use crate::{error::PageError, i18n, i18n::T};

pub(crate) const LANG_COOKIE: &str = "lang";
pub(crate) const THEME_COOKIE: &str = "theme";
pub(crate) const DEMO_COOKIE: &str = "demo_notice";

/// The parameters of an address that say how to show it, not what to show.
const PREFERENCES: [&str; 3] = ["lang", "theme", "demo"];

/// Every page template has one, named `shell`.
#[derive(Debug, Clone)]
pub struct Shell {
    pub t: T,
    /// `/search`
    pub path: String,
    /// Without the question mark and without preferences.
    pub query: String,
    /// What stands in the search box.
    pub q: String,
    pub theme: Theme,
    /// Who is signed in, for services.
    pub actor: Option<Actor>,
    /// The same person, for the header.
    pub viewer: Option<Viewer>,
    /// For the hidden field of forms (`form::csrf`); empty when nobody is signed in.
    pub csrf: String,
    /// Whether to say that this market is filled with demo data.
    pub demo_notice: bool,
    /// The page has a search box of its own, so the header has none.
    pub own_search: bool,
    /// htmx asked for a part of the page.
    pub partial: bool,
    pub request_id: String,
    /// `https://lonja.example`, no slash at the end.
    pub base_url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    pub fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// Who is signed in, as far as the header needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub name: String,
    pub email: String,
    /// A name of the tz database.
    pub time_zone: String,
    pub sells: bool,
}

/// What the address says about how to show it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) lang: Option<String>,
    pub(crate) theme: Option<String>,
    pub(crate) demo: Option<String>,
    q: Option<String>,
}

impl Asked {
    pub(crate) fn of(query: &str) -> Asked {
        Query::from_query(query).map(Query::into_inner).unwrap_or_default()
    }
}

impl Shell {
    pub fn of(request: &HttpRequest) -> Shell {
        let header = |name| request.headers().get(name).and_then(|it| it.to_str().ok());
        let context = FailureContext::of(request);
        Shell {
            partial: header("hx-request-type") == Some("partial"),
            base_url: request
                .app_data::<Data<App>>()
                .map(|it| it.config.base_url.clone())
                .unwrap_or_default(),
            ..Shell::of_failure(&context)
        }
    }

    /// From the little that is known when no page was reached. Nobody is signed in there.
    pub(crate) fn of_failure(context: &FailureContext) -> Shell {
        let asked = Asked::of(&context.query);
        let cookie = |name| cookie(context.cookies.as_deref().unwrap_or_default(), name);
        let lang = i18n::choose(
            asked.lang.as_deref(),
            cookie(LANG_COOKIE).as_deref(),
            context.accept_language.as_deref(),
        );
        Shell {
            t: T::new(lang),
            path: context.path.clone(),
            query: without_preferences(&context.query),
            q: asked.q.unwrap_or_default(),
            theme: cookie(THEME_COOKIE).and_then(|it| Theme::from_code(&it)).unwrap_or(Theme::Auto),
            actor: None,
            viewer: None,
            csrf: String::new(),
            demo_notice: false,
            own_search: false,
            partial: false,
            request_id: context.request_id.clone(),
            base_url: String::new(),
        }
    }

    /// `auto`, `light` or `dark`, for `<html data-theme>`.
    pub fn theme_code(&self) -> &'static str {
        self.theme.code()
    }

    /// The other language, for the switch in the header.
    pub fn other_lang(&self) -> Lang {
        self.t.lang().other()
    }

    /// This page with one preference changed.
    pub fn with(&self, name: &str, value: &str) -> String {
        if self.query.is_empty() {
            format!("{}?{name}={value}", self.path)
        } else {
            format!("{}?{}&{name}={value}", self.path, self.query)
        }
    }

    /// The whole address of this page in `lang`, for search engines.
    pub fn address_in(&self, lang: &str) -> String {
        format!("{}{}", self.base_url, self.with("lang", lang))
    }

    /// Whether to offer the way to what waits for a decision.
    pub fn moderates(&self) -> bool {
        self.actor.as_ref().is_some_and(|it| it.require_staff(StaffRole::Trust).is_ok())
    }

    /// Of whoever is signed in.
    pub fn time_zone(&self) -> &str {
        self.viewer.as_ref().map_or("UTC", |it| &it.time_zone)
    }

    pub fn is_at(&self, path: &str) -> bool {
        self.path == path
    }
}

/// The value of one cookie of a `Cookie` header.
fn cookie(header: &str, name: &str) -> Option<String> {
    let all = header.split(';').filter_map(|it| Cookie::parse(it.trim()).ok());
    all.into_iter().find(|it| it.name() == name).map(|it| it.value().to_owned())
}

/// `lang=es&q=bot&theme=dark` is `q=bot`.
pub(crate) fn without_preferences(query: &str) -> String {
    let kept: Vec<&str> = query
        .split('&')
        .filter(|it| !it.is_empty())
        .filter(|it| !PREFERENCES.contains(&it.split('=').next().unwrap_or_default()))
        .collect();
    kept.join("&")
}

impl FromRequest for Shell {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Shell, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let shell = Shell::of(&request).signed_in(&request).await?;
            request.extensions_mut().insert(shell.clone());
            Ok(shell)
        })
    }
}

impl Shell {
    /// The shell the handler had, when it got so far as to have one; else what the request tells.
    pub(crate) fn known(request: &HttpRequest) -> Shell {
        let known = request.extensions().get::<Shell>().cloned();
        known.unwrap_or_else(|| Shell::of(request))
    }

    /// Adds who asks and what only the database knows.
    async fn signed_in(self, request: &HttpRequest) -> Result<Shell, AppError> {
        let app = request.app_data::<Data<App>>().expect("the site always has its App");
        let notice = request.cookie(DEMO_COOKIE).is_none() && seed::is_demo(app).await?;
        let shell = Shell { demo_notice: notice, ..self };
        let Some(actor) = auth::identify(request).await? else { return Ok(shell) };
        let user = accounts::me(app, &actor).await?;
        let places = organisations::list_mine(app, &actor).await?;
        let chosen = Asked::of(request.query_string()).lang.is_some()
            || request.cookie(LANG_COOKIE).is_some();
        Ok(Shell {
            t: if chosen { shell.t } else { T::new(user.lang) },
            csrf: auth::csrf_token(app, &actor).unwrap_or_default(),
            viewer: Some(Viewer {
                name: user.display_name,
                email: user.email.to_string(),
                time_zone: user.time_zone,
                sells: places.iter().any(|it| it.org.side.sells()),
            }),
            actor: Some(actor),
            ..shell
        })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{cookie::Cookie, test::TestRequest};

    use super::*;

    #[test]
    fn changing_the_language_keeps_the_page_and_what_was_asked() {
        let request = TestRequest::with_uri("/search?q=bot&lang=es&category=agents");
        let shell = Shell::of(&request.to_http_request());
        assert_eq!(shell.with("lang", "en"), "/search?q=bot&category=agents&lang=en");
        assert_eq!((shell.t.code(), shell.q.as_str()), ("es", "bot"));
    }

    #[test]
    fn a_broken_query_still_has_a_shell() {
        let request = TestRequest::with_uri("/search?q=%ff%fe&lang=%zz&&=");
        assert_eq!(Shell::of(&request.to_http_request()).t.code(), "es");
    }

    #[test]
    fn a_theme_we_do_not_know_is_the_theme_of_the_device() {
        let request = TestRequest::default().cookie(Cookie::new(THEME_COOKIE, "\"><script>"));
        assert_eq!(Shell::of(&request.to_http_request()).theme_code(), "auto");
    }
}
