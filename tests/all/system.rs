//! What holds for every address.

use marketplace_tests::Site;

#[actix_web::test]
async fn an_unknown_address_is_a_problem_that_names_it() {
    let site = Site::open().await;

    let answer = site.stranger().get("/api/v1/nowhere").await;

    assert_eq!(answer.status, 404);
    assert_eq!(answer.slug(), "not-found");
}
