//! Every page that a stranger may open, looked at from everywhere. The list is the compiled route
//! table, so a new page is judged from the day it is there.

use marketplace_api::http::server;
use marketplace_tests::LiveSite;

use crate::window::{Screen, Window};

#[actix_web::test]
async fn pages_are_sound_on_a_phone_in_spanish() {
    look_around(Screen::Phone, "es").await;
}

#[actix_web::test]
async fn pages_are_sound_on_a_phone_in_english() {
    look_around(Screen::Phone, "en").await;
}

#[actix_web::test]
async fn pages_are_sound_on_a_desk_in_spanish() {
    look_around(Screen::Desk, "es").await;
}

#[actix_web::test]
async fn pages_are_sound_on_a_desk_in_english() {
    look_around(Screen::Desk, "en").await;
}

async fn look_around(screen: Screen, lang: &str) {
    let site = LiveSite::start();
    let window = Window::new(&site, screen, lang).await;
    let mut judged = 0;
    for path in plain_addresses() {
        window.go(path).await;
        let kind = window.run("return document.contentType").await;
        if kind == "text/html" {
            window.judge().await;
            assert_eq!(window.run("return document.documentElement.lang").await, lang, "{path}");
            judged += 1;
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
