//! `run`: from a corpus and queries to a TREC run, with nothing to set.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use matching::{jsonl, thorough::ranker::TextRanker};

use crate::cli::{progress, retrieval::Collection};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// One JSON object a line: id, title, and, where there are, category, text, lang
    #[arg(long)]
    corpus: PathBuf,
    /// One JSON object a line: id, text, and, where there is, lang
    #[arg(long)]
    queries: PathBuf,
    /// Where to write the run
    #[arg(long)]
    out: PathBuf,
    /// At most this many documents for each query
    #[arg(long, default_value_t = 100)]
    top: usize,
    /// A model of `train-text` instead of ours
    #[arg(long)]
    model: Option<PathBuf>,
}

/// The last field of a line of the run.
const TAG: &str = "lonja";

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let queries = queries(&arguments.queries)?;
    let ranker = match &arguments.model {
        Some(path) => ranker(path)?,
        None => TextRanker::shipped(),
    };
    let collection = Collection::index(&arguments.corpus)?;
    let out = File::create(&arguments.out)
        .with_context(|| format!("cannot write {}", arguments.out.display()))?;
    let mut out = BufWriter::new(out);

    let blanks = queries.iter().map(|it| &it.id).chain(collection.ids()).any(|it| has_blank(it));
    // Fields parted by blanks cannot hold a blank.
    let gap = if blanks { '\t' } else { ' ' };
    let bar = progress::bar("answering", queries.len() as u64);
    for query in &queries {
        let found = collection.answer(&ranker, &query.text, query.lang, arguments.top);
        for (at, (id, score)) in found.iter().enumerate() {
            let (query, rank) = (one_line(&query.id), at + 1);
            let id = one_line(id);
            writeln!(out, "{query}{gap}Q0{gap}{id}{gap}{rank}{gap}{score}{gap}{TAG}")?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    out.flush().with_context(|| format!("cannot write {}", arguments.out.display()))
}

fn ranker(path: &Path) -> anyhow::Result<TextRanker> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    TextRanker::from_bytes(&bytes).with_context(|| path.display().to_string())
}

/// The first of those that share an id.
pub(crate) fn queries(path: &Path) -> anyhow::Result<Vec<jsonl::Record>> {
    let mut seen = HashSet::new();
    let mut queries = Vec::new();
    for record in jsonl::read(path)? {
        let record = record?;
        if seen.insert(record.id.clone()) {
            queries.push(record);
        } else {
            eprintln!("warning: query `{}` again: only the first is answered", record.id);
        }
    }
    Ok(queries)
}

fn has_blank(id: &str) -> bool {
    id.contains(char::is_whitespace)
}

/// What would end a field or a line in any reader becomes a blank.
fn one_line(id: &str) -> String {
    id.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}
