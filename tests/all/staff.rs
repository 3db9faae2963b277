//! What our own people may do, and that it is written down for good.

use domain::user::StaffRole;
use marketplace_tests::Site;
use serde_json::{Value, json};

fn actions(history: &Value) -> Vec<&str> {
    let acts = history["acts"].as_array().expect("a list").iter();
    acts.map(|it| it["action"].as_str().expect("a name")).collect()
}

#[actix_web::test]
async fn a_suspended_person_is_out_and_stays_out() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let trust = site.staff(StaffRole::Trust).await;
    let path = format!("/api/v1/staff/users/{}/suspension", ana.id().await);

    trust.put(&path, json!({ "reason": "spam" })).await.expect(204);

    assert_eq!(ana.get("/api/v1/me").await.status, 401);
    let right = ana.sign_in().await;
    assert_eq!((right.status, right.slug().as_str()), (403, "suspended"));
    let body = json!({ "email": ana.email, "password": "wrong wrong wrong" });
    let wrong = site.stranger().post("/api/v1/sessions", body).await;
    assert_eq!(wrong.slug(), "bad-credentials", "only who knows the password is told");
    let again = trust.put(&path, json!({ "reason": "spam" })).await;
    assert_eq!(again.status, 409);

    trust.delete(&path).await.expect(204);
    ana.sign_in().await.expect(201);
}

#[actix_web::test]
async fn a_suspended_person_gets_no_reset_link() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let trust = site.staff(StaffRole::Trust).await;
    let path = format!("/api/v1/staff/users/{}/suspension", ana.id().await);
    trust.put(&path, json!({ "reason": "spam" })).await.expect(204);
    let before = site.mail_to(&ana).await.len();

    let body = json!({ "email": ana.email });
    site.stranger().post("/api/v1/password-resets", body).await.expect(202);

    assert_eq!(site.mail_to(&ana).await.len(), before);
}

#[actix_web::test]
async fn a_suspended_provider_is_not_shown() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let trust = site.staff(StaffRole::Trust).await;
    let profile = format!("/api/v1/providers/{}", ana.handle);
    assert_eq!(site.stranger().get(&profile).await.status, 200);
    let path = format!("/api/v1/staff/organisations/{}/suspension", ana.org);

    trust.put(&path, json!({ "reason": "fraud" })).await.expect(204);
    assert_eq!(site.stranger().get(&profile).await.status, 404);
    trust.delete(&path).await.expect(204);

    assert_eq!(site.stranger().get(&profile).await.status, 200);
}

#[actix_web::test]
async fn only_the_trust_team_suspends_and_reads_the_log() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let support = site.staff(StaffRole::Support).await;
    let finance = site.staff(StaffRole::Finance).await;
    let id = ana.id().await;
    let suspend = format!("/api/v1/staff/users/{id}/suspension");
    let log = format!("/api/v1/staff/audit/{id}");

    for person in [&ana, &support, &finance] {
        assert_eq!(person.put(&suspend, json!({ "reason": "spam" })).await.status, 403);
        assert_eq!(person.delete(&suspend).await.status, 403);
        assert_eq!(person.get(&log).await.status, 403);
    }
    assert_eq!(site.stranger().get(&log).await.status, 401);
    assert_eq!(ana.get("/api/v1/me").await.status, 200);
}

#[actix_web::test]
async fn our_own_people_are_not_suspended() {
    let site = Site::open().await;
    let trust = site.staff(StaffRole::Trust).await;
    let path = format!("/api/v1/staff/users/{}/suspension", trust.id().await);

    assert_eq!(trust.put(&path, json!({ "reason": "mistake" })).await.status, 409);
}

#[actix_web::test]
async fn what_matters_is_written_down() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let trust = site.staff(StaffRole::Trust).await;
    let (id, trust_id) = (ana.id().await, trust.id().await);
    let path = format!("/api/v1/staff/users/{id}/suspension");

    trust.put(&path, json!({ "reason": "spam in\nnames" })).await.expect(204);
    trust.delete(&path).await.expect(204);

    let history = trust.get(&format!("/api/v1/staff/audit/{id}")).await.expect(200).json();
    assert_eq!(actions(&history), ["user.restored", "user.suspended"]);
    assert_eq!(history["acts"][1]["who"], trust_id);
    assert_eq!(history["acts"][1]["detail"], "spam in names");
    let own = trust.get(&format!("/api/v1/staff/audit/{trust_id}")).await.expect(200).json();
    assert_eq!(actions(&own), ["staff.granted"]);
    assert_eq!(own["acts"][0]["who"], Value::Null);
}
