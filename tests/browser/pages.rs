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
    look_around(Screen::Phone, "es", None).await;
}

#[actix_web::test]
async fn pages_are_sound_for_strangers_on_a_phone_in_english() {
    look_around(Screen::Phone, "en", None).await;
}

#[actix_web::test]
async fn pages_are_sound_for_strangers_on_a_desk_in_spanish() {
    look_around(Screen::Desk, "es", None).await;
}

#[actix_web::test]
async fn pages_are_sound_for_strangers_on_a_desk_in_english() {
    look_around(Screen::Desk, "en", None).await;
}

#[actix_web::test]
async fn pages_are_sound_for_our_people_on_a_phone_in_spanish() {
    for (_, email) in seed::DEMO_SIGN_INS {
        look_around(Screen::Phone, "es", Some(email)).await;
    }
}

#[actix_web::test]
async fn pages_are_sound_for_our_people_on_a_desk_in_english() {
    for (_, email) in seed::DEMO_SIGN_INS {
        look_around(Screen::Desk, "en", Some(email)).await;
    }
}

/// All pages without parameters, as a stranger or as one of the demo market's people.
async fn look_around(screen: Screen, lang: &str, who: Option<&str>) {
    let site = if who.is_some() { LiveSite::with_market() } else { LiveSite::start() };
    let window = Window::new(&site, screen, lang).await;
    if let Some(email) = who {
        window.sign_in(email, seed::DEMO_PASSWORD).await;
        window.go(&format!("/?lang={lang}")).await;
    }
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
