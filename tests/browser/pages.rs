//! Every page, looked at from everywhere. The list is the compiled route
//! table, so a new page is judged from the day it is there.

use marketplace_api::{http::server, services::seed};
use marketplace_tests::LiveSite;

use crate::{
    verdict,
    window::{Screen, Window},
};

#[actix_web::test]
async fn pages_are_sound_for_strangers_on_a_phone_in_spanish() {
    look_around(Screen::Phone, "es").await;
}

#[actix_web::test]
async fn pages_are_sound_for_strangers_on_a_phone_in_english() {
    look_around(Screen::Phone, "en").await;
}

#[actix_web::test]
async fn pages_are_sound_for_strangers_on_a_desk_in_spanish() {
    look_around(Screen::Desk, "es").await;
}

#[actix_web::test]
async fn pages_are_sound_for_strangers_on_a_desk_in_english() {
    look_around(Screen::Desk, "en").await;
}

#[actix_web::test]
async fn pages_are_sound_for_our_people_on_a_phone_in_spanish() {
    at_work(Screen::Phone, "es").await;
}

#[actix_web::test]
async fn pages_are_sound_for_our_people_on_a_phone_in_english() {
    at_work(Screen::Phone, "en").await;
}

#[actix_web::test]
async fn pages_are_sound_for_our_people_on_a_desk_in_spanish() {
    at_work(Screen::Desk, "es").await;
}

#[actix_web::test]
async fn pages_are_sound_for_our_people_on_a_desk_in_english() {
    at_work(Screen::Desk, "en").await;
}

/// What belongs to people who are signed in; the rest is judged as strangers see it.
const OWN: [&str; 4] = ["/sell", "/settings", "/moderation", "/sign-out"];

/// Pages that only a link leads to, and who finds one.
const DEEP: [(&str, &str); 8] = [
    ("/sell/listings/{id}", "provider"),
    ("/sell/listings/{id}/versions", "provider"),
    ("/sell/listings/{id}/archive", "provider"),
    ("/sell/profile/{org}", "provider"),
    ("/settings/organisations/{org}", "buyer"),
    ("/settings/organisations/{org}/keys", "provider"),
    ("/moderation/listings/{id}", "trust"),
    ("/listings/{id}/{slug}", "trust"),
];

/// As each of the demo market's people: their own pages, and one of each kind these lead to.
async fn at_work(screen: Screen, lang: &str) {
    let site = LiveSite::with_market();
    let table = server::routes(web::PAGES).table();
    for (who, email) in seed::DEMO_SIGN_INS {
        let window = Window::new(&site, screen, lang).await;
        window.sign_in(email, seed::DEMO_PASSWORD).await;
        window.go(&format!("/?lang={lang}")).await;
        window.judge().await;
        let own = |path: &&str| OWN.iter().any(|it| path.starts_with(it));
        let mut waiting: Vec<String> =
            plain_addresses().into_iter().filter(own).map(str::to_owned).collect();
        let mut seen: Vec<&str> = Vec::new();
        while let Some(path) = waiting.pop() {
            window.go(&path).await;
            window.judge().await;
            assert_eq!(window.run("return document.documentElement.lang").await, lang, "{path}");
            for link in links(&window).await {
                let kind = table.iter().find(|(method, it)| method == "GET" && fits(it, &link));
                let Some((_, kind)) = kind else { continue };
                if kind.contains('{') && !seen.contains(kind) {
                    seen.push(kind);
                    waiting.push(link);
                }
            }
        }
        for (kind, _) in DEEP.iter().filter(|(_, finder)| finder == who) {
            assert!(seen.contains(kind), "{who} found no {kind}, only {seen:?}");
        }
    }
}

/// Where the page's own links lead on this site.
async fn links(window: &Window<'_>) -> Vec<String> {
    let script = "return [...document.querySelectorAll('main a[href]')]
        .filter((it) => it.origin === location.origin).map((it) => it.pathname);";
    let found = window.run(script).await;
    let found = found.as_array().expect("a list of addresses").iter();
    found.filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// Whether `path` is an address of the route `kind`.
fn fits(kind: &str, path: &str) -> bool {
    let (kind, path): (Vec<&str>, Vec<&str>) =
        (kind.split('/').collect(), path.split('/').collect());
    kind.len() == path.len()
        && kind.iter().zip(&path).all(|(one, other)| one.starts_with('{') || one == other)
}

/// All pages without parameters, as a stranger.
async fn look_around(screen: Screen, lang: &str) {
    let site = LiveSite::start();
    let window = Window::new(&site, screen, lang).await;
    let mut judged = 0;
    for path in plain_addresses() {
        window.go(path).await;
        if window.run("return document.contentType").await == "text/html" {
            window.judge().await;
            assert_eq!(window.run("return document.documentElement.lang").await, lang, "{path}");
            judged += 1;
        } else {
            // What Chromium's own viewer of XML or JSON says is not about us.
            drop(verdict::console(&window).await);
        }
    }
    assert!(judged > 5, "only {judged} pages were found");
}

/// Addresses without parameters that answer `GET`. Not files for programs: Chromium shows XML with a
/// viewer of its own, whose inline styles our headers rightly refuse.
fn plain_addresses() -> Vec<&'static str> {
    let table = server::routes(web::PAGES).table();
    let plain = table.into_iter().filter(|(method, path)| method == "GET" && !path.contains('{'));
    plain.map(|(_, path)| path).filter(|path| !path.ends_with(".xml")).collect()
}
