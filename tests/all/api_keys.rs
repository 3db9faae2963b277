//! Programs that act for an organisation.

use domain::{id::OrgId, user::StaffRole};
use marketplace_tests::{Person, Site};
use serde_json::{Value, json};

async fn make(person: &Person<'_>, org: OrgId, scopes: &[&str]) -> Value {
    let body = json!({ "name": "nightly", "scopes": scopes });
    let path = format!("/api/v1/organisations/{org}/api-keys");
    person.post(&path, body).await.expect(201).json()
}

fn secret(key: &Value) -> String {
    key["secret"].as_str().expect("a secret").to_owned()
}

#[actix_web::test]
async fn a_key_acts_for_its_organisation_and_its_secret_is_shown_once() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    ana.found("Otra casa", "both").await;

    let key = make(&ana, ana.org, &["listings:read"]).await;

    let program = site.program(&secret(&key));
    let mine = program.get("/api/v1/organisations").await.expect(200).json();
    assert_eq!(mine["organisations"].as_array().unwrap().len(), 1);
    assert_eq!(mine["organisations"][0]["id"], ana.org.to_string());
    assert!(secret(&key).starts_with(key["prefix"].as_str().unwrap()));
    let path = format!("/api/v1/organisations/{}/api-keys", ana.org);
    let list = ana.get(&path).await.expect(200);
    assert!(!list.text.contains(&secret(&key)));
    assert_eq!(list.json()["api_keys"][0]["last_used_at_ms"], 1_795_338_000_000_i64);
}

#[actix_web::test]
async fn a_revoked_key_is_refused_at_once() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let key = make(&ana, ana.org, &["listings:read"]).await;
    let program = site.program(&secret(&key));
    program.get("/api/v1/me").await.expect(200);
    let path =
        format!("/api/v1/organisations/{}/api-keys/{}", ana.org, key["id"].as_str().unwrap());

    ana.delete(&path).await.expect(204);

    assert_eq!(program.get("/api/v1/me").await.status, 401);
    assert_eq!(ana.delete(&path).await.status, 404);
}

#[actix_web::test]
async fn what_is_no_key_is_refused_even_beside_a_good_cookie() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let key = make(&ana, ana.org, &["listings:read"]).await;
    let cut = secret(&key)[..70].to_owned();

    for shown in ["Bearer", "Bearer ", "Bearer x", "Basic eDp4", &format!("Bearer {cut}"), "x"] {
        let headers = [("authorization", shown)];
        let refused = ana.send("GET", "/api/v1/me", &headers, None).await;
        assert_eq!((refused.status, refused.slug().as_str()), (401, "sign-in-first"), "{shown}");
    }
}

#[actix_web::test]
async fn a_key_does_only_what_its_scopes_say() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let reader = site.program(&secret(&make(&ana, ana.org, &["listings:read"]).await));
    let writer = site.program(&secret(&make(&ana, ana.org, &["profile:write"]).await));
    let path = format!("/api/v1/organisations/{}/profile", ana.org);
    let tag = ana.get(&path).await.expect(200).header("etag").unwrap().to_owned();
    let headers = [("if-match", tag.as_str())];
    let body = || Some(json!({ "city": "Valencia" }));

    let refused = reader.send("PUT", &path, &headers, body()).await;
    assert_eq!((refused.status, refused.slug().as_str()), (403, "forbidden"));
    writer.send("PUT", &path, &headers, body()).await.expect(200);
}

#[actix_web::test]
async fn no_key_reaches_what_is_for_a_person() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let all = ["listings:read", "listings:write", "profile:write"];
    let program = site.program(&secret(&make(&ana, ana.org, &all).await));
    let org = format!("/api/v1/organisations/{}", ana.org);
    let edit = json!({
        "name": "X Y", "kind": "company", "side": "both", "country": "ES", "is_trader": true,
    });
    let passwords = json!({ "current_password": "a", "new_password": "b" });
    let tagged = [("if-match", "\"1\"")];

    for (method, path, body) in [
        ("GET", "/api/v1/sessions".to_owned(), None),
        ("DELETE", "/api/v1/sessions".to_owned(), None),
        ("DELETE", "/api/v1/sessions/current".to_owned(), None),
        ("PUT", "/api/v1/me/password".to_owned(), Some(passwords)),
        ("PATCH", "/api/v1/me".to_owned(), Some(json!({ "lang": "es" }))),
        ("POST", "/api/v1/organisations".to_owned(), Some(edit.clone())),
        ("PUT", org.clone(), Some(edit)),
        ("GET", format!("{org}/members"), None),
        ("GET", format!("{org}/api-keys"), None),
        ("POST", format!("{org}/api-keys"), Some(json!({ "name": "k", "scopes": all }))),
        ("POST", format!("{org}/invitations"), Some(json!({ "email": "a@b.co", "role": "owner" }))),
    ] {
        let refused = program.send(method, &path, &tagged, body).await;
        assert_eq!(refused.status, 403, "{method} {path}: {}", refused.text);
    }
}

#[actix_web::test]
async fn a_key_of_one_organisation_does_not_see_another() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let other = ana.found("Otra casa", "both").await;
    let program = site.program(&secret(&make(&ana, ana.org, &["profile:write"]).await));

    let path = format!("/api/v1/organisations/{other}");
    assert_eq!(program.get(&path).await.status, 404);
    let profile = format!("{path}/profile");
    let body = Some(json!({ "city": "Valencia" }));
    let refused = program.send("PUT", &profile, &[("if-match", "\"1\"")], body).await;
    assert_eq!(refused.status, 404);
}

#[actix_web::test]
async fn keys_of_others_are_not_there() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let eva = site.provider("eva@example.com").await;
    let key = make(&ana, ana.org, &["listings:read"]).await;
    let id = key["id"].as_str().unwrap();

    for org in [ana.org, eva.org] {
        let path = format!("/api/v1/organisations/{org}/api-keys/{id}");
        assert_eq!(eva.delete(&path).await.status, 404);
    }
    let path = format!("/api/v1/organisations/{}/api-keys", ana.org);
    assert_eq!(eva.get(&path).await.status, 404);
    site.program(&secret(&key)).get("/api/v1/me").await.expect(200);
}

#[actix_web::test]
async fn a_key_ends_with_its_makers_membership() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;
    let invite = json!({ "email": eva.email, "role": "admin" });
    let base = format!("/api/v1/organisations/{}", ana.org);
    ana.post(&format!("{base}/invitations"), invite).await.expect(201);
    let accept = format!("/api/v1/invitations/{}/acceptance", site.link_token(&eva).await);
    eva.post(&accept, json!({})).await.expect(200);
    let program = site.program(&secret(&make(&eva, ana.org, &["listings:read"]).await));
    program.get("/api/v1/me").await.expect(200);

    let eva_id = eva.get("/api/v1/me").await.json()["id"].as_str().unwrap().to_owned();
    ana.delete(&format!("{base}/members/{eva_id}")).await.expect(204);

    assert_eq!(program.get("/api/v1/me").await.status, 401);
    let keys = ana.get(&format!("{base}/api-keys")).await.json();
    assert!(keys["api_keys"][0]["revoked_at_ms"].is_i64());
}

#[actix_web::test]
async fn a_key_of_a_suspended_person_is_refused() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let program = site.program(&secret(&make(&ana, ana.org, &["listings:read"]).await));
    let trust = site.staff(StaffRole::Trust).await;
    let id = ana.get("/api/v1/me").await.json()["id"].as_str().unwrap().to_owned();

    let path = format!("/api/v1/staff/users/{id}/suspension");
    trust.put(&path, json!({ "reason": "spam" })).await.expect(204);

    let refused = program.get("/api/v1/me").await;
    assert_eq!((refused.status, refused.slug().as_str()), (403, "suspended"));
}

#[actix_web::test]
async fn a_key_needs_a_name_and_known_scopes() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let path = format!("/api/v1/organisations/{}/api-keys", ana.org);

    for (body, field, code) in [
        (json!({ "name": "", "scopes": ["listings:read"] }), "name", "missing"),
        (json!({ "name": "k", "scopes": [] }), "scopes", "too-few"),
        (json!({ "name": "k", "scopes": ["root"] }), "scopes", "unknown-value"),
        (
            json!({ "name": "k", "scopes": ["listings:read", "listings:read"] }),
            "scopes",
            "repeated",
        ),
    ] {
        let refused = ana.post(&path, body).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
        assert_eq!(refused["errors"][0]["code"], code, "{refused}");
    }
    let body = json!({ "name": "k", "scopes": ["listings:read"], "secret": "chosen" });
    assert_eq!(ana.post(&path, body).await.status, 400);
}

#[actix_web::test]
async fn a_key_needs_no_word_about_its_origin() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let program = site.program(&secret(&make(&ana, ana.org, &["profile:write"]).await));
    let path = format!("/api/v1/organisations/{}/profile", ana.org);
    let tag = program.get(&path).await.expect(200).header("etag").unwrap().to_owned();

    let headers = [("if-match", tag.as_str()), ("origin", "https://tools.example")];
    let body = Some(json!({ "city": "Valencia" }));
    program.send("PUT", &path, &headers, body).await.expect(200);
}
