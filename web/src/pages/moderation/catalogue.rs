//! `/moderation/catalogue`: every listing that was handed in once, to be looked through, suspended
//! or restored.

use actix_web::web::{Data, Query};
use askama::Template;
use domain::{id::ListingId, listing::state::Status};
use marketplace_api::{
    app::App,
    services::moderation::catalogue::{self, Entry, Wanted},
};
use serde::Deserialize;

use super::super::sell::{self, Tag};
use crate::{
    error::PageResult,
    i18n::T,
    query, respond,
    shell::Shell,
    signed_in::SignedIn,
    view::{Choice, Pager},
};

const HERE: &str = "/moderation/catalogue";
const PER_PAGE: u64 = 25;
/// What may be chosen. Drafts that nobody handed in are not in the list.
const STATES: [Status; 5] =
    [Status::Live, Status::InReview, Status::Paused, Status::Suspended, Status::Archived];

#[derive(Template)]
#[template(path = "pages/moderation/catalogue.html")]
struct CataloguePage {
    t: T,
    shell: Shell,
    text: String,
    states: Vec<Choice>,
    items: Vec<Item>,
    pager: Pager,
}

struct Item {
    href: String,
    title: String,
    /// Set when the title is not in the language of the page.
    lang: &'static str,
    org: String,
    org_href: String,
    status: Tag,
    changed: String,
    statement: String,
    /// Where it may be suspended or restored; named by what can be done.
    act: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    state: String,
    before: String,
}

pub(crate) async fn show(app: Data<App>, me: SignedIn, asked: Query<Asked>) -> PageResult {
    let status = STATES.into_iter().find(|it| it.code() == asked.state);
    let before: Option<ListingId> = asked.before.parse().ok();
    let wanted = Wanted { status, text: asked.q.clone(), before };
    let found = catalogue::find(&app, &me.actor, &wanted, PER_PAGE).await?;
    let t = me.shell.t;
    let mut address = format!("{HERE}?state={}&q=", status.map(Status::code).unwrap_or_default());
    query::encode(&asked.q, &mut address);
    let page = CataloguePage {
        t,
        text: wanted.text,
        states: states(t, status),
        items: found.items.iter().map(|it| item(&me.shell, it)).collect(),
        pager: Pager {
            first: before.map(|_| address.clone()).unwrap_or_default(),
            next: found.next.map(|it| format!("{address}&before={it}")).unwrap_or_default(),
        },
        shell: me.shell,
    };
    respond::page(&page.shell, &page)
}

fn states(t: T, chosen: Option<Status>) -> Vec<Choice> {
    let any = Choice { label: t.tr("any"), chosen: chosen.is_none(), ..Choice::default() };
    let state = |it: Status| Choice {
        value: it.code().to_owned(),
        label: sell::status(t, it).text,
        note: String::new(),
        chosen: chosen == Some(it),
    };
    std::iter::once(any).chain(STATES.into_iter().map(state)).collect()
}

fn item(shell: &Shell, entry: &Entry) -> Item {
    let t = shell.t;
    let (lang, title) = sell::title(t, &entry.newest.raw);
    let listing = &entry.listing;
    Item {
        href: format!("/moderation/listings/{}", listing.id),
        title,
        lang: if lang == t.lang() { "" } else { lang.code() },
        org: entry.org.name.clone(),
        org_href: format!("/providers/{}", entry.org.handle),
        status: sell::status(t, listing.status),
        changed: t.moment(listing.updated_at, shell.time_zone()),
        statement: listing.statement.clone().unwrap_or_default(),
        act: t.tr(match listing.status {
            Status::Live | Status::Paused => "moderation-look-suspend",
            Status::Suspended => "moderation-look-lift",
            Status::Draft | Status::InReview | Status::Archived => "moderation-look",
        }),
    }
}
