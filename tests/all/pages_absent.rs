//! What people read who come to a listing that is not shown, and what its owner reads there.

use marketplace_api::jobs::index_listings;
use marketplace_tests::{Site, listings::listing};
use serde_json::json;

use super::pages_sell::decide;

#[actix_web::test]
async fn a_paused_listing_says_so_and_shows_what_is_like_it() {
    let site = Site::open().await;
    let (provider, _, path) = site.live_listing().await;
    provider.handed_in(listing("Otro asistente que cita documentos")).await;
    let app = site.app.clone().into_inner();
    index_listings::catch_up(&app).await.expect("the index follows");
    let page = path.replace("/api/v1/", "/");

    provider.post(&format!("{path}/pause"), json!({})).await.expect(200);

    let seen = site.stranger().get(&format!("{page}?lang=es")).await.expect(404);
    assert!(seen.text.contains("está en pausa"), "{}", seen.text);
    assert!(seen.text.contains("Otro asistente que cita documentos"), "{}", seen.text);
}

#[actix_web::test]
async fn what_was_withdrawn_or_hidden_is_not_named() {
    let site = Site::open().await;
    let (provider, trust, path) = site.live_listing().await;
    let page = path.replace("/api/v1/", "/");
    let case = path.replace("/api/v1/", "/moderation/");

    let statement = [("statement", "It promises results that nobody can promise.")];
    decide(&trust, &case, "suspend", &statement).await.expect(303);
    let seen = site.stranger().get(&format!("{page}?lang=en")).await.expect(404);
    assert!(seen.text.contains("is not available") && !seen.text.contains("cita tus documentos"));
    assert!(!seen.text.contains("nobody can promise"), "the statement is for its owner");

    decide(&trust, &case, "lift", &[]).await.expect(303);
    provider.post(&format!("{path}/archive"), json!({})).await.expect(200);
    let seen = site.stranger().get(&format!("{page}?lang=en")).await.expect(410);
    assert!(seen.text.contains("no longer offered") && !seen.text.contains("cita tus documentos"));
}

#[actix_web::test]
async fn owners_and_our_team_are_told_what_they_may_do_there() {
    let site = Site::open().await;
    let (provider, trust, path) = site.live_listing().await;
    let moved = site.stranger().get(&path.replace("/api/v1/", "/")).await.expect(308);
    let page = moved.header("location").expect("an address").to_owned();
    let edit = path.replace("/api/v1/", "/sell/");

    let own = provider.get(&page).await.expect(200);
    assert!(own.text.contains(&format!("href=\"{edit}\"")), "{}", own.text);
    let ours = trust.get(&page).await.expect(200);
    assert!(ours.text.contains(&path.replace("/api/v1/", "/moderation/")));
    let seen = site.stranger().get(&page).await.expect(200);
    assert!(!seen.text.contains("own-bar"));
}

#[actix_web::test]
async fn a_failure_still_knows_who_is_signed_in() {
    let site = Site::open().await;
    let provider = site.provider("ana@studio.example").await;
    let page = provider.get("/moderation/listings").await.expect(403);
    assert!(page.text.contains("ana@studio.example"), "{}", page.text);
}

#[actix_web::test]
async fn a_form_that_cannot_be_read_is_answered_with_a_page() {
    let site = Site::open().await;
    let provider = site.provider("ana@studio.example").await;
    let form = "application/x-www-form-urlencoded";
    let json = "application/json";
    let long = format!("email={}", "a".repeat(2 << 20));
    for (path, kind, body, status) in [
        ("/moderation/listings/lst_0/approve", form, "n=one", 400),
        ("/sign-in", form, long.as_str(), 413),
        ("/sign-in", json, "{}", 415),
        ("/settings", json, "{}", 415),
    ] {
        let answer = provider.send_raw("POST", path, kind, body.as_bytes()).await.expect(status);
        assert!(answer.text.contains("<h1"), "{path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
    }
}
