//! The engine for our own services: tokens, scopes, quotas, deadlines, and every example of the document.

use std::time::Duration;

use domain::id::{ListingId, ServiceTokenId};
use marketplace_api::{
    demo::Size,
    http::{
        internal,
        server::{self, Pages},
    },
    jobs::index_listings,
    services::{
        seed::{self, DEMO_SEED},
        service_tokens, standing,
    },
};
use marketplace_tests::{Answer, Person, Site, database::Place};
use serde_json::{Value, json};

const ALL: [&str; 3] = ["match:read", "match:percolate", "match:stats"];

async fn market_with(settings: &str) -> Site {
    let site = Site::open_with(settings).await;
    let app = site.app.clone().into_inner();
    let size = Size { providers: 20, listings: 120 };
    seed::demo_market(&app, DEMO_SEED, size, |_| {}).await.expect("the market is written");
    index_listings::rebuild(&app, |_| {}).await.expect("the index is built");
    site
}

async fn market() -> Site {
    market_with("").await
}

async fn made(site: &Site, scopes: &[&str], per_minute: u32) -> (ServiceTokenId, String) {
    let scopes: Vec<String> = scopes.iter().map(|it| (*it).to_owned()).collect();
    let made = service_tokens::create(&site.app, "tests", &scopes, per_minute).await;
    let made = made.expect("the token makes sense");
    (made.token.id, made.secret)
}

async fn service(site: &Site) -> Person<'_> {
    site.program(&made(site, &ALL, 10_000).await.1)
}

async fn some_listing(service: &Person<'_>) -> String {
    let found = service.post("/internal/v1/match", json!({"text": "chatbot"})).await.expect(200);
    found.json()["results"][0]["listing"].as_str().expect("a chatbot").to_owned()
}

#[actix_web::test]
async fn a_need_is_matched_with_listings_and_reasons() {
    let site = market().await;
    let service = service(&site).await;
    let ask = json!({"text": "chatbot", "lang": "es", "limit": 2, "receipt": true});

    let page = service.post("/internal/v1/match", ask.clone()).await.expect(200).json();

    let results = page["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    assert!(results[0]["listing"].as_str().is_some_and(|it| it.parse::<ListingId>().is_ok()));
    assert!(results[0]["reasons"].as_array().is_some_and(|it| !it.is_empty()), "{page}");
    assert!(page["receipt"]["candidates"].as_array().is_some_and(|it| it.len() >= 2));
    // What the public search finds, too.
    let public = site.stranger().get("/api/v1/search?q=chatbot&lang=es&limit=100").await;
    let public = public.expect(200).text;
    assert!(results.iter().all(|it| public.contains(it["listing"].as_str().unwrap())));

    let next = json!({"text": "chatbot", "lang": "es", "limit": 2, "cursor": page["next"]});
    let second = service.post("/internal/v1/match", next).await.expect(200).json();
    assert!(second["results"].as_array().is_some_and(|it| !it.is_empty()));
    assert_ne!(second["results"][0], page["results"][0]);
}

#[actix_web::test]
async fn what_makes_no_sense_is_said_plainly() {
    let site = market().await;
    let service = service(&site).await;
    for (body, status) in [
        (json!({"text": "a", "deadline_ms": 0}), 400),
        (json!({"text": "a", "deadline_ms": 10_001}), 400),
        (json!({"text": "a", "ranker": "magic"}), 400),
        (json!({"text": "a", "lang": "fr"}), 400),
        (json!({"text": "a", "cursor": "garbage"}), 400),
        (json!({"text": "a", "limit": 0}), 422),
        (json!({"text": "a", "filters": {"category": ["nothing"]}}), 422),
        (json!({"txet": "a"}), 400),
    ] {
        let answer = service.post("/internal/v1/match", body.clone()).await;
        assert_eq!(answer.status, status, "{body} {}", answer.text);
    }
    let many = vec![json!({"text": "a"}); 101];
    let answer = service.post("/internal/v1/match:batch", json!({"queries": many})).await;
    assert_eq!(answer.status, 400);
    for body in [json!({}), json!({"listing": "lst_1", "doc": {}})] {
        assert_eq!(service.post("/internal/v1/percolate", body).await.status, 400);
    }
    for id in ["a%20b", &"x".repeat(81)] {
        let path = format!("/internal/v1/standing/{id}");
        assert_eq!(service.put(&path, json!({"text": "a"})).await.status, 400, "{id}");
    }
    let answer = service.put("/internal/v1/standing/a", json!({"min_score": 2.0})).await;
    assert_eq!(answer.status, 400);
}

#[actix_web::test]
async fn each_query_of_a_batch_has_its_own_outcome() {
    let site = market().await;
    let service = service(&site).await;
    let queries = json!([{"text": "chatbot"}, {"text": "a", "limit": 1_000}, {"text": "facturas"}]);

    let batch = service.post("/internal/v1/match:batch", json!({"queries": queries})).await;

    let batch = batch.expect(200).json();
    let outcome = |at: usize| &batch["items"][at];
    assert!(outcome(0)["answer"]["total"].as_u64().is_some_and(|it| it > 0));
    assert_eq!(outcome(1)["problem"]["status"], 422);
    assert!(outcome(2)["answer"]["results"].is_array());
}

#[actix_web::test]
async fn an_explanation_adds_up_to_the_score() {
    let site = market().await;
    let service = service(&site).await;
    let listing = some_listing(&service).await;
    let ask = json!({"query": {"text": "chatbot"}, "listing": listing});

    let why = service.post("/internal/v1/explain", ask).await.expect(200).json();

    let shares = why["groups"].as_array().expect("groups").iter();
    let sum: f64 = shares.map(|it| it["share"].as_f64().unwrap()).sum();
    let whole = why["score"].as_f64().unwrap();
    assert!((why["base"].as_f64().unwrap() + sum - whole).abs() < 1e-5, "{why}");

    for listing in [ListingId::generate().to_string(), "garbage".into()] {
        let ask = json!({"query": {"text": "chatbot"}, "listing": listing});
        assert_eq!(service.post("/internal/v1/explain", ask).await.status, 404);
    }
}

#[actix_web::test]
async fn a_query_stands_is_met_and_ends() {
    let site = market().await;
    let service = service(&site).await;
    let listing = some_listing(&service).await;
    let percolate = || service.post("/internal/v1/percolate", json!({"listing": listing}));
    let met = |answer: Answer| answer.expect(200).json()["met"].as_array().unwrap().clone();
    assert!(met(percolate().await).is_empty());

    let brief = json!({"text": "chatbot", "lang": "es"});
    service.put("/internal/v1/standing/brief:1", brief).await.expect(204);
    let dear = json!({"text": "chatbot", "filters": {"price_min_minor": 99_999_900}});
    service.put("/internal/v1/standing/brief:2", dear).await.expect(204);

    let told = met(percolate().await);
    assert_eq!((told.len(), told[0]["id"].as_str()), (1, Some("brief:1")));
    let found = service.get("/internal/v1/standing/brief:1/matches?limit=1000").await;
    let found = found.expect(200).json()["listings"].as_array().unwrap().clone();
    let same = found.iter().find(|it| it["id"] == listing.as_str()).expect("it is there");
    assert_eq!(same["score"], told[0]["score"]);

    service.delete("/internal/v1/standing/brief:1").await.expect(204);
    assert!(met(percolate().await).is_empty());
    assert_eq!(service.delete("/internal/v1/standing/brief:1").await.status, 404);
    assert_eq!(service.get("/internal/v1/standing/brief:1/matches").await.status, 404);
}

/// Every process has an index of its own and follows every event by itself.
#[actix_web::test]
async fn another_process_follows_listings_and_standing_queries() {
    let place = Place::fresh().await;
    let here = Site::open_at(&place.url, "").await;
    let there = Site::open_at(&place.url, "").await;
    let follow = async |site: &Site| {
        index_listings::catch_up(&site.app.clone().into_inner()).await.expect("it follows")
    };
    let (_provider, _trust, path) = here.live_listing().await;
    let listing = path.rsplit('/').next().expect("an id").to_owned();
    let waits = json!({"text": "", "min_score": 0.0});
    service(&here).await.put("/internal/v1/standing/any", waits).await.expect(204);
    follow(&there).await;
    follow(&here).await;

    for site in [&here, &there] {
        let ask = json!({"listing": listing});
        let met = service(site).await.post("/internal/v1/percolate", ask).await.expect(200).json();
        assert_eq!(met["met"][0]["id"], "any", "{met}");
    }
    // A third one starts later, and reads what stands from the database.
    let late = Site::open_at(&place.url, "").await;
    let app = late.app.clone().into_inner();
    index_listings::rebuild(&app, |_| {}).await.expect("the index is built");
    assert_eq!(standing::recall(&app).await.expect("they are read"), 1);
    service(&here).await.delete("/internal/v1/standing/any").await.expect(204);
    for site in [&there, &late] {
        follow(site).await;
        assert_eq!(site.app.engine.standing_stats().queries, 0);
    }
    for site in [here, there, late] {
        site.close().await;
    }
}

#[actix_web::test]
async fn a_token_may_do_what_its_scopes_say() {
    let site = market().await;
    let everything: Vec<String> = server::routes(Pages::INTERNAL)
        .table()
        .into_iter()
        .filter(|(_, path)| path.starts_with("/internal/"))
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    let needed = |route: &str| match route {
        "GET /internal/v1/openapi.json" => None,
        "GET /internal/v1/stats" => Some("match:stats"),
        it if it.contains("/match") && !it.contains("standing") || it.ends_with("explain") => {
            Some("match:read")
        }
        _ => Some("match:percolate"),
    };
    for scope in ALL {
        let service = site.program(&made(&site, &[scope], 10_000).await.1);
        for route in &everything {
            let (method, path) = route.split_once(' ').expect("a method and a path");
            let body = match path.rsplit('/').next() {
                Some("match:batch") => json!({"queries": []}),
                Some("explain") => json!({"query": {}, "listing": "x"}),
                _ => json!({}),
            };
            let body = (method != "GET" && method != "DELETE").then_some(body);
            let path = path.replace("{id}", "it");
            let status = service.send(method, &path, &[], body).await.status;
            let is_allowed = needed(route).is_none_or(|it| it == scope);
            assert_eq!(status != 403, is_allowed, "{route} with {scope}: {status}");
            assert!(status != 401 && status < 500, "{route}: {status}");
        }
    }
}

#[actix_web::test]
async fn whoever_shows_no_good_token_is_refused() {
    let site = market().await;
    let (id, secret) = made(&site, &ALL, 10_000).await;
    let cut = secret[..secret.len() - 1].to_owned();
    let forged = format!("lonja_svc_{}", &secret["lonja_svc_".len()..].to_uppercase());
    for secret in ["", "x", &cut, &forged, "lonja_svc_"] {
        let answer = site.program(secret).get("/internal/v1/stats").await;
        assert_eq!((answer.status, answer.slug().as_str()), (401, "service-token-first"));
    }
    let service = site.program(&secret);
    service.get("/internal/v1/stats").await.expect(200);
    // It is no key for anything else.
    assert_eq!(service.get("/api/v1/me").await.status, 401);

    service_tokens::revoke(&site.app, id).await.expect("it works still");
    assert_eq!(service.get("/internal/v1/stats").await.status, 401);
    assert!(service_tokens::revoke(&site.app, id).await.is_err());
    let listed = service_tokens::list(&site.app).await.expect("they are listed");
    assert!(listed[0].revoked_at.is_some() && !secret.contains(&listed[0].id.to_string()));
    assert!(secret.starts_with(&listed[0].prefix) && listed[0].prefix.len() < 20);
}

#[actix_web::test]
async fn a_token_without_sense_is_not_made() {
    let site = Site::open().await;
    for (name, scopes, per_minute) in [
        ("", vec!["match:read"], 1),
        ("x", vec![], 1),
        ("x", vec!["match:everything"], 1),
        ("x", vec!["match:read"], 0),
    ] {
        let scopes: Vec<String> = scopes.into_iter().map(str::to_owned).collect();
        assert!(service_tokens::create(&site.app, name, &scopes, per_minute).await.is_err());
    }
}

#[actix_web::test]
async fn a_token_has_a_quota_of_its_own() {
    let site = market().await;
    let few = site.program(&made(&site, &ALL, 2).await.1);
    let other = site.program(&made(&site, &ALL, 2).await.1);

    let first = few.get("/internal/v1/stats").await.expect(200);
    assert_eq!(first.header("ratelimit-limit"), Some("2"));
    assert_eq!(first.header("ratelimit-remaining"), Some("1"));
    few.get("/internal/v1/stats").await.expect(200);
    let refused = few.get("/internal/v1/stats").await;

    assert_eq!((refused.status, refused.slug().as_str()), (429, "too-many-requests"));
    assert!(refused.header("retry-after").is_some());
    other.get("/internal/v1/stats").await.expect(200);
}

/// The engine is held by a slow request: others are told when to come back, and nothing waits on.
#[actix_web::test]
async fn a_crowd_is_told_to_come_back() {
    let site = market_with("[matching]\nplaces = 1\nlongest_wait_ms = 5").await;
    let service = service(&site).await;
    let slow = site.app.admission.enter(Duration::from_secs(1)).await.expect("there is room");

    let ask = || service.post("/internal/v1/match", json!({"text": "chatbot"}));
    let refused = ask().await;

    assert_eq!((refused.status, refused.slug().as_str()), (503, "busy"), "{}", refused.text);
    assert!(refused.header("retry-after").and_then(|it| it.parse::<u64>().ok()) >= Some(1));
    let stats = service.get("/internal/v1/stats").await.expect(200).json();
    let load = |name: &str| stats[name].as_u64();
    assert_eq!((load("running"), load("waiting"), load("refused")), (Some(1), Some(0), Some(1)));
    drop(slow);
    ask().await.expect(200);
    let metrics = site.app.metrics.render();
    for line in ["{outcome=\"admitted\"} 1", "{outcome=\"refused\"} 1"] {
        assert!(metrics.contains(&format!("engine_admissions_total{line}")), "{metrics}");
    }
}

#[actix_web::test]
async fn every_route_is_described_and_every_description_is_a_route() {
    let document = serde_json::to_value(internal::openapi::document()).expect("it is JSON");
    let mut described: Vec<String> = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let methods = methods.as_object().expect("methods").keys();
        described.extend(methods.map(|it| format!("{} {path}", it.to_uppercase())));
    }
    let mut routes: Vec<String> = server::routes(Pages::INTERNAL)
        .table()
        .into_iter()
        .filter(|(_, path)| path.starts_with("/internal/"))
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    described.sort_unstable();
    routes.sort_unstable();
    assert_eq!(described, routes);
}

/// Each `curl` of the document, in order, against a market.
#[actix_web::test]
async fn the_examples_of_the_document_work() {
    let site = market().await;
    let service = service(&site).await;
    let listing = some_listing(&service).await;
    let document = include_str!("../../marketplace-api/docs/INTERNAL.md");
    let mut done = 0;
    for example in document.split("```sh\n").skip(1) {
        let example = example.split("```").next().unwrap_or_default().replace("$LISTING", &listing);
        let after = example.split("$LONJA").nth(1).expect("an address");
        let path = after.split([' ', '"']).next().expect("a path");
        let body = example.split("-d '").nth(1).and_then(|it| it.split('\'').next());
        let body = body.map(|it| serde_json::from_str::<Value>(it).expect("JSON"));
        let usual = if body.is_some() { "POST" } else { "GET" };
        let said = example.split("-X ").nth(1).and_then(|it| it.split(' ').next());
        let answer = service.send(said.unwrap_or(usual), path, &[], body).await;
        assert!((200..300).contains(&answer.status), "{example}\n{}", answer.text);
        done += 1;
    }
    assert!(done >= 9, "{done}");
}
