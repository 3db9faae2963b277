//! Keys for programs, and what a provider says about itself.

use marketplace_tests::Site;

use super::{hidden, joined, leads_to, submit};

#[actix_web::test]
async fn the_secret_of_a_key_is_shown_once() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let path = format!("/settings/organisations/{}/keys", ana.org);
    assert!(ana.get(&path).await.expect(200).text.contains("No keys yet"));

    let wrong = submit(&ana, &path, &[("name", "Nightly prices")]).await.expect(422);
    assert!(wrong.text.contains("value=\"Nightly prices\""));
    assert!(wrong.text.contains("href=\"#scopes\"") && wrong.text.contains("id=\"scopes\""));

    let fields =
        [("name", "Nightly prices"), ("scopes", "listings:read"), ("scopes", "profile:write")];
    let made = submit(&ana, &path, &fields).await.expect(201);
    assert_eq!(made.header("cache-control"), Some("private, no-store"));
    let secret = made.text.split("value=\"lonja_").nth(1).unwrap().split('"').next().unwrap();
    let secret = format!("lonja_{secret}");
    let program = site.program(&secret);
    program.get("/api/v1/organisations").await.expect(200);
    let page = ana.get(&path).await.expect(200);
    assert!(!page.text.contains(&secret) && page.text.contains("listings:read, profile:write"));

    let revoke = page.text.split("action=\"").find(|it| it.contains("/revoke\"")).unwrap();
    let revoke = revoke.split('"').next().unwrap();
    leads_to(&submit(&ana, revoke, &[]).await, &format!("{path}?done=revoked"));
    assert_eq!(program.get("/api/v1/organisations").await.status, 401);
    assert!(ana.get(&path).await.text.contains("Revoked"));
}

const PROFILE: [(&str, &str); 15] = [
    ("headline.es", "Chatbots que citan sus fuentes"),
    ("headline.en", ""),
    ("bio.es", "Diez años montando buscadores para despachos y notarías."),
    ("bio.en", ""),
    ("skills", "rag"),
    ("languages[0].code", "es"),
    ("languages[0].level", "native"),
    ("languages[1].code", ""),
    ("languages[1].level", "fluent"),
    ("hourly_rate", "85,50"),
    ("currency", "EUR"),
    ("capacity_hours_week", "30"),
    ("city", "Cádiz"),
    ("leave_from", "2026-12-20"),
    ("leave_to", "2027-01-07"),
];

#[actix_web::test]
async fn a_profile_is_written_and_shown_to_everybody() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let path = format!("/sell/profile/{}", ana.org);
    let version = hidden(&ana.get(&path).await.expect(200), "version");
    let mut fields = vec![("version", version.as_str())];
    fields.extend(PROFILE);

    leads_to(&submit(&ana, &path, &fields).await, &format!("{path}?done=saved"));

    let page = ana.get(&path).await.expect(200);
    assert!(page.text.contains("value=\"Chatbots que citan sus fuentes\""));
    assert!(page.text.contains("value=\"85.50\"") && page.text.contains("value=\"2026-12-20\""));
    assert!(page.text.contains("name=\"skills\" value=\"rag\" checked"));
    let public = site.stranger().get(&format!("/providers/{}", ana.handle)).await.expect(200);
    assert!(public.text.contains("Chatbots que citan sus fuentes"));
    assert!(public.text.contains("Cádiz") && public.text.contains("85,50"));

    let stale = submit(&ana, &path, &fields).await.expect(412);
    assert!(stale.text.contains("Somebody saved this while you were writing"));
    assert!(stale.text.contains("Diez años montando"), "the text is kept");
    let again = hidden(&stale, "version");
    fields[0] = ("version", &again);
    fields.push(("hidden", "true"));
    submit(&ana, &path, &fields).await.expect(303);
    assert_eq!(site.stranger().get(&format!("/providers/{}", ana.handle)).await.status, 404);
}

#[actix_web::test]
async fn every_mistake_in_a_profile_is_named_at_its_field() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let path = format!("/sell/profile/{}", ana.org);
    let fields = [
        ("version", "1"),
        ("headline.en", "short"),
        ("skills", "alchemy"),
        ("languages[0].code", "english"),
        ("languages[0].level", "fluent"),
        ("hourly_rate", "plenty"),
        ("capacity_hours_week", "-3"),
        ("leave_from", "2026-12-20"),
        ("leave_to", "2026-12-01"),
    ];

    let wrong = submit(&ana, &path, &fields).await.expect(422);

    for field in [
        "headline.en",
        "skills",
        "languages[0].code",
        "hourly_rate",
        "capacity_hours_week",
        "leave_to",
    ] {
        assert!(wrong.text.contains(&format!("href=\"#{field}\"")), "{field}");
        assert!(wrong.text.contains(&format!("id=\"{field}\"")), "{field} can be reached");
    }
    assert!(wrong.text.contains("value=\"plenty\"") && wrong.text.contains("value=\"short\""));
    assert!(wrong.text.contains("The last day is before the first one."));
    let rate = submit(&ana, &path, &[("version", "1"), ("hourly_rate", "2000")]).await;
    assert_eq!(rate.status, 422);
    assert!(rate.text.contains("Use an amount from 0.01 to 1,000."));
}

#[actix_web::test]
async fn a_long_profile_in_both_languages_fits_and_members_only_read() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let eva = joined(&site, &ana, "eva@example.com", "member").await;
    let path = format!("/sell/profile/{}", ana.org);
    let long = "ñandú 😀 ".repeat(370);
    let fields = [("version", "1"), ("bio.es", long.as_str()), ("bio.en", long.as_str())];

    assert_eq!(submit(&eva, &path, &fields).await.status, 403);
    assert!(!eva.get(&path).await.expect(200).text.contains("Save changes"));
    leads_to(&submit(&ana, &path, &fields).await, &format!("{path}?done=saved"));
}
