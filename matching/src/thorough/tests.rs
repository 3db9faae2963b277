use super::{
    features::{FUSED, Rows, WIDTH, directions, names},
    ranker::{BASE, TextRanker},
    *,
};
use crate::{model::ModelError, types::Lang};

fn record(title: &str, text: &str, lang: Lang) -> Record {
    let (title, text) = (title.to_owned(), text.to_owned());
    Record { id: String::new(), title, category: String::new(), text, lang: Some(lang) }
}

fn corpus(records: &[Record]) -> Thorough {
    let engine = Engine::open(None, &[]).unwrap();
    let key = |at: usize| format!("{at:03}");
    let docs = records.iter().enumerate().map(|(at, it)| it.clone().into_doc(key(at)));
    engine.replace_all(docs, 1, |_| {}).unwrap();
    let mut builder = ThoroughBuilder::new(&engine);
    for (at, record) in records.iter().enumerate() {
        builder.add(&key(at), record);
    }
    builder.build()
}

fn trades() -> Thorough {
    let es = |title: &str| record(title, "", Lang::Es);
    let en = |title: &str| record(title, "", Lang::En);
    corpus(&[
        es("director técnico/directora técnica"),
        es("directora de orquesta"),
        es("panadero/panadera"),
        es("oficial de panadería"),
        en("baker"),
        en("orchestra conductor"),
        en("software developer"),
        es("desarrollador de software"),
    ])
}

fn found(corpus: &Thorough, text: &str, lang: Lang) -> Vec<u32> {
    let rows = corpus.rows(text, Some(lang), 10);
    TextRanker::shipped().ranked(&rows).into_iter().map(|it| it.0).collect()
}

#[test]
fn titles_are_found_in_the_other_gender_and_in_the_other_language() {
    let trades = trades();
    assert_eq!(found(&trades, "DIRECTORA TÉCNICA", Lang::Es)[0], 0);
    assert_eq!(found(&trades, "Panaderas", Lang::Es)[0], 2);
    assert!(found(&trades, "panadera", Lang::Es)[..4].contains(&4), "baker");
    assert!(found(&trades, "software developers", Lang::En)[..2].contains(&7));
    assert_eq!(found(&trades, "", Lang::Es), [] as [u32; 0]);
    assert_eq!(found(&trades, "¿?", Lang::En), [] as [u32; 0]);
}

#[test]
fn a_misspelt_title_is_still_found() {
    let trades = trades();
    assert_eq!(found(&trades, "directro tecnico", Lang::Es)[0], 0);
    assert_eq!(found(&trades, "softwere develper", Lang::En)[0], 6);
}

#[test]
fn a_misspelt_word_is_put_into_another_language() {
    let records = ["baker", "carpenter", "nurse", "welder"].map(|it| record(it, "", Lang::En));
    assert_eq!(found(&corpus(&records), "carpintreos", Lang::Es)[0], 1);
    assert_eq!(found(&corpus(&records), "enfremeras", Lang::Es)[0], 2);
}

#[test]
fn a_long_question_is_read_to_its_end() {
    let filler = "palabra ".repeat(300);
    let records = [
        record("Facturas", "lectura de facturas en papel", Lang::Es),
        record("Otros", "nada que ver", Lang::Es),
        record("Reseñas", "análisis de reseñas de hoteles", Lang::Es),
    ];
    let corpus = corpus(&records);
    assert_eq!(found(&corpus, &format!("{filler} reseñas de hoteles"), Lang::Es)[0], 2);
}

#[test]
fn another_name_of_the_list_counts_as_the_title_does() {
    let records = [
        record("trefilador", "operador de trefiladora ; hilandero de metal", Lang::Es),
        record("tornero", "operador de torno ; mecanizador", Lang::Es),
    ];
    let rows = corpus(&records).rows("hilandero de metal", Some(Lang::Es), 5);
    let at = |name: &str| names().iter().position(|it| it == name).unwrap();
    let first = rows.documents.iter().position(|it| *it == 0).unwrap();
    assert_eq!(rows.of(first)[at("name_both")], 1.0);
    assert_eq!(rows.of(first)[at("name_same")], 1.0);
    assert_eq!(rows.of(first)[at("title_met")], 0.0);
}

#[test]
fn rows_are_shares_and_do_not_depend_on_when_they_are_made() {
    let (one, other) = (trades(), trades());
    for text in ["directora", "baker and conductor", "desarrollador de software libre", "x"] {
        let rows = one.rows(text, Some(Lang::Es), 10);
        assert_eq!(rows, other.rows(text, Some(Lang::Es), 10));
        assert_eq!(rows.values.len(), rows.documents.len() * WIDTH);
        for row in rows.values.chunks(WIDTH) {
            assert!(row.iter().all(|it| it.is_finite()), "{text}: {row:?}");
            assert!(row[..=FUSED].iter().all(|it| (0.0..=1.0).contains(it)), "{text}: {row:?}");
        }
    }
}

#[test]
fn a_corpus_of_nothing_answers_nothing() {
    assert!(found(&corpus(&[]), "algo", Lang::Es).is_empty());
    let blank = corpus(&[record("", "", Lang::Es), record("¡!", "", Lang::En)]);
    assert!(found(&blank, "algo", Lang::Es).is_empty());
}

/// What has as much as another of everything, and more of something, is never below it.
#[test]
fn more_in_common_is_never_worse() {
    let mut dice = crate::measure::chance::Dice::new(1);
    let ranker = TextRanker::shipped();
    let directions = directions();
    for _ in 0..2_000 {
        let row: Vec<f32> = (0..WIDTH).map(|_| dice.fraction() as f32).collect();
        let mut better = row.clone();
        for (value, direction) in better.iter_mut().zip(&directions) {
            if *direction > 0 && dice.below(3) == 0 {
                *value += (1.0 - *value) * dice.fraction() as f32;
            }
        }
        let documents = vec![0, 1];
        let rows = Rows { documents, values: [row, better].concat(), ..Rows::default() };
        let scores = ranker.scores(&rows);
        assert!(scores[1] >= scores[0] - 1e-5, "{scores:?}");
    }
}

#[test]
fn a_model_of_other_features_is_refused() {
    let golden = include_bytes!("../../tests/parity/golden/1.7-ndcg.ubj");
    let error = TextRanker::from_bytes(golden).unwrap_err();
    assert!(matches!(error, ModelError::OtherFeatures { .. }), "{error}");
    assert!(TextRanker::from_bytes(b"{}").is_err());
}

#[test]
fn without_a_model_the_fixed_weights_decide() {
    let rows = trades().rows("directora", Some(Lang::Es), 10);
    let scores = TextRanker::fixed().scores(&rows);
    for (at, score) in scores.iter().enumerate() {
        assert_eq!(*score, BASE * rows.of(at)[FUSED]);
    }
}

/// With one field and words that are nothing but themselves, `flat` is BM25 as tantivy has it. Texts
/// have at most forty words: tantivy rounds the lengths of longer ones.
#[test]
fn bm25_is_that_of_tantivy() {
    let word = |at: usize| {
        let letter = |it: usize| char::from(b"bdfgklmnprtz"[it % 12]);
        format!("{}o{}u{}k", letter(at), letter(at / 12), letter(at * 7 + 3))
    };
    let mut dice = crate::measure::chance::Dice::new(2);
    let mut text = |most: usize| -> String {
        let pick = |dice: &mut crate::measure::chance::Dice| {
            let part = dice.fraction();
            word((part * part * 140.0) as usize)
        };
        let count = 1 + dice.below(most);
        (0..count).map(|_| pick(&mut dice)).collect::<Vec<String>>().join(" ")
    };
    let texts: Vec<String> = (0..400).map(|_| text(40)).collect();
    let records: Vec<Record> = texts.iter().map(|it| record(it, "", Lang::En)).collect();
    let corpus = corpus(&records);
    let peer = Tantivy::new(&texts);
    for _ in 0..100 {
        let mut words: Vec<String> = text(6).split(' ').map(str::to_owned).collect();
        words.sort();
        words.dedup();
        let query = words.join(" ");
        let read = Query::read(&query, None, &corpus.snapshot, &mut corpus.analyzer.borrow_mut());
        let ours = corpus.words.find(&read.ideas).flat;
        let all: f32 = read.ideas.iter().map(|it| it.idf).sum();
        for (document, score) in peer.scores(&words) {
            let own = ours[document] * all * 2.2;
            assert!((own - score).abs() < 1e-3 * score, "{query}: {own} {score}");
        }
        let first: Vec<u32> = signals::best_of(&ours, 10);
        let lowest = ours[first[first.len() - 1] as usize] * all * 2.2;
        for (document, score) in peer.scores(&words) {
            let is_first = first.contains(&(document as u32));
            assert!(is_first || score <= lowest * 1.001, "{query}: {document}");
        }
    }
}

/// Raw tantivy with words cut at blanks.
struct Tantivy {
    index: tantivy::Index,
    field: tantivy::schema::Field,
}

impl Tantivy {
    fn new(texts: &[String]) -> Tantivy {
        use tantivy::schema::{IndexRecordOption, TextFieldIndexing, TextOptions};
        let mut schema = tantivy::schema::Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let field = schema.add_text_field("text", options);
        let index = tantivy::Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for text in texts {
            let mut document = tantivy::TantivyDocument::new();
            document.add_text(field, text);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        Tantivy { index, field }
    }

    fn scores(&self, words: &[String]) -> Vec<(usize, f32)> {
        use tantivy::{
            Term,
            collector::TopDocs,
            query::{BooleanQuery, Query, TermQuery},
            schema::IndexRecordOption,
        };
        let searcher = self.index.reader().unwrap().searcher();
        let each = words.iter().map(|it| {
            let term = Term::from_field_text(self.field, it);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>
        });
        let query = BooleanQuery::union(each.collect());
        let found = searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).unwrap();
        found.into_iter().map(|(score, at)| (at.doc_id as usize, score)).collect()
    }
}
