//! A corpus read twice, by the engine and thoroughly, and ranked answers from it as long as one asks.

use std::{collections::HashSet, path::Path};

use anyhow::Context as _;
use matching::{
    engine::Engine,
    jsonl,
    thorough::{Thorough, ThoroughBuilder, features::Rows, ranker::TextRanker},
    types::Lang,
};
use tempfile::TempDir;

use crate::cli::progress;

#[derive(Debug)]
pub(crate) struct Collection {
    thorough: Thorough,
    /// By position, which is the key in the index: ids need not be unique.
    ids: Vec<String>,
    _dir: TempDir,
}

impl Collection {
    pub(crate) fn index(corpus: &Path) -> anyhow::Result<Collection> {
        let Indexed { engine, ids, dir } = Indexed::new(corpus)?;
        let mut builder = ThoroughBuilder::new(&engine);
        let bar = progress::bar("reading", ids.len() as u64);
        for (at, record) in jsonl::read(corpus)?.enumerate() {
            builder.add(&key(at), &record?);
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(Collection { thorough: builder.build(), ids, _dir: dir })
    }

    pub(crate) fn ids(&self) -> &[String] {
        &self.ids
    }

    /// What is known of each candidate.
    pub(crate) fn rows(&self, text: &str, lang: Option<Lang>, top: usize) -> Rows {
        self.thorough.rows(text, lang, top)
    }

    /// At most `top` documents, each once, with falling scores.
    pub(crate) fn answer(
        &self,
        ranker: &TextRanker,
        text: &str,
        lang: Option<Lang>,
        top: usize,
    ) -> Vec<(&str, f32)> {
        falling(&self.ids, ranker.ranked(&self.rows(text, lang, top)), top)
    }
}

/// An index of a corpus, in a folder that goes with it.
pub(crate) struct Indexed {
    pub(crate) engine: Engine,
    /// Of the documents, by position.
    pub(crate) ids: Vec<String>,
    dir: TempDir,
}

impl Indexed {
    pub(crate) fn new(corpus: &Path) -> anyhow::Result<Indexed> {
        let dir = tempfile::tempdir().context("cannot make a temporary folder")?;
        let engine = Engine::open(Some(dir.path()), &[])?;
        let mut ids = Vec::new();
        let records = jsonl::read(corpus)?;
        let docs = records.map(|it| {
            it.map(|record| {
                ids.push(record.id.clone());
                record.into_doc(key(ids.len() - 1))
            })
        });
        let bar = progress::count("indexing");
        engine.try_replace_all(docs, 1, |done| bar.set_position(done))??;
        bar.finish_and_clear();
        Ok(Indexed { engine, ids, dir })
    }
}

/// At most `top` documents by id, each where it stands first, with scores that fall strictly: whatever
/// a tool does with equal scores, it will find this order.
pub(crate) fn falling(ids: &[String], order: Vec<(u32, f32)>, top: usize) -> Vec<(&str, f32)> {
    let mut seen = HashSet::new();
    let mut found: Vec<(&str, f32)> = Vec::new();
    for (document, score) in order {
        let id = ids[document as usize].as_str();
        if found.len() == top {
            break;
        }
        if seen.insert(id) {
            let below = found.last().map_or(f32::MAX, |it| it.1.next_down());
            found.push((id, score.min(below)));
        }
    }
    found
}

/// Keys order as positions do.
fn key(position: usize) -> String {
    format!("{position:010}")
}
