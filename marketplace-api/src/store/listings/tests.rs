//! What the code refuses, the tables refuse too; and who sees what.

use domain::{
    id::{OrgId, VersionId},
    listing::{
        raw::{RawDraft, RawTier},
        record::{Ruling, Version},
        state::{Event, Review, ReviewEvent},
    },
    organisation::{OrgKind, OrgStatus, Organisation},
    time::Timestamp,
    user::OrgSide,
};
use sea_orm::ConnectionTrait;

use super::*;
use crate::store::{Store, organisations, testing};

const NOW: Timestamp = Timestamp::from_millis(1_000);

async fn organisation(store: &Store) -> Organisation {
    let org = Organisation {
        id: OrgId::generate(),
        handle: "faro-datos".parse().unwrap(),
        name: "Faro Datos".into(),
        kind: OrgKind::Company,
        side: OrgSide::Provider,
        country: "ES".parse().unwrap(),
        is_trader: true,
        status: OrgStatus::Active,
        is_demo: false,
        created_at: NOW,
        version: 1,
    };
    assert!(organisations::insert(store.connection(), &org).await.unwrap());
    org
}

fn version(listing: ListingId, n: u32) -> Version {
    let tier = RawTier { price_minor: 400_00, delivery_days: 3, ..RawTier::default() };
    let raw = RawDraft {
        kind: "package".into(),
        category: "chatbots".into(),
        currency: "EUR".into(),
        tiers: vec![tier],
        ..RawDraft::default()
    };
    Version {
        id: VersionId::generate(),
        listing,
        n,
        raw,
        review: Review::Draft,
        reason: None,
        created_by: None,
        created_at: NOW,
        submitted_at: None,
        decided_by: None,
        decided_at: None,
    }
}

/// A listing that is live with its first version.
async fn live(store: &Store, org: &Organisation) -> (Listing, Version) {
    let mut listing = Listing::new(ListingId::generate(), org.id, ListingKind::Package, NOW);
    let mut version = version(listing.id, 1);
    listing.apply(Event::Submit).unwrap();
    listing.apply(Event::Approve).unwrap();
    version.apply(ReviewEvent::Submit, Ruling::default(), NOW).unwrap();
    version.apply(ReviewEvent::Approve, Ruling::default(), NOW).unwrap();
    listing.live = Some(version.id);
    let tx = store.begin().await.unwrap();
    insert_many(&tx, std::slice::from_ref(&listing)).await.unwrap();
    versions::insert_many(&tx, std::slice::from_ref(&version)).await.unwrap();
    tx.commit().await.unwrap();
    (listing, version)
}

async fn refused(store: &Store, sql: &str) -> bool {
    let tx = store.begin().await.unwrap();
    match tx.execute_unprepared(sql).await {
        Ok(_) => tx.commit().await.is_err(),
        Err(_) => true,
    }
}

#[tokio::test]
async fn what_was_written_is_read_back() {
    let store = testing::fresh().await;
    let org = organisation(&store).await;
    let (listing, version) = live(&store, &org).await;
    let db = store.connection();
    assert_eq!(find(db, listing.id).await.unwrap(), Some(listing.clone()));
    assert_eq!(versions::newest(db, listing.id).await.unwrap(), version);
    assert_eq!(versions::newest_of(db, &[listing.id]).await.unwrap(), [version]);
}

#[tokio::test]
async fn a_version_that_was_approved_never_changes() {
    let store = testing::fresh().await;
    let org = organisation(&store).await;
    live(&store, &org).await;

    for change in [
        "content = '{}'",
        "price_minor = 1",
        "price_minor = NULL, currency = NULL",
        "category = 'strategy'",
        "delivery_days = 1",
        "n = 7",
        "review = 'draft', content = '{}'",
    ] {
        assert!(
            refused(&store, &format!("UPDATE listing_versions SET {change}")).await,
            "{change}"
        );
    }
    assert!(refused(&store, "DELETE FROM listing_versions").await);
    assert!(!refused(&store, "UPDATE listing_versions SET review = 'superseded'").await);
}

#[tokio::test]
async fn the_tables_refuse_states_that_cannot_be() {
    let store = testing::fresh().await;
    let org = organisation(&store).await;
    live(&store, &org).await;

    for change in [
        "status = 'lively'",
        "live_version_id = NULL",
        "status = 'suspended'",
        "suspended_from = 'live'",
        "kind = 'gift'",
        "version = 0",
        "synthetic_rating_count = 3",
    ] {
        assert!(refused(&store, &format!("UPDATE listings SET {change}")).await, "{change}");
    }
    for change in ["review = 'declined'", "submitted_at = NULL", "decided_at = NULL"] {
        assert!(
            refused(&store, &format!("UPDATE listing_versions SET {change}")).await,
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_live_version_must_exist() {
    let store = testing::fresh().await;
    let org = organisation(&store).await;
    let (mut listing, _) = live(&store, &org).await;
    listing.live = Some(VersionId::generate());

    let tx = store.begin().await.unwrap();
    write(&tx, &mut listing).await.unwrap();

    assert!(tx.commit().await.is_err());
}

#[tokio::test]
async fn there_is_one_draft_at_most() {
    let store = testing::fresh().await;
    let org = organisation(&store).await;
    let (listing, _) = live(&store, &org).await;
    let db = store.connection();
    versions::insert_many(db, &[version(listing.id, 2)]).await.unwrap();
    assert!(versions::insert_many(db, &[version(listing.id, 3)]).await.is_err());
}

#[tokio::test]
async fn an_external_id_belongs_to_one_listing_of_an_organisation() {
    let store = testing::fresh().await;
    let org = organisation(&store).await;
    let db = store.connection();
    let new = || Listing {
        external_id: Some("A-1".into()),
        ..Listing::new(ListingId::generate(), org.id, ListingKind::Package, NOW)
    };
    insert_many(db, &[new()]).await.unwrap();
    assert!(insert_many(db, &[new()]).await.is_err());
    assert_eq!(find_external(db, org.id, &["A-1", "A-2"]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn whoever_writes_second_is_told() {
    let store = testing::fresh().await;
    let org = organisation(&store).await;
    let (mut one, version) = live(&store, &org).await;
    let mut other = one.clone();
    let db = store.connection();

    write(db, &mut one).await.unwrap();

    assert!(matches!(write(db, &mut other).await, Err(AppError::Conflict)));
    let late = versions::set_review(db, &version, Review::InReview).await;
    assert!(matches!(late, Err(AppError::Conflict)));
    assert!(matches!(versions::overwrite(db, &version).await, Err(AppError::Conflict)));
}

#[tokio::test]
async fn only_what_is_live_of_who_is_active_is_shown() {
    let store = testing::fresh().await;
    let org = organisation(&store).await;
    let (mut listing, version) = live(&store, &org).await;
    let db = store.connection();
    let seen = async || {
        let found = shown::among(db, &[listing.id]).await.unwrap();
        let all = shown::after(db, None, 10).await.unwrap();
        assert_eq!(found, all);
        found.first().map(|it| it.version)
    };
    assert_eq!(seen().await, Some(version.id));
    assert_eq!(shown::after(db, Some(listing.id), 10).await.unwrap(), []);

    organisations::set_status(db, &org, OrgStatus::Suspended).await.unwrap();
    assert_eq!(seen().await, None);

    let suspended = Organisation { status: OrgStatus::Suspended, ..org };
    organisations::set_status(db, &suspended, OrgStatus::Active).await.unwrap();
    listing.apply(Event::Pause).unwrap();
    write(db, &mut listing).await.unwrap();
    assert_eq!(shown::among(db, &[listing.id]).await.unwrap(), []);
}

#[tokio::test]
async fn a_draft_may_say_anything_without_breaking_its_columns() {
    let store = testing::fresh().await;
    let org = organisation(&store).await;
    let listing = Listing::new(ListingId::generate(), org.id, ListingKind::Package, NOW);
    let mut odd = version(listing.id, 1);
    odd.raw.category = "\0 \u{202e}".into();
    odd.raw.currency = "\0\0\0".into();
    odd.raw.kind = "\0".into();
    odd.raw.tiers[0] = RawTier { price_minor: u64::MAX, ..RawTier::default() };
    let db = store.connection();

    insert_many(db, std::slice::from_ref(&listing)).await.unwrap();
    versions::insert_many(db, std::slice::from_ref(&odd)).await.unwrap();

    assert_eq!(versions::newest(db, listing.id).await.unwrap(), odd);
}
