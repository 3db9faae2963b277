//! Coming in: signing up, confirming the address, and what others may learn of it (nothing).

use marketplace_tests::{
    Site, clock,
    people::{PASSWORD, token_in},
};
use serde_json::json;

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
