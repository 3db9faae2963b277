use super::*;
use crate::store::testing;

const DAY_MS: i64 = 86_400_000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn answer(body: &str) -> Kept {
    Kept {
        status: 201,
        content_type: Some("application/json".into()),
        location: None,
        etag: None,
        body: body.into(),
    }
}

#[tokio::test]
async fn the_first_answer_is_given_again() {
    let store = testing::fresh().await;
    let db = store.connection();
    assert_eq!(begin(db, "ana", "k", "h", at(0)).await.unwrap(), Begun::New);
    assert_eq!(begin(db, "ana", "k", "h", at(1)).await.unwrap(), Begun::Running);

    keep(db, "ana", "k", &answer("one")).await.unwrap();

    assert_eq!(begin(db, "ana", "k", "h", at(2)).await.unwrap(), Begun::Done(answer("one")));
    assert_eq!(begin(db, "ana", "k", "other", at(2)).await.unwrap(), Begun::Other);
    assert_eq!(begin(db, "luis", "k", "h", at(2)).await.unwrap(), Begun::New);
}

#[tokio::test]
async fn a_refused_request_frees_its_key_and_a_kept_answer_stays() {
    let store = testing::fresh().await;
    let db = store.connection();
    begin(db, "ana", "k", "h", at(0)).await.unwrap();
    let_go(db, "ana", "k").await.unwrap();
    assert_eq!(begin(db, "ana", "k", "mended", at(1)).await.unwrap(), Begun::New);

    keep(db, "ana", "k", &answer("one")).await.unwrap();
    let_go(db, "ana", "k").await.unwrap();

    assert_eq!(begin(db, "ana", "k", "mended", at(2)).await.unwrap(), Begun::Done(answer("one")));
}

#[tokio::test]
async fn a_request_that_died_is_taken_over_by_one_only() {
    let store = testing::fresh().await;
    let db = store.connection();
    begin(db, "ana", "k", "h", at(0)).await.unwrap();

    let later = at(ABANDONED_SECS * 1_000 + 1);

    assert_eq!(begin(db, "ana", "k", "h", later).await.unwrap(), Begun::New);
    assert_eq!(begin(db, "ana", "k", "h", later).await.unwrap(), Begun::Running);
}

#[tokio::test]
async fn answers_are_forgotten_after_a_day() {
    let store = testing::fresh().await;
    let db = store.connection();
    begin(db, "ana", "k", "h", at(0)).await.unwrap();
    keep(db, "ana", "k", &answer("one")).await.unwrap();

    assert_eq!(begin(db, "ana", "k", "h", at(DAY_MS + 1)).await.unwrap(), Begun::New);
    assert_eq!(forget(db, at(3 * DAY_MS)).await.unwrap(), 1);
}
