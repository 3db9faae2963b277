//! A provider writes a listing, hands it in, hides it and takes it away.

use marketplace_api::jobs::index_listings;
use marketplace_tests::{
    Site,
    listings::{listing, moderated, path_of},
};
use serde_json::{Value, json};

#[actix_web::test]
async fn a_listing_begins_with_nothing_but_its_kind_and_says_what_it_lacks() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let path = format!("/api/v1/organisations/{}/listings", ana.org);

    let begun = ana.post(&path, json!({ "kind": "hourly" })).await.expect(201);

    let body = begun.json();
    assert_eq!(
        (&body["status"], &body["review"], &body["n"]),
        (&json!("draft"), &json!("draft"), &json!(1))
    );
    let lacks: Vec<&str> = fields(&body["problems"]);
    assert_eq!(lacks, ["category", "skills", "languages", "currency", "content", "tiers"]);
    assert_eq!(begun.header("location"), Some(path_of(&begun).as_str()));
    let refused = ana.post(&format!("{}/submission", path_of(&begun)), json!({})).await.expect(422);
    assert_eq!(fields(&refused.json()["errors"]), lacks);
}

#[actix_web::test]
async fn a_listing_without_a_known_kind_is_refused() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let path = format!("/api/v1/organisations/{}/listings", ana.org);

    for (body, code) in [(json!({}), "missing"), (json!({ "kind": "gift" }), "unknown-value")] {
        let errors = ana.post(&path, body).await.expect(422).json()["errors"].clone();
        assert_eq!((&errors[0]["field"], &errors[0]["code"]), (&json!("kind"), &json!(code)));
    }
}

#[actix_web::test]
async fn what_the_server_decides_cannot_be_sent_along() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let path = format!("/api/v1/organisations/{}/listings", ana.org);

    for (name, value) in [
        ("status", json!("live")),
        ("review", json!("approved")),
        ("id", json!("lst_00000000000000000000000000000000")),
        ("org_id", json!(ana.org.to_string())),
        ("external_id", json!("x")),
        ("version", json!(9)),
    ] {
        let mut body = listing("Asistente que cita tus documentos");
        body[name] = value;
        let answer = ana.post(&path, body).await;
        assert_eq!((answer.status, answer.slug().as_str()), (400, "malformed"), "{name}");
    }
}

#[actix_web::test]
async fn the_first_listing_waits_and_is_public_and_searchable_once_approved() {
    let site = Site::open().await;
    let (ana, trust) = (
        site.provider("ana@studio.example").await,
        site.staff(domain::user::StaffRole::Trust).await,
    );
    let app = site.app.clone().into_inner();
    let path = ana.handed_in(listing("Asistente que cita tus documentos")).await;
    assert_eq!(site.stranger().get(&path).await.status, 404);
    assert_eq!(ana.get(&path).await.json()["status"], "in_review");

    trust.approve(&path, 1).await.expect(200);
    index_listings::catch_up(&app).await.expect("the index follows");

    let public = site.stranger().get(&path).await.expect(200).json();
    assert_eq!((&public["status"], &public["n"]), (&json!("live"), &json!(1)));
    assert_eq!(public["provider"]["name"], "Studio ana");
    assert_eq!(public["listing"]["tiers"][0]["price_minor"], 400_00);
    assert!(public.get("version").is_none(), "the public need not know: {public}");
    let found = site.stranger().get("/api/v1/search?q=documentos&lang=es").await.expect(200).json();
    assert_eq!(found["results"][0]["listing"]["id"], public["id"]);
}

#[actix_web::test]
async fn a_proven_organisation_publishes_its_next_listing_at_once() {
    let site = Site::open().await;
    let (ana, trust, path) = site.live_listing().await;

    let second = ana.handed_in(listing("Un segundo asistente")).await;
    let body = json!({ "statement": "Copies another provider's text." });
    trust.post(&format!("{}/suspension", moderated(&path)), body).await.expect(200);
    let third = ana.handed_in(listing("Un tercer asistente")).await;

    assert_eq!(ana.get(&second).await.json()["status"], "live");
    assert_eq!(ana.get(&third).await.json()["status"], "in_review", "one of theirs is suspended");
}

#[actix_web::test]
async fn pausing_hides_at_once_and_resuming_shows_again() {
    let site = Site::open().await;
    let (ana, _, path) = site.live_listing().await;
    let app = site.app.clone().into_inner();
    index_listings::catch_up(&app).await.expect("the index follows");

    ana.post(&format!("{path}/pause"), json!({})).await.expect(200);

    assert_eq!(site.stranger().get(&path).await.status, 404);
    let unindexed = site.stranger().get("/api/v1/search?q=documentos").await.expect(200).json();
    assert_eq!(unindexed["results"], json!([]), "the database decides, not the index");
    assert_eq!(ana.get(&path).await.json()["status"], "paused");
    ana.post(&format!("{path}/resume"), json!({})).await.expect(200);
    assert_eq!(site.stranger().get(&path).await.status, 200);
}

#[actix_web::test]
async fn what_is_archived_is_gone_for_good_and_what_was_never_public_never_existed() {
    let site = Site::open().await;
    let (ana, _, live) = site.live_listing().await;
    let draft = ana.draft(listing("Nunca publicado del todo")).await;

    for path in [&live, &draft] {
        ana.post(&format!("{path}/archive"), json!({})).await.expect(200);
    }

    assert_eq!(site.stranger().get(&live).await.slug(), "gone");
    assert_eq!(site.stranger().get(&draft).await.slug(), "not-found");
    assert_eq!(ana.get(&live).await.json()["status"], "archived");
    for step in ["archive", "pause", "resume", "submission"] {
        let answer = ana.post(&format!("{live}/{step}"), json!({})).await;
        assert_eq!(answer.slug(), "illegal-transition", "{step}");
    }
    let edited = ana.edit(&live, listing("Otra vez, con otro título")).await;
    assert_eq!(edited.slug(), "illegal-transition");
}

#[actix_web::test]
async fn what_is_handed_in_can_be_taken_back() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let path = ana.handed_in(listing("Asistente que cita tus documentos")).await;

    ana.delete(&format!("{path}/submission")).await.expect(200);

    assert_eq!(ana.get(&path).await.json()["status"], "draft");
    assert_eq!(ana.delete(&format!("{path}/submission")).await.slug(), "illegal-transition");
}

#[actix_web::test]
async fn an_edit_says_which_version_was_read() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let path = ana.draft(listing("Asistente que cita tus documentos")).await;
    let tag = ana.get(&path).await.header("etag").unwrap().to_owned();
    let body = || Some(listing("Un título mucho mejor"));

    let unsaid = ana.send("PUT", &path, &[], body()).await;
    let saved = ana.send("PUT", &path, &[("if-match", &tag)], body()).await;
    let stale = ana.send("PUT", &path, &[("if-match", &tag)], body()).await;
    let late = ana.send("POST", &format!("{path}/submission"), &[("if-match", &tag)], None).await;

    assert_eq!((unsaid.status, saved.status, stale.status, late.status), (428, 200, 412, 412));
    assert_ne!(saved.header("etag"), Some(tag.as_str()));
}

#[actix_web::test]
async fn a_stranger_learns_nothing_and_changes_nothing() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let eva = site.provider("eva@other.example").await;
    let path = ana.draft(listing("Asistente que cita tus documentos")).await;
    let before = ana.get(&path).await.text;

    let list = format!("/api/v1/organisations/{}/listings", ana.org);
    let body = listing("Robado a su dueña");
    let tag = [("if-match", "\"1\"")];
    assert_eq!(eva.get(&path).await.status, 404);
    assert_eq!(eva.get(&list).await.status, 404);
    assert_eq!(eva.post(&list, body.clone()).await.status, 404);
    assert_eq!(eva.send("PUT", &path, &tag, Some(body.clone())).await.status, 404);
    for step in ["submission", "pause", "resume", "archive"] {
        assert_eq!(eva.post(&format!("{path}/{step}"), json!({})).await.status, 404, "{step}");
        let nobody = site.stranger().post(&format!("{path}/{step}"), json!({})).await;
        assert_eq!(nobody.status, 401, "{step}");
    }
    for hidden in ["versions", "versions/1"] {
        assert_eq!(eva.get(&format!("{path}/{hidden}")).await.status, 404, "{hidden}");
    }

    assert_eq!(ana.get(&path).await.text, before);
}

#[actix_web::test]
async fn who_only_buys_offers_nothing() {
    let site = Site::open().await;
    let leo = site.sign_up("leo@buyer.example").await;
    let org = leo.found("Compras Leo", "buyer").await;

    let answer = leo
        .post(&format!("/api/v1/organisations/{org}/listings"), listing("Vendo sin permiso"))
        .await;

    assert_eq!((answer.status, answer.slug().as_str()), (403, "forbidden"));
}

#[actix_web::test]
async fn a_provider_pages_through_their_listings_newest_first() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    for n in 1..=5 {
        ana.draft(listing(&format!("Asistente número {n}"))).await;
    }
    let path = format!("/api/v1/organisations/{}/listings", ana.org);

    let (mut titles, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ana.get(&format!("{path}?limit=2{cursor}")).await.expect(200).json();
        let listings = page["listings"].as_array().unwrap();
        titles.extend(listings.iter().map(|it| it["title"]["es"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }

    let expected: Vec<String> = (1..=5).rev().map(|n| format!("Asistente número {n}")).collect();
    assert_eq!(titles, expected);
    assert_eq!(ana.get(&format!("{path}?cursor=nonsense")).await.slug(), "malformed");
    assert_eq!(ana.get(&format!("{path}?colour=red")).await.slug(), "malformed");
}

#[actix_web::test]
async fn a_program_writes_with_a_key_that_may_write_and_not_with_one_that_reads() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let key = async |scopes: &[&str]| {
        let body = json!({ "name": "nightly", "scopes": scopes });
        let path = format!("/api/v1/organisations/{}/api-keys", ana.org);
        ana.post(&path, body).await.expect(201).json()["secret"].as_str().unwrap().to_owned()
    };
    let (reads, writes) = (key(&["listings:read"]).await, key(&["listings:write"]).await);
    let path = format!("/api/v1/organisations/{}/listings", ana.org);

    let body = listing("Asistente que cita tus documentos");
    let refused = site.program(&reads).post(&path, body.clone()).await;
    let written = site.program(&writes).post(&path, body).await;
    let unread = site.program(&writes).get(&path).await;
    let read = site.program(&reads).get(&path).await.expect(200).json();

    assert_eq!((refused.status, written.status, unread.status), (403, 201, 403));
    assert_eq!(read["listings"].as_array().map(Vec::len), Some(1));
}

#[actix_web::test]
async fn who_has_not_confirmed_their_address_does_not_publish() {
    let site = Site::open().await;
    let ana = site.unverified("ana@studio.example").await;

    let signed_in = ana.sign_in().await;

    // Without a confirmed address there is no organisation to publish for.
    let founded = ana
        .post(
            "/api/v1/organisations",
            json!({ "name": "Estudio", "kind": "company", "side": "provider", "country": "ES" }),
        )
        .await;
    assert_eq!((signed_in.status, founded.status), (201, 403));
}

fn fields(errors: &Value) -> Vec<&str> {
    errors
        .as_array()
        .expect("as the test set it up")
        .iter()
        .map(|it| it["field"].as_str().expect("as the test set it up"))
        .collect()
}
