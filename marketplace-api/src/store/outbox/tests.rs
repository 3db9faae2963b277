use super::*;
use crate::store::testing;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

async fn push_one(store: &crate::store::Store, subject: &str) {
    let tx = store.begin().await.unwrap();
    push(&tx, Topic::ListingChanged, subject, at(1)).await.unwrap();
    tx.commit().await.unwrap();
}

/// Waits until readers see all that was committed. On a Postgres server that other tests use as
/// well, any transaction still running there holds readers back.
async fn settled(store: &crate::store::Store) {
    let began = std::time::Instant::now();
    loop {
        let db = store.connection();
        let newest = kept(db).await.unwrap().map_or(0, |(_, newest)| newest);
        if head(db).await.unwrap() == newest {
            break;
        }
        assert!(began.elapsed().as_secs() < 30, "a transaction holds readers back for too long");
        tokio::task::yield_now().await;
    }
}

async fn subjects_after(store: &crate::store::Store, position: i64) -> Vec<String> {
    let events = after(store.connection(), position, 100).await.unwrap();
    events.into_iter().map(|it| it.subject).collect()
}

#[tokio::test]
async fn events_come_in_the_order_they_were_committed() {
    let store = testing::fresh().await;
    for subject in ["a", "b", "c"] {
        push_one(&store, subject).await;
    }
    settled(&store).await;
    assert_eq!(subjects_after(&store, 0).await, ["a", "b", "c"]);

    let first = after(store.connection(), 0, 1).await.unwrap();

    assert_eq!(first.len(), 1);
    assert_eq!(subjects_after(&store, first[0].position).await, ["b", "c"]);
}

/// On Postgres one transaction's events share a position; a reader must never stop between them.
#[tokio::test]
async fn a_page_never_ends_inside_a_position() {
    let store = testing::fresh().await;
    let tx = store.begin().await.unwrap();
    for subject in ["a", "b", "c"] {
        push(&tx, Topic::ListingChanged, subject, at(1)).await.unwrap();
    }
    tx.commit().await.unwrap();
    push_one(&store, "d").await;
    settled(&store).await;

    let mut seen = Vec::new();
    let mut position = 0;
    loop {
        let page = after(store.connection(), position, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        position = last.position;
        seen.extend(page.into_iter().map(|it| it.subject));
    }

    assert_eq!(seen, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn a_stamp_changes_with_every_event_and_with_nothing_else() {
    let store = testing::fresh().await;
    let empty = stamp(store.connection()).await.unwrap();
    push_one(&store, "a").await;
    let one = stamp(store.connection()).await.unwrap();
    push_one(&store, "b").await;
    let two = stamp(store.connection()).await.unwrap();

    assert!(empty != one && one != two && empty != two);
}

/// Postgres only: an event that commits after a later one is noticed as well.
#[tokio::test]
async fn a_stamp_notices_a_late_commit() {
    let store = testing::fresh().await;
    if !store.is_postgres() {
        return; // One writer: nothing can commit in between.
    }
    let early = store.begin().await.unwrap();
    push(&early, Topic::ListingChanged, "early", at(1)).await.unwrap();
    let late = store.begin().await.unwrap();
    push(&late, Topic::ListingChanged, "late", at(2)).await.unwrap();
    let before = stamp(store.connection()).await.unwrap();
    late.commit().await.unwrap();
    let between = stamp(store.connection()).await.unwrap();
    early.commit().await.unwrap();
    let after = stamp(store.connection()).await.unwrap();

    assert!(before != between && between != after && before != after);
}

#[tokio::test]
async fn a_rolled_back_event_was_never_there() {
    let store = testing::fresh().await;
    let tx = store.begin().await.unwrap();
    push(&tx, Topic::ListingChanged, "a", at(1)).await.unwrap();
    tx.rollback().await.unwrap();
    assert!(subjects_after(&store, 0).await.is_empty());
}

/// Postgres only: SQLite has one writer. The transaction that began first commits last; its event
/// has the lower number and must not be lost by a reader that looked in between.
#[tokio::test]
async fn a_late_commit_is_not_lost() {
    let store = testing::fresh().await;
    if !store.is_postgres() {
        return; // One writer: nothing can commit in between.
    }
    let early = store.begin().await.unwrap();
    push(&early, Topic::ListingChanged, "early", at(1)).await.unwrap();
    let late = store.begin().await.unwrap();
    push(&late, Topic::ListingChanged, "late", at(2)).await.unwrap();
    late.commit().await.unwrap();

    let between = subjects_after(&store, 0).await;
    early.commit().await.unwrap();
    settled(&store).await;

    assert!(between.is_empty(), "{between:?}: a transaction before it is still running");
    assert_eq!(subjects_after(&store, 0).await, ["early", "late"]);
}

#[tokio::test]
async fn forgetting_keeps_the_newest_event_so_that_positions_never_start_again() {
    let store = testing::fresh().await;
    for subject in ["a", "b"] {
        push_one(&store, subject).await;
    }
    let (_, newest) = kept(store.connection()).await.unwrap().unwrap();

    forget(store.connection(), at(1_000)).await.unwrap();

    assert_eq!(kept(store.connection()).await.unwrap(), Some((newest, newest)));
    push_one(&store, "c").await;
    settled(&store).await;
    assert_eq!(subjects_after(&store, newest).await, ["c"]);
}
