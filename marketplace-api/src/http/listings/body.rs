//! What the API answers about listings.

use domain::{
    id::ListingId,
    lang::{Lang, Localized},
    listing::{diff::Change, raw::RawContents, record::Version},
    pricing::{Item, Quote},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    draft_json::{DraftBody, LocalText},
    http::problem::FieldErrorBody,
    services::listings::{
        Own, Page, cards,
        view::{Found, History, Provider, VersionView, View},
    },
};

/// One's own listings in full, other people's as the public sees them.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum FoundBody {
    Own(Box<OwnListingBody>),
    Public(Box<ListingBody>),
}

/// A listing as the public sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListingBody {
    /// `lst_…`
    id: String,
    /// Path of its page.
    url: String,
    /// `live`, except for our trust team.
    status: &'static str,
    /// Number of the version.
    n: u32,
    provider: ProviderBody,
    listing: DraftBody,
    /// Made-up data of the demo market.
    is_demo: bool,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ProviderBody {
    name: String,
    handle: String,
    /// ISO 3166-1.
    country: String,
    /// Absent while there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<SyntheticRatingBody>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct SyntheticRatingBody {
    /// Hundredths of a star, 100 to 500.
    mean_hundredths: u16,
    count: u32,
    /// Always true: made up for the demo market, not given by buyers.
    synthetic: bool,
}

/// A listing as the members of its organisation see it: its newest version.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnListingBody {
    #[serde(flatten)]
    head: OwnHeadBody,
    listing: DraftBody,
    /// What the newest version still lacks before it can be handed in; empty unless it is a draft.
    problems: Vec<FieldErrorBody>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct OwnHeadBody {
    /// `lst_…`
    id: String,
    /// `org_…`
    organisation: String,
    /// Path of its page.
    url: String,
    title: LocalText,
    kind: &'static str,
    /// `draft`, `in_review`, `live`, `paused`, `archived` or `suspended`.
    status: &'static str,
    /// Number of the newest version.
    n: u32,
    /// Where that version stands: `draft`, `in_review`, `approved`, `declined` or `superseded`.
    review: &'static str,
    /// Why it was declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Number of the version the public sees, or saw last.
    #[serde(skip_serializing_if = "Option::is_none")]
    live_n: Option<u32>,
    /// Why it is suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    created_at_ms: i64,
    updated_at_ms: i64,
    /// For `If-Match`; also in the `ETag`.
    version: u64,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct OwnListingsBody {
    listings: Vec<OwnHeadBody>,
    /// Send it as `cursor` for the rest; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct VersionsBody {
    /// Newest first.
    versions: Vec<VersionHeadBody>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct VersionHeadBody {
    n: u32,
    /// `draft`, `in_review`, `approved`, `declined` or `superseded`.
    review: &'static str,
    /// Why it was declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    created_at_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at_ms: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct VersionBody {
    #[serde(flatten)]
    head: VersionHeadBody,
    listing: DraftBody,
    /// Number of the version the changes are against: the one approved last before this, else the
    /// one before. Absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared_with: Option<u32>,
    changes: Vec<ChangeBody>,
}

/// One field that differs. Absent means not there.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeBody {
    field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct QuoteBody {
    /// The tier, then what was added in the order of the listing, then multipliers.
    lines: Vec<LineBody>,
    /// In cents; the sum of the lines.
    total_minor: u64,
    currency: &'static str,
    delivery_days: u32,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct LineBody {
    /// Code of the extra; absent for the tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<String>,
    /// Code of the option chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    option: Option<String>,
    label: LocalText,
    units: u32,
    /// In cents.
    amount_minor: u64,
}

impl FoundBody {
    pub(crate) fn of(found: Found) -> FoundBody {
        match found {
            Found::Own(own) => FoundBody::Own(Box::new(OwnListingBody::of(*own))),
            Found::Shown(view) => FoundBody::Public(Box::new(ListingBody::of(*view))),
        }
    }
}

impl ListingBody {
    fn of(view: View) -> ListingBody {
        ListingBody {
            id: view.listing.id.to_string(),
            url: cards::url(view.listing.id, view.draft.title(Lang::Es)),
            status: view.listing.status.code(),
            n: view.version.n,
            is_demo: view.provider.is_demo,
            provider: ProviderBody::of(view.provider),
            listing: view.version.raw.into(),
        }
    }
}

impl ProviderBody {
    fn of(provider: Provider) -> ProviderBody {
        ProviderBody {
            name: provider.name,
            handle: provider.handle,
            country: provider.country,
            rating: provider.synthetic_rating.map(|it| SyntheticRatingBody {
                mean_hundredths: it.mean_hundredths,
                count: it.count,
                synthetic: true,
            }),
        }
    }
}

impl OwnListingBody {
    pub(crate) fn of(own: Own) -> OwnListingBody {
        OwnListingBody {
            head: OwnHeadBody::of(&own),
            problems: own.problems.iter().map(FieldErrorBody::of).collect(),
            listing: own.newest.raw.into(),
        }
    }
}

impl OwnHeadBody {
    fn of(own: &Own) -> OwnHeadBody {
        let (listing, newest) = (&own.listing, &own.newest);
        let title = title(&newest.raw.content);
        OwnHeadBody {
            id: listing.id.to_string(),
            organisation: listing.org.to_string(),
            url: cards::url(
                listing.id,
                title.es.as_ref().or(title.en.as_ref()).map_or("", |it| it),
            ),
            title,
            kind: listing.kind.code(),
            status: listing.status.code(),
            n: newest.n,
            review: newest.review.code(),
            reason: newest.reason.clone(),
            live_n: own.live_n,
            statement: listing.statement.clone(),
            external_id: listing.external_id.clone(),
            created_at_ms: listing.created_at.millis(),
            updated_at_ms: listing.updated_at.millis(),
            version: listing.version,
        }
    }
}

/// Drafts may not have one yet.
fn title(content: &RawContents) -> LocalText {
    let title =
        |it: &Option<domain::listing::raw::RawContent>| it.as_ref().map(|it| it.title.clone());
    LocalText { es: title(&content.es), en: title(&content.en) }
}

impl OwnListingsBody {
    pub(crate) fn of(page: Page<Own, ListingId>) -> OwnListingsBody {
        OwnListingsBody {
            listings: page.items.iter().map(OwnHeadBody::of).collect(),
            next: page.next.map(|it| it.to_string()),
        }
    }
}

impl VersionsBody {
    pub(crate) fn of(history: History) -> VersionsBody {
        VersionsBody { versions: history.versions.iter().map(VersionHeadBody::of).collect() }
    }
}

impl VersionHeadBody {
    fn of(version: &Version) -> VersionHeadBody {
        VersionHeadBody {
            n: version.n,
            review: version.review.code(),
            reason: version.reason.clone(),
            created_at_ms: version.created_at.millis(),
            submitted_at_ms: version.submitted_at.map(|it| it.millis()),
            decided_at_ms: version.decided_at.map(|it| it.millis()),
        }
    }
}

impl VersionBody {
    pub(crate) fn of(view: VersionView) -> VersionBody {
        VersionBody {
            head: VersionHeadBody::of(&view.version),
            listing: view.version.raw.into(),
            compared_with: view.compared_with,
            changes: view.changes.into_iter().map(ChangeBody::of).collect(),
        }
    }
}

impl ChangeBody {
    pub(crate) fn of(change: Change) -> ChangeBody {
        ChangeBody { field: change.field, before: change.before, after: change.after }
    }
}

impl QuoteBody {
    pub(crate) fn of(quote: Quote) -> QuoteBody {
        let line = |it: domain::pricing::Line| {
            let (extra, option) = match it.item {
                Item::Tier(_) => (None, None),
                Item::Extra { code } => (Some(code), None),
                Item::Option { extra, code } => (Some(extra), Some(code)),
            };
            let (label, amount_minor) = (local(&it.label), it.amount.minor());
            LineBody { extra, option, label, units: it.units, amount_minor }
        };
        QuoteBody {
            lines: quote.lines.into_iter().map(line).collect(),
            total_minor: quote.total.minor(),
            currency: quote.total.currency().code(),
            delivery_days: quote.delivery_days,
        }
    }
}

fn local(text: &Localized<String>) -> LocalText {
    LocalText { es: text.get(Lang::Es).cloned(), en: text.get(Lang::En).cloned() }
}
