//! What was searched and served, and what people did with it.

use domain::{
    id::{ListingId, OrgId, SearchId, UserId},
    lang::Lang,
    time::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::{
    Db, at,
    entity::{listing_days, search_events, searches},
};
use crate::error::AppError;

/// One answered search. What was served is compressed JSON of the engine's receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search {
    pub(crate) id: SearchId,
    pub(crate) user: Option<UserId>,
    /// The organisation whose key asked.
    pub(crate) org: Option<OrgId>,
    pub(crate) lang: Lang,
    pub(crate) is_mobile: bool,
    pub(crate) receipts: Vec<u8>,
    pub(crate) at: Timestamp,
}

/// Somebody did something with a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) search: SearchId,
    pub(crate) listing: ListingId,
    pub(crate) kind: EventKind,
    pub(crate) at: Timestamp,
}

domain::named!(/// What somebody did with a result.
EventKind {
    Click = "click",
});

pub(crate) async fn insert(db: &impl Db, found: Vec<Search>) -> Result<(), AppError> {
    if found.is_empty() {
        return Ok(());
    }
    let rows = found.into_iter().map(|it| searches::ActiveModel {
        id: Set(it.id.as_uuid()),
        user_id: Set(it.user.map(|it| it.as_uuid())),
        org_id: Set(it.org.map(|it| it.as_uuid())),
        lang: Set(it.lang.code().to_owned()),
        mobile: Set(it.is_mobile),
        receipts: Set(it.receipts),
        at: Set(it.at.millis()),
    });
    searches::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

pub(crate) async fn find(db: &impl Db, id: SearchId) -> Result<Option<Search>, AppError> {
    let row = searches::Entity::find_by_id(id.as_uuid()).one(db).await?;
    row.map(to_search).transpose()
}

/// At most `limit` of them, made after `last`, in the order of time.
pub(crate) async fn after(
    db: &impl Db,
    last: Option<SearchId>,
    limit: u64,
) -> Result<Vec<Search>, AppError> {
    let mut query = searches::Entity::find().order_by_asc(searches::Column::Id).limit(limit);
    if let Some(last) = last {
        query = query.filter(searches::Column::Id.gt(last.as_uuid()));
    }
    query.all(db).await?.into_iter().map(to_search).collect()
}

/// Says whether it is new: the same thing is done once per search and listing.
pub(crate) async fn record(db: &impl Db, event: Event) -> Result<bool, AppError> {
    let row = search_events::ActiveModel {
        search_id: Set(event.search.as_uuid()),
        listing_id: Set(event.listing.as_uuid()),
        kind: Set(event.kind.code().to_owned()),
        at: Set(event.at.millis()),
    };
    let key = [
        search_events::Column::SearchId,
        search_events::Column::ListingId,
        search_events::Column::Kind,
    ];
    let inserted = search_events::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(inserted == 1)
}

/// What was done with the results of these searches, in the order of time.
pub(crate) async fn events(db: &impl Db, of: &[SearchId]) -> Result<Vec<Event>, AppError> {
    let ids = of.iter().map(|it| it.as_uuid());
    let rows = search_events::Entity::find()
        .filter(search_events::Column::SearchId.is_in(ids))
        .order_by_asc(search_events::Column::At)
        .all(db)
        .await?;
    let event = |it: search_events::Model| {
        let kind = EventKind::from_code(&it.kind);
        Ok(Event {
            search: SearchId::from_uuid(it.search_id),
            listing: ListingId::from_uuid(it.listing_id),
            kind: kind.ok_or(AppError::Corrupt { what: "search event" })?,
            at: at(it.at),
        })
    };
    rows.into_iter().map(event).collect()
}

pub(crate) async fn forget(db: &impl Db, before: Timestamp) -> Result<(), AppError> {
    let old = searches::Entity::delete_many().filter(searches::Column::At.lt(before.millis()));
    old.exec(db).await?;
    let old =
        search_events::Entity::delete_many().filter(search_events::Column::At.lt(before.millis()));
    old.exec(db).await?;
    Ok(())
}

/// What one listing was looked at and clicked within one day, counted from 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Day {
    pub(crate) listing: ListingId,
    pub(crate) day: i32,
    pub(crate) examinations: f64,
    pub(crate) clicks: f64,
}

/// Adds to what is there.
pub(crate) async fn add(db: &impl Db, days: Vec<Day>) -> Result<(), AppError> {
    use listing_days::Column;
    for days in days.chunks(1_000) {
        let rows = days.iter().map(|it| listing_days::ActiveModel {
            listing_id: Set(it.listing.as_uuid()),
            day: Set(it.day),
            examinations: Set(it.examinations),
            clicks: Set(it.clicks),
        });
        let sum = |column: Column| {
            Expr::col((listing_days::Entity, column)).add(Expr::col(("excluded", column)))
        };
        let conflict = OnConflict::columns([Column::ListingId, Column::Day])
            .value(Column::Examinations, sum(Column::Examinations))
            .value(Column::Clicks, sum(Column::Clicks))
            .to_owned();
        let insert = listing_days::Entity::insert_many(rows).on_conflict(conflict);
        insert.exec_without_returning(db).await?;
    }
    Ok(())
}

pub(crate) async fn days(db: &impl Db) -> Result<Vec<Day>, AppError> {
    let rows = listing_days::Entity::find().all(db).await?;
    let day = |it: listing_days::Model| Day {
        listing: ListingId::from_uuid(it.listing_id),
        day: it.day,
        examinations: it.examinations,
        clicks: it.clicks,
    };
    Ok(rows.into_iter().map(day).collect())
}

pub(crate) async fn forget_days(db: &impl Db, before: i32) -> Result<(), AppError> {
    let old = listing_days::Entity::delete_many().filter(listing_days::Column::Day.lt(before));
    old.exec(db).await?;
    Ok(())
}

fn to_search(row: searches::Model) -> Result<Search, AppError> {
    Ok(Search {
        id: SearchId::from_uuid(row.id),
        user: row.user_id.map(UserId::from_uuid),
        org: row.org_id.map(OrgId::from_uuid),
        lang: row.lang.parse().map_err(|_unknown| AppError::Corrupt { what: "search" })?,
        is_mobile: row.mobile,
        receipts: row.receipts,
        at: at(row.at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    fn search(at_ms: i64) -> Search {
        Search {
            id: SearchId::generate(),
            user: None,
            org: Some(OrgId::generate()),
            lang: Lang::Es,
            is_mobile: true,
            receipts: vec![0, 255, 7],
            at: at(at_ms),
        }
    }

    #[tokio::test]
    async fn searches_are_read_back_in_order_and_forgotten() {
        let store = testing::fresh().await;
        let db = store.connection();
        let all = [search(1), search(2), search(3)];
        insert(db, all.to_vec()).await.unwrap();

        assert_eq!(find(db, all[1].id).await.unwrap().as_ref(), Some(&all[1]));
        assert_eq!(after(db, Some(all[0].id), 9).await.unwrap(), all[1..]);
        forget(db, at(3)).await.unwrap();
        assert_eq!(after(db, None, 9).await.unwrap(), all[2..]);
    }

    #[tokio::test]
    async fn the_same_click_counts_once() {
        let store = testing::fresh().await;
        let db = store.connection();
        let listing = ListingId::generate();
        let click =
            Event { search: SearchId::generate(), listing, kind: EventKind::Click, at: at(5) };

        assert!(record(db, click).await.unwrap());
        assert!(!record(db, Event { at: at(6), ..click }).await.unwrap());
        assert_eq!(events(db, &[click.search]).await.unwrap(), [click]);
    }

    #[tokio::test]
    async fn days_add_up() {
        let store = testing::fresh().await;
        let db = store.connection();
        let listing = ListingId::generate();
        let day = |day, examinations| Day { listing, day, examinations, clicks: 1.0 };
        for it in [day(3, 0.5), day(3, 0.25), day(4, 1.0)] {
            add(db, vec![it]).await.unwrap();
        }
        forget_days(db, 4).await.unwrap();
        add(db, vec![day(3, 2.0)]).await.unwrap();
        let mut found = days(db).await.unwrap();
        found.sort_by_key(|it| it.day);
        assert_eq!(found, [day(3, 2.0), day(4, 1.0)]);
    }
}
