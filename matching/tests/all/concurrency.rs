//! Searching while the index changes, and changes that go wrong.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use matching::{engine::Engine, types::Change};

use crate::corpus::{engine, es, keys, put, search};

/// Two documents come and go together; nobody ever sees one of them alone.
#[test]
fn a_batch_is_seen_whole_or_not_at_all() {
    let engine = engine(&[es("always", "Chatbot", "")]);
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut last = 0;
                while !is_done.load(Ordering::Relaxed) {
                    let count = search(&engine, "chatbot").total.count;
                    assert!(count == 1 || count == 3, "{count}");
                    let position = engine.position();
                    assert!(position >= last);
                    last = position;
                }
            });
        }
        for n in 1..=30 {
            let changes = if n % 2 == 1 {
                vec![put(&es("a", "Chatbot", "")), put(&es("b", "Chatbot", ""))]
            } else {
                vec![Change::Remove("a".into()), Change::Remove("b".into())]
            };
            if n == 15 {
                let docs = ["always", "a", "b"].map(|key| es(key, "Chatbot", ""));
                engine.replace_all(docs.into_iter(), n, |_| ()).expect("memory is enough");
            } else {
                engine.apply(changes, n).expect("memory is enough");
            }
        }
        is_done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_rebuild_that_panics_leaves_the_live_index_working() {
    let engine = engine(&[es("a", "Chatbot", "")]);
    let broken = (0..10).map(|n| if n < 5 { es("x", "Voz", "") } else { panic!("no more") });

    let outcome = catch_unwind(AssertUnwindSafe(|| engine.replace_all(broken, 9, |_| ())));

    assert!(outcome.is_err());
    assert_eq!((keys(&search(&engine, "chatbot")), engine.position()), (vec!["a"], 1));
    engine.apply(vec![put(&es("b", "Chatbot", ""))], 2).unwrap();
    assert_eq!(search(&engine, "chatbot").total.count, 2);
}

#[test]
fn a_change_that_cannot_be_written_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::open(Some(dir.path()), &[]).unwrap();
    engine.apply(vec![put(&es("a", "Chatbot", ""))], 1).unwrap();
    std::fs::remove_dir_all(dir.path().join("gen-1/index")).unwrap();

    let refused = engine.apply(vec![put(&es("b", "Chatbot", ""))], 2);

    assert!(refused.is_err());
    assert_eq!((keys(&search(&engine, "chatbot")), engine.position()), (vec!["a"], 1));
    engine.replace_all(std::iter::once(es("c", "Chatbot", "")), 3, |_| ()).unwrap();
    assert_eq!((keys(&search(&engine, "chatbot")), engine.position()), (vec!["c"], 3));
}
