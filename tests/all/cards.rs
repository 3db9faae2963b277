//! Listings in short: in the order asked for, and only what may be seen at this moment.

use domain::{id::ListingId, lang::Lang};
use marketplace_api::services::listings::cards::{Card, cards, of_provider};
use marketplace_tests::{Provider, Site, listings::listing};
use serde_json::json;

fn id(path: &str) -> ListingId {
    let id = path.rsplit('/').next().expect("a path");
    id.parse().expect("a listing's id")
}

fn titles(cards: &[Card]) -> Vec<String> {
    cards.iter().map(|it| it.text.title.best(Lang::Es).1.clone()).collect()
}

/// Two more live listings of the one who has one.
async fn three(ana: &Provider<'_>, first: &str) -> [ListingId; 3] {
    let second = ana.handed_in(listing("Segundo asistente")).await;
    let third = ana.handed_in(listing("Tercer asistente")).await;
    [id(first), id(&second), id(&third)]
}

#[actix_web::test]
async fn cards_come_in_the_order_asked_for_and_unknown_ids_are_left_out() {
    let site = Site::open().await;
    let (ana, _, path) = site.live_listing().await;
    let [first, second, third] = three(&ana, &path).await;

    for _ in ["from the tables", "from memory"] {
        let asked = [third, first, ListingId::generate(), second];
        let found = cards(&site.app, &asked).await.expect("cards");

        let ids: Vec<ListingId> = found.iter().map(|it| it.id).collect();
        assert_eq!(ids, [third, first, second]);
        assert_eq!(found[0].provider.name, "Studio ana");
        assert_eq!(found[0].text.from_price.minor(), 400_00);
        assert_eq!(found[0].url(Lang::Es), format!("/listings/{third}/tercer-asistente"));
    }
    assert_eq!(cards(&site.app, &[]).await.expect("none").len(), 0);
}

#[actix_web::test]
async fn what_is_hidden_is_left_out_at_once_and_a_new_version_is_shown_at_once() {
    let site = Site::open().await;
    let (ana, trust, path) = site.live_listing().await;
    let ids = three(&ana, &path).await;
    let seen = async || titles(&cards(&site.app, &ids).await.expect("cards"));
    assert_eq!(seen().await.len(), 3);

    ana.post(&format!("/api/v1/listings/{}/pause", ids[1]), json!({})).await.expect(200);
    ana.edit(&path, listing("Asistente con otro título")).await.expect(200);
    ana.post(&format!("{path}/submission"), json!({})).await.expect(200);
    assert_eq!(seen().await, ["Asistente que cita tus documentos", "Tercer asistente"]);

    trust.approve(&path, 2).await.expect(200);
    assert_eq!(seen().await, ["Asistente con otro título", "Tercer asistente"]);
    let offered = of_provider(&site.app, ana.org, 10).await.expect("cards");
    assert_eq!(titles(&offered), ["Tercer asistente", "Asistente con otro título"]);
}
