//! Every listing that was handed in once, for our trust team: found by its state, by words, by its
//! id or by its address.

use domain::{
    id::ListingId,
    listing::{
        record::{Listing, Version},
        state::Status,
    },
    organisation::Organisation,
    user::StaffRole,
};

use crate::{
    app::{Actor, App},
    error::AppError,
    services::listings::{MAX_PAGE, Page},
    store::{
        listings::{self, catalogue, versions},
        organisations,
    },
};

/// More words than this narrow nothing any more.
const MAX_WORDS: usize = 8;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// `None`: whatever its state.
    pub status: Option<Status>,
    /// Words, an id, or the address of a listing's page.
    pub text: String,
    /// The last one of the page before.
    pub before: Option<ListingId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub listing: Listing,
    pub newest: Version,
    pub org: Organisation,
}

/// Newest first.
///
/// # Errors
/// `Forbidden` for everybody but the trust team.
pub async fn find(
    app: &App,
    actor: &Actor,
    wanted: &Wanted,
    limit: u64,
) -> Result<Page<Entry, ListingId>, AppError> {
    actor.require_staff(StaffRole::Trust)?;
    let db = app.store.connection();
    let limit = limit.clamp(1, MAX_PAGE);
    let mut found = match id_in(&wanted.text) {
        Some(id) => listings::find(db, id).await?.into_iter().collect(),
        None => {
            let words: Vec<&str> = wanted.text.split_whitespace().take(MAX_WORDS).collect();
            catalogue::find(db, wanted.status, &words, wanted.before, limit + 1).await?
        }
    };
    let has_more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| has_more).map(|it| it.id);

    let ids: Vec<ListingId> = found.iter().map(|it| it.id).collect();
    let newest = versions::newest_of(db, &ids).await?;
    let orgs: Vec<_> = found.iter().map(|it| it.org).collect();
    let orgs = organisations::find_many(db, &orgs).await?;
    let entry = |listing: Listing| {
        let newest = newest.iter().find(|it| it.listing == listing.id)?.clone();
        let org = orgs.iter().find(|it| it.id == listing.org)?.clone();
        Some(Entry { listing, newest, org })
    };
    let items = found.into_iter().map(entry).collect::<Option<Vec<_>>>();
    Ok(Page { items: items.ok_or(AppError::Corrupt { what: "listing" })?, next })
}

/// The id that an address names, or that was typed as it is.
fn id_in(text: &str) -> Option<ListingId> {
    text.trim().split(['/', '?', '#']).find_map(|it| it.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_found_by_its_id_and_by_its_address() {
        let id = ListingId::generate();
        for text in [
            id.to_string(),
            format!(" https://lonja.example/listings/{id}/a-title?lang=es#order "),
            format!("/moderation/listings/{id}"),
        ] {
            assert_eq!(id_in(&text), Some(id), "{text}");
        }
        assert_eq!(id_in("chatbot listings/lst_0"), None);
    }
}
