//! Mail on its way out, through a server that speaks SMTP.

use futures_util::future::join_all;
use marketplace_api::jobs::mail::deliver;
use marketplace_tests::{Site, clock, database::Place, people::PASSWORD, smtp::Sink};
use serde_json::json;

async fn sign_up(site: &Site, email: &str, lang: &str) {
    let body = json!({
        "email": email, "password": PASSWORD, "display_name": "Begoña Íñiguez", "lang": lang,
    });
    site.stranger().post("/api/v1/accounts", body).await.expect(202);
}

#[actix_web::test]
async fn a_message_arrives_whole_in_both_languages() {
    let sink = Sink::open().await;
    let site = Site::open_with(&sink.settings()).await;
    sign_up(&site, "es@example.com", "es").await;
    sign_up(&site, "en@example.com", "en").await;

    assert_eq!(deliver(&site.app, 10).await.unwrap(), 2);

    let [es, en] = &sink.received()[..] else { panic!("{:?}", sink.received()) };
    assert_eq!(
        (es.from.as_str(), &es.to[..]),
        ("no-reply@lonja.example", &["es@example.com".to_owned()][..])
    );
    assert_eq!(es.header("subject").unwrap(), "Confirma tu dirección de correo");
    assert_eq!(en.header("subject").unwrap(), "Confirm your e-mail address");
    assert_eq!(es.header("from").unwrap(), "Lonja <no-reply@lonja.example>");
    assert_eq!(es.header("to").unwrap(), "es@example.com");
    assert_eq!(es.header("content-language").unwrap(), "es");
    assert_eq!(es.header("auto-submitted").unwrap(), "auto-generated");
    assert!(es.header("message-id").unwrap().ends_with("@lonja.example>"));
    assert!(es.header("date").is_some());
    assert!(es.text().contains("Hola, Begoña Íñiguez:"), "{}", es.text());
    assert!(es.text().contains("dirección es tuya"), "{}", es.text());
    assert!(en.text().contains("http://127.0.0.1:8080/verify/"), "{}", en.text());
    assert!(es.raw.lines().all(|it| it.is_ascii() && it.len() < 998));
}

#[actix_web::test]
async fn a_server_that_is_busy_gets_the_same_message_later_and_once() {
    let sink = Sink::open().await;
    let site = Site::open_with(&sink.settings()).await;
    sign_up(&site, "ana@example.com", "en").await;
    sink.refuse_next("451 try later");

    deliver(&site.app, 10).await.unwrap();
    deliver(&site.app, 10).await.unwrap();
    assert_eq!((sink.tried().len(), sink.received().len()), (1, 0), "not before its time");
    clock::advance_secs(30);
    deliver(&site.app, 10).await.unwrap();
    clock::advance_secs(86_400);
    deliver(&site.app, 10).await.unwrap();

    assert_eq!((sink.tried().len(), sink.received().len()), (2, 1));
}

#[actix_web::test]
async fn a_message_sent_again_carries_the_same_link_and_id() {
    let sink = Sink::open().await;
    let site = Site::open_with(&sink.settings()).await;
    sign_up(&site, "ana@example.com", "en").await;
    // The server has it, but the answer does not say so.
    sink.refuse_next("451 taken, but you will not believe it");
    deliver(&site.app, 10).await.unwrap();
    clock::advance_secs(30);
    deliver(&site.app, 10).await.unwrap();

    let [first, second] = &sink.tried()[..] else { panic!("{:?}", sink.tried()) };

    assert_eq!(first.header("message-id"), second.header("message-id"));
    assert_eq!(first.text(), second.text());
    let token = first.text().lines().find(|it| it.starts_with("http")).unwrap().to_owned();
    let token = token.rsplit('/').next().unwrap().to_owned();
    let body = json!({ "token": token });
    site.stranger().post("/api/v1/accounts/verification", body).await.expect(204);
}

#[actix_web::test]
async fn a_refused_message_is_not_tried_again_and_stops_nobody() {
    let sink = Sink::open().await;
    let site = Site::open_with(&sink.settings()).await;
    sign_up(&site, "gone@example.com", "en").await;
    sign_up(&site, "ana@example.com", "en").await;
    sink.refuse_next("550 no such mailbox");

    deliver(&site.app, 10).await.unwrap();
    clock::advance_secs(86_400);
    deliver(&site.app, 10).await.unwrap();

    assert_eq!(sink.tried().len(), 2);
    assert_eq!(sink.received()[0].to, ["ana@example.com"]);
}

#[actix_web::test]
async fn after_six_tries_a_message_is_given_up() {
    let sink = Sink::open().await;
    let site = Site::open_with(&sink.settings()).await;
    sign_up(&site, "ana@example.com", "en").await;
    for _ in 0..20 {
        sink.refuse_next("451 never");
    }

    for _ in 0..12 {
        deliver(&site.app, 10).await.unwrap();
        clock::advance_secs(14_400);
    }

    assert_eq!(sink.tried().len(), 6);
}

#[actix_web::test]
async fn a_server_that_is_gone_fails_no_request() {
    let port = Sink::open().await.port;
    let closed = format!(
        "[mail]\ntransport = \"smtp\"\nsmtp_url = \"smtp://127.0.0.1:{}\"\nfrom = \"a@lonja.example\"",
        port.wrapping_add(1).max(1_024)
    );
    let site = Site::open_with(&closed).await;

    sign_up(&site, "ana@example.com", "en").await;

    assert_eq!(deliver(&site.app, 10).await.unwrap(), 1);
}

#[actix_web::test]
async fn several_workers_send_each_message_once() {
    let sink = Sink::open().await;
    let settings = format!("limits.sign_in_per_address_per_hour = 1000\n{}", sink.settings());
    let site = Site::open_with(&settings).await;
    for n in 0..12 {
        sign_up(&site, &format!("p{n}@example.com"), "en").await;
    }

    let workers = (0..6).map(|_| deliver(&site.app, 100));
    let done: usize = join_all(workers).await.into_iter().map(|it| it.unwrap()).sum();

    assert_eq!((done, sink.received().len()), (12, 12));
}

/// Whatever somebody calls themselves, a message has our headers and one recipient.
#[actix_web::test]
async fn nothing_typed_becomes_a_header() {
    let sink = Sink::open().await;
    let settings = format!("limits.sign_in_per_address_per_hour = 1000\n{}", sink.settings());
    let site = Site::open_with(&settings).await;
    let names = [
        "Ana\r\nBcc: all@victim.example",
        "Ana\nSubject: won",
        "Ana\rX-Evil: 1",
        "Ana\u{85}Bcc: x",
        "Ana\u{2028}Bcc: x",
        "=?utf-8?q?Ana=0d=0aBcc=3a_x?=",
        "Ana%0d%0aBcc:%20x",
        "{link}{name}",
        ".\r\n.\r\nMAIL FROM",
        "Ana\0Bcc",
    ];
    for (n, name) in names.iter().enumerate() {
        let body = json!({
            "email": format!("p{n}@example.com"), "password": PASSWORD, "display_name": name,
        });
        let answer = site.stranger().post("/api/v1/accounts", body).await;
        assert!([202, 422].contains(&answer.status), "{name:?}: {}", answer.text);
    }
    for email in ["a@b.co\r\nBcc: x@y.co", "a@b.co\nRCPT TO:<x@y.co>", "a@b.co, x@y.co", "<a@b.co>"]
    {
        let body = json!({ "email": email });
        let answer = site.stranger().post("/api/v1/password-resets", body).await;
        assert_eq!(answer.status, 422, "{email:?}");
    }

    deliver(&site.app, 100).await.unwrap();

    let known = [
        "from",
        "to",
        "subject",
        "message-id",
        "auto-submitted",
        "content-language",
        "content-type",
        "content-transfer-encoding",
        "date",
        "mime-version",
    ];
    let received = sink.received();
    assert!(!received.is_empty());
    for message in received {
        assert_eq!(message.to.len(), 1, "{}", message.raw);
        for (name, _) in message.headers() {
            assert!(known.contains(&name.as_str()), "{name} in\n{}", message.raw);
        }
    }
}

/// A copy of the database opens no account.
#[actix_web::test]
async fn no_secret_is_in_the_database() {
    let place = Place::fresh().await;
    let site = Site::open_at(&place.url, "").await;
    let ana = site.provider("ana@example.com").await;
    let key = json!({ "name": "k", "scopes": ["listings:read"] });
    let path = format!("/api/v1/organisations/{}/api-keys", ana.org);
    let key = ana.post(&path, key).await.expect(201).json()["secret"].as_str().unwrap().to_owned();
    ana.post("/api/v1/password-resets", json!({ "email": ana.email })).await.expect(202);

    let queued: String = place.rows(&[]).await.into_values().collect();
    let reset = site.link_token(&ana).await;
    let sent: String = place.rows(&[]).await.into_values().collect();

    for rows in [queued, sent] {
        assert!(rows.contains("ana@example.com"), "the rows are really read");
        for secret in [reset.as_str(), &key, &ana.cookie("lonja").unwrap(), PASSWORD] {
            assert!(!rows.contains(secret));
        }
    }
}
