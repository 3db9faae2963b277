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

#[actix_web::test]
async fn an_unproven_organisation_waits_and_a_proven_one_is_live_at_once() {
    let site = Site::open().await;
    let (ana, trust, _) = site.live_listing().await;
    let eva = site.provider("eva@studio.example").await;
    let body = lines(&rows(3));
    let states = async |who: &marketplace_tests::Provider<'_>| {
        let path = format!("/api/v1/organisations/{}/listings", who.org);
        let page = who.get(&path).await.expect(200).json();
        let listings = page["listings"].as_array().unwrap().iter();
        listings.map(|it| it["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    import(&ana, &ana.org.to_string(), "", &body).await;
    import(&eva, &eva.org.to_string(), "", &body).await;

    assert_eq!(states(&ana).await, ["live"; 4]);
    assert_eq!(states(&eva).await, ["in_review"; 3]);
    let queue = trust.get("/api/v1/moderation/listings").await.expect(200).json();
    assert_eq!(queue["waiting"].as_array().map(Vec::len), Some(3));
}

#[actix_web::test]
async fn rows_may_stay_drafts_and_be_handed_in_by_a_later_import() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let org = ana.org.to_string();
    let body = lines(&rows(2));

    import(&ana, &org, "?publish=false", &body).await;
    let drafts = ana.get(&format!("/api/v1/organisations/{org}/listings")).await.json();
    let later = import(&ana, &org, "", &body).await;

    assert_eq!(drafts["listings"][0]["status"], "draft");
    assert_eq!(later["updated"], json!(2), "{later}");
    let handed = ana.get(&format!("/api/v1/organisations/{org}/listings")).await.json();
    assert_eq!(
        (&handed["listings"][0]["status"], &handed["listings"][0]["n"]),
        (&json!("in_review"), &json!(1))
    );
}

#[actix_web::test]
async fn a_changed_row_of_a_live_listing_waits_while_the_old_text_stays() {
    let site = Site::open().await;
    let (ana, _, _) = site.live_listing().await;
    let org = ana.org.to_string();
    let mut market = rows(1);
    import(&ana, &org, "", &lines(&market)).await;
    market[0]["tiers"][0]["price_minor"] = json!(123_456);

    import(&ana, &org, "", &lines(&market)).await;

    let newest = ana.get(&format!("/api/v1/organisations/{org}/listings")).await.json();
    let own = &newest["listings"][0];
    assert_eq!(
        (&own["n"], &own["review"], &own["live_n"]),
        (&json!(2), &json!("in_review"), &json!(1))
    );
}

#[actix_web::test]
async fn an_archived_listing_is_not_brought_back_by_its_row() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let org = ana.org.to_string();
    let mut market = rows(1);
    import(&ana, &org, "", &lines(&market)).await;
    let list = ana.get(&format!("/api/v1/organisations/{org}/listings")).await.json();
    let id = list["listings"][0]["id"].as_str().unwrap().to_owned();
    ana.post(&format!("/api/v1/listings/{id}/archive"), json!({})).await.expect(200);
    market[0]["tiers"][0]["price_minor"] = json!(123_456);

    let report = import(&ana, &org, "", &lines(&market)).await;

    let error = &report["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("external_id"), &json!("not-together")));
}

#[actix_web::test]
async fn more_rows_than_one_transaction_holds_are_all_written() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let body = lines(&rows(1_100));

    let report = import(&ana, &ana.org.to_string(), "?publish=false", &body).await;

    assert_eq!((&report["created"], &report["failed"]), (&json!(1_100), &json!(0)), "{report}");
}

#[actix_web::test]
async fn a_value_of_the_wrong_type_is_named_with_its_place() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let mut market = rows(3);
    market[0]["tiers"][0]["price_minor"] = json!("ten");
    market[1]["owner"] = json!("me");
    let mut body = lines(&market);
    body.push_str(&format!("{{\"external_id\":\"long\",\"kind\":\"{}\"}}\n", "x".repeat(300_000)));

    let report = import(&ana, &ana.org.to_string(), "", &body).await;

    let errors = report["errors"].as_array().unwrap();
    let named: Vec<String> = errors
        .iter()
        .map(|it| {
            format!(
                "{} {} {}",
                it["line"],
                it["field"].as_str().unwrap(),
                it["code"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(named, ["1 tiers[0] malformed", "2 owner malformed", "4  too-long"]);
    assert!(errors[1]["unreadable"].as_str().unwrap().contains("owner"));
    assert_eq!(report["created"], json!(1));
}

#[actix_web::test]
async fn two_imports_at_the_same_time_make_every_listing_once() {
    let site = Site::open().await;
    let ana = site.provider("ana@studio.example").await;
    let org = ana.org.to_string();
    let body = lines(&rows(30));

    let (one, other) = futures_util::join!(
        import(&ana, &org, "?publish=false", &body),
        import(&ana, &org, "?publish=false", &body),
    );

    let sum = |name: &str| one[name].as_u64().unwrap() + other[name].as_u64().unwrap();
    assert_eq!((sum("created"), sum("unchanged"), sum("failed")), (30, 30, 0), "{one} {other}");
}
