//! What providers say about themselves.

use marketplace_tests::{Answer, Provider, Site};
use serde_json::{Value, json};

async fn edit(who: &Provider<'_>, etag: &str, body: Value) -> Answer {
    let path = format!("/api/v1/organisations/{}/profile", who.org);
    who.send("PUT", &path, &[("if-match", etag)], Some(body)).await
}

async fn etag(who: &Provider<'_>) -> String {
    let own = who.get(&format!("/api/v1/organisations/{}/profile", who.org)).await.expect(200);
    own.header("etag").expect("an ETag").to_owned()
}

#[actix_web::test]
async fn an_edited_profile_is_what_everybody_sees() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let body = json!({
        "headline": { "es": "Bots que atienden de madrugada", "en": "Bots that answer at night" },
        "skills": ["rag"],
        "languages": [{ "code": "es", "level": "native" }],
        "hourly_rate_minor": 75_00,
        "city": "Sevilla",
        "leave_from": "2026-12-24", "leave_to": "2027-01-06",
    });

    edit(&ana, &etag(&ana).await, body).await.expect(200);

    let seen = site.stranger().get(&format!("/api/v1/providers/{}", ana.handle)).await.expect(200);
    let seen = seen.json();
    assert_eq!(seen["headline"]["es"], "Bots que atienden de madrugada");
    assert_eq!(seen["skills"], json!(["rag"]));
    assert_eq!((&seen["hourly_rate_minor"], &seen["currency"]), (&json!(7500), &json!("EUR")));
    assert_eq!(seen["leave_to"], "2027-01-06");
}

#[actix_web::test]
async fn the_second_of_two_editors_is_told_to_read_again() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let read = etag(&ana).await;

    edit(&ana, &read, json!({ "city": "Jaén" })).await.expect(200);
    let second = edit(&ana, &read, json!({ "city": "Lugo" })).await;
    let path = format!("/api/v1/organisations/{}/profile", ana.org);
    let blind = ana.put(&path, json!({ "city": "Lugo" })).await;

    assert_eq!((second.status, second.slug().as_str()), (412, "precondition-failed"));
    assert_eq!((blind.status, blind.slug().as_str()), (428, "precondition-required"));
}

#[actix_web::test]
async fn every_wrong_field_is_named_and_nothing_is_written() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let read = etag(&ana).await;
    let body = json!({ "headline": { "es": "x" }, "skills": ["alchemy"], "city": "Vigo" });

    let refused = edit(&ana, &read, body).await.expect(422).json();

    let fields: Vec<&str> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["headline.es", "skills[0]"]);
    assert_eq!(etag(&ana).await, read);
}

#[actix_web::test]
async fn fields_that_are_not_theirs_to_set_are_refused() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let read = etag(&ana).await;

    for field in ["is_demo", "rating", "synthetic_rating", "version", "org"] {
        let answer = edit(&ana, &read, json!({ field: 1 })).await;
        assert_eq!(answer.status, 400, "{field}: {}", answer.text);
    }
}

#[actix_web::test]
async fn strangers_neither_read_nor_edit_it_and_a_hidden_profile_is_not_there() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let luis = site.provider("luis@other.example").await;
    let path = format!("/api/v1/organisations/{}/profile", ana.org);

    assert_eq!(luis.get(&path).await.status, 404);
    let meddling = luis.send("PUT", &path, &[("if-match", "\"1\"")], Some(json!({}))).await;
    assert_eq!(meddling.status, 404);
    assert_eq!(site.stranger().get(&path).await.status, 401);

    edit(&ana, &etag(&ana).await, json!({ "hidden": true })).await.expect(200);
    let seen = site.stranger().get(&format!("/api/v1/providers/{}", ana.handle)).await;
    assert_eq!(seen.status, 404);
}
