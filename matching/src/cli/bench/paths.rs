//! What the fast path loses, and what typing badly costs.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use matching::{
    jsonl::Record,
    measure::{
        chance::Dice,
        metrics::Measure,
        trec::{Run, mean},
    },
    thorough::ranker::TextRanker,
    types::{Lang, Query},
};

use crate::cli::{
    eval::judgments,
    progress,
    retrieval::{Collection, Indexed},
    run::queries,
    table::table,
    text::SETS,
};

/// So many of the best by exact scores, and how far one has to read to see them.
const WITHIN: [(usize, usize); 4] = [(10, 100), (200, 200), (200, 400), (200, 1_000)];

/// The engine's answers against those of scoring every document exactly.
pub(super) fn recall(data: &Path) -> anyhow::Result<()> {
    let title = |it: &(usize, usize)| format!("best {} in the first {}", it.0, it.1);
    let head = std::iter::once("set".to_owned()).chain(WITHIN.iter().map(title));
    let mut rows = vec![head.collect::<Vec<String>>()];
    for (_, name) in SETS {
        let folder = data.join(name);
        let engine = Indexed::new(&folder.join("corpus.jsonl"))?.engine;
        let asked = queries(&folder.join("queries.jsonl"))?;
        let bar = progress::bar(name, MOST_ASKED.min(asked.len()) as u64);
        let mut recalls = vec![Vec::new(); WITHIN.len()];
        for Record { text, lang, .. } in asked.into_iter().take(MOST_ASKED) {
            let query = Query { text, lang, limit: Query::MAX_LIMIT, ..Query::default() };
            let fast = engine.search(&query)?.matches;
            let fast: HashMap<&str, usize> =
                fast.iter().map(|it| it.key.as_str()).zip(0..).collect();
            let slow = engine.search_exhaustively(&query);
            for ((best, until), recalls) in WITHIN.iter().zip(&mut recalls) {
                let best = &slow[..slow.len().min(*best)];
                let is_seen =
                    |it: &&(String, f32)| fast.get(it.0.as_str()).is_some_and(|at| at < until);
                if !best.is_empty() {
                    recalls.push(best.iter().filter(is_seen).count() as f64 / best.len() as f64);
                }
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        let average = |it: &Vec<f64>| it.iter().sum::<f64>() / it.len().max(1) as f64;
        let shown = recalls.iter().map(|it| format!("{:.4}", average(it)));
        rows.push(std::iter::once(name.to_owned()).chain(shown).collect());
    }
    println!(
        "the fast path against scoring everything, first {MOST_ASKED} queries\n{}\n",
        table(&rows)
    );
    Ok(())
}

/// Scoring everything takes its time.
const MOST_ASKED: usize = 200;

/// Queries as they are, without accents, and with one wrong letter.
pub(super) fn typing(data: &Path) -> anyhow::Result<()> {
    let head = ["set", "same top 10 without accents", "nDCG@10", "with a typo", "kept"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let ranker = TextRanker::shipped();
    for (_, name) in SETS {
        let folder = data.join(name);
        let judgments = judgments(&folder.join("qrels.tsv"))?;
        let collection = Collection::index(&folder.join("corpus.jsonl"))?;
        let asked = queries(&folder.join("queries.jsonl"))?;
        let bar = progress::bar(name, asked.len() as u64);
        let mut dice = Dice::new(17);
        let (mut plain, mut wrong) = (HashMap::new(), HashMap::new());
        let (mut same, mut accented) = (0, 0);
        for query in asked {
            let answer = |text: &str| {
                let found = collection.answer(&ranker, text, query.lang, 100).into_iter();
                let found = found.map(|(id, score)| (f64::from(score), id.to_owned()));
                found.collect::<Vec<(f64, String)>>()
            };
            let found = answer(&query.text);
            let bare = without_accents(&query.text);
            if bare != query.text && query.lang == Some(Lang::Es) {
                let top = |found: &[(f64, String)]| -> HashSet<String> {
                    found.iter().take(10).map(|it| it.1.clone()).collect()
                };
                accented += 1;
                same += usize::from(top(&found) == top(&answer(&bare)));
            }
            wrong.insert(query.id.clone(), answer(&with_typo(&query.text, &mut dice)));
            plain.insert(query.id, found);
            bar.inc(1);
        }
        bar.finish_and_clear();
        let of = |scored| mean(&judgments.values(&Run::of_scores(scored), Measure::Skip));
        let (plain, wrong) = (of(plain), of(wrong));
        let share = match accented {
            0 => "–".to_owned(),
            _ => format!("{:.1} % of {accented}", 100.0 * same as f64 / f64::from(accented)),
        };
        let numbers = [plain, wrong].map(|it| format!("{it:.3}"));
        let kept = format!("{:.1} %", 100.0 * wrong / plain);
        rows.push([vec![name.to_owned(), share], numbers.to_vec(), vec![kept]].concat());
    }
    println!("queries typed badly\n{}\n", table(&rows));
    Ok(())
}

/// ñ is a letter, and stays.
fn without_accents(text: &str) -> String {
    let bare = |it: char| match it {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        'Á' => 'A',
        'É' => 'E',
        'Í' => 'I',
        'Ó' => 'O',
        'Ú' | 'Ü' => 'U',
        other => other,
    };
    text.chars().map(bare).collect()
}

/// One letter of one word of five letters or more is left out, doubled, changed or swapped with the
/// next; the first stays.
fn with_typo(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let inside = |at: &usize| {
        let from = letters[..*at].iter().rposition(|it| !it.is_alphabetic()).map_or(0, |it| it + 1);
        let rest = letters[from..].iter().take_while(|it| it.is_alphabetic()).count();
        rest >= 5 && *at > from && at + 1 < from + rest
    };
    let places: Vec<usize> = (0..letters.len()).filter(inside).collect();
    if places.is_empty() {
        return text.to_owned();
    }
    let at = places[dice.below(places.len())];
    match dice.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = if letters[at] == 'x' { 'w' } else { 'x' },
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}
