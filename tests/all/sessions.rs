//! Staying signed in, and no longer than that.

use std::time::Instant;

use domain::user::StaffRole;
use futures_util::future::join_all;
use marketplace_api::services::accounts::staff;
use marketplace_tests::{Site, clock, people::PASSWORD};
use serde_json::json;

const DAY_SECS: i64 = 86_400;

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_address_are_told_the_same() {
    let site = Site::open().await;
    site.sign_up("ana@example.com").await;
    let stranger = site.stranger();
    let body = |email: &str| json!({ "email": email, "password": "wrong wrong wrong" });

    let known = stranger.post("/api/v1/sessions", body("ana@example.com")).await;
    let unknown = stranger.post("/api/v1/sessions", body("nobody@example.com")).await;
    let nonsense = stranger.post("/api/v1/sessions", body("no address")).await;

    assert_eq!((known.status, known.slug().as_str()), (401, "bad-credentials"));
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert_eq!((known.status, &known.text), (nonsense.status, &nonsense.text));
    assert!(known.header("set-cookie").is_none());
}

/// The slowest part by far is the password's hash, so the same hashing is the same time.
#[actix_web::test]
async fn an_unknown_address_costs_as_much_work_as_a_known_one() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let stranger = site.stranger();
    let mut done = Vec::new();

    for email in [ana.email.as_str(), "nobody@example.com", "no address"] {
        let before = site.password_work();
        let body = json!({ "email": email, "password": "wrong wrong wrong" });
        stranger.post("/api/v1/sessions", body).await.expect(401);
        done.push(site.password_work_since(&before));
    }

    assert_eq!(done[0], [("check".to_owned(), 1)]);
    assert_eq!(done[1], done[0]);
    assert_eq!(done[2], done[0]);
}

/// The least of many interleaved tries: what else the machine does only ever adds. Without the
/// hash it would be a tenth.
#[actix_web::test]
async fn an_unknown_address_takes_as_long_as_a_known_one() {
    let site = Site::open_with("limits.sign_in_per_address_per_hour = 1000").await;
    for n in 0..6 {
        site.unverified(&format!("p{n}@example.com")).await;
    }
    let stranger = site.stranger();
    let mut least = [f64::INFINITY; 2];

    for round in 0..18 {
        for (kind, name) in ["p", "q"].iter().enumerate() {
            let email = format!("{name}{}@example.com", round % 6);
            let body = json!({ "email": email, "password": "wrong wrong wrong" });
            let start = Instant::now();
            stranger.post("/api/v1/sessions", body).await.expect(401);
            least[kind] = least[kind].min(start.elapsed().as_secs_f64());
        }
    }

    let ratio = least[0] / least[1];
    assert!((0.5..2.0).contains(&ratio), "known and unknown, in seconds: {least:?}");
}

#[actix_web::test]
async fn tries_are_slowed_down_for_known_and_unknown_addresses_alike() {
    let site = Site::open_with("limits.sign_in_per_address_per_hour = 1000").await;
    let ana = site.sign_up("ana@example.com").await;
    let body = |email: &str| json!({ "email": email, "password": "wrong wrong wrong" });

    for email in ["ana@example.com", "nobody@example.com"] {
        let people: Vec<_> = (0..12).map(|_| site.stranger()).collect();
        let tries = people.iter().map(|it| it.post("/api/v1/sessions", body(email)));
        let answers = join_all(tries).await;
        let n_tried = answers.iter().filter(|it| it.status == 401).count();
        let n_refused = answers.iter().filter(|it| it.status == 429).count();
        assert_eq!((n_tried, n_refused), (4, 8), "{email}");
    }
    let elsewhere = ana.copy();
    elsewhere.forget_cookies();
    let refused = elsewhere.sign_in().await;
    assert_eq!(refused.status, 429, "the right password waits as well");
    assert_eq!(refused.header("retry-after"), Some("60"));
    assert_eq!(ana.get("/api/v1/me").await.status, 200, "who is inside stays inside");

    clock::advance_secs(60);
    elsewhere.sign_in().await.expect(201);
    elsewhere.sign_in().await.expect(201);
}

/// Whoever tries passwords must not be able to lock the owner out.
#[actix_web::test]
async fn a_browser_the_account_knows_does_not_wait_for_others() {
    let site = Site::open_with("limits.sign_in_per_address_per_hour = 1000").await;
    let ana = site.sign_up("ana@example.com").await;
    let body = || json!({ "email": ana.email, "password": "wrong wrong wrong" });
    for _ in 0..4 {
        site.stranger().post("/api/v1/sessions", body()).await.expect(401);
    }
    site.stranger().post("/api/v1/sessions", body()).await.expect(429);

    ana.delete("/api/v1/sessions/current").await.expect(204);
    ana.sign_in().await.expect(201);

    site.stranger().post("/api/v1/sessions", body()).await.expect(429);
    let thief = ana.copy();
    for _ in 0..4 {
        thief.post("/api/v1/sessions", body()).await.expect(401);
    }
    thief.post("/api/v1/sessions", body()).await.expect(429);
}

#[actix_web::test]
async fn a_new_password_by_link_ends_the_wait() {
    let site = Site::open_with("limits.sign_in_per_address_per_hour = 1000").await;
    let mut ana = site.sign_up("ana@example.com").await;
    for _ in 0..4 {
        let body = json!({ "email": ana.email, "password": "wrong wrong wrong" });
        site.stranger().post("/api/v1/sessions", body).await.expect(401);
    }
    ana.forget_cookies();
    ana.sign_in().await.expect(429);

    ana.post("/api/v1/password-resets", json!({ "email": ana.email })).await.expect(202);
    let path = format!("/api/v1/password-resets/{}", site.link_token(&ana).await);
    ana.put(&path, json!({ "password": "nuevo-y-largo-77" })).await.expect(204);

    ana.password = "nuevo-y-largo-77".into();
    ana.sign_in().await.expect(201);
}

#[actix_web::test]
async fn the_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let plain = Site::open().await;
    plain.unverified("ana@example.com").await;
    let body = json!({ "email": "ana@example.com", "password": PASSWORD });
    let cookie = plain.stranger().post("/api/v1/sessions", body.clone()).await.expect(201);
    let cookie = cookie.header("set-cookie").unwrap().to_owned();
    assert!(cookie.starts_with("lonja="), "{cookie}");

    let tls = Site::open_with("base_url = \"https://lonja.example\"").await;
    tls.unverified("ana@example.com").await;
    let cookie = tls.stranger().post("/api/v1/sessions", body).await.expect(201);
    let cookie = cookie.header("set-cookie").unwrap().to_owned();
    assert!(cookie.starts_with("__Host-lonja="), "{cookie}");
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[actix_web::test]
async fn nobody_on_the_way_keeps_what_is_private() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let refused = site.stranger().get("/api/v1/me").await;

    for answer in [ana.get("/api/v1/me").await, ana.get("/api/v1/sessions").await, refused] {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{}", answer.text);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[actix_web::test]
async fn signing_in_never_continues_a_planted_session() {
    let site = Site::open().await;
    let eva = site.sign_up("eva@example.com").await;
    let ana = site.sign_up("ana@example.com").await;
    let planted = eva.copy();
    let mut victim = eva.copy();
    victim.email = ana.email.clone();

    victim.sign_in().await.expect(201);

    assert_ne!(victim.cookie("lonja"), planted.cookie("lonja"));
    assert_eq!(victim.get("/api/v1/me").await.json()["email"], "ana@example.com");
    assert_eq!(planted.get("/api/v1/me").await.status, 401, "the planted one is over");

    let made_up = site.stranger();
    made_up.set_cookie("lonja", "0123456789abcdef");
    assert_eq!(made_up.get("/api/v1/me").await.status, 401);
}

#[actix_web::test]
async fn a_cookie_is_worth_nothing_after_signing_out() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let thief = ana.copy();
    assert_eq!(thief.get("/api/v1/me").await.status, 200);

    ana.delete("/api/v1/sessions/current").await.expect(204);

    assert_eq!(ana.cookie("lonja"), None);
    assert_eq!(thief.get("/api/v1/me").await.status, 401);
}

#[actix_web::test]
async fn changing_the_password_ends_every_session_but_the_new_one() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let other = ana.copy();
    other.forget_cookies();
    other.sign_in().await.expect(201);
    let thief = ana.copy();

    let wrong = json!({ "current_password": "no", "new_password": "nuevo-y-largo-77" });
    let refused = ana.put("/api/v1/me/password", wrong).await.expect(422).json();
    let right = json!({ "current_password": PASSWORD, "new_password": "nuevo-y-largo-77" });
    ana.put("/api/v1/me/password", right).await.expect(204);

    assert_eq!(refused["errors"][0]["field"], "current_password");
    assert_eq!(ana.get("/api/v1/me").await.status, 200);
    assert_eq!(other.get("/api/v1/me").await.status, 401);
    assert_eq!(thief.get("/api/v1/me").await.status, 401);
}

#[actix_web::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_at_once() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let [phone, tablet] = [ana.copy(), ana.copy()];
    for device in [&phone, &tablet] {
        device.forget_cookies();
        device.sign_in().await.expect(201);
    }
    let list = ana.get("/api/v1/sessions").await.expect(200).json();
    let sessions = list["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    let current: Vec<_> = sessions.iter().filter(|it| it["is_current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["network"], "192.0.2.0/24");

    let theirs = phone.get("/api/v1/sessions").await.json();
    let phones = theirs["sessions"].as_array().unwrap().iter();
    let phones = phones.filter(|it| it["is_current"] == true).collect::<Vec<_>>()[0]["id"].clone();
    let path = format!("/api/v1/sessions/{}", phones.as_str().unwrap());
    ana.delete(&path).await.expect(204);
    ana.delete(&path).await.expect(404);
    assert_eq!(phone.get("/api/v1/me").await.status, 401);
    assert_eq!(tablet.get("/api/v1/me").await.status, 200);

    let ended = ana.delete("/api/v1/sessions").await.expect(200).json();
    assert_eq!(ended["ended"], 1);
    assert_eq!(tablet.get("/api/v1/me").await.status, 401);
    assert_eq!(ana.get("/api/v1/me").await.status, 200);
}

#[actix_web::test]
async fn somebody_elses_session_is_not_there() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;
    let list = ana.get("/api/v1/sessions").await.json();
    let id = list["sessions"][0]["id"].as_str().unwrap().to_owned();

    let foreign = eva.delete(&format!("/api/v1/sessions/{id}")).await;
    let missing = eva.delete("/api/v1/sessions/ses_00000000000000000000000000000000").await;

    assert_eq!((foreign.status, missing.status), (404, 404));
    assert_eq!(foreign.slug(), missing.slug());
    assert_eq!(ana.get("/api/v1/me").await.status, 200);
}

#[actix_web::test]
async fn a_session_ends_after_a_week_unused_and_after_a_month_in_use() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;

    for _ in 0..4 {
        clock::advance_secs(6 * DAY_SECS);
        assert_eq!(ana.get("/api/v1/me").await.status, 200);
    }
    assert_eq!(eva.get("/api/v1/me").await.status, 401, "unused for 24 days");
    clock::advance_secs(6 * DAY_SECS);
    assert_eq!(ana.get("/api/v1/me").await.status, 401, "used, but 30 days old");
}

#[actix_web::test]
async fn a_page_of_another_site_changes_nothing() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let change = || Some(json!({ "lang": "es" }));
    for headers in [
        vec![("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        vec![("sec-fetch-site", "same-site"), ("origin", "http://other.127.0.0.1:8080")],
        vec![("sec-fetch-site", ""), ("origin", "https://evil.example")],
        vec![("sec-fetch-site", ""), ("origin", "null")],
        vec![("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
        vec![("sec-fetch-site", "")],
    ] {
        let headers: Vec<_> = [vec![("if-match", "\"2\"")], headers].concat();
        let refused = ana.send("PATCH", "/api/v1/me", &headers, change()).await;
        assert_eq!((refused.status, refused.slug().as_str()), (403, "cross-site"), "{headers:?}");
        let refused = ana.send("DELETE", "/api/v1/sessions", &headers, None).await;
        assert_eq!(refused.status, 403, "{headers:?}");
    }
    assert_eq!(ana.get("/api/v1/me").await.json()["lang"], "en");

    let read = ana.get("/api/v1/me").await;
    let tag = read.header("etag").unwrap();
    let own = [("sec-fetch-site", ""), ("origin", "http://127.0.0.1:8080"), ("if-match", tag)];
    ana.send("PATCH", "/api/v1/me", &own, change()).await.expect(200);
}

#[actix_web::test]
async fn another_sites_page_cannot_sign_somebody_in() {
    let site = Site::open().await;
    let ana = site.unverified("ana@example.com").await;
    let body = json!({ "email": ana.email, "password": PASSWORD });

    let headers = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
    let refused = ana.send("POST", "/api/v1/sessions", &headers, Some(body.clone())).await;
    let program = [("sec-fetch-site", "")];
    let by_program = ana.send("POST", "/api/v1/sessions", &program, Some(body)).await;

    assert_eq!(refused.status, 403);
    assert!(refused.header("set-cookie").is_none());
    assert_eq!(by_program.status, 201);
}

#[actix_web::test]
async fn a_new_device_is_told_by_mail_and_a_known_one_is_not() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let body = || Some(json!({ "email": ana.email, "password": PASSWORD }));
    let before = site.mail_to(&ana).await.len();

    for _ in 0..2 {
        let browser = site.stranger();
        let headers = [("user-agent", firefox)];
        browser.send("POST", "/api/v1/sessions", &headers, body()).await.expect(201);
        browser.delete("/api/v1/sessions/current").await.expect(204);
    }

    let mail = site.mail_to(&ana).await;
    assert_eq!(mail.len(), before + 1);
    assert_eq!(mail.last().unwrap().subject, "New sign-in: Firefox, Linux");
    assert!(mail.last().unwrap().text.contains("192.0.2.0/24"));
}

#[actix_web::test]
async fn a_new_role_needs_a_new_session() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;

    let email = "ana@example.com".parse().unwrap();
    staff::grant_staff(&site.app, &email, Some(StaffRole::Support)).await.unwrap();

    assert_eq!(ana.get("/api/v1/me").await.status, 401);
    ana.sign_in().await.expect(201);
    assert_eq!(ana.get("/api/v1/me").await.json()["staff_role"], "support");
}
