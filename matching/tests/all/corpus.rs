//! Documents and queries for tests, with everything unsaid left empty.

use matching::{
    engine::Engine,
    types::{Answer, Change, Doc, Lang, Query, Sort, Text},
};

pub(crate) const NOW_MS: i64 = 1_790_000_000_000;

pub(crate) fn doc(key: &str) -> Doc {
    Doc {
        key: key.to_owned(),
        owner: format!("owner of {key}"),
        created_at_ms: NOW_MS - 90 * 86_400_000,
        ..Doc::default()
    }
}

pub(crate) fn text(lang: Lang, title: &str, summary: &str, body: &str) -> Text {
    Text { lang, title: title.to_owned(), summary: summary.to_owned(), body: body.to_owned() }
}

pub(crate) fn es(key: &str, title: &str, body: &str) -> Doc {
    Doc { texts: vec![text(Lang::Es, title, "", body)], ..doc(key) }
}

pub(crate) fn en(key: &str, title: &str, body: &str) -> Doc {
    Doc { texts: vec![text(Lang::En, title, "", body)], ..doc(key) }
}

pub(crate) fn put(doc: &Doc) -> Change {
    Change::Put(Box::new(doc.clone()))
}

pub(crate) fn engine(docs: &[Doc]) -> Engine {
    let engine = Engine::open(None, &["category", "skill"]).expect("memory is enough");
    engine.apply(docs.iter().map(put).collect(), 1).expect("documents are taken");
    engine
}

pub(crate) fn query(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        lang: None,
        filters: Vec::new(),
        sort: Sort::Relevance,
        limit: 20,
        after: None,
        facets: true,
        now_ms: NOW_MS,
        ..Query::default()
    }
}

pub(crate) fn search(engine: &Engine, text: &str) -> Answer {
    engine.search(&query(text)).expect("any text is fine")
}

pub(crate) fn keys(answer: &Answer) -> Vec<&str> {
    answer.matches.iter().map(|it| it.key.as_str()).collect()
}
