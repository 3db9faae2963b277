//! What a visitor sees of a market that has something in it.

use std::sync::Arc;

use actix_web::{
    body::to_bytes,
    test::{self, TestRequest},
    web::Data,
};
use domain::time::Timestamp;
use marketplace_api::{
    app::App, boot::IndexPlace, config::Config, demo::Size, http::server, jobs::index_listings,
    services::seed,
};

/// The same small market each time: twelve providers, ninety-six listings.
struct Market(Arc<App>);

impl Market {
    async fn open() -> Market {
        let config =
            Config::from_toml("database_url = \"sqlite::memory:\"\nsearch.deadline_ms = 60000")
                .unwrap();
        let now = || Timestamp::from_millis(1_795_338_000_000);
        let app = Arc::new(App::open(config, now, IndexPlace::Memory).await.unwrap());
        seed::demo_market(&app, 7, Size { providers: 12, listings: 96 }, |_| ()).await.unwrap();
        index_listings::rebuild(&app, |_| ()).await.unwrap();
        app.set_ready(true);
        Market(app)
    }

    async fn page(&self, address: &str) -> String {
        let app = Data::from(self.0.clone());
        let service = test::init_service(server::site(&app, crate::PAGES)).await;
        let response =
            test::call_service(&service, TestRequest::with_uri(address).to_request()).await;
        let status = response.status();
        let body = to_bytes(response.into_body()).await.ok().unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(status.is_success(), "{address}: {status} {text}");
        text
    }
}

/// Everything between `start` and `end`, in order.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|it| it.split(end).next()).collect()
}

fn total(page: &str) -> usize {
    let count = between(page, "<h2 id=\"count\">", " ")[0];
    count.replace(['.', ','], "").parse().unwrap()
}

#[actix_web::test]
async fn a_search_shows_reasons_and_narrowing_it_shows_what_was_promised() {
    let market = Market::open().await;

    let all = market.page("/search?lang=es").await;
    let some = market.page("/search?q=asistente&lang=es").await;

    assert_eq!(total(&all), 96);
    assert!(total(&some) < 96 && total(&some) > 0);
    assert!(some.contains("Por qué aparece") && some.contains("«asistente»"));

    // The count beside a category is what choosing it finds.
    let option = between(&some, "name=\"category\" value=\"", "</label>");
    let chosen = option.iter().find(|it| !it.contains("<small>0</small>")).unwrap();
    let (slug, promised) = (chosen.split('"').next().unwrap(), between(chosen, "<small>", "<")[0]);
    let narrowed = market.page(&format!("/search?q=asistente&category={slug}&lang=es")).await;
    assert_eq!(total(&narrowed).to_string(), promised);
    assert!(narrowed.contains("Quitar el filtro"));
}

#[actix_web::test]
async fn every_result_is_seen_once_when_paging() {
    let market = Market::open().await;
    let mut seen = std::collections::BTreeSet::new();
    let mut address = String::from("/search?sort=newest");

    loop {
        let page = market.page(&address).await;
        for link in between(&page, "<h3><a href=\"", "\"") {
            assert!(seen.insert(link.to_owned()), "{link} is shown twice");
        }
        match between(&page, "rel=\"next\" href=\"", "\"").first() {
            Some(next) => address = next.replace("&#38;", "&").replace("&amp;", "&"),
            None => break,
        }
    }

    assert_eq!(seen.len(), 96);
}

#[actix_web::test]
async fn a_search_without_results_offers_the_way_out() {
    let market = Market::open().await;

    let page = market.page("/search?q=asistente&price_max=1&lang=en").await;

    assert_eq!(total(&page), 0);
    assert!(page.contains("This way there are results"));
    let rescue = between(&page, "<ul class=\"rescues\">", "</ul>")[0];
    assert!(rescue.contains("/search?q=asistente\"") && rescue.contains("services"), "{rescue}");
}

#[actix_web::test]
async fn from_a_result_to_the_listing_to_its_provider() {
    let market = Market::open().await;
    let found = market.page("/search?kind=package&lang=en").await;
    let (listing, search) =
        between(&found, "<h3><a href=\"", "\"")[0].split_once("?search=").expect("says its search");

    let page = market.page(&format!("{listing}?search={search}&lang=en")).await;
    let provider = between(&page, "href=\"/providers/", "\"")[0].to_owned();
    let profile = market.page(&format!("/providers/{provider}?lang=en")).await;

    assert!(page.contains("application/ld+json") && page.contains("og:title"));
    assert!(page.contains("made up for the demo") && page.contains("id=\"quote\""));
    assert!(profile.contains(listing.split('/').nth(2).unwrap()), "the profile lists it");
    assert!(profile.contains("published service"));
}

#[actix_web::test]
async fn the_first_page_counts_its_shelves_and_says_that_it_is_a_demo() {
    let market = Market::open().await;

    let home = market.page("/?lang=es").await;
    let shelves = market.page("/categories?lang=es").await;

    let counts = between(&shelves, "</a> <small>", " ");
    let sum: usize = counts.iter().map(|it| it.parse::<usize>().unwrap()).sum();
    assert_eq!(sum, 96, "each listing stands on one shelf");
    assert!(home.contains("class=\"banner\"") && home.contains("Una muestra del mercado"));
}

#[actix_web::test]
async fn an_address_with_an_old_title_leads_to_the_new_one() {
    let market = Market::open().await;
    let found = market.page("/search?lang=es").await;
    let (listing, search) =
        between(&found, "<h3><a href=\"", "\"")[0].split_once("?search=").expect("says its search");
    let id = listing.split('/').nth(2).unwrap();

    let app = Data::from(market.0.clone());
    let service = test::init_service(server::site(&app, crate::PAGES)).await;
    let old = TestRequest::with_uri(&format!("/listings/{id}/old-title?search={search}&lang=es"));
    let response = test::call_service(&service, old.to_request()).await;

    assert_eq!(response.status().as_u16(), 308);
    let place = response.headers().get("location").unwrap().to_str().unwrap();
    assert_eq!(place, format!("{listing}?search={search}&lang=es"));
}

#[actix_web::test]
async fn search_engines_are_told_of_every_listing() {
    let market = Market::open().await;

    let xml = market.page("/sitemap.xml").await;

    assert_eq!(xml.matches("/listings/lst_").count(), 2 * 96);
    assert!(market.page("/robots.txt").await.contains("/sitemap.xml"));
}
