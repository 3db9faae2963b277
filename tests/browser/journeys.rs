//! What people come to do, from the first page to the last.

use marketplace_tests::{LiveSite, people};

use crate::window::{Screen, Window};

const PASSWORD: &str = "grapa-nube-tejado-9";

#[actix_web::test]
async fn a_stranger_finds_a_service_on_a_phone_in_spanish() {
    let site = LiveSite::with_market();
    let window = Window::new(&site, Screen::Phone, "es").await;
    search_filter_open(&window, "chatbot para whatsapp").await;
}

#[actix_web::test]
async fn a_stranger_finds_a_service_on_a_desk_in_english() {
    let site = LiveSite::with_market();
    let window = Window::new(&site, Screen::Desk, "en").await;
    search_filter_open(&window, "whatsapp chatbot").await;
}

#[actix_web::test]
async fn a_stranger_finds_a_service_without_scripts() {
    let site = LiveSite::with_market();
    let window = Window::without_scripts(&site, Screen::Desk, "en").await;
    search_filter_open(&window, "whatsapp chatbot").await;
}

/// From the home page to a listing, with one filter on the way.
async fn search_filter_open(window: &Window<'_>, need: &str) {
    window.open("/").await;
    window.fill("main input[name=q]", need).await;
    window.press("main form[role=search] button[type=submit]").await;
    window.see("#results article.card").await;
    window.judge().await;

    if window.screen == Screen::Phone {
        window.press(".filters-open").await;
    }
    window.press("input[name=category][value=chatbots]").await;
    if window.screen == Screen::Phone || !window.scripts {
        window.press("#filters .apply button").await;
    }
    window.arrive(|path| path.contains("category=chatbots")).await;
    window.see("#results .chips a").await;
    window.judge().await;

    window.press("#results article.card h3 a").await;
    window.arrive(|path| path.starts_with("/listings/lst_")).await;
    window.judge().await;
}

#[actix_web::test]
async fn results_follow_what_is_typed() {
    let site = LiveSite::with_market();
    let window = Window::new(&site, Screen::Desk, "en").await;
    window.go("/search").await;

    window.fill("#q", "invoice").await;

    window.arrive(|path| path.contains("q=invoice")).await;
    window.see("#results article.card .reasons").await;
    window.judge().await;
}

#[actix_web::test]
async fn somebody_signs_up_on_a_phone_in_spanish() {
    let site = LiveSite::start();
    let window = Window::new(&site, Screen::Phone, "es").await;
    come_in(&site, &window).await;
}

#[actix_web::test]
async fn somebody_signs_up_on_a_desk_in_english() {
    let site = LiveSite::start();
    let window = Window::new(&site, Screen::Desk, "en").await;
    come_in(&site, &window).await;
}

#[actix_web::test]
async fn somebody_signs_up_without_scripts() {
    let site = LiveSite::start();
    let window = Window::without_scripts(&site, Screen::Phone, "es").await;
    come_in(&site, &window).await;
}

/// Signs up with a mistake first, confirms the address, signs in and out.
async fn come_in(site: &LiveSite, window: &Window<'_>) {
    join(site, window, "ana@a.example").await;
    window.judge().await;
    window.open("/sign-out").await;
    window.press("main form button[type=submit]").await;
    window.see("a[href='/sign-in']").await;
}

#[actix_web::test]
async fn a_wrong_password_is_said_kindly() {
    let site = LiveSite::start();
    let window = Window::new(&site, Screen::Phone, "en").await;
    window.go("/sign-in").await;
    window.fill("#email", "nobody@a.example").await;
    window.fill("#password", "something-else-4").await;

    window.press("main form button[type=submit]").await;

    window.see("[role=alert]").await;
    window.judge().await;
}

#[actix_web::test]
async fn the_language_is_kept_from_page_to_page() {
    let site = LiveSite::start();
    let window = Window::new(&site, Screen::Desk, "es").await;
    window.go("/").await;

    window.press("header a[hreflang=en]").await;
    window.arrive(|path| path.contains("lang=en")).await;
    window.go("/categories").await;

    window.see("html[lang=en]").await;
    window.press("header a[hreflang=es]").await;
    window.see("html[lang=es]").await;
}

/// Signs up with a mistake first, confirms the address and signs in.
pub(crate) async fn join(site: &LiveSite, window: &Window<'_>, email: &str) {
    window.open("/sign-up").await;
    window.fill("#display_name", "Ana Prueba").await;
    window.fill("#email", email).await;
    window.fill("#password", "corta").await;
    window.press("main form button[type=submit]").await;
    window.see("[role=alert] a[href='#password']").await;
    window.judge().await;

    window.fill("#password", PASSWORD).await;
    window.press("main form button[type=submit]").await;
    window.judge().await;
    let mail = site.mail_to(email, 1).await;
    window.open(&format!("/verify/{}", people::token_in(&mail[0]))).await;
    window.press("main form button[type=submit]").await;
    window.judge().await;

    window.sign_in(email, PASSWORD).await;
}

#[actix_web::test]
async fn a_box_offers_how_to_go_on() {
    let site = LiveSite::with_market();
    let window = Window::new(&site, Screen::Desk, "en").await;
    for (page, field) in [("/help", "site-q"), ("/", "q"), ("/search", "q")] {
        window.go(page).await;
        window.fill(&format!("#{field}"), "chatbo").await;

        let offered = format!("#{field}-list option[value*='hatbot']");
        window.see(&offered).await;
        window.judge().await;
    }
}
