//! An edit is a new version; what was approved stays live until the next one is.

use marketplace_tests::{Person, Site, listings::listing};
use serde_json::{Value, json};

fn with(mut listing: Value, change: impl FnOnce(&mut Value)) -> Value {
    change(&mut listing);
    listing
}

fn original() -> Value {
    listing("Asistente que cita tus documentos")
}

async fn public_n(site: &Site, path: &str) -> Value {
    site.stranger().get(path).await.expect(200).json()["n"].clone()
}

async fn reviews(who: &Person<'_>, path: &str) -> Vec<String> {
    let versions = who.get(&format!("{path}/versions")).await.expect(200).json();
    let lines = versions["versions"].as_array().expect("as the test set it up").iter();
    lines
        .map(|it| format!("{} {}", it["n"], it["review"].as_str().expect("as the test set it up")))
        .collect()
}

#[actix_web::test]
async fn a_price_change_waits_while_the_old_price_stays_live() {
    let site = Site::open().await;
    let (ana, trust, path) = site.live_listing().await;
    let dearer = with(original(), |it| it["tiers"][0]["price_minor"] = json!(500_00));

    ana.edit(&path, dearer).await.expect(200);
    assert_eq!(reviews(&ana, &path).await, ["2 draft", "1 approved"]);
    ana.post(&format!("{path}/submission"), json!({})).await.expect(200);
    assert_eq!(reviews(&ana, &path).await, ["2 in_review", "1 approved"]);
    assert_eq!(public_n(&site, &path).await, 1);

    trust.approve(&path, 2).await.expect(200);

    assert_eq!(reviews(&ana, &path).await, ["2 approved", "1 superseded"]);
    let public = site.stranger().get(&path).await.json();
    assert_eq!(public["listing"]["tiers"][0]["price_minor"], 500_00);
}

#[actix_web::test]
async fn an_answer_to_a_question_goes_live_at_once() {
    let site = Site::open().await;
    let (ana, _, path) = site.live_listing().await;
    let answered = with(original(), |it| it["faq"][0]["answer"]["es"] = json!("Sí, del todo."));

    ana.edit(&path, answered).await.expect(200);
    ana.post(&format!("{path}/submission"), json!({})).await.expect(200);

    assert_eq!(reviews(&ana, &path).await, ["2 approved", "1 superseded"]);
    assert_eq!(public_n(&site, &path).await, 2);
}

#[actix_web::test]
async fn every_risky_field_waits() {
    let site = Site::open().await;
    let (ana, _, path) = site.live_listing().await;
    for (pointer, value) in [
        ("/category", json!("strategy")),
        ("/content/en/title", json!("Something else entirely")),
        ("/content/es/description", json!("Otra descripción que promete el doble por la mitad.")),
        ("/tiers/1/delivery_days", json!(1)),
        ("/deliverables/0/en", json!("Nothing of what was promised")),
        ("/extras/0/price/price_minor", json!(1_00)),
    ] {
        let changed = with(original(), |it| *it.pointer_mut(pointer).unwrap() = value);
        ana.edit(&path, changed).await.expect(200);
        let handed = ana.post(&format!("{path}/submission"), json!({})).await;
        assert_eq!(handed.json()["review"], "in_review", "{pointer}: {}", handed.text);
        ana.delete(&format!("{path}/submission")).await.expect(200);
    }
    assert_eq!(public_n(&site, &path).await, 1);
}

#[actix_web::test]
async fn editing_what_waits_takes_it_back_and_makes_the_next_version() {
    let site = Site::open().await;
    let (ana, trust, path) = site.live_listing().await;
    for price in [500_00, 600_00] {
        let changed = with(original(), |it| it["tiers"][0]["price_minor"] = json!(price));
        ana.edit(&path, changed).await.expect(200);
        ana.post(&format!("{path}/submission"), json!({})).await.expect(200);
    }

    let stale = trust.approve(&path, 2).await;

    assert_eq!(stale.slug(), "conflict", "what was read is not what waits");
    assert_eq!(reviews(&ana, &path).await, ["3 in_review", "2 superseded", "1 approved"]);
}

#[actix_web::test]
async fn a_version_tells_what_it_changed() {
    let site = Site::open().await;
    let (ana, _, path) = site.live_listing().await;
    let changed = with(original(), |it| {
        it["tiers"][0]["price_minor"] = json!(500_00);
        it["skills"] = json!(["rag", "semantic-search"]);
    });
    ana.edit(&path, changed).await.expect(200);

    let version = ana.get(&format!("{path}/versions/2")).await.expect(200).json();

    assert_eq!(version["compared_with"], 1);
    assert_eq!(
        version["changes"],
        json!([
            { "field": "skills", "before": "rag", "after": "rag, semantic-search" },
            { "field": "tiers[0].price_minor", "before": "40000", "after": "50000" },
        ])
    );
    let first = ana.get(&format!("{path}/versions/1")).await.expect(200).json();
    assert_eq!((&first["review"], first.get("compared_with")), (&json!("approved"), None));
    for n in ["0", "3", "4294967295"] {
        assert_eq!(ana.get(&format!("{path}/versions/{n}")).await.status, 404, "{n}");
    }
}

#[actix_web::test]
async fn saving_the_same_again_makes_no_version() {
    let site = Site::open().await;
    let (ana, _, path) = site.live_listing().await;
    let approved = ana.get(&path).await.json()["listing"].clone();

    let saved = ana.edit(&path, approved).await.expect(200);

    assert_eq!(saved.json()["n"], 1);
    assert_eq!(reviews(&ana, &path).await, ["1 approved"]);
}

#[actix_web::test]
async fn a_draft_keeps_whatever_was_typed_and_is_tidied_when_it_is_handed_in() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let untidy =
        with(original(), |it| it["content"]["es"]["title"] = json!("  Asistente   que cita  "));
    let path = ana.draft(untidy).await;
    assert_eq!(
        ana.get(&path).await.json()["listing"]["content"]["es"]["title"],
        "  Asistente   que cita  "
    );

    ana.post(&format!("{path}/submission"), json!({})).await.expect(200);

    assert_eq!(
        ana.get(&path).await.json()["listing"]["content"]["es"]["title"],
        "Asistente que cita"
    );
}

#[actix_web::test]
async fn two_edits_of_the_same_version_do_not_both_win() {
    let site = Site::open().await;
    let (ana, _, path) = site.live_listing().await;
    let tag = ana.get(&path).await.header("etag").unwrap().to_owned();
    let headers = [("if-match", tag.as_str())];
    let edit = |price: u64| {
        let changed = with(original(), |it| it["tiers"][0]["price_minor"] = json!(price));
        ana.send("PUT", &path, &headers, Some(changed))
    };

    let (one, other) = futures_util::join!(edit(500_00), edit(600_00));

    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert!(matches!(statuses, [200, 409 | 412]), "{statuses:?}");
    assert_eq!(reviews(&ana, &path).await.len(), 2);
}
