//! What is still there afterwards.

use std::{fs, path::Path};

use matching::{
    engine::Engine,
    error::EngineError,
    types::{Change, Doc, Filter, Query},
};

use crate::corpus::{en, es, keys, put, query, search};

fn open(dir: &Path) -> Result<Engine, EngineError> {
    Engine::open(Some(dir), &["category", "skill"])
}

fn full(key: &str) -> Doc {
    Doc {
        owner_name: "Taller Quijote".into(),
        labels: vec!["RAG".into()],
        facets: vec![("skill".into(), "rag".into()), ("later".into(), "x".into())],
        price_minor: Some(9_900),
        delivery_days: Some(2),
        rating_mean: Some(4.8),
        rating_count: 12,
        ..es(key, "Asistente con documentos", "Responde con tus documentos.")
    }
}

#[test]
fn an_engine_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Engine>();
}

#[test]
fn answers_are_the_same_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path()).unwrap();
    let docs = [full("a"), en("b", "Document assistant", "Answers"), full("c"), full("d")];
    engine.apply(docs.iter().map(put).collect(), 7).unwrap();
    engine.apply(vec![Change::Remove("c".into()), put(&full("e"))], 9).unwrap();
    let ask = |engine: &Engine| {
        let asked = query("asistente documentos rag quijote");
        let mut answer = engine.search(&asked).unwrap();
        answer.phases = matching::types::Phases::default();
        (answer, engine.suggest("r", None, 5), engine.position(), engine.len())
    };
    let before = ask(&engine);
    drop(engine);

    let engine = open(dir.path()).unwrap();

    assert_eq!(ask(&engine), before);
    assert_eq!((engine.position(), engine.len()), (9, 4));
    engine.apply(vec![put(&es("f", "Otra cosa", ""))], 10).unwrap();
    assert_eq!(keys(&search(&engine, "cosa")), ["f"]);
}

/// A process that is killed runs nothing more: its files are just left as they are.
#[test]
fn what_lay_on_disk_at_any_moment_opens_again() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path()).unwrap();
    for n in 1..=12 {
        engine.apply(vec![put(&full(&format!("k{}", n % 5)))], n).unwrap();
        let copy = tempfile::tempdir().unwrap();
        copy_dir(dir.path(), copy.path()).unwrap();
        // A write that was cut short after the commit.
        let terms = copy.path().join("gen-1/terms");
        let mut bytes = fs::read(&terms).unwrap();
        bytes.extend([9, 0, 0, 0, 1, 2]);
        fs::write(&terms, bytes).unwrap();

        let reopened = open(copy.path()).unwrap();

        assert_eq!((reopened.position(), reopened.len()), (n, n.min(5)));
        assert_eq!(search(&reopened, "asistente").total.count, n.min(5));
    }
}

fn copy_dir(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.metadata()?.is_dir() {
            copy_dir(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[test]
fn a_second_engine_on_the_same_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _first = open(dir.path()).unwrap();
    assert!(matches!(open(dir.path()), Err(EngineError::InUse { dir: it }) if it == dir.path()));
}

#[test]
fn damage_is_told_from_health_and_names_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path()).unwrap();
    engine.apply((0..50).map(|n| put(&full(&format!("k{n}")))).collect(), 1).unwrap();
    drop(engine);
    let index = dir.path().join("gen-1/index");
    let files: Vec<_> = fs::read_dir(&index).unwrap().map(|it| it.unwrap().path()).collect();
    let mut damaged = 0;
    for file in files.iter().filter(|it| !it.ends_with(".tantivy-writer.lock")) {
        let whole = fs::read(file).unwrap();
        if whole.is_empty()
            || file.ends_with(".managed.json")
            || file.ends_with(".tantivy-meta.lock")
        {
            continue;
        }
        let mut changed = whole.clone();
        let middle = changed.len() / 3;
        changed[middle] ^= 0x55;
        fs::write(file, changed).unwrap();

        let opened = open(dir.path());

        assert!(
            matches!(&opened, Err(EngineError::Corrupt { dir: it, .. }) if it == dir.path()),
            "{}: {opened:?}",
            file.display()
        );
        fs::write(file, whole).unwrap();
        damaged += 1;
    }
    assert!(damaged >= 5, "{damaged} files");
    assert_eq!(open(dir.path()).unwrap().len(), 50);

    fs::write(dir.path().join("CURRENT"), "what").unwrap();
    assert!(matches!(open(dir.path()), Err(EngineError::Corrupt { .. })));
}

#[test]
fn a_rebuild_replaces_everything_and_a_broken_off_one_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path()).unwrap();
    engine.apply(vec![put(&es("old", "Chatbot", ""))], 1).unwrap();

    let mut seen = Vec::new();
    let docs = (0..40).map(|n| es(&format!("new{:02}", n % 30), "Agente de voz", ""));
    engine.replace_all(docs, 5, |done| seen.push(done)).unwrap();

    assert_eq!(seen, (1..=40).collect::<Vec<u64>>());
    assert_eq!((engine.len(), engine.position()), (30, 5));
    assert_eq!(search(&engine, "chatbot").total.count, 0);
    engine.apply(vec![Change::Remove("new00".into())], 6).unwrap();
    drop(engine);

    fs::create_dir_all(dir.path().join("gen-3/index")).unwrap();
    fs::write(dir.path().join("gen-3/index/meta.json"), "half").unwrap();
    let engine = open(dir.path()).unwrap();
    assert_eq!((engine.len(), engine.position()), (29, 6));
    assert!(!dir.path().join("gen-1").exists() && !dir.path().join("gen-3").exists());
    engine.replace_all(std::iter::once(es("only", "Chatbot", "")), 7, |_| ()).unwrap();
    assert_eq!(keys(&search(&engine, "chatbot")), ["only"]);
}

#[test]
fn an_index_in_memory_is_rebuilt_as_well() {
    let engine = Engine::open(None, &[]).unwrap();
    engine.replace_all((0..10).map(|n| es(&format!("k{n}"), "Chatbot", "")), 3, |_| ()).unwrap();
    assert_eq!((engine.len(), engine.position()), (10, 3));
}

#[test]
fn a_facet_field_that_is_new_is_filled_from_what_was_stored() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).unwrap().apply(vec![put(&full("a"))], 1).unwrap();

    let engine = Engine::open(Some(dir.path()), &["later"]).unwrap();

    let filter = Filter::AnyOf { field: "later".into(), values: vec!["x".into()] };
    let answer = engine.search(&Query { filters: vec![filter], ..query("") }).unwrap();
    assert_eq!(keys(&answer), ["a"]);
}
