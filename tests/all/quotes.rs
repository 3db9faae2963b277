//! What a choice costs is computed by the server, from the version that is live.

use marketplace_tests::{Site, listings::listing};
use serde_json::json;

#[actix_web::test]
async fn anybody_gets_a_price_for_a_choice() {
    let site = Site::open().await;
    let (_, _, path) = site.live_listing().await;
    let choice = json!({ "tier": 1, "extras": [
        { "extra": "rush" },
        { "extra": "pages", "units": 12 },
        { "extra": "hosting", "option": "ours" },
    ]});

    let quote = site.stranger().post(&format!("{path}/quote"), choice).await.expect(200).json();

    // 900.00 + 12 × 0.33 + 30.00 = 933.96, half of it on top, 20 − 5 days.
    assert_eq!(quote["total_minor"], 1_400_94);
    assert_eq!(quote["delivery_days"], 15);
    let lines: Vec<String> = quote["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            format!(
                "{} {} {}",
                it["label"]["en"].as_str().unwrap(),
                it["units"],
                it["amount_minor"]
            )
        })
        .collect();
    assert_eq!(lines, ["Complete 1 90000", "More pages 12 396", "Ours 1 3000", "Rush 1 46698"]);
}

#[actix_web::test]
async fn the_cheapest_choice_is_the_default() {
    let site = Site::open().await;
    let (_, _, path) = site.live_listing().await;
    let quote = site.stranger().post(&format!("{path}/quote"), json!({})).await.expect(200).json();
    assert_eq!((&quote["total_minor"], &quote["currency"]), (&json!(400_00), &json!("EUR")));
}

#[actix_web::test]
async fn what_is_not_on_offer_is_named() {
    let site = Site::open().await;
    let (_, _, path) = site.live_listing().await;
    let refused = async |choice| {
        let answer = site.stranger().post(&format!("{path}/quote"), choice).await.expect(422);
        let error = answer.json()["errors"][0].clone();
        format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap())
    };

    assert_eq!(refused(json!({ "tier": 2 })).await, "tier out-of-range");
    assert_eq!(refused(json!({ "quantity": 2 })).await, "quantity out-of-range");
    let cake = json!({ "extras": [{ "extra": "cake" }] });
    assert_eq!(refused(cake).await, "extras[0].extra unknown-value");
    let few = json!({ "extras": [{ "extra": "pages", "units": 1 }] });
    assert_eq!(refused(few).await, "extras[0].units out-of-range");
    let twice = json!({ "extras": [{ "extra": "rush" }, { "extra": "rush" }] });
    assert_eq!(refused(twice).await, "extras[1].extra repeated");
}

#[actix_web::test]
async fn a_price_sent_along_is_refused() {
    let site = Site::open().await;
    let (_, _, path) = site.live_listing().await;
    let answer = site.stranger().post(&format!("{path}/quote"), json!({ "total_minor": 1 })).await;
    assert_eq!(answer.slug(), "malformed");
}

#[actix_web::test]
async fn an_unapproved_price_is_quoted_to_nobody() {
    let site = Site::open().await;
    let (ana, _, path) = site.live_listing().await;
    let mut cheaper = listing("Asistente que cita tus documentos");
    cheaper["tiers"][0]["price_minor"] = json!(10_00);
    ana.edit(&path, cheaper).await.expect(200);

    let quote = ana.post(&format!("{path}/quote"), json!({})).await.expect(200).json();

    assert_eq!(quote["total_minor"], 400_00);
}

#[actix_web::test]
async fn what_is_hidden_has_no_price_for_the_public() {
    let site = Site::open().await;
    let (ana, _, path) = site.live_listing().await;
    ana.post(&format!("{path}/pause"), json!({})).await.expect(200);
    assert_eq!(site.stranger().post(&format!("{path}/quote"), json!({})).await.status, 404);
    assert_eq!(ana.post(&format!("{path}/quote"), json!({})).await.status, 200);
}
