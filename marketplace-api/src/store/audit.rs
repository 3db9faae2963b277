//! The audit log: lines are added and never changed; the table refuses anything else.

use domain::{audit::AuditAction, id::UserId, time::Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    Db, at,
    entity::audit_log::{ActiveModel, Column, Entity},
};
use crate::error::AppError;

/// One line: who did what to whom. `detail` is short, and never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// `None` when it was done from the command line of the server.
    pub(crate) who: Option<UserId>,
    pub(crate) action: AuditAction,
    /// An id in text form.
    pub(crate) subject: String,
    pub(crate) detail: String,
}

impl Line {
    pub(crate) fn new(
        who: Option<UserId>,
        action: AuditAction,
        subject: impl ToString,
        detail: impl Into<String>,
    ) -> Line {
        Line { who, action, subject: subject.to_string(), detail: detail.into() }
    }
}

/// Call it in the transaction that does what it tells.
pub(crate) async fn record(db: &impl Db, line: Line, now: Timestamp) -> Result<(), AppError> {
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(line.who.map(|it| it.as_uuid())),
        action: Set(line.action.code().to_owned()),
        subject: Set(line.subject),
        detail: Set(line.detail),
        at: Set(now.millis()),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// What was done to `subject`, newest first.
pub(crate) async fn of_subject(
    db: &impl Db,
    subject: &str,
    limit: u64,
) -> Result<Vec<(Timestamp, Line)>, AppError> {
    let rows = Entity::find()
        .filter(Column::Subject.eq(subject))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let lines = rows.into_iter().map(|it| {
        let action =
            AuditAction::from_code(&it.action).ok_or(AppError::Corrupt { what: "audit line" })?;
        let who = it.user_id.map(UserId::from_uuid);
        Ok((at(it.at), Line { who, action, subject: it.subject, detail: it.detail }))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

    use super::*;
    use crate::store::testing;

    async fn with_a_line() -> crate::store::Store {
        let store = testing::fresh().await;
        let line = Line::new(None, AuditAction::UserSuspended, "usr_1", "spam");
        record(store.connection(), line, at(7)).await.unwrap();
        store
    }

    #[tokio::test]
    async fn lines_are_read_back_newest_first() {
        let store = with_a_line().await;
        let line = Line::new(None, AuditAction::UserRestored, "usr_1", "");
        record(store.connection(), line, at(8)).await.unwrap();

        let lines = of_subject(store.connection(), "usr_1", 10).await.unwrap();

        let actions: Vec<_> = lines.iter().map(|(at, it)| (at.millis(), it.action)).collect();
        assert_eq!(actions, [(8, AuditAction::UserRestored), (7, AuditAction::UserSuspended)]);
        assert!(of_subject(store.connection(), "usr_2", 10).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_line_is_never_changed_or_taken_out() {
        let store = with_a_line().await;
        let db = store.connection();

        for sql in ["UPDATE audit_log SET detail = 'x'", "DELETE FROM audit_log"] {
            let error = db.execute_unprepared(sql).await.unwrap_err().to_string();
            assert!(error.contains("append-only"), "{sql}: {error}");
        }
        assert_eq!(of_subject(db, "usr_1", 10).await.unwrap().len(), 1);
    }
}
