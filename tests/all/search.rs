//! A need in words finds listings, with reasons; what may not be seen never comes back.

use std::collections::HashSet;

use domain::{id::OrgId, user::StaffRole};
use marketplace_api::{
    demo::Size,
    jobs::index_listings,
    services::{
        organisations::staff::suspend,
        seed::{self, DEMO_SEED},
    },
};
use marketplace_tests::Site;
use serde_json::Value;

/// A small demo market, indexed.
async fn market() -> Site {
    let site = Site::open().await;
    let app = site.app.clone().into_inner();
    let size = Size { providers: 40, listings: 240 };
    seed::demo_market(&app, DEMO_SEED, size, |_| {}).await.expect("the market is written");
    index_listings::rebuild(&app, |_| {}).await.expect("the index is built");
    site
}

async fn search(site: &Site, query: &str) -> Value {
    site.stranger().get(&format!("/api/v1/search?{query}")).await.expect(200).json()
}

fn ids(page: &Value) -> Vec<String> {
    let results = page["results"].as_array().expect("results").iter();
    results.map(|it| it["listing"]["id"].as_str().expect("an id").to_owned()).collect()
}

#[actix_web::test]
async fn a_need_in_spanish_or_english_finds_the_same_kind_of_thing_with_reasons() {
    let site = market().await;

    let spanish = search(&site, "q=chatbot+para+whatsapp&lang=es").await;
    let english = search(&site, "q=whatsapp+chatbot&lang=en").await;

    for page in [&spanish, &english] {
        let first = &page["results"][0];
        assert_eq!(first["listing"]["category"], "chatbots", "{first}");
        assert_eq!(first["rank"], 1);
        assert!(first["reasons"].as_array().is_some_and(|it| !it.is_empty()), "{first}");
    }
    let said = spanish["results"][0]["reasons"].to_string();
    let names = ["título", "Especialidad", "equivale a «chatbot para whatsapp»"];
    assert!(names.iter().any(|it| said.contains(it)), "{said}");
}

#[actix_web::test]
async fn accents_and_a_typo_do_not_matter() {
    let site = market().await;
    let accents = search(&site, "q=automatizaci%C3%B3n&lang=es").await;
    let plain = search(&site, "q=automatizacion&lang=es").await;
    assert_eq!(ids(&accents), ids(&plain));

    let typo = search(&site, "q=automatizaicon&lang=es").await;

    assert!(!ids(&typo).is_empty());
    assert_eq!(typo["corrections"][0]["typed"], "automatizaicon", "{}", typo["corrections"]);
}

#[actix_web::test]
async fn all_pages_together_are_everything_once_and_ranks_go_on() {
    let site = market().await;
    let (mut seen, mut ranks) = (HashSet::new(), Vec::new());
    let mut cursor = String::new();
    loop {
        let page = search(&site, &format!("sort=newest&limit=37&facets=false{cursor}")).await;
        for (at, id) in ids(&page).into_iter().enumerate() {
            ranks.push(page["results"][at]["rank"].as_u64().unwrap());
            assert!(seen.insert(id), "a listing came twice");
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 240);
    assert_eq!(ranks, (1..=240).collect::<Vec<u64>>());
}

#[actix_web::test]
async fn a_count_beside_a_filter_is_what_choosing_it_gives() {
    let site = market().await;
    let page = search(&site, "category=chatbots").await;
    let facets = page["facets"].as_array().expect("facets");
    let categories = facets.iter().find(|it| it["field"] == "category").expect("categories");

    for value in categories["values"].as_array().unwrap().iter().take(6) {
        let slug = value["value"].as_str().unwrap();
        let chosen = search(&site, &format!("category={slug}")).await;
        assert_eq!(chosen["total"]["count"], value["count"], "{slug}");
    }
}

#[actix_web::test]
async fn filters_hold_for_every_result() {
    let site = market().await;
    let page = search(&site, "price_max=600&kind=package,consult&limit=100&sort=-price").await;
    let results = page["results"].as_array().expect("results");
    assert!(!results.is_empty());
    let mut last = u64::MAX;
    for result in results {
        let price = result["listing"]["price"]["minor"].as_u64().unwrap();
        let kind = result["listing"]["kind"].as_str().unwrap();
        assert!(
            price <= 600_00 && price <= last && ["package", "consult"].contains(&kind),
            "{result}"
        );
        last = price;
    }
}

#[actix_web::test]
async fn parameters_that_make_no_sense_are_refused_and_say_why() {
    let site = market().await;
    for (query, status) in [
        ("limit=0", 422),
        ("limit=101", 422),
        ("category=alchemy", 422),
        ("price_min=9&price_max=2", 422),
        ("rating_min=6", 400),
        ("rating_min=NaN", 400),
        ("lang=fr", 400),
        ("sort=best", 400),
        ("cursor=nonsense", 400),
        ("cursor=1.nonsense", 400),
        ("limit=x", 400),
        ("colour=blue", 400),
    ] {
        let answer = site.stranger().get(&format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.text);
        assert!(!answer.json()["detail"].as_str().unwrap().is_empty());
    }
}

#[actix_web::test]
async fn ten_thousand_words_are_answered() {
    let site = market().await;
    let words = "bot+".repeat(10_000);
    let answer = site.stranger().get(&format!("/api/v1/search?q={words}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[actix_web::test]
async fn what_has_been_typed_so_far_is_completed() {
    let site = market().await;
    let answer = site.stranger().get("/api/v1/suggestions?q=chat&lang=es").await.expect(200);
    let words: Vec<String> = serde_json::from_str(&answer.text).expect("a list");
    assert!(words.iter().any(|it| it.to_lowercase().starts_with("chat")), "{words:?}");
}

/// The index is not told: what the database says is enough.
#[actix_web::test]
async fn what_was_hidden_a_moment_ago_never_comes_back() {
    let site = market().await;
    let before = search(&site, "q=chatbot&limit=50").await;
    let provider = before["results"][0]["listing"]["provider"]["handle"].as_str().unwrap();
    let profile = site.stranger().get(&format!("/api/v1/providers/{provider}")).await.expect(200);
    let org: OrgId = profile.json()["id"].as_str().unwrap().parse().expect("an id");
    search(&site, "q=chatbot&limit=50").await;

    let trust = site.staff(StaffRole::Trust).await;
    suspend(&site.app, &trust.actor().await, org, "test").await.expect("it is active");

    let after = search(&site, "q=chatbot&limit=50").await;
    let shown = after["results"].as_array().unwrap().iter();
    let handles: Vec<&str> =
        shown.map(|it| it["listing"]["provider"]["handle"].as_str().unwrap()).collect();
    assert!(!handles.is_empty() && !handles.contains(&provider), "{provider} in {handles:?}");
}
