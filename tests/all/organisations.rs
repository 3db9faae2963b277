//! Firms and the people in them.

use futures_util::future::join_all;
use marketplace_tests::{Person, Site};
use serde_json::{Value, json};

/// Somebody new in `org`, by invitation of `owner`.
async fn joined<'a>(
    site: &'a Site,
    owner: &Person<'_>,
    org: &str,
    (email, role): (&str, &str),
) -> Person<'a> {
    let person = site.sign_up(email).await;
    let body = json!({ "email": email, "role": role });
    let path = format!("/api/v1/organisations/{org}/invitations");
    owner.post(&path, body).await.expect(201);
    let token = site.link_token(&person).await;
    let path = format!("/api/v1/invitations/{token}/acceptance");
    person.post(&path, json!({})).await.expect(200);
    person
}

fn form(name: &str) -> Value {
    json!({ "name": name, "kind": "company", "side": "both", "country": "ES", "is_trader": true })
}

#[actix_web::test]
async fn a_founder_owns_and_a_stranger_does_not_even_see() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;

    let founded = ana.post("/api/v1/organisations", form("Núñez & Hijos")).await.expect(201);

    let org = founded.json();
    assert_eq!((&org["handle"], &org["your_role"]), (&json!("nunez-hijos"), &json!("owner")));
    let path = founded.header("location").unwrap().to_owned();
    ana.get(&path).await.expect(200);
    let foreign = eva.get(&path).await;
    let missing = eva.get("/api/v1/organisations/org_00000000000000000000000000000000").await;
    assert_eq!((foreign.status, foreign.slug()), (404, missing.slug()));
    assert_eq!(site.stranger().get(&path).await.status, 401);
    assert_eq!(eva.get("/api/v1/organisations").await.json()["organisations"], json!([]));
}

#[actix_web::test]
async fn a_name_that_is_taken_gets_a_number_and_a_chosen_handle_does_not() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    ana.post("/api/v1/organisations", form("Estudio")).await.expect(201);

    let second = ana.post("/api/v1/organisations", form("Estudio")).await.expect(201).json();
    let mut body = form("Otro");
    body["handle"] = json!("estudio");
    let refused = ana.post("/api/v1/organisations", body).await.expect(422).json();

    assert_eq!(second["handle"], "estudio-2");
    assert_eq!(refused["errors"][0]["field"], "handle");
    assert_eq!(refused["errors"][0]["code"], "repeated");
}

#[actix_web::test]
async fn every_wrong_field_is_named() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let body = json!({
        "name": "A\u{0}B", "kind": "club", "side": "left", "country": "Spain", "handle": "Ñandú",
    });

    let refused = ana.post("/api/v1/organisations", body).await.expect(422).json();

    let fields: Vec<_> =
        refused["errors"].as_array().unwrap().iter().map(|it| it["field"].clone()).collect();
    assert_eq!(fields, ["name", "kind", "side", "country", "handle"]);
}

#[actix_web::test]
async fn of_two_edits_of_one_version_one_is_refused() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let path = format!("/api/v1/organisations/{}", ana.org);
    let tag = ana.get(&path).await.header("etag").unwrap().to_owned();
    let headers = [("if-match", tag.as_str())];

    let edits = ["Uno", "Otro"].map(|it| ana.send("PUT", &path, &headers, Some(form(it))));
    let mut statuses: Vec<u16> = join_all(edits).await.iter().map(|it| it.status).collect();
    let unread = ana.put(&path, form("Tercero")).await;

    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(unread.status, 428);
}

#[actix_web::test]
async fn an_invitation_is_for_one_address_and_one_time() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;
    let leo = site.sign_up("leo@example.com").await;
    let path = format!("/api/v1/organisations/{}/invitations", ana.org);
    let body = json!({ "email": "Eva@Example.com", "role": "member" });
    ana.post(&path, body).await.expect(201);

    let mail = site.mail_to(&eva).await;
    let token = site.link_token(&eva).await;
    let accept = format!("/api/v1/invitations/{token}/acceptance");
    let by_leo = leo.post(&accept, json!({})).await;
    let offer = eva.get(&format!("/api/v1/invitations/{token}")).await.expect(200).json();
    let first = eva.post(&accept, json!({})).await.expect(200).json();
    let second = eva.post(&accept, json!({})).await;

    assert_eq!(mail.last().unwrap().subject, "Test ana invites you to Studio ana on Lonja");
    assert_eq!(by_leo.status, 403);
    assert_eq!(offer["organisation"], "Studio ana");
    assert_eq!(first["your_role"], "member");
    assert_eq!((second.status, second.slug().as_str()), (410, "stale-link"));
    let members = ana.get(&format!("/api/v1/organisations/{}/members", ana.org)).await.json();
    assert_eq!(members["members"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn a_withdrawn_or_replaced_invitation_is_worth_nothing() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;
    let path = format!("/api/v1/organisations/{}/invitations", ana.org);
    let body = || json!({ "email": "eva@example.com", "role": "member" });
    ana.post(&path, body()).await.expect(201);
    let replaced = site.link_token(&eva).await;
    let second = ana.post(&path, body()).await.expect(201).json();
    let withdrawn = site.link_token(&eva).await;
    let id = second["id"].as_str().unwrap();
    ana.delete(&format!("{path}/{id}")).await.expect(204);
    ana.delete(&format!("{path}/{id}")).await.expect(404);

    for token in [replaced, withdrawn] {
        let accept = format!("/api/v1/invitations/{token}/acceptance");
        assert_eq!(eva.post(&accept, json!({})).await.status, 410);
    }
    assert_eq!(ana.get(&path).await.json()["invitations"], json!([]));
}

#[actix_web::test]
async fn each_role_reaches_as_far_as_it_says() {
    let site = Site::open_with("limits.sign_in_per_address_per_hour = 1000").await;
    let ana = site.provider("ana@example.com").await;
    let org = ana.org.to_string();
    let admin = joined(&site, &ana, &org, ("admin@example.com", "admin")).await;
    let member = joined(&site, &ana, &org, ("member@example.com", "member")).await;
    let base = format!("/api/v1/organisations/{org}");
    let invite = |role: &str| json!({ "email": "new@example.com", "role": role });
    let path_of = |id: String| format!("{base}/members/{id}");
    let (ana_path, admin_path, member_path) =
        (path_of(ana.id().await), path_of(admin.id().await), path_of(member.id().await));
    let invitations = format!("{base}/invitations");

    assert_eq!(member.get(&format!("{base}/members")).await.status, 200);
    assert_eq!(member.get(&invitations).await.status, 403);
    assert_eq!(member.post(&invitations, invite("member")).await.status, 403);
    assert_eq!(member.put(&member_path, json!({ "role": "owner" })).await.status, 403);
    assert_eq!(member.delete(&admin_path).await.status, 403);
    assert_eq!(admin.post(&invitations, invite("owner")).await.status, 403);
    assert_eq!(admin.put(&admin_path, json!({ "role": "owner" })).await.status, 403);
    assert_eq!(admin.delete(&ana_path).await.status, 403);
    assert_eq!(admin.put(&ana_path, json!({ "role": "member" })).await.status, 403);

    admin.put(&member_path, json!({ "role": "admin" })).await.expect(204);
    ana.put(&member_path, json!({ "role": "owner" })).await.expect(204);
    member.delete(&admin_path).await.expect(204);
    assert_eq!(admin.get(&base).await.status, 404, "who was taken out sees nothing any more");
}

#[actix_web::test]
async fn the_last_owner_stays() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let path = format!("/api/v1/organisations/{}/members/{}", ana.org, ana.id().await);

    let left = ana.delete(&path).await;
    let demoted = ana.put(&path, json!({ "role": "member" })).await;

    assert_eq!((left.status, left.slug().as_str()), (409, "illegal-transition"));
    assert_eq!(demoted.status, 409);
}

#[actix_web::test]
async fn of_two_owners_who_leave_at_the_same_time_one_stays() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let eva = joined(&site, &ana, &ana.org.to_string(), ("eva@example.com", "owner")).await;
    let base = format!("/api/v1/organisations/{}/members", ana.org);
    let (ana_path, eva_path) =
        (format!("{base}/{}", ana.id().await), format!("{base}/{}", eva.id().await));

    let (one, other) = futures_util::join!(ana.delete(&ana_path), eva.delete(&eva_path));

    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
}

#[actix_web::test]
async fn a_member_who_is_already_in_is_not_asked_in_again() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let path = format!("/api/v1/organisations/{}/invitations", ana.org);

    let body = json!({ "email": "ana@example.com", "role": "member" });
    let refused = ana.post(&path, body).await.expect(422).json();

    assert_eq!(refused["errors"][0]["field"], "email");
}

#[actix_web::test]
async fn a_provider_writes_its_profile_and_everybody_reads_it() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let own = format!("/api/v1/organisations/{}/profile", ana.org);
    let tag = ana.get(&own).await.expect(200).header("etag").unwrap().to_owned();
    let body = json!({
        "headline": { "es": "Asistentes que responden con sus fuentes" },
        "languages": [{ "code": "es", "level": "native" }],
        "hourly_rate_minor": 60_00,
        "leave_from": "2026-12-20",
        "leave_to": "2027-01-07",
    });

    let headers = [("if-match", tag.as_str())];
    ana.send("PUT", &own, &headers, Some(body.clone())).await.expect(200);
    let stale = ana.send("PUT", &own, &headers, Some(body.clone())).await;
    let unread = ana.put(&own, body).await;

    let seen = site.stranger().get(&format!("/api/v1/providers/{}", ana.handle)).await;
    let seen = seen.expect(200).json();
    assert_eq!(seen["headline"]["es"], "Asistentes que responden con sus fuentes");
    assert_eq!((&seen["hourly_rate_minor"], &seen["currency"]), (&json!(6000), &json!("EUR")));
    assert_eq!(seen["leave_to"], "2027-01-07");
    assert_eq!((stale.status, unread.status), (412, 428));
}
