//! Why a result stood where it stood, for those who may know.
//!
//! Whoever searched sees the whole receipt, and so does our staff. A provider sees why an own listing
//! stood where it did, and nothing of the others. Searches of nobody in particular are for staff only:
//! an address alone is no proof of having searched.

pub mod words;

use domain::{
    id::{ListingId, SearchId},
    time::Timestamp,
    user::OrgRole,
};
use matching::{
    explain::{ExplainError, Explanation},
    receipt::{Receipt, ReplayError},
};

use super::log;
use crate::{
    app::{Actor, App, Credential, Scope},
    error::AppError,
    services::organisations::require_member,
    store::{
        listings,
        searches::{self, Search},
    },
};

/// What a search was answered with, page by page.
#[derive(Debug)]
pub struct Receipts {
    pub id: SearchId,
    pub at: Timestamp,
    pub receipts: Vec<Receipt>,
}

/// # Errors
/// `NotFound` for searches that are not the actor's, or are forgotten; `Forbidden` for a key that may
/// not read.
pub async fn receipts(app: &App, actor: &Actor, id: SearchId) -> Result<Receipts, AppError> {
    actor.require_scope(Scope::ListingsRead)?;
    let search = find(app, id).await?;
    if !may_see(actor, &search) {
        return Err(missing(id));
    }
    Ok(Receipts { id, at: search.at, receipts: log::unpack(&search.receipts)? })
}

/// Why one listing stood where it did.
#[derive(Debug)]
pub struct Why {
    pub search: SearchId,
    pub listing: ListingId,
    pub explanation: Explanation,
    /// Hash of the model, if one decided.
    pub model: Option<String>,
    /// Whether the reader searched, or is our staff: a provider is told of groups, not of values.
    pub in_full: bool,
}

/// # Errors
/// `NotFound` as for [`receipts`], or when the listing was not considered; `Gone` when the model that
/// decided is no longer there.
pub async fn why(
    app: &App,
    actor: &Actor,
    id: SearchId,
    listing: ListingId,
) -> Result<Why, AppError> {
    actor.require_scope(Scope::ListingsRead)?;
    let search = find(app, id).await?;
    let in_full = may_see(actor, &search);
    if !in_full && !is_own(app, actor, listing).await? {
        return Err(missing(id));
    }
    let key = listing.to_string();
    let model = app.engine.model();
    for receipt in log::unpack(&search.receipts)? {
        match receipt.explain(&key, model.as_deref()) {
            Ok(explanation) => {
                let model = receipt.model;
                return Ok(Why { search: id, listing, explanation, model, in_full });
            }
            Err(ExplainError::NotConsidered { .. }) => {}
            Err(ExplainError::Receipt(ReplayError::NoRows)) => {
                return Err(AppError::Gone { what: "explanation" });
            }
            Err(ExplainError::Receipt(_)) => {
                return Err(AppError::Gone { what: "model of this search" });
            }
        }
    }
    Err(AppError::NotFound { what: "result", id: key })
}

async fn find(app: &App, id: SearchId) -> Result<Search, AppError> {
    log::flush(app).await?;
    searches::find(app.store.connection(), id).await?.ok_or_else(|| missing(id))
}

fn missing(id: SearchId) -> AppError {
    AppError::NotFound { what: "search", id: id.to_string() }
}

fn may_see(actor: &Actor, search: &Search) -> bool {
    match &actor.via {
        Credential::Session(_) => actor.staff.is_some() || search.user == Some(actor.user),
        Credential::ApiKey { org, .. } => search.org == Some(*org),
    }
}

/// Whether the listing belongs to an organisation of the actor's.
async fn is_own(app: &App, actor: &Actor, listing: ListingId) -> Result<bool, AppError> {
    let db = app.store.connection();
    let Some(found) = listings::find(db, listing).await? else { return Ok(false) };
    match require_member(db, actor, found.org, OrgRole::Member).await {
        Ok(_) => Ok(true),
        Err(AppError::NotFound { .. } | AppError::Forbidden { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}
