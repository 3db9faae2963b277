//! What a visitor is answered, without a browser.

use actix_web::{
    HttpResponse,
    body::to_bytes,
    cookie::Cookie,
    http::{Method, StatusCode, header},
    test,
    web::{Data, Path},
};
use domain::time::Timestamp;
use marketplace_api::{
    app::App,
    boot::IndexPlace,
    config::Config,
    http::{
        routes::Routes,
        server::{self, Pages},
    },
};

use crate::{assets, error, frame::framed};

struct Answer {
    status: u16,
    headers: header::HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }
}

async fn ask(request: test::TestRequest) -> Answer {
    ask_site("http://127.0.0.1:8080", request).await
}

async fn ask_site(base_url: &str, request: test::TestRequest) -> Answer {
    let settings = format!("database_url = \"sqlite::memory:\"\nbase_url = {base_url:?}");
    let config = Config::from_toml(&settings).unwrap();
    let app = Data::new(
        App::open(config, || Timestamp::from_millis(0), IndexPlace::Memory).await.unwrap(),
    );
    let pages = Pages { configure: with_failures, ..crate::PAGES };
    app.set_ready(true);
    let service = test::init_service(server::site(&app, pages)).await;
    let response = test::call_service(&service, request.to_request()).await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.ok().unwrap();
    Answer { status, headers, text: String::from_utf8_lossy(&body).into_owned() }
}

/// The pages, and one more for each status that fails with it.
fn with_failures(routes: &mut Routes) {
    crate::configure(routes);
    routes.get("/fails/{status}", framed(fails));
}

async fn fails(status: Path<u16>) -> HttpResponse {
    let status = StatusCode::from_u16(*status).unwrap();
    HttpResponse::build(status).insert_header((header::RETRY_AFTER, "7")).finish()
}

fn get(address: &str) -> test::TestRequest {
    test::TestRequest::with_uri(address)
}

const READABLE: [&str; 12] = [
    "/",
    "/categories",
    "/ranking",
    "/accessibility",
    "/privacy",
    "/terms",
    "/demo",
    "/help",
    "/ui",
    "/offline",
    "/search",
    "/status",
];

#[actix_web::test]
async fn every_page_answers_in_both_languages_with_one_heading() {
    for path in READABLE {
        for lang in ["es", "en"] {
            let page = ask(get(&format!("{path}?lang={lang}"))).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(page.text.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            assert_eq!(page.text.matches("<h1").count(), 1, "{path} {lang}");
            assert!(!page.text.contains("Unknown localization"), "{path} {lang}");
            assert_eq!(page.header("content-language"), lang);
        }
    }
}

#[actix_web::test]
async fn head_is_answered_like_get() {
    for path in READABLE {
        assert_eq!(ask(get(path).method(Method::HEAD)).await.status, 200, "{path}");
    }
}

#[actix_web::test]
async fn every_page_says_what_the_browser_must_refuse() {
    for path in ["/ranking", "/nothing-here", assets::APP_CSS] {
        let page = ask(get(path)).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("require-trusted-types-for 'script'") && !policy.contains("unsafe")
        );
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("strict-transport-security"), "", "plain http: {path}");
    }
    let secure = ask_site("https://lonja.example", get("/ranking")).await;
    assert!(secure.header("strict-transport-security").contains("max-age=63072000"));
}

#[actix_web::test]
async fn every_failure_is_a_page_in_the_readers_language() {
    for words in error::WORDS {
        for lang in ["es", "en"] {
            let page = ask(get(&format!("/fails/{}?lang={lang}", words.status))).await;
            assert_eq!(page.status, words.status);
            assert!(page.text.contains(&format!("<html lang=\"{lang}\"")), "{}", words.status);
            assert!(page.text.contains("<h1>"), "{}", words.status);
            assert_eq!(page.header("retry-after"), "7");
            let waits = ["Podrás seguir dentro de 7 segundos", "carry on in 7 seconds"];
            assert!(waits.iter().any(|it| page.text.contains(it)), "{}", words.status);
        }
    }
}

#[actix_web::test]
async fn an_unknown_address_offers_a_search() {
    let page = ask(get("/nada/de/esto?lang=es")).await;
    assert_eq!(page.status, 404);
    assert!(page.text.contains("Aquí no hay nada") && page.text.contains("role=\"search\""));
}

#[actix_web::test]
async fn an_asset_is_kept_for_ever_and_packed_as_the_client_likes() {
    let css = ask(get(assets::APP_CSS).insert_header((header::ACCEPT_ENCODING, "br"))).await;
    assert_eq!((css.status, css.header("content-encoding")), (200, "br"));
    assert!(css.header("cache-control").contains("immutable"));
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");

    let again = get(assets::APP_CSS)
        .insert_header((header::ACCEPT_ENCODING, "br"))
        .insert_header((header::IF_NONE_MATCH, css.header("etag")));
    assert_eq!(ask(again).await.status, 304);

    let plain = ask(get(assets::APP_CSS)).await;
    assert!(plain.text.contains("@layer") && plain.header("content-encoding").is_empty());
    assert_eq!(ask(get("/a/app-0000000000.css")).await.status, 404);
    assert_eq!(ask(get("/a/%2e%2e%2fCargo.toml")).await.status, 404);
}

#[actix_web::test]
async fn files_with_a_fixed_address_are_there() {
    for (path, kind) in [
        ("/sw.js", "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/favicon.svg", "image/svg+xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ] {
        let file = ask(get(path)).await;
        assert_eq!((file.status, file.header("content-type")), (200, kind), "{path}");
        assert!(!file.text.contains("@asset("), "{path}");
    }
}

#[actix_web::test]
async fn a_chosen_language_is_remembered() {
    let page = ask(get("/help?lang=en")).await;
    assert!(page.header("set-cookie").starts_with("lang=en; "));
    let odd = ask(get("/help?lang=tlh")).await;
    assert_eq!(odd.header("set-cookie"), "");
    let later = ask(get("/help").cookie(Cookie::new("lang", "en"))).await;
    assert!(later.text.contains("<html lang=\"en\""));
}

#[actix_web::test]
async fn theme_and_notice_are_set_without_scripts_and_the_address_is_cleaned() {
    let set = ask(get("/help?x=1&theme=dark")).await;
    assert_eq!((set.status, set.header("location")), (303, "/help?x=1"));
    assert!(set.header("set-cookie").starts_with("theme=dark; "));
    let page = ask(get("/help").cookie(Cookie::new("theme", "dark"))).await;
    assert!(page.text.contains("data-theme=\"dark\""));
}

#[actix_web::test]
async fn cleaning_the_address_never_leads_to_another_site() {
    for path in ["//evil.example/?theme=dark", "/\\evil.example?theme=dark"] {
        let answer = ask(get(path)).await;
        let place = answer.header("location");
        assert!(!place.starts_with("//") && !place.starts_with("/\\"), "{path} → {place}");
    }
}

#[actix_web::test]
async fn what_people_type_is_shown_and_never_becomes_markup() {
    let page = ask(get("/help?q=%3Cscript%3Ealert(1)%3C/script%3E%22%20x=")).await;
    assert!(!page.text.contains("<script>alert"));
}

#[actix_web::test]
async fn search_engines_learn_of_both_languages() {
    let page = ask_site("https://lonja.example", get("/ranking?lang=en")).await;
    for link in [
        "rel=\"canonical\" href=\"https://lonja.example/ranking?lang=en\"",
        "hreflang=\"es\" href=\"https://lonja.example/ranking?lang=es\"",
    ] {
        assert!(page.text.contains(link), "{link}");
    }
}

/// Pages of signed-in people and the way there are not this module's.
const ELSEWHERE: [&str; 2] = ["/sign-in", "/sign-up"];

#[actix_web::test]
async fn every_link_leads_somewhere() {
    let mut waiting = vec![String::from("/")];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = waiting.pop() {
        let plain = path.split(['?', '#']).next().unwrap().to_owned();
        if ELSEWHERE.contains(&plain.as_str()) || !seen.insert(plain.clone()) {
            continue;
        }
        let page = ask(get(&plain)).await;
        assert!(page.status < 400, "{plain} answers {}", page.status);
        let links = page.text.split("href=\"/").skip(1);
        let links = links.filter_map(|it| it.split('"').next()).map(|it| format!("/{it}"));
        waiting.extend(links);
    }
    assert!(seen.len() > 15, "{seen:?}");
}

#[actix_web::test]
async fn an_empty_market_is_said_to_be_empty() {
    let page = ask(get("/search?lang=es")).await;
    assert!(page.text.contains("0 servicios") && page.text.contains("Ningún servicio"));
    let home = ask(get("/?lang=en")).await;
    assert!(home.text.contains("0 services") && !home.text.contains("A sample of the market"));
}

#[actix_web::test]
async fn a_search_as_you_type_is_answered_with_the_part_alone() {
    let typed = get("/search?q=bot&sort=relevance&price_max=&lang=es")
        .insert_header(("hx-request-type", "partial"));
    let part = ask(typed).await;
    assert!(part.text.trim_start().starts_with("<div id=\"results\""), "{}", part.text);
    assert_eq!(part.header("hx-replace-url"), "/search?q=bot");
    assert!(part.header("vary").contains("HX-Request-Type"));
}

#[actix_web::test]
async fn a_part_that_fails_leaves_the_page_as_it_is() {
    let part = ask(get("/fails/500?lang=es").insert_header(("hx-request-type", "partial"))).await;
    assert_eq!((part.status, part.header("hx-retarget")), (500, "#failure"));
    assert!(part.text.contains("Ha fallado algo nuestro") && !part.text.contains("<html"));
}

#[actix_web::test]
async fn a_mark_of_another_list_starts_over() {
    let page = ask(get("/search?cursor=nonsense&lang=en")).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("we start from the beginning"));
}

#[actix_web::test]
async fn what_never_was_is_not_found() {
    let id = domain::id::ListingId::generate();
    for path in [format!("/listings/{id}"), "/listings/x".into(), "/providers/no-such-one".into()] {
        assert_eq!(ask(get(&path)).await.status, 404, "{path}");
    }
}
