//! Many listings at once, over the API.

use marketplace_api::{demo, draft_json::DraftBody};
use marketplace_tests::{Person, Site};
use serde_json::{Value, json};

/// Lines as a provider's own system would write them.
fn rows(count: usize) -> Vec<Value> {
    let size = demo::Size { providers: 10, listings: count };
    let listings = demo::market(7, size).listings();
    let row = |(at, listing): (usize, demo::DemoListing)| {
        let mut row =
            serde_json::to_value(DraftBody::from(listing.draft)).expect("a draft is JSON");
        row["external_id"] = json!(format!("sku-{at}"));
        row
    };
    listings.enumerate().map(row).collect()
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(|it| format!("{it}\n")).collect()
}

async fn import(who: &Person<'_>, org: &str, query: &str, body: &str) -> Value {
    let path = format!("/api/v1/organisations/{org}/listings/import{query}");
    let answer = who.send_raw("POST", &path, "application/x-ndjson", body.as_bytes()).await;
    answer.expect(200).json()
}

#[actix_web::test]
async fn importing_twice_changes_nothing_and_a_changed_row_is_a_new_version() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let org = ana.org.to_string();
    let mut market = rows(20);

    let first = import(&ana, &org, "", &lines(&market)).await;
    let again = import(&ana, &org, "", &lines(&market)).await;
    market[3]["tiers"][0]["price_minor"] = json!(123_456);
    let changed = import(&ana, &org, "", &lines(&market)).await;

    assert_eq!((&first["created"], &first["failed"]), (&json!(20), &json!(0)), "{first}");
    assert_eq!((&again["created"], &again["unchanged"]), (&json!(0), &json!(20)), "{again}");
    assert_eq!((&changed["updated"], &changed["unchanged"]), (&json!(1), &json!(19)), "{changed}");
}

#[actix_web::test]
async fn a_dry_run_checks_everything_and_writes_nothing() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let org = ana.org.to_string();
    let body = lines(&rows(5));

    let dry = import(&ana, &org, "?dry_run=true", &body).await;
    let real = import(&ana, &org, "", &body).await;

    assert_eq!((&dry["dry_run"], &dry["created"]), (&json!(true), &json!(5)));
    assert_eq!(real["created"], json!(5), "the dry run left something behind");
}

#[actix_web::test]
async fn bad_rows_are_named_by_line_and_field_and_do_not_stop_the_others() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let mut market = rows(6);
    market[1]["category"] = json!("alchemy");
    market[2]["tiers"] = json!([]);
    market[4]["external_id"] = json!("sku-0");
    let mut body = lines(&market);
    body.push_str("{ this is not JSON\n");

    let report = import(&ana, &ana.org.to_string(), "", &body).await;

    let errors = report["errors"].as_array().expect("a list of errors");
    let named: Vec<(u64, &str)> = errors
        .iter()
        .map(|it| (it["line"].as_u64().unwrap(), it["field"].as_str().unwrap()))
        .collect();
    assert_eq!(named, [(2, "category"), (3, "tiers"), (5, "external_id"), (7, "")]);
    assert_eq!((&report["created"], &report["failed"]), (&json!(3), &json!(4)));
    assert!(errors.iter().all(|it| !it["message_es"].as_str().unwrap().is_empty()));
}

#[actix_web::test]
async fn only_its_own_people_import_for_an_organisation() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let luis = site.provider("luis@other.example").await;
    let path = format!("/api/v1/organisations/{}/listings/import", ana.org);

    let stranger = luis.send_raw("POST", &path, "application/x-ndjson", b"{}").await;
    let nobody = site.stranger().send_raw("POST", &path, "application/x-ndjson", b"{}").await;
    let wrong_form = ana.post(&path, json!({})).await;

    assert_eq!(stranger.status, 404);
    assert_eq!(nobody.status, 401);
    assert_eq!(wrong_form.status, 415);
}
