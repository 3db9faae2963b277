//! What forms carry, so that another site's page cannot send them.

use actix_web::{HttpRequest, cookie::Cookie, test::TestRequest};
use marketplace_api::{
    app::Actor,
    http::auth::{check_csrf, check_public_csrf, csrf_token, public_csrf},
    services::accounts::sessions::authenticate,
};
use marketplace_tests::{Person, Site};

async fn actor(site: &Site, person: &Person<'_>) -> Actor {
    let token = person.cookie("lonja").expect("a session");
    let found = authenticate(&site.app, &token).await.expect("the database answers");
    found.expect("a session that runs")
}

fn request(site: &Site, cookie: Option<&Cookie<'static>>) -> HttpRequest {
    let request = TestRequest::default().app_data(site.app.clone());
    match cookie {
        Some(cookie) => request.cookie(cookie.clone()).to_http_request(),
        None => request.to_http_request(),
    }
}

#[actix_web::test]
async fn a_form_of_one_session_is_refused_in_another() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;
    let (ana, eva) = (actor(&site, &ana).await, actor(&site, &eva).await);

    let token = csrf_token(&site.app, &ana).unwrap();

    assert!(check_csrf(&site.app, &ana, &token).is_ok());
    assert_eq!(check_csrf(&site.app, &eva, &token).unwrap_err().kind().slug, "cross-site");
    for wrong in ["", "0", &token[1..], &format!("{token}00")] {
        assert!(check_csrf(&site.app, &ana, wrong).is_err(), "{wrong}");
    }
}

#[actix_web::test]
async fn a_form_from_before_a_new_session_is_refused_in_it() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let before = csrf_token(&site.app, &actor(&site, &ana).await).unwrap();

    ana.sign_in().await.expect(201);

    assert!(check_csrf(&site.app, &actor(&site, &ana).await, &before).is_err());
}

#[actix_web::test]
async fn a_form_before_signing_in_belongs_to_one_browser() {
    let site = Site::open().await;
    let (token, cookie) = public_csrf(&request(&site, None));
    let cookie = cookie.expect("a browser without one gets a cookie");
    let (_, other) = public_csrf(&request(&site, None));

    let own = request(&site, Some(&cookie));

    assert!(check_public_csrf(&own, &token).is_ok());
    assert!(check_public_csrf(&own, "").is_err());
    assert!(check_public_csrf(&request(&site, None), &token).is_err());
    assert!(check_public_csrf(&request(&site, other.as_ref()), &token).is_err());
    let (again, no_cookie) = public_csrf(&own);
    assert_eq!((again, no_cookie), (token, None), "two open forms of one browser both work");
}
