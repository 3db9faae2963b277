//! A search leaves a receipt; those who may see it are told why a result stood where it stood.

use domain::{id::ListingId, user::StaffRole};
use marketplace_api::{
    demo::Size,
    jobs::index_listings,
    services::{
        search::{export, log},
        seed::{self, DEMO_SEED},
    },
};
use marketplace_tests::{Person, Site, database::Place};
use matching::{behaviour::log::Log, receipt::Receipt};
use serde_json::Value;

async fn market(settings: &str) -> Site {
    market_at(Site::open_with(settings).await).await
}

async fn market_at(site: Site) -> Site {
    let app = site.app.clone().into_inner();
    let size = Size { providers: 40, listings: 240 };
    seed::demo_market(&app, DEMO_SEED, size, |_| {}).await.expect("the market is written");
    index_listings::rebuild(&app, |_| {}).await.expect("the index is built");
    site
}

async fn search(person: &Person<'_>, text: &str) -> Value {
    person.get(&format!("/api/v1/search?q={text}&limit=10")).await.expect(200).json()
}

fn receipt_of(page: &Value) -> String {
    format!("/api/v1/searches/{}/receipt", page["search_id"].as_str().expect("an id"))
}

fn why_of(page: &Value, at: usize) -> String {
    let listing = page["results"][at]["listing"]["id"].as_str().expect("a listing");
    let search = page["search_id"].as_str().expect("an id");
    format!("/api/v1/searches/{search}/listings/{listing}/why")
}

#[actix_web::test]
async fn who_searched_finds_the_receipt_and_it_repeats_what_was_served() {
    let site = market("").await;
    let person = site.sign_up("ana@a.example").await;
    let page = search(&person, "chatbot").await;

    let body = person.get(&receipt_of(&page)).await.expect(200).json();

    assert_eq!(body["features"][0], "text_bm25f");
    let [receipt]: [Receipt; 1] = serde_json::from_value(body["receipts"].clone()).unwrap();
    let model = site.app.engine.model();
    assert_eq!(receipt.model.as_deref(), model.as_ref().map(|it| it.hash()));
    let replay = receipt.replay(model.as_deref()).unwrap();
    assert!(receipt.is_repeated_by(&replay));
    let served: Vec<&str> = receipt.shown().iter().map(|it| it.key).collect();
    let shown = page["results"].as_array().unwrap().iter();
    let shown: Vec<&str> = shown.map(|it| it["listing"]["id"].as_str().unwrap()).collect();
    assert_eq!(served, shown);
}

#[actix_web::test]
async fn nobody_else_does_and_a_search_of_nobody_is_for_staff() {
    let site = market("").await;
    let person = site.sign_up("ana@a.example").await;
    let other = site.sign_up("eva@e.example").await;
    let staff = site.staff(StaffRole::Support).await;
    let own = search(&person, "chatbot").await;
    let anonymous = search(&site.stranger(), "chatbot").await;

    for path in [receipt_of(&own), why_of(&own, 0)] {
        other.get(&path).await.expect(404);
        site.stranger().get(&path).await.expect(401);
        staff.get(&path).await.expect(200);
    }
    person.get(&receipt_of(&anonymous)).await.expect(404);
    staff.get(&receipt_of(&anonymous)).await.expect(200);
    let unknown = "/api/v1/searches/sch_01900000000070008000000000000000/receipt";
    let problem = person.get(unknown).await.expect(404).json();
    assert_eq!(problem["type"].as_str().map(|it| it.ends_with("not-found")), Some(true));
    person.get("/api/v1/searches/garbage/receipt").await.expect(404);
}

#[actix_web::test]
async fn an_explanation_adds_up_and_is_said_in_both_languages() {
    let site = market("").await;
    let person = site.sign_up("ana@a.example").await;
    let page = search(&person, "chatbot+whatsapp").await;
    for at in 0..10 {
        let why = person.get(&why_of(&page, at)).await.expect(200).json();
        let shares = why["groups"].as_array().unwrap().iter();
        let sum: f64 = shares.map(|it| it["share"].as_f64().unwrap()).sum();
        let score = why["score"].as_f64().unwrap();
        assert!((sum + why["base"].as_f64().unwrap() - score).abs() < 1e-5, "{why}");
        let moves = why["moves"].as_array().unwrap().iter();
        let moved: i64 =
            moves.map(|it| it["to"].as_i64().unwrap() - it["from"].as_i64().unwrap()).sum();
        assert_eq!(why["ranked"].as_i64().unwrap() + moved, why["served"].as_i64().unwrap());
        assert_eq!(
            (why["served"].as_u64().unwrap(), &why["on_page"]),
            (at as u64 + 1, &true.into())
        );
        assert!(why["features"].is_array());
    }
    let spanish = person.get(&format!("{}?lang=es", why_of(&page, 0))).await.expect(200).json();
    let mut groups = spanish["groups"].as_array().unwrap().iter();
    let text = groups.find(|it| it["code"] == "text").unwrap();
    assert_eq!(text["text"], "Lo que dice");
    person.get(&format!("{}?lang=xx", why_of(&page, 0))).await.expect(400);
}

#[actix_web::test]
async fn an_explanation_outlives_changes_of_the_market() {
    let site = market("").await;
    let person = site.sign_up("ana@a.example").await;
    let page = search(&person, "chatbot").await;
    let before = person.get(&why_of(&page, 3)).await.expect(200).json();

    let app = site.app.clone().into_inner();
    let first: ListingId = page["results"][0]["listing"]["id"].as_str().unwrap().parse().unwrap();
    let removed = matching::types::Change::Remove(first.to_string());
    app.engine.apply(vec![removed], app.engine.position()).unwrap();

    assert_eq!(person.get(&why_of(&page, 3)).await.expect(200).json(), before);
}

#[actix_web::test]
async fn a_click_counts_once_and_only_for_what_was_served() {
    let site = market("search.explore = false").await;
    let page = search(&site.stranger(), "chatbot").await;
    let search_id = page["search_id"].as_str().unwrap();
    let result = |at: usize| &page["results"][at]["listing"];
    let url = format!("{}?search={search_id}", result(1)["url"].as_str().unwrap());
    for _ in 0..3 {
        site.stranger().get(&url).await.expect(200);
    }
    let elsewhere = search(&site.stranger(), "traduccion").await;
    let not_served = elsewhere["results"][0]["listing"]["url"].as_str().unwrap();
    site.stranger().get(&format!("{not_served}?search={search_id}")).await.expect(200);
    log::flush(&site.app).await.unwrap();

    let seen = |listing: &Value| {
        let signals = site.app.engine.signals(listing["id"].as_str().unwrap());
        signals.and_then(|it| it.seen).unwrap()
    };
    assert_eq!(seen(result(0)).clicks, 0.0);
    assert_eq!(seen(result(1)).clicks, 1.0);
    assert!((seen(result(0)).examinations - 1.0).abs() < 1e-6);
    assert!(seen(result(1)).examinations < 1.0);
    assert_eq!(seen(&elsewhere["results"][0]["listing"]).clicks, 0.0);

    let log = export::log(&site.app).await.unwrap();
    let mut bytes = Vec::new();
    log.write(&mut bytes).unwrap();
    let log = Log::read(bytes.as_slice()).unwrap();
    assert_eq!((log.searches.len(), log.events.len()), (2, 1));
    let clicked = &log.searches[0].shown[1];
    assert_eq!((&log.events[0].key, clicked.rank), (&clicked.key, Some(2)));
    assert_eq!((clicked.category.as_str(), clicked.row.len()), ("chatbots", log.names.len()));
    assert!(log.searches[0].shown.iter().filter(|it| it.rank.is_none()).count() == 10);
}

#[actix_web::test]
async fn another_process_begins_with_what_this_one_saw() {
    let place = Place::fresh().await;
    let site = market_at(Site::open_at(&place.url, "").await).await;
    let page = search(&site.stranger(), "chatbot").await;
    log::flush(&site.app).await.unwrap();
    let first = page["results"][0]["listing"]["id"].as_str().unwrap().to_owned();
    site.close().await;

    let next = Site::open_at(&place.url, "").await;
    log::recall(&next.app).await.unwrap();

    let seen = next.app.engine.signals(&first).and_then(|it| it.seen).unwrap();
    assert!((seen.examinations - 1.0).abs() < 0.05, "{seen:?}");
    next.close().await;
}

#[actix_web::test]
async fn without_receipts_nothing_is_kept() {
    let site = market("search.receipts = 0.0").await;
    let person = site.sign_up("ana@a.example").await;
    let page = search(&person, "chatbot").await;
    person.get(&receipt_of(&page)).await.expect(404);
}
