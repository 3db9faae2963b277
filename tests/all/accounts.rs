//! Coming in: signing up, confirming the address, a forgotten password; and what others may learn
//! of it (nothing).

use futures_util::future::join_all;
use marketplace_tests::{
    Answer, Site, clock,
    people::{PASSWORD, token_in},
};
use serde_json::json;

fn sign_up_body(email: &str) -> serde_json::Value {
    json!({ "email": email, "password": PASSWORD, "display_name": "Ana Ruiz", "lang": "en" })
}

/// Everything a caller can see but what differs from request to request anyway.
fn seen(answer: &Answer) -> (u16, String, Vec<(String, String)>) {
    let mut headers = answer.headers.clone();
    let varies = |name: &str| name == "x-request-id" || name.starts_with("ratelimit-");
    headers.retain(|(name, _)| !varies(name));
    headers.sort();
    (answer.status, answer.text.clone(), headers)
}

#[actix_web::test]
async fn a_person_signs_up_confirms_and_signs_in() {
    let site = Site::open().await;

    let ana = site.sign_up("Ana@Example.com").await;

    let me = ana.get("/api/v1/me").await.expect(200).json();
    assert_eq!(me["email"], "Ana@example.com");
    assert_eq!(me["status"], "active");
    assert_eq!(me["lang"], "en");
}

#[actix_web::test]
async fn a_person_who_has_not_confirmed_may_sign_in_and_no_more() {
    let site = Site::open().await;
    let ana = site.unverified("ana@example.com").await;

    ana.sign_in().await.expect(201);

    assert_eq!(ana.get("/api/v1/me").await.json()["status"], "unverified");
    let body = json!({"name": "Estudio", "kind": "company", "side": "both", "country": "ES"});
    let refused = ana.post("/api/v1/organisations", body).await;
    assert_eq!((refused.status, refused.slug().as_str()), (403, "unverified"));
}

#[actix_web::test]
async fn signing_up_with_a_known_address_looks_the_same_and_is_said_by_mail() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let stranger = site.stranger();

    let known = stranger.post("/api/v1/accounts", sign_up_body("ANA@example.com")).await;
    let unknown = stranger.post("/api/v1/accounts", sign_up_body("eva@example.com")).await;

    assert_eq!(seen(&known), seen(&unknown));
    let mail = site.mail_to(&ana).await;
    assert_eq!(mail.last().unwrap().subject, "You already have an account");
    ana.sign_in().await.expect(201);
}

/// Nearly all of the time goes into the password, so the same work on it is the same time.
#[actix_web::test]
async fn signing_up_costs_as_much_work_with_a_known_address() {
    let site = Site::open().await;
    site.sign_up("ana@example.com").await;
    site.unverified("leo@example.com").await;
    let stranger = site.stranger();
    let mut done = Vec::new();

    for email in ["ana@example.com", "leo@example.com", "new@example.com"] {
        let before = site.password_work();
        stranger.post("/api/v1/accounts", sign_up_body(email)).await.expect(202);
        done.push(site.password_work_since(&before));
    }

    assert_eq!(done[0], [("hash".to_owned(), 1), ("judge".to_owned(), 1)]);
    assert_eq!(done[1], done[0]);
    assert_eq!(done[2], done[0]);
}

#[actix_web::test]
async fn a_forgotten_password_looks_the_same_for_every_address() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let stranger = site.stranger();
    let ask = |email: &str| json!({ "email": email });

    let known = stranger.post("/api/v1/password-resets", ask("ana@example.com")).await;
    let unknown = stranger.post("/api/v1/password-resets", ask("nobody@example.com")).await;

    assert_eq!(seen(&known), seen(&unknown));
    assert_eq!(site.mail_to(&ana).await.last().unwrap().subject, "Choose a new password");
    assert!(site.mail_at("nobody@example.com").await.is_empty());
}

#[actix_web::test]
async fn asking_for_the_confirmation_again_looks_the_same_for_every_address() {
    let site = Site::open().await;
    let eva = site.unverified("eva@example.com").await;
    let ana = site.sign_up("ana@example.com").await;
    let (n_eva, n_ana) = (site.mail_to(&eva).await.len(), site.mail_to(&ana).await.len());
    let stranger = site.stranger();
    let path = "/api/v1/accounts/verification/mail";

    let waiting = stranger.post(path, json!({ "email": "eva@example.com" })).await;
    let active = stranger.post(path, json!({ "email": "ana@example.com" })).await;
    let unknown = stranger.post(path, json!({ "email": "nobody@example.com" })).await;

    assert_eq!(seen(&waiting), seen(&active));
    assert_eq!(seen(&waiting), seen(&unknown));
    assert_eq!(site.mail_to(&eva).await.len(), n_eva + 1);
    assert_eq!(site.mail_to(&ana).await.len(), n_ana);
}

#[actix_web::test]
async fn of_many_who_sign_up_with_one_address_at_once_all_hear_the_same() {
    let site = Site::open_with("limits.sign_in_per_address_per_hour = 1000").await;
    let people: Vec<_> = (0..8).map(|_| site.stranger()).collect();

    let tries = people.iter().map(|it| it.post("/api/v1/accounts", sign_up_body("a@b.co")));
    let statuses: Vec<u16> = join_all(tries).await.iter().map(|it| it.status).collect();

    assert_eq!(statuses, [202; 8]);
}

/// Whoever typed the address first must not end up with a password to its owner's account.
#[actix_web::test]
async fn the_last_to_sign_up_before_confirming_sets_the_password() {
    let site = Site::open().await;
    let thief = site.unverified("ana@example.com").await;
    thief.sign_in().await.expect(201);
    let stale = site.link_token(&thief).await;

    let mut body = sign_up_body("ana@example.com");
    body["password"] = json!("otra-frase-muy-larga-4");
    site.stranger().post("/api/v1/accounts", body).await.expect(202);
    let stale = thief.post("/api/v1/accounts/verification", json!({ "token": stale })).await;
    let fresh = site.link_token(&thief).await;
    site.stranger()
        .post("/api/v1/accounts/verification", json!({ "token": fresh }))
        .await
        .expect(204);

    assert_eq!(stale.status, 410);
    assert_eq!(thief.get("/api/v1/me").await.status, 401);
    assert_eq!(thief.sign_in().await.status, 401);
}

#[actix_web::test]
async fn a_confirmation_works_once_among_twenty_at_the_same_time() {
    let site = Site::open_with("limits.sign_in_per_address_per_hour = 1000").await;
    let ana = site.unverified("ana@example.com").await;
    let token = site.link_token(&ana).await;
    let people: Vec<_> = (0..20).map(|_| site.stranger()).collect();

    let body = json!({ "token": token });
    let tries = people.iter().map(|it| it.post("/api/v1/accounts/verification", body.clone()));
    let mut statuses: Vec<u16> = join_all(tries).await.iter().map(|it| it.status).collect();

    statuses.sort_unstable();
    assert_eq!(statuses[0], 204);
    assert!(statuses[1..].iter().all(|it| *it == 410), "{statuses:?}");
}

#[actix_web::test]
async fn a_new_password_is_set_once_among_twenty_at_the_same_time() {
    let site = Site::open_with("limits.sign_in_per_address_per_hour = 1000").await;
    let ana = site.sign_up("ana@example.com").await;
    ana.post("/api/v1/password-resets", json!({ "email": ana.email })).await.expect(202);
    let path = format!("/api/v1/password-resets/{}", site.link_token(&ana).await);
    let people: Vec<_> = (0..20).map(|_| site.stranger()).collect();

    let tries = people.iter().enumerate().map(|(n, it)| {
        let body = json!({ "password": format!("grapa-nube-tejado-{n}-largo") });
        it.put(&path, body)
    });
    let statuses: Vec<u16> = join_all(tries).await.iter().map(|it| it.status).collect();

    assert_eq!(statuses.iter().filter(|it| **it == 204).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|it| **it == 410).count(), 19, "{statuses:?}");
}

#[actix_web::test]
async fn a_new_password_by_link_ends_every_session() {
    let site = Site::open().await;
    let mut ana = site.sign_up("ana@example.com").await;
    site.stranger()
        .post("/api/v1/password-resets", json!({ "email": ana.email }))
        .await
        .expect(202);
    let token = site.link_token(&ana).await;
    let path = format!("/api/v1/password-resets/{token}");

    let weak = site.stranger().put(&path, json!({ "password": "password1" })).await;
    site.stranger().put(&path, json!({ "password": "nuevo-y-largo-77" })).await.expect(204);
    let again = site.stranger().put(&path, json!({ "password": "nuevo-y-largo-88" })).await;

    assert_eq!(weak.status, 422, "a weak password does not use the link up");
    assert_eq!(again.slug(), "stale-link");
    assert_eq!(ana.get("/api/v1/me").await.status, 401);
    assert_eq!(ana.sign_in().await.status, 401);
    ana.password = "nuevo-y-largo-77".into();
    ana.sign_in().await.expect(201);
    assert_eq!(site.mail_to(&ana).await.last().unwrap().subject, "Your password was changed");
}

#[actix_web::test]
async fn links_end_by_themselves() {
    let site = Site::open().await;
    let ana = site.unverified("ana@example.com").await;
    let verify = site.link_token(&ana).await;
    clock::advance_secs(24 * 3_600);
    let late = ana.post("/api/v1/accounts/verification", json!({ "token": verify })).await;

    let eva = site.sign_up("eva@example.com").await;
    eva.post("/api/v1/password-resets", json!({ "email": eva.email })).await.expect(202);
    let path = format!("/api/v1/password-resets/{}", site.link_token(&eva).await);
    clock::advance_secs(30 * 60);
    let too_late = eva.put(&path, json!({ "password": "nuevo-y-largo-77" })).await;

    assert_eq!((late.status, late.slug().as_str()), (410, "stale-link"));
    assert_eq!((too_late.status, too_late.slug().as_str()), (410, "stale-link"));
}

#[actix_web::test]
async fn a_link_for_one_thing_does_not_do_another() {
    let site = Site::open().await;
    let ana = site.unverified("ana@example.com").await;
    let verify = site.link_token(&ana).await;

    let path = format!("/api/v1/password-resets/{verify}");
    let refused = ana.put(&path, json!({ "password": "nuevo-y-largo-77" })).await;

    assert_eq!(refused.status, 410);
}

/// A mailbox is not filled by whoever knows its address.
#[actix_web::test]
async fn at_most_five_links_an_hour_are_sent() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let before = site.mail_to(&ana).await.len();

    for _ in 0..9 {
        let body = json!({ "email": ana.email });
        site.stranger().post("/api/v1/password-resets", body).await.expect(202);
    }

    assert_eq!(site.mail_to(&ana).await.len(), before + 5);
}

#[actix_web::test]
async fn links_begin_with_our_address_whatever_the_request_says() {
    let site = Site::open_with("base_url = \"https://lonja.example\"").await;
    let ana = site.unverified("ana@example.com").await;
    let headers = [("host", "evil.example"), ("x-forwarded-host", "evil.example")];

    let body = json!({ "email": ana.email });
    let path = "/api/v1/accounts/verification/mail";
    ana.send("POST", path, &headers, Some(body)).await.expect(202);

    for mail in site.mail_to(&ana).await {
        assert!(mail.text.contains("https://lonja.example/verify/"), "{}", mail.text);
        assert!(!mail.text.contains("evil"), "{}", mail.text);
    }
}

#[actix_web::test]
async fn what_is_wrong_with_a_form_is_said_all_at_once() {
    let site = Site::open().await;
    let body = json!({
        "email": "ana", "password": "12345678", "display_name": "www.spam.example",
        "time_zone": "Mars/Olympus",
    });

    let answer = site.stranger().post("/api/v1/accounts", body).await.expect(422).json();

    let errors = answer["errors"].as_array().unwrap().iter();
    let lines: Vec<_> = errors.map(|it| format!("{} {}", it["field"], it["code"])).collect();
    assert_eq!(
        lines,
        [
            r#""email" "malformed""#,
            r#""display_name" "malformed""#,
            r#""time_zone" "unknown-value""#,
            r#""password" "weak-password""#,
        ]
    );
}

#[actix_web::test]
async fn nobody_makes_themselves_more_than_they_are() {
    let site = Site::open().await;
    let mut body = sign_up_body("ana@example.com");
    for (name, value) in [
        ("staff_role", json!("trust")),
        ("status", json!("active")),
        ("id", json!("usr_00000000000000000000000000000000")),
        ("version", json!(7)),
    ] {
        body[name] = value;
        let refused = site.stranger().post("/api/v1/accounts", body.clone()).await;
        assert_eq!(refused.status, 400, "{name}: {}", refused.text);
        body.as_object_mut().unwrap().remove(name);
    }

    let ana = site.sign_up("ana@example.com").await;
    let change = json!({ "staff_role": "trust" });
    let refused = ana.send("PATCH", "/api/v1/me", &[("if-match", "\"1\"")], Some(change)).await;

    assert_eq!(refused.status, 400);
    assert!(ana.get("/api/v1/me").await.json().get("staff_role").is_none());
}

#[actix_web::test]
async fn a_person_changes_their_name_language_and_time_zone() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let read = ana.get("/api/v1/me").await.expect(200);
    let tag = read.header("etag").unwrap().to_owned();
    let change = json!({ "display_name": "Ana\u{a0} Ruiz ", "lang": "es", "time_zone": "UTC" });

    let unread = ana.send("PATCH", "/api/v1/me", &[], Some(change.clone())).await;
    let headers = [("if-match", tag.as_str())];
    let changed = ana.send("PATCH", "/api/v1/me", &headers, Some(change.clone())).await;
    let stale = ana.send("PATCH", "/api/v1/me", &headers, Some(change)).await;

    assert_eq!(unread.status, 428);
    let me = changed.expect(200).json();
    assert_eq!((&me["display_name"], &me["lang"]), (&json!("Ana Ruiz"), &json!("es")));
    assert_eq!(me["time_zone"], "UTC");
    assert_eq!(stale.status, 412);
}

#[actix_web::test]
async fn mail_is_in_the_language_of_its_reader() {
    let site = Site::open().await;
    let mut body = sign_up_body("eva@example.com");
    body["lang"] = json!("es");
    site.stranger().post("/api/v1/accounts", body).await.expect(202);

    let mail = site.mail_at("eva@example.com").await;

    assert_eq!(mail[0].subject, "Confirma tu dirección de correo");
    assert!(!token_in(&mail[0]).is_empty());
}
