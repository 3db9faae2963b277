//! All listings that were handed in once, whatever became of them: what our trust team looks
//! through. Drafts that nobody handed in are their owners' business.

use domain::{
    id::ListingId,
    listing::{record::Listing, state::Status},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Func, LikeExpr, Query, SelectStatement},
};

use super::to_listing;
use crate::{
    error::AppError,
    store::{
        Db,
        entity::{
            listing_versions,
            listings::{Column, Entity},
            organisations,
        },
    },
};

/// Newest first, those made before `before`. Each of `words` stands in something a version says or
/// in the name of who offers it; capital letters make no difference.
pub(crate) async fn find(
    db: &impl Db,
    status: Option<Status>,
    words: &[&str],
    before: Option<ListingId>,
    limit: u64,
) -> Result<Vec<Listing>, AppError> {
    let mut query = Entity::find().filter(match status {
        Some(status) => Column::Status.eq(status.code()),
        None => Column::Status.ne(Status::Draft.code()),
    });
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before.as_uuid()));
    }
    for word in words {
        let said = Expr::exists(versions_that_say(word));
        query = query.filter(Condition::any().add(said).add(Expr::exists(offered_by(word))));
    }
    let rows = query.order_by_desc(Column::Id).limit(limit).all(db).await?;
    rows.into_iter().map(to_listing).collect()
}

fn versions_that_say(word: &str) -> SelectStatement {
    use listing_versions::{Column as Version, Entity as Versions};

    let mut select = Query::select();
    select
        .expr(Expr::value(1))
        .from(Versions)
        .and_where(Expr::col((Versions, Version::ListingId)).equals((Entity, Column::Id)))
        .and_where(holds((Versions, Version::Content), word));
    select
}

fn offered_by(word: &str) -> SelectStatement {
    use organisations::{Column as Org, Entity as Orgs};

    let mut select = Query::select();
    select
        .expr(Expr::value(1))
        .from(Orgs)
        .and_where(Expr::col((Orgs, Org::Id)).equals((Entity, Column::OrgId)))
        .and_where(holds((Orgs, Org::Name), word));
    select
}

fn holds(column: impl sea_orm::sea_query::IntoColumnRef, word: &str) -> Expr {
    let mut pattern = String::from("%");
    for letter in word.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern).escape('!'))
}
