//! What the public may see, decided by the database at this moment: the listing is live and its
//! organisation active. The index is never asked.

use domain::{
    id::{ListingId, OrgId, VersionId},
    provider::SyntheticRating,
};
use sea_orm::{
    ExprTrait, FromQueryResult,
    sea_query::{Expr, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    super::{
        Db,
        entity::{listings, organisations, provider_profiles},
    },
    rating,
};
use crate::error::AppError;

/// A listing that may be shown: its version and its provider, without the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) id: ListingId,
    pub(crate) version: VersionId,
    pub(crate) org: OrgId,
    pub(crate) handle: String,
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) is_demo: bool,
    /// The listing's, else its provider's; of demo organisations only.
    pub(crate) synthetic_rating: Option<SyntheticRating>,
    pub(crate) created_at: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    live_version_id: Uuid,
    org_id: Uuid,
    handle: String,
    name: String,
    country: String,
    is_demo: bool,
    synthetic_rating_count: Option<i32>,
    synthetic_rating_mean_centi: Option<i32>,
    provider_rating_count: Option<i32>,
    provider_rating_mean_centi: Option<i32>,
    created_at: i64,
}

/// Those of `ids` that may be shown, in no order.
pub(crate) async fn among(db: &impl Db, ids: &[ListingId]) -> Result<Vec<Shown>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids.iter().map(|it| it.as_uuid());
    let mut select = visible();
    select.and_where(listing(listings::Column::Id).is_in(ids));
    run(db, &select).await
}

/// All of them in the order they were made, `limit` at a time.
pub(crate) async fn after(
    db: &impl Db,
    last: Option<ListingId>,
    limit: u64,
) -> Result<Vec<Shown>, AppError> {
    let mut select = visible();
    if let Some(last) = last {
        select.and_where(listing(listings::Column::Id).gt(last.as_uuid()));
    }
    select.order_by(column(listings::Column::Id), Order::Asc).limit(limit);
    run(db, &select).await
}

async fn run(db: &impl Db, select: &SelectStatement) -> Result<Vec<Shown>, AppError> {
    let statement = db.get_database_backend().build(select);
    let rows = Row::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(to_shown).collect())
}

fn visible() -> SelectStatement {
    use organisations::Column as Org;
    use provider_profiles::Column as Profile;

    let org = |it: Org| (organisations::Entity, it);
    let profile = |it: Profile| (provider_profiles::Entity, it);
    let mut select = Query::select();
    select
        .columns([
            column(listings::Column::Id),
            column(listings::Column::LiveVersionId),
            column(listings::Column::OrgId),
            column(listings::Column::CreatedAt),
            column(listings::Column::SyntheticRatingCount),
            column(listings::Column::SyntheticRatingMeanCenti),
        ])
        .columns([Org::Handle, Org::Name, Org::Country, Org::IsDemo].map(org))
        .expr_as(Expr::col(profile(Profile::SyntheticRatingCount)), "provider_rating_count")
        .expr_as(
            Expr::col(profile(Profile::SyntheticRatingMeanCenti)),
            "provider_rating_mean_centi",
        )
        .from(listings::Entity)
        .inner_join(
            organisations::Entity,
            Expr::col(org(Org::Id)).equals(column(listings::Column::OrgId)),
        )
        .left_join(
            provider_profiles::Entity,
            Expr::col(profile(Profile::OrgId)).equals(column(listings::Column::OrgId)),
        )
        .and_where(listing(listings::Column::Status).eq("live"))
        .and_where(Expr::col(org(Org::Status)).eq("active"));
    select
}

fn column(it: listings::Column) -> (listings::Entity, listings::Column) {
    (listings::Entity, it)
}

fn listing(it: listings::Column) -> Expr {
    Expr::col(column(it))
}

fn to_shown(row: Row) -> Shown {
    let own = rating(row.synthetic_rating_count, row.synthetic_rating_mean_centi);
    let providers = rating(row.provider_rating_count, row.provider_rating_mean_centi);
    Shown {
        id: ListingId::from_uuid(row.id),
        version: VersionId::from_uuid(row.live_version_id),
        org: OrgId::from_uuid(row.org_id),
        handle: row.handle,
        name: row.name,
        country: row.country,
        is_demo: row.is_demo,
        synthetic_rating: own.or(providers).filter(|_| row.is_demo),
        created_at: row.created_at,
    }
}
