//! A provider and our trust team at work in a browser without scripts: forms, redirects, pages.

use domain::user::StaffRole;
use marketplace_api::jobs::index_listings;
use marketplace_tests::{Answer, Person, Provider, Site, listings::listing};

/// The token the forms of a page carry.
pub(crate) fn token(page: &Answer) -> String {
    value_of(page, "csrf")
}

/// What stands in the first input of that name.
pub(crate) fn value_of(page: &Answer, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) =
        page.text.split_once(&mark).unwrap_or_else(|| panic!("no {name} in {}", page.text));
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Presses a button of the page at `page`: a form with nothing but its token.
pub(crate) async fn press(who: &Person<'_>, page: &str, action: &str) -> Answer {
    let shown = who.get(page).await.expect(200);
    who.submit(action, &[("csrf", &token(&shown))]).await
}

fn location(answer: &Answer) -> String {
    answer.header("location").expect("a redirect").to_owned()
}

/// Begins a listing by form and returns the address of its editor.
async fn begin(provider: &Provider<'_>, title: &str) -> String {
    let page = provider.get("/sell/new").await.expect(200);
    let csrf = token(&page);
    let fields =
        [("csrf", csrf.as_str()), ("kind", "package"), ("category", "chatbots"), ("title", title)];
    location(&provider.submit("/sell/new", &fields).await.expect(303))
}

/// Fills the editor at `address` in and presses `action`.
async fn write(who: &Person<'_>, address: &str, action: &str, changes: &[(&str, &str)]) -> Answer {
    let page = who.get(address).await.expect(200);
    let (csrf, version) = (token(&page), value_of(&page, "version"));
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("action", action),
        ("kind", "package"),
        ("category", "chatbots"),
        ("skills", "rag"),
        ("languages", "en"),
        ("languages", "es"),
        ("content.en.title", "Assistant that answers from your manuals"),
        ("content.en.summary", "Answers from your documents and quotes the source."),
        (
            "content.en.description",
            "We read your documents, build the index and measure the answers.",
        ),
        ("deliverables[0].en", "The index and its code"),
        ("tiers[0].name.en", "Basic"),
        ("tiers[0].includes.en", "Up to 500 pages"),
        ("tiers[0].price_minor", "400"),
        ("tiers[0].delivery_days", "10"),
        ("tiers[0].revisions", "2"),
        ("extras[0].label.en", "Rush"),
        ("extras[0].price.kind", "multiplier"),
        ("extras[0].price.bps", "50"),
    ];
    fields.retain(|(name, _)| changes.iter().all(|(other, _)| other != name));
    fields.extend_from_slice(changes);
    who.submit(address, &fields).await
}

fn public(address: &str) -> String {
    address.replace("/sell/listings/", "/listings/")
}

async fn shown(site: &Site, address: &str) -> Answer {
    let moved = site.stranger().get(&public(address)).await;
    match moved.status {
        308 => site.stranger().get(&location(&moved)).await,
        _ => moved,
    }
}

async fn found(site: &Site, words: &str) -> bool {
    let app = site.app.clone().into_inner();
    index_listings::catch_up(&app).await.expect("the index follows");
    let page = site.stranger().get("/search?q=manuals&lang=en").await.expect(200);
    page.text.contains(words)
}

#[actix_web::test]
async fn a_listing_is_written_approved_changed_and_approved_again_by_forms_alone() {
    let site = Site::open().await;
    let provider = site.provider("ana@studio.example").await;
    let trust = site.staff(StaffRole::Trust).await;
    let address = begin(&provider, "Assistant").await;

    let sent = write(&provider, &address, "submit", &[]).await.expect(303);
    assert!(location(&sent).ends_with("done=submitted"), "{}", location(&sent));
    assert_eq!(shown(&site, &address).await.status, 404, "nobody has read it yet");

    let case = address.replace("/sell/", "/moderation/");
    let queue = trust.get("/moderation/listings").await.expect(200);
    assert!(queue.text.contains("Assistant that answers from your manuals"));
    assert!(queue.text.contains(&case));
    decide(&trust, &case, "approve", &[]).await.expect(303);
    let page = shown(&site, &address).await.expect(200);
    assert!(page.text.contains("Assistant that answers from your manuals"));
    assert!(found(&site, "Assistant that answers from your manuals").await);

    let newer = [("content.en.title", "Assistant that knows your manuals by heart")];
    write(&provider, &address, "submit", &newer).await.expect(303);
    let page = shown(&site, &address).await.expect(200);
    assert!(page.text.contains("answers from your manuals"), "version 1 stays while 2 waits");
    assert!(!page.text.contains("by heart"));
    let mine = provider.get("/sell").await.expect(200);
    assert!(mine.text.contains("Version 2 is waiting"), "{}", mine.text);
    let read = trust.get(&case).await.expect(200);
    assert!(read.text.contains("answers from your manuals</del>"), "{}", read.text);
    assert!(read.text.contains("by heart</ins>"));

    decide(&trust, &case, "approve", &[]).await.expect(303);
    let page = shown(&site, &address).await.expect(200);
    assert!(page.text.contains("by heart"));
    assert!(found(&site, "by heart").await);
    let past = provider.get(&format!("{address}/versions")).await.expect(200);
    assert!(past.text.contains("Version 2") && past.text.contains("Version 1"));
}

/// Sends one of the forms on a moderation page.
pub(crate) async fn decide(
    trust: &Person<'_>,
    case: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let page = trust.get(case).await.expect(200);
    let csrf = token(&page);
    let waits = page.text.contains("name=\"n\"");
    let n = if waits { value_of(&page, "n") } else { String::new() };
    let mut all = vec![("csrf", csrf.as_str())];
    if waits {
        all.push(("n", n.as_str()));
    }
    all.extend_from_slice(fields);
    trust.submit(&format!("{case}/{action}"), &all).await
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept() {
    let site = Site::open().await;
    let provider = site.provider("ana@studio.example").await;
    let address = begin(&provider, "Assistant").await;

    let wrong = [("tiers[0].price_minor", "dear"), ("content.en.title", "Kept & shown again")];
    let page = write(&provider, &address, "save", &wrong).await.expect(422);
    assert!(page.text.contains("href=\"#tiers[0].price_minor\""), "{}", page.text);
    assert!(page.text.contains("value=\"dear\"") && page.text.contains("Kept &#38; shown again"));

    let short = [("content.en.summary", "Short"), ("tiers[0].price_minor", "1")];
    let page = write(&provider, &address, "submit", &short).await.expect(422);
    assert!(page.text.contains("href=\"#content.en.summary\""));
    assert!(page.text.contains("href=\"#tiers[0].price_minor\""));
    assert!(page.text.contains(">Short</textarea>"));

    let csrf = token(&page);
    let fields = [("csrf", csrf.as_str()), ("title", "Mine")];
    let empty = provider.submit("/sell/new", &fields).await.expect(422);
    assert!(empty.text.contains("href=\"#kind\"") && empty.text.contains("value=\"Mine\""));
}

#[actix_web::test]
async fn more_rows_and_a_preview_save_nothing_and_lose_nothing() {
    let site = Site::open().await;
    let provider = site.provider("ana@studio.example").await;
    let address = begin(&provider, "Assistant").await;

    let typed = [("content.en.title", "Not saved yet, but shown")];
    let more = write(&provider, &address, "rows-faq", &typed).await.expect(200);
    assert!(more.text.contains("Not saved yet, but shown"));
    assert!(more.text.contains("id=\"faq[2].question.en\""), "{}", more.text);

    let csrf = token(&more);
    let fields = [("csrf", csrf.as_str()), ("content.en.title", "Not saved yet, but shown")];
    let preview = format!("{address}/preview");
    let form = fields.iter().map(|(name, value)| format!("{name}={value}"));
    let form = form.collect::<Vec<_>>().join("&").replace(' ', "+").replace('[', "%5B");
    let kind = "application/x-www-form-urlencoded";
    let part = [("hx-request-type", "partial")];
    let part = provider.send_bytes("POST", &preview, &part, (kind, form.as_bytes())).await;
    let part = part.expect(200);
    assert!(part.text.contains("id=\"preview\"") && !part.text.contains("<h1"), "{}", part.text);
    let whole = provider.submit(&preview, &fields).await.expect(200);
    assert!(whole.text.contains("<h1") && whole.text.contains("Not saved yet, but shown</a>"));
    let saved = provider.get(&address).await.expect(200);
    assert!(!saved.text.contains("Not saved yet"));
}

#[actix_web::test]
async fn whoever_saves_second_sees_both_texts() {
    let site = Site::open().await;
    let provider = site.provider("ana@studio.example").await;
    let address = begin(&provider, "Assistant").await;
    let stale = provider.get(&address).await.expect(200);
    write(&provider, &address, "save", &[("content.en.title", "The text of a colleague")])
        .await
        .expect(303);

    let (csrf, version) = (token(&stale), value_of(&stale, "version"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("action", "save"),
        ("kind", "package"),
        ("content.en.title", "My own text"),
    ];
    let page = provider.submit(&address, &fields).await.expect(409);
    assert!(page.text.contains("The text of a colleague</del>"), "{}", page.text);
    assert!(page.text.contains("value=\"My own text\""));

    let version = value_of(&page, "version");
    let knowingly = fields.map(|it| if it.0 == "version" { (it.0, version.as_str()) } else { it });
    provider.submit(&address, &knowingly).await.expect(303);
    assert!(provider.get(&address).await.text.contains("My own text"));
}

#[actix_web::test]
async fn a_listing_is_paused_resumed_and_archived_after_being_asked() {
    let site = Site::open().await;
    let (provider, _trust, path) = site.live_listing().await;
    let address = path.replace("/api/v1/listings/", "/sell/listings/");

    press(&provider, "/sell", &format!("{address}/pause")).await.expect(303);
    assert_eq!(shown(&site, &address).await.status, 404);
    press(&provider, "/sell", &format!("{address}/resume")).await.expect(303);
    shown(&site, &address).await.expect(200);

    let archive = format!("{address}/archive");
    let asked = provider.get(&archive).await.expect(200);
    assert!(asked.text.contains("Archive this service?"));
    shown(&site, &address).await.expect(200);
    press(&provider, &archive, &archive).await.expect(303);
    assert_eq!(shown(&site, &address).await.status, 410);
}

#[actix_web::test]
async fn what_everything_uses_survives_the_editor() {
    let site = Site::open().await;
    let provider = site.provider("ana@studio.example").await;
    let path = provider.draft(listing("Asistente que cita tus documentos")).await;
    let before = provider.get(&path).await.expect(200).json();
    let address = path.replace("/api/v1/listings/", "/sell/listings/");

    let page = provider.get(&address).await.expect(200);
    assert!(page.text.contains("100: 50\n1000: 200"), "{}", page.text);
    assert!(page.text.contains("Nuestro | Ours | 30"));
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    press(&provider, "/sell", &format!("{address}/submit")).await.expect(303);
    press(&provider, "/sell", &format!("{address}/withdraw")).await.expect(303);
    let after = provider.get(&path).await.expect(200).json();
    assert_eq!(before["extras"], after["extras"]);
}

#[actix_web::test]
async fn strangers_find_nothing_and_a_form_without_its_token_does_nothing() {
    let site = Site::open().await;
    let (provider, _trust, path) = site.live_listing().await;
    let address = path.replace("/api/v1/listings/", "/sell/listings/");
    let stranger = site.provider("eva@other.example").await;
    let csrf = token(&stranger.get("/sell/new").await.expect(200));

    for end in ["", "/versions", "/archive"] {
        stranger.get(&format!("{address}{end}")).await.expect(404);
        let sent = site.stranger().get(&format!("{address}{end}")).await.expect(303);
        assert!(location(&sent).starts_with("/sign-in?to=%2Fsell%2Flistings%2F"));
    }
    for end in ["", "/preview", "/submit", "/withdraw", "/pause", "/resume", "/archive"] {
        let form = [("csrf", csrf.as_str()), ("kind", "package"), ("version", "1")];
        stranger.submit(&format!("{address}{end}"), &form).await.expect(404);
        provider.submit(&format!("{address}{end}"), &[("kind", "package")]).await.expect(403);
        provider.submit(&format!("{address}{end}"), &form).await.expect(403);
        site.stranger().submit(&format!("{address}{end}"), &form).await.expect(303);
    }
    provider.submit("/sell/new", &[("kind", "package")]).await.expect(403);
    shown(&site, &address).await.expect(200);
}

#[actix_web::test]
async fn somebody_new_is_told_where_to_begin() {
    let site = Site::open().await;
    let ana = site.sign_up("ana@example.com").await;
    let page = ana.get("/sell").await.expect(200);
    assert!(page.text.contains("href=\"/settings/organisations\""));
    assert_eq!(location(&ana.get("/sell/new").await.expect(303)), "/sell");
    let provider = site.provider("eva@studio.example").await;
    assert!(provider.get("/sell").await.text.contains("Publish your first service"));
}
