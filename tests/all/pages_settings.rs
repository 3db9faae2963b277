//! Settings, organisations, keys, the provider profile and invitations, as a browser without
//! JavaScript uses them.

mod profile;

use marketplace_tests::{Answer, Person, Provider, Site, people::PASSWORD};

/// The token that the forms of this person carry.
async fn token(person: &Person<'_>) -> String {
    let page = person.get("/settings").await.expect(200);
    hidden(&page, "csrf")
}

fn hidden(page: &Answer, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest =
        page.text.split(&mark).nth(1).unwrap_or_else(|| panic!("no `{name}`: {}", page.text));
    rest.split('"').next().expect("as the test set it up").to_owned()
}

/// Sends the form with its token.
async fn submit(person: &Person<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = token(person).await;
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend(fields);
    person.submit(path, &all).await
}

#[track_caller]
fn leads_to(answer: &Answer, address: &str) {
    assert_eq!((answer.status, answer.header("location")), (303, Some(address)), "{}", answer.text);
}

async fn joined<'a>(site: &'a Site, owner: &Provider<'_>, email: &str, role: &str) -> Person<'a> {
    let person = site.sign_up(email).await;
    let path = format!("/settings/organisations/{}/invitations", owner.org);
    let sent = submit(owner, &path, &[("email", email), ("role", role)]).await;
    leads_to(&sent, &format!("/settings/organisations/{}?done=invited", owner.org));
    let token = site.link_token(&person).await;
    let accepted = submit(&person, &format!("/invitations/{token}"), &[]).await;
    leads_to(&accepted, &format!("/settings/organisations/{}?done=joined", owner.org));
    person
}

async fn id_of(person: &Person<'_>) -> String {
    person.get("/api/v1/me").await.expect(200).json()["id"]
        .as_str()
        .expect("as the test set it up")
        .to_owned()
}

#[actix_web::test]
async fn whoever_is_not_signed_in_is_sent_to_sign_in_and_back() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let nobody = site.stranger();
    for path in [
        "/settings".to_owned(),
        "/settings/security".to_owned(),
        "/settings/organisations".to_owned(),
        format!("/settings/organisations/{}", ana.org),
        format!("/settings/organisations/{}/keys", ana.org),
        format!("/sell/profile/{}", ana.org),
        "/invitations/abc".to_owned(),
    ] {
        let answer = nobody.get(&path).await;
        leads_to(&answer, &format!("/sign-in?to={}", path.replace('/', "%2F")));
    }
    let sent = nobody.submit("/settings", &[("display_name", "X")]).await;
    assert_eq!(sent.status, 303);
    assert!(sent.header("location").unwrap().starts_with("/sign-in"));
}

#[actix_web::test]
async fn pages_of_a_person_are_kept_by_no_cache() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    for path in ["/settings", "/settings/security", "/settings/organisations"] {
        let page = ana.get(path).await.expect(200);
        assert_eq!(page.header("cache-control"), Some("private, no-store"), "{path}");
    }
}

#[actix_web::test]
async fn a_person_changes_their_name_and_the_pages_change_language() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let page = ana.get("/settings").await.expect(200);
    assert!(page.text.contains("<html lang=\"en\"") && page.text.contains("value=\"Test ana\""));
    let version = hidden(&page, "version");
    let fields = [
        ("version", version.as_str()),
        ("display_name", "Ana Núñez"),
        ("lang", "es"),
        ("time_zone", "Atlantic/Canary"),
    ];

    let saved = submit(&ana, "/settings", &fields).await;

    leads_to(&saved, "/settings?done=saved&lang=es");
    let after = ana.get("/settings?done=saved&lang=es").await.expect(200);
    assert!(after.text.contains("<html lang=\"es\"") && after.text.contains("Guardado."));
    assert!(after.text.contains("value=\"Ana Núñez\""));
    assert!(after.text.contains("value=\"Atlantic/Canary\" selected"));
    assert!(ana.get("/").await.text.contains("<html lang=\"es\""), "and so do all other pages");

    let stale = submit(&ana, "/settings", &fields).await;
    assert_eq!(stale.status, 412);
    assert!(stale.text.contains("value=\"Ana Núñez\""), "what was typed is still there");
}

#[actix_web::test]
async fn wrong_settings_come_back_as_typed() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let fields =
        [("version", "1"), ("display_name", " "), ("lang", "en"), ("time_zone", "Europe/Atlantis")];
    let wrong = submit(&ana, "/settings", &fields).await.expect(422);
    assert!(wrong.text.contains("href=\"#display_name\""));
    assert!(wrong.text.contains("href=\"#time_zone\""));
    assert!(wrong.text.contains("<title>Error: "));

    let lang = [("version", "1"), ("display_name", "Ana <b>"), ("lang", "tlh")];
    let wrong = submit(&ana, "/settings", &lang).await.expect(422);
    assert!(wrong.text.contains("href=\"#lang\""));
    assert!(wrong.text.contains("value=\"Ana &#60;b&#62;\""), "{}", wrong.text);
}

#[actix_web::test]
async fn no_form_works_without_its_token() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;
    let (org, me) = (ana.org, id_of(&ana).await);
    let of_eva = token(&eva).await;
    for path in [
        "/settings".to_owned(),
        "/settings/security/password".to_owned(),
        "/settings/security/sessions/revoke-others".to_owned(),
        "/settings/organisations".to_owned(),
        format!("/settings/organisations/{org}"),
        format!("/settings/organisations/{org}/leave"),
        format!("/settings/organisations/{org}/members/{me}"),
        format!("/settings/organisations/{org}/members/{me}/remove"),
        format!("/settings/organisations/{org}/invitations"),
        format!("/settings/organisations/{org}/keys"),
        format!("/sell/profile/{org}"),
        "/invitations/abc".to_owned(),
    ] {
        for fields in [&[][..], &[("csrf", of_eva.as_str())]] {
            assert_eq!(ana.submit(&path, fields).await.status, 403, "{path}");
        }
    }
}

#[actix_web::test]
async fn a_stranger_does_not_even_see_an_organisation() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;
    let (org, me) = (ana.org, id_of(&ana).await);
    for path in [
        format!("/settings/organisations/{org}"),
        format!("/settings/organisations/{org}/keys"),
        format!("/sell/profile/{org}"),
        "/settings/organisations/nonsense".to_owned(),
    ] {
        assert_eq!(eva.get(&path).await.status, 404, "{path}");
    }
    for path in [
        format!("/settings/organisations/{org}"),
        format!("/settings/organisations/{org}/leave"),
        format!("/settings/organisations/{org}/members/{me}"),
        format!("/settings/organisations/{org}/members/{me}/remove"),
        format!("/settings/organisations/{org}/invitations"),
        format!("/settings/organisations/{org}/keys"),
        format!("/sell/profile/{org}"),
    ] {
        let fields = [("role", "member"), ("hourly_rate", "much")];
        assert_eq!(submit(&eva, &path, &fields).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn a_new_password_ends_every_other_session() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let elsewhere = ana.copy();
    elsewhere.forget_cookies();
    elsewhere.sign_in().await.expect(201);
    let path = "/settings/security/password";

    let fields = [("current_password", "not-it"), ("new_password", "farola-queso-monte-3")];
    let wrong = submit(&ana, path, &fields).await.expect(422);
    assert!(wrong.text.contains("href=\"#current_password\""));
    assert!(!wrong.text.contains("farola-queso"), "passwords never come back");
    assert!(!wrong.text.contains("/password?lang="), "a form's address is no page");
    let weak = [("current_password", PASSWORD), ("new_password", "12345678")];
    let weak = submit(&ana, path, &weak).await.expect(422);
    assert!(weak.text.contains("href=\"#new_password\""));

    let fields = [("current_password", PASSWORD), ("new_password", "farola-queso-monte-3")];
    leads_to(&submit(&ana, path, &fields).await, "/settings/security?done=password");

    ana.get("/settings").await.expect(200);
    assert_eq!(elsewhere.get("/settings").await.status, 303);
}

#[actix_web::test]
async fn sessions_are_ended_one_by_one_or_all_but_this() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let others = [ana.copy(), ana.copy(), ana.copy()];
    for other in &others {
        other.forget_cookies();
        other.sign_in().await.expect(201);
    }
    let page = ana.get("/settings/security").await.expect(200);
    assert_eq!(page.text.matches("This one").count(), 1);
    assert_eq!(page.text.matches("/revoke\"").count(), 3);
    assert!(page.text.contains("192.0.2.0/24"));
    let path = page.text.split("action=\"").find(|it| it.contains("/revoke\"")).unwrap();
    let path = path.split('"').next().unwrap();

    leads_to(&submit(&ana, path, &[]).await, "/settings/security?done=session");
    assert_eq!(submit(&ana, path, &[]).await.status, 404, "it is gone");
    let mut n_live = 0;
    for other in &others {
        n_live += usize::from(other.get("/settings").await.status == 200);
    }
    assert_eq!(n_live, 2);

    let all = "/settings/security/sessions/revoke-others";
    leads_to(&submit(&ana, all, &[]).await, "/settings/security?done=sessions");
    for other in &others {
        assert_eq!(other.get("/settings").await.status, 303);
    }
    ana.get("/settings").await.expect(200);
}

#[actix_web::test]
async fn a_person_founds_an_organisation_and_changes_it() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let empty = ana.get("/settings/organisations").await.expect(200);
    assert!(empty.text.contains("You do not belong to an organisation yet"));

    let wrong = [("name", ""), ("kind", "club"), ("side", "both"), ("country", "Atlantis")];
    let wrong = submit(&ana, "/settings/organisations", &wrong).await.expect(422);
    for field in ["name", "kind", "country"] {
        assert!(wrong.text.contains(&format!("href=\"#{field}\"")), "{field}");
        assert!(wrong.text.contains(&format!("id=\"{field}\"")), "{field} can be reached");
    }

    let good =
        [("name", "Núñez e Hijos"), ("kind", "company"), ("side", "both"), ("country", "PT")];
    let founded = submit(&ana, "/settings/organisations", &good).await;
    let address = founded.header("location").unwrap().to_owned();
    let page = ana.get(&address).await.expect(200);
    assert!(page.text.contains("<h1>Núñez e Hijos</h1>"));
    assert!(page.text.contains("value=\"PT\" selected"));
    let path = address.split('?').next().unwrap();
    let version = hidden(&page, "version");
    let edit = [
        ("version", version.as_str()),
        ("name", "Núñez y Asociados"),
        ("kind", "company"),
        ("side", "buyer"),
        ("country", "ES"),
        ("is_trader", "true"),
    ];
    leads_to(&submit(&ana, path, &edit).await, &format!("{path}?done=saved"));
    let stale = submit(&ana, path, &edit).await.expect(412);
    assert!(stale.text.contains("value=\"Núñez y Asociados\""));
    let mut long = edit;
    let name = "x".repeat(121);
    long[1] = ("name", &name);
    let wrong = submit(&ana, path, &long).await.expect(422);
    assert!(wrong.text.contains(&name), "the text is kept");
}

#[actix_web::test]
async fn people_come_in_change_role_and_go() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let page = format!("/settings/organisations/{}", ana.org);
    let eva = joined(&site, &ana, "eva@example.com", "member").await;
    let eva_id = id_of(&eva).await;

    let seen = eva.get(&page).await.expect(200);
    assert!(seen.text.contains("Only owners and administrators can change this."));
    assert!(!seen.text.contains("/invitations\""), "a member invites nobody");
    assert_eq!(eva.get(&format!("{page}/keys")).await.status, 403);
    let member = format!("{page}/members/{eva_id}");
    assert_eq!(submit(&eva, &member, &[("role", "owner")]).await.status, 403);

    leads_to(&submit(&ana, &member, &[("role", "admin")]).await, &format!("{page}?done=role"));
    assert_eq!(submit(&ana, &member, &[("role", "king")]).await.status, 422);
    eva.get(&format!("{page}/keys")).await.expect(200);
    let ana_id = id_of(&ana).await;
    let last = submit(&ana, &format!("{page}/members/{ana_id}"), &[("role", "member")]).await;
    assert_eq!(last.status, 409);
    assert!(last.text.contains("always has an owner"));

    leads_to(
        &submit(&ana, &format!("{member}/remove"), &[]).await,
        &format!("{page}?done=removed"),
    );
    assert_eq!(eva.get(&page).await.status, 404);
    let leo = joined(&site, &ana, "leo@example.com", "admin").await;
    let left = submit(&leo, &format!("{page}/leave"), &[]).await;
    leads_to(&left, "/settings/organisations?done=left");
    assert_eq!(submit(&ana, &format!("{page}/leave"), &[]).await.status, 409);
}

#[actix_web::test]
async fn an_invitation_is_refused_withdrawn_or_for_somebody_else() {
    let site = Site::open().await;
    let ana = site.provider("ana@example.com").await;
    let eva = site.sign_up("eva@example.com").await;
    let leo = site.sign_up("leo@example.com").await;
    let page = format!("/settings/organisations/{}", ana.org);
    let path = format!("{page}/invitations");

    let wrong = submit(&ana, &path, &[("email", "eva at home"), ("role", "admin")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("value=\"eva at home\"") && wrong.text.contains("href=\"#email\""));
    assert!(wrong.text.contains("value=\"admin\" selected"));
    let known = submit(&ana, &path, &[("email", "ana@example.com"), ("role", "member")]).await;
    assert!(known.text.contains("belongs to the organisation already"));

    submit(&ana, &path, &[("email", "eva@example.com"), ("role", "member")]).await.expect(303);
    let link = format!("/invitations/{}", site.link_token(&eva).await);
    let offer = eva.get(&link).await.expect(200);
    assert!(offer.text.contains("Join Studio ana"));
    let other = leo.get(&link).await.expect(403);
    assert!(other.text.contains("leo@example.com"), "says who is signed in");

    let open = ana.get(&page).await.expect(200);
    let withdraw = open.text.split("action=\"").find(|it| it.contains("/withdraw\"")).unwrap();
    let withdraw = withdraw.split('"').next().unwrap();
    leads_to(&submit(&ana, withdraw, &[]).await, &format!("{page}?done=withdrawn"));
    assert_eq!(eva.get(&link).await.status, 410);
    assert_eq!(submit(&eva, &link, &[]).await.status, 410);
}
