//! Our trust team decides, gives its reasons, and the owners hear of it.

use domain::user::StaffRole;
use marketplace_tests::{
    Person, Site,
    listings::{listing, moderated},
};
use serde_json::{Value, json};

async fn queue(trust: &Person<'_>) -> Value {
    trust.get("/api/v1/moderation/listings").await.expect(200).json()
}

#[actix_web::test]
async fn what_is_handed_in_waits_in_the_queue_with_what_it_changes() {
    let site = Site::open().await;
    let (ana, trust, path) = site.live_listing().await;
    let mut dearer = listing("Asistente que cita tus documentos");
    dearer["tiers"][0]["price_minor"] = json!(500_00);
    ana.edit(&path, dearer).await.expect(200);
    ana.post(&format!("{path}/submission"), json!({})).await.expect(200);

    let waiting = queue(&trust).await["waiting"].clone();

    assert_eq!(waiting.as_array().map(Vec::len), Some(1));
    assert_eq!((&waiting[0]["n"], &waiting[0]["status"]), (&json!(2), &json!("live")));
    assert_eq!(waiting[0]["organisation"]["name"], "Studio ana");
    assert_eq!(
        waiting[0]["changes"],
        json!([{ "field": "tiers[0].price_minor", "before": "40000", "after": "50000" }])
    );
}

#[actix_web::test]
async fn the_queue_is_worked_longest_waiting_first_page_by_page() {
    let site = Site::open().await;
    let trust = site.staff(StaffRole::Trust).await;
    for name in ["ana", "eva", "leo"] {
        let provider = site.provider(&format!("{name}@studio.example")).await;
        marketplace_tests::clock::advance_secs(60);
        provider.handed_in(listing("Asistente que cita tus documentos")).await;
    }

    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/moderation/listings?limit=1{cursor}");
        let page = trust.get(&path).await.expect(200).json();
        let name = page["waiting"][0]["organisation"]["name"].as_str().unwrap();
        names.push(name.to_owned());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }

    assert_eq!(names, ["Studio ana", "Studio eva", "Studio leo"]);
    let wrong = trust.get("/api/v1/moderation/listings?cursor=12.x").await;
    assert_eq!(wrong.slug(), "malformed");
}

#[actix_web::test]
async fn approval_is_told_to_the_owner_with_a_link_that_works() {
    let site = Site::open().await;
    let (ana, trust, path) = site.live_listing().await;

    let mail = site.mail_to(&ana).await;

    let mail = mail.last().unwrap();
    assert!(mail.subject.contains("Asistente que cita tus documentos"), "{}", mail.subject);
    let id = path.rsplit('/').next().unwrap();
    assert!(mail.text.contains(&format!("/listings/{id}/asistente-que-cita")), "{}", mail.text);
    assert_eq!(queue(&trust).await["waiting"], json!([]));
}

#[actix_web::test]
async fn a_decline_needs_a_reason_and_the_owner_reads_it() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let trust = site.staff(StaffRole::Trust).await;
    let path = ana.handed_in(listing("Asistente que cita tus documentos")).await;
    let decline = format!("{}/decline", moderated(&path));

    let silent = trust.post(&decline, json!({ "n": 1 })).await.expect(422);
    let curt = trust.post(&decline, json!({ "n": 1, "reason": "No." })).await.expect(422);
    let reason = "Say which documents you can read, and show one example.";
    trust.post(&decline, json!({ "n": 1, "reason": reason })).await.expect(200);

    assert_eq!(silent.json()["errors"][0]["code"], "missing");
    assert_eq!(curt.json()["errors"][0]["code"], "too-short");
    let own = ana.get(&path).await.json();
    assert_eq!((&own["status"], &own["review"]), (&json!("draft"), &json!("declined")));
    assert_eq!(own["reason"], reason);
    assert!(site.mail_to(&ana).await.last().unwrap().text.contains(reason));
    assert_eq!(
        ana.post(&format!("{path}/submission"), json!({})).await.slug(),
        "illegal-transition"
    );
    let better = listing("Asistente que cita tus contratos");
    ana.edit(&path, better).await.expect(200);
    let again = ana.post(&format!("{path}/submission"), json!({})).await.expect(200).json();
    assert_eq!((&again["n"], &again["status"]), (&json!(2), &json!("in_review")));
}

#[actix_web::test]
async fn of_two_decisions_about_one_version_one_wins() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let trust = site.staff(StaffRole::Trust).await;
    let path = ana.handed_in(listing("Asistente que cita tus documentos")).await;

    let (one, other) = futures_util::join!(trust.approve(&path, 1), trust.approve(&path, 1));

    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let mail = site.mail_to(&ana).await;
    assert_eq!(mail.iter().filter(|it| it.subject.contains("Asistente")).count(), 1);
    assert_eq!(trust.approve(&path, 2).await.slug(), "conflict", "there is no such version");
}

#[actix_web::test]
async fn a_suspension_hides_gives_its_reasons_and_ends_where_it_began() {
    let site = Site::open().await;
    let (ana, trust, path) = site.live_listing().await;
    let suspension = format!("{}/suspension", moderated(&path));
    let lift = format!("{}/lift", moderated(&path));
    ana.post(&format!("{path}/pause"), json!({})).await.expect(200);

    assert_eq!(trust.post(&suspension, json!({})).await.status, 422);
    let statement = "It offers what the law does not allow.";
    trust.post(&suspension, json!({ "statement": statement })).await.expect(200);

    let own = ana.get(&path).await.json();
    assert_eq!((&own["status"], &own["statement"]), (&json!("suspended"), &json!(statement)));
    assert_eq!(site.stranger().get(&path).await.status, 404);
    for step in ["pause", "resume"] {
        assert_eq!(
            ana.post(&format!("{path}/{step}"), json!({})).await.slug(),
            "illegal-transition"
        );
    }
    trust.post(&lift, json!({})).await.expect(200);
    assert_eq!(ana.get(&path).await.json()["status"], "paused");
    assert_eq!(trust.post(&lift, json!({})).await.slug(), "illegal-transition");
}

#[actix_web::test]
async fn what_is_suspended_is_reviewed_even_for_a_harmless_change() {
    let site = Site::open().await;
    let (ana, trust, path) = site.live_listing().await;
    let body = json!({ "statement": "It offers what the law does not allow." });
    trust.post(&format!("{}/suspension", moderated(&path)), body).await.expect(200);
    let mut answered = listing("Asistente que cita tus documentos");
    answered["faq"][0]["answer"]["es"] = json!("Sí, del todo.");

    ana.edit(&path, answered).await.expect(200);
    let handed = ana.post(&format!("{path}/submission"), json!({})).await.expect(200).json();

    assert_eq!((&handed["status"], &handed["review"]), (&json!("suspended"), &json!("in_review")));
}

#[actix_web::test]
async fn what_was_never_public_cannot_be_suspended() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let trust = site.staff(StaffRole::Trust).await;
    let path = ana.handed_in(listing("Asistente que cita tus documentos")).await;

    let body = json!({ "statement": "It offers what the law does not allow." });
    let answer = trust.post(&format!("{}/suspension", moderated(&path)), body).await;

    assert_eq!(answer.slug(), "illegal-transition");
}

#[actix_web::test]
async fn nobody_but_the_trust_team_decides() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let support = site.staff(StaffRole::Support).await;
    let path = ana.handed_in(listing("Asistente que cita tus documentos")).await;

    for (who, status) in [(&*ana, 403), (&support, 403), (&site.stranger(), 401)] {
        assert_eq!(who.get("/api/v1/moderation/listings").await.status, status);
        for (step, body) in [
            ("approval", json!({ "n": 1 })),
            ("decline", json!({ "n": 1, "reason": "Not good enough for me." })),
            ("suspension", json!({ "statement": "I do not like this one." })),
            ("lift", json!({})),
        ] {
            let answer = who.post(&format!("{}/{step}", moderated(&path)), body).await;
            assert_eq!(answer.status, status, "{step}");
        }
    }

    assert_eq!(ana.get(&path).await.json()["status"], "in_review");
}

#[actix_web::test]
async fn the_trust_team_reads_what_it_decides_about() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let trust = site.staff(StaffRole::Trust).await;
    let path = ana.handed_in(listing("Asistente que cita tus documentos")).await;

    trust.get(&path).await.expect(200);
    trust.get(&format!("{path}/versions")).await.expect(200);
    let version = trust.get(&format!("{path}/versions/1")).await.expect(200).json();

    assert_eq!(version["review"], "in_review");
}
