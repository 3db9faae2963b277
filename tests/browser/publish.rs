//! From an empty account to a listing that strangers find, and to its second version.

use marketplace_api::services::seed;
use marketplace_tests::LiveSite;

use crate::{
    journeys::join,
    window::{Screen, Window},
};

/// Field of the editor and what is written there.
const LISTING: [(&str, &str); 9] = [
    ("skills", "RAG"),
    ("content.es.title", "Peritaje de barnices con cámara espectral"),
    ("content.es.summary", "Fotografiamos el cuadro y te decimos qué barniz lleva."),
    (
        "content.es.description",
        "Medimos la pieza en seis bandas y comparamos con nuestras muestras. Recibes el informe.",
    ),
    ("deliverables[0].es", "El informe con las seis imágenes"),
    ("tiers[0].name.es", "Una pieza"),
    ("tiers[0].price_minor", "320"),
    ("tiers[0].delivery_days", "6"),
    ("tiers[0].includes.es", "Una visita y un informe"),
];
const TITLE: &str = "Peritaje de barnices con cámara espectral";
const NEWER: &str = "Peritaje de barnices y pigmentos con cámara espectral";

#[actix_web::test]
async fn somebody_publishes_on_a_phone_in_spanish() {
    let site = LiveSite::with_market();
    let window = Window::new(&site, Screen::Phone, "es").await;
    publish_and_change(&site, &window).await;
}

#[actix_web::test]
async fn somebody_publishes_on_a_desk_in_english() {
    let site = LiveSite::with_market();
    let window = Window::new(&site, Screen::Desk, "en").await;
    publish_and_change(&site, &window).await;
}

#[actix_web::test]
async fn somebody_publishes_without_scripts() {
    let site = LiveSite::with_market();
    let window = Window::without_scripts(&site, Screen::Desk, "es").await;
    publish_and_change(&site, &window).await;
}

async fn publish_and_change(site: &LiveSite, window: &Window<'_>) {
    let desk = Window::new(site, Screen::Desk, "en").await;
    desk.sign_in("trust@demo.lonja.example", seed::DEMO_PASSWORD).await;

    join(site, window, "ana@a.example").await;
    found(window).await;
    let editor = begin(window).await;
    write(window).await;
    hand_in(window).await;
    decide(&desk, TITLE).await;
    search(window, TITLE).await;

    window.open(&editor).await;
    window.fill("[name='content.es.title']", NEWER).await;
    hand_in(window).await;
    window.go(&public(&editor)).await;
    window.settle("h1", TITLE).await;
    window.see(".own-bar a").await;
    window.judge().await;
    decide(&desk, NEWER).await;
    search(window, NEWER).await;
    window.open(&format!("{editor}/versions")).await;
    window.see("ins").await;
}

/// An organisation, which may then sell.
async fn found(window: &Window<'_>) {
    window.open("/settings/organisations").await;
    window.fill("#name", "Taller Espectral").await;
    window.press("main form button.button").await;
    window.arrive(|path| path.starts_with("/settings/organisations/org_")).await;
    window.judge().await;
}

/// Three facts, then the editor. Returns its address.
async fn begin(window: &Window<'_>) -> String {
    window.open("/sell/new").await;
    window.choose("#category", "computer-vision").await;
    window.fill("#title", TITLE).await;
    window.press("main form button.button").await;
    window.arrive(|path| path.starts_with("/sell/listings/lst_")).await;
    window.judge().await;
    window.path().await.split('?').next().unwrap_or_default().to_owned()
}

/// Hands it in too early, reads what is missing, then writes it all.
async fn write(window: &Window<'_>) {
    window.press(".editor-bar button[value=submit]").await;
    window.see(".error-summary li a").await;
    window.judge().await;

    // The title went to the language of the page; this listing speaks Spanish alone.
    window.fill("[name='content.en.title']", "").await;
    window.tick("[name=languages][value=es]").await;
    for (field, text) in LISTING {
        window.fill(&format!("[name='{field}']"), text).await;
    }
    if window.scripts {
        window.settle("#preview .card h3", TITLE).await;
        window.settle("#preview .card .terms", "320").await;
    }
}

async fn hand_in(window: &Window<'_>) {
    window.press(".editor-bar button[value=submit]").await;
    window.arrive(|path| path.contains("done=submitted")).await;
    window.judge().await;
}

/// One of our trust team reads what waits and lets it pass.
async fn decide(desk: &Window<'_>, title: &str) {
    desk.open("/moderation/listings").await;
    desk.settle("main", title).await;
    desk.press("main .lots li a.button").await;
    desk.arrive(|path| path.starts_with("/moderation/listings/lst_")).await;
    desk.judge().await;
    desk.press("form[action$='/approve'] button").await;
    desk.arrive(|path| path.contains("done=approved")).await;
    desk.judge().await;
}

/// A moment after the decision it is found.
async fn search(window: &Window<'_>, title: &str) {
    window.look_until("/search?q=barnices+camara+espectral", title).await;
    window.judge().await;
}

fn public(editor: &str) -> String {
    editor.replace("/sell/listings/", "/listings/")
}
