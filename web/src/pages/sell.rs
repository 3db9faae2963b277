//! `/sell/…`: what an organisation offers, written and looked after by its members.
//!
//! **Invariant:** no page here shows anything of an organisation one does not belong to; for
//! everybody else a listing that is not public does not exist.

pub(crate) mod actions;
mod amounts;
pub(crate) mod begin;
pub(crate) mod editor;
mod fields;
mod form_view;
pub(crate) mod names;
mod preview;
pub(crate) mod versions;

use actix_web::web::{Data, Query};
use askama::Template;
use domain::{
    id::{ListingId, OrgId},
    lang::Lang,
    listing::{
        raw::RawDraft,
        state::{Review, Status},
    },
    organisation::Organisation,
};
use marketplace_api::{
    app::{Actor, App},
    error::AppError,
    services::{
        listings::{self, Own, cards::edit_url},
        organisations,
    },
};
use serde::Deserialize;

use crate::{
    error::{PageError, PageResult},
    form::Errors,
    i18n::T,
    respond,
    shell::Shell,
    signed_in::SignedIn,
    view::Pager,
};

/// How many listings a page shows.
const PER_PAGE: u64 = 50;

#[derive(Template)]
#[template(path = "pages/sell/list.html")]
struct ListPage {
    t: T,
    shell: Shell,
    done: String,
    orgs: Vec<(String, String, bool)>,
    items: Vec<Item>,
    pager: Pager,
    can_begin: bool,
}

struct Item {
    title: String,
    lang: &'static str,
    edit: String,
    status: Tag,
    /// What waits, or why it does not.
    note: String,
    reason: String,
    facts: Vec<(String, String)>,
    /// Address, words, and whether it is a mere link.
    actions: Vec<Action>,
}

/// Something short, in the colour of how good it is.
pub(crate) struct Tag {
    pub(crate) text: String,
    pub(crate) tone: &'static str,
}

pub(crate) struct Action {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) is_link: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    org: String,
    before: String,
    done: String,
}

pub(crate) async fn list(app: Data<App>, me: SignedIn, asked: Query<Asked>) -> PageResult {
    let t = me.shell.t;
    let sellers = sellers(&app, &me.actor).await?;
    let wanted: Option<OrgId> = asked.org.parse().ok();
    let chosen = sellers.iter().find(|it| Some(it.id) == wanted).or(sellers.first());
    let mut pager = Pager::default();
    let mut items = Vec::new();
    if let Some(org) = chosen {
        let before: Option<ListingId> = asked.before.parse().ok();
        let found = listings::mine(&app, &me.actor, org.id, before, PER_PAGE).await?;
        items = found.items.iter().map(|it| item(t, it)).collect();
        let address = format!("/sell?org={}", org.id);
        if let Some(next) = found.next {
            pager.next = format!("{address}&before={next}");
        }
        if before.is_some() {
            pager.first = address;
        }
    }
    let page = ListPage {
        t,
        done: done(t, &asked.done),
        orgs: sellers
            .iter()
            .map(|it| {
                let is_chosen = chosen.is_some_and(|chosen| chosen.id == it.id);
                (format!("/sell?org={}", it.id), it.name.clone(), is_chosen)
            })
            .collect(),
        can_begin: chosen.is_some(),
        items,
        pager,
        shell: me.shell,
    };
    respond::page(&page.shell, &page)
}

/// The organisations of `actor` that may offer something.
pub(crate) async fn sellers(app: &App, actor: &Actor) -> Result<Vec<Organisation>, AppError> {
    let places = organisations::list_mine(app, actor).await?;
    Ok(places.into_iter().map(|it| it.org).filter(|it| it.side.sells()).collect())
}

/// What was just done, after a redirect. Only what we say ourselves.
fn done(t: T, code: &str) -> String {
    t.tr(match code {
        "saved" => "sell-done-saved",
        "submitted" => "sell-done-submitted",
        "live" => "sell-done-live",
        "withdrawn" => "sell-done-withdrawn",
        "paused" => "sell-done-paused",
        "resumed" => "sell-done-resumed",
        "archived" => "sell-done-archived",
        _ => return String::new(),
    })
}

fn item(t: T, own: &Own) -> Item {
    let (lang, title) = title(t, &own.newest.raw);
    let cheapest = own.newest.raw.tiers.iter().map(|it| it.price_minor).filter(|it| *it > 0).min();
    let price = cheapest.map_or_else(|| t.tr("sell-no-price"), |it| preview::price(t, it));
    let live = own.live_n.map_or_else(|| t.tr("sell-none"), |it| it.to_string());
    Item {
        title,
        lang: if lang == t.lang() { "" } else { lang.code() },
        edit: edit_url(own.listing.id),
        status: status(t, own.listing.status),
        note: note(t, own),
        reason: match (own.listing.status, own.newest.review) {
            (Status::Suspended, _) => own.listing.statement.clone().unwrap_or_default(),
            (_, Review::Declined) => own.newest.reason.clone().unwrap_or_default(),
            _ => String::new(),
        },
        facts: vec![
            (t.tr("sell-price-from"), price),
            (t.tr("sell-live-version"), live),
            (t.tr("sell-changed"), t.date(&own.listing.updated_at)),
        ],
        actions: actions::possible(t, own),
    }
}

/// The title in the reader's language, else in the other one, else that there is none.
pub(crate) fn title(t: T, raw: &RawDraft) -> (Lang, String) {
    let of = |lang: Lang| {
        let content = match lang {
            Lang::Es => &raw.content.es,
            Lang::En => &raw.content.en,
        };
        let title = content.as_ref().map(|it| it.title.trim().to_owned());
        title.filter(|it| !it.is_empty()).map(|it| (lang, it))
    };
    let found = of(t.lang()).or_else(|| of(t.lang().other()));
    found.unwrap_or_else(|| (t.lang(), t.tr("sell-untitled")))
}

pub(crate) fn status(t: T, status: Status) -> Tag {
    let (key, tone) = match status {
        Status::Draft => ("status-draft", ""),
        Status::InReview => ("status-in-review", "warn"),
        Status::Live => ("status-live", "good"),
        Status::Paused => ("status-paused", "warn"),
        Status::Archived => ("status-archived", ""),
        Status::Suspended => ("status-suspended", "bad"),
    };
    Tag { text: t.tr(key), tone }
}

/// What its newest version is waiting for.
fn note(t: T, own: &Own) -> String {
    let key = match own.newest.review {
        Review::Draft if own.problems.is_empty() => "sell-note-ready",
        Review::Draft => return t.num("sell-note-lacks", own.problems.len()),
        Review::InReview => "sell-note-waits",
        Review::Declined => "sell-note-declined",
        Review::Approved | Review::Superseded => return String::new(),
    };
    t.with(key, own.newest.n.to_string())
}

/// What was wrong, when it is about fields of a short form.
fn errors(t: T, error: AppError) -> Result<Errors, PageError> {
    super::account::field_errors(t, error)
}
