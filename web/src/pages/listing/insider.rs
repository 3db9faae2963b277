//! What only members of its organisation and our trust team are told on the page of a listing.

use domain::listing::state::Status;
use marketplace_api::services::listings::{
    cards,
    view::{View, Viewer},
};

use super::super::sell;
use crate::i18n::T;

/// Why this person may do more here than others, and where.
pub(super) struct Bar {
    pub(super) text: String,
    /// Address and words.
    pub(super) links: Vec<(String, String)>,
}

pub(super) fn bar(t: T, view: &View) -> Option<Bar> {
    let id = view.listing.id;
    match view.viewer {
        Viewer::Public => None,
        Viewer::Member => {
            let edit = cards::edit_url(id);
            let versions = format!("{edit}/versions");
            Some(Bar {
                text: t.tr("listing-own"),
                links: vec![(edit, t.tr("sell-edit")), (versions, t.tr("sell-versions"))],
            })
        }
        Viewer::Staff => {
            let case = format!("/moderation/listings/{id}");
            let links = vec![(case, t.tr("listing-staff-case"))];
            Some(Bar { text: t.tr("listing-staff"), links })
        }
    }
}

/// Title and text, while the public sees nothing of it.
pub(super) fn hidden(t: T, view: &View) -> Option<(String, String)> {
    let key = match (view.viewer, view.listing.status) {
        (Viewer::Public, _) | (_, Status::Live) => return None,
        (Viewer::Staff, status) => {
            return Some((t.tr("listing-hidden-staff"), sell::status(t, status).text));
        }
        (Viewer::Member, Status::Draft) => "listing-is-draft",
        (Viewer::Member, Status::InReview) => "listing-is-in-review",
        (Viewer::Member, Status::Paused) => "listing-is-paused",
        (Viewer::Member, Status::Archived) => "listing-is-archived",
        (Viewer::Member, Status::Suspended) => "listing-is-suspended",
    };
    Some((t.tr("listing-hidden"), t.tr(key)))
}
