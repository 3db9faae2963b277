//! What our trust team decides in a browser, and that nobody else does.

use domain::user::StaffRole;
use marketplace_tests::{Site, listings::listing};

use super::pages_sell::{decide, token};

#[actix_web::test]
async fn what_is_sent_back_needs_a_reason_and_its_owner_reads_it() {
    let site = Site::open().await;
    let provider = site.provider("ana@studio.example").await;
    let trust = site.staff(StaffRole::Trust).await;
    let path = provider.handed_in(listing("Asistente que cita tus documentos")).await;
    let case = path.replace("/api/v1/", "/moderation/");

    let page = decide(&trust, &case, "decline", &[("reason", "no")]).await.expect(422);
    assert!(page.text.contains("href=\"#reason\"") && page.text.contains(">no</textarea>"));
    let reason = [("reason", "Say which kinds of document it reads.")];
    decide(&trust, &case, "decline", &reason).await.expect(303);

    let mine = provider.get("/sell").await.expect(200);
    assert!(mine.text.contains("Say which kinds of document it reads."), "{}", mine.text);
    let queue = trust.get("/moderation/listings").await.expect(200);
    assert!(queue.text.contains("Nothing is waiting"));
}

#[actix_web::test]
async fn a_version_that_is_not_the_one_that_was_read_is_not_approved() {
    let site = Site::open().await;
    let provider = site.provider("ana@studio.example").await;
    let trust = site.staff(StaffRole::Trust).await;
    let path = provider.handed_in(listing("Asistente que cita tus documentos")).await;
    let case = path.replace("/api/v1/", "/moderation/");
    let csrf = token(&trust.get(&case).await.expect(200));

    let other = [("csrf", csrf.as_str()), ("n", "2")];
    let page = trust.submit(&format!("{case}/approve"), &other).await.expect(409);
    assert!(page.text.contains("is not waiting any more"), "{}", page.text);
}

#[actix_web::test]
async fn a_suspension_hides_with_a_statement_and_can_be_lifted() {
    let site = Site::open().await;
    let (provider, trust, path) = site.live_listing().await;
    let case = path.replace("/api/v1/", "/moderation/");
    let page = path.replace("/api/v1/", "/");

    decide(&trust, &case, "suspend", &[("statement", "")]).await.expect(422);
    site.stranger().get(&page).await.expect(308);
    let statement = [("statement", "It promises results that nobody can promise.")];
    decide(&trust, &case, "suspend", &statement).await.expect(303);
    site.stranger().get(&page).await.expect(404);
    let mine = provider.get("/sell").await.expect(200);
    assert!(mine.text.contains("It promises results that nobody can promise."));

    decide(&trust, &case, "lift", &[]).await.expect(303);
    site.stranger().get(&page).await.expect(308);
}

#[actix_web::test]
async fn nobody_else_sees_or_decides_anything() {
    let site = Site::open().await;
    let (provider, trust, path) = site.live_listing().await;
    let case = path.replace("/api/v1/", "/moderation/");
    let support = site.staff(StaffRole::Support).await;
    for who in [&provider.person, &support] {
        who.get("/moderation/listings").await.expect(403);
        who.get(&case).await.expect(403);
        let csrf = token(&who.get("/").await.expect(200));
        for action in ["approve", "decline", "suspend", "lift"] {
            let form = [("csrf", csrf.as_str()), ("n", "1"), ("reason", "A reason long enough")];
            who.submit(&format!("{case}/{action}"), &form).await.expect(403);
        }
    }
    for action in ["approve", "decline", "suspend", "lift"] {
        trust.submit(&format!("{case}/{action}"), &[("n", "1")]).await.expect(403);
    }
    let sent = site.stranger().get("/moderation/listings").await.expect(303);
    assert_eq!(sent.header("location"), Some("/sign-in?to=%2Fmoderation%2Flistings"));
}

#[actix_web::test]
async fn our_team_finds_any_listing_by_state_by_words_and_by_its_address() {
    let site = Site::open().await;
    let (provider, trust, path) = site.live_listing().await;
    let other = site.provider("eva@taller.example").await;
    other.handed_in(listing("Bot de reservas para un hotel")).await;
    provider.draft(listing("Un borrador que es cosa suya")).await;
    let find = async |query: &str| {
        let page = trust.get(&format!("/moderation/catalogue?{query}")).await.expect(200).text;
        let has = |title: &str| page.contains(title);
        [has("cita tus documentos"), has("reservas para un hotel"), has("cosa suya")]
    };

    assert_eq!(find("").await, [true, true, false]);
    assert_eq!(find("state=live").await, [true, false, false]);
    assert_eq!(find("state=in_review").await, [false, true, false]);
    assert_eq!(find("q=RESERVAS+hotel").await, [false, true, false]);
    assert_eq!(find("q=studio+ana&state=live").await, [true, false, false]);
    assert_eq!(find("q=100%25_").await, [false, false, false]);
    let address = path.replace("/api/v1/", "https%3A%2F%2Flonja.example/");
    assert_eq!(find(&format!("q={address}/old-title")).await, [true, false, false]);

    let case = path.replace("/api/v1/", "/moderation/");
    let statement = [("statement", "It promises results that nobody can promise.")];
    decide(&trust, &case, "suspend", &statement).await.expect(303);
    let page = trust.get("/moderation/catalogue?state=suspended").await.expect(200);
    assert!(page.text.contains("nobody can promise") && page.text.contains(&case));
    assert_eq!(find("state=live").await, [false; 3]);
}
